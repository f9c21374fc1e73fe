"""Pages on an indicator whose way of being measured changed: whose figure stands where."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from indicators.models import Definition
from indicators.selectors.browse.overview import plan_overview
from indicators.viewpoints import Viewpoint
from tests.factories import judge, make_indicator, make_observation, make_plan, make_series

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 1)


@pytest.fixture
def plan():
    return make_plan()


@pytest.fixture
def indicator(plan):
    """An indicator with figures of each year as before, and one of 2023 by a census."""
    series = make_series(code="urban", unit="%", decimals=1)
    census = Definition.objects.create(
        series=series, version="census", valid_from=date(2020, 11, 1), text="以普查为基础"
    )
    own = {2021: "70.1", 2022: "71.4", 2023: "72.6", 2024: "74.3"}
    indicator = make_indicator(
        plan, name="城镇化率", unit="%", base="69", target="75", series=series, actuals=own
    )
    make_observation(series, year=2023, text="73.1", definition=census)
    judge(plan)
    return indicator


def others(plan, **asked):
    overview = plan_overview(plan, viewpoint=Viewpoint(today=TODAY), **asked)
    return {
        row.name: [(each.label, each.state_label, each.actual_text) for each in row.others]
        for row in overview.decided_otherwise
    }


def test_no_figure_of_the_old_definition_is_told_as_one_of_the_new(plan, indicator, client):
    assert others(plan, year=None) == {"城镇化率": [("按新口径", "不可比", "")]}
    assert others(plan, year=2023) == {"城镇化率": [("按新口径", "不可比", "73.1")]}
    assert "2024年没有新口径的数" in client.get(plan.get_absolute_url()).content.decode()


def test_a_year_without_a_figure_of_the_new_definition_has_one_reason(plan, indicator, client):
    reason = indicator.assessments.get(year=2024, standpoint="new_definition").reason
    assert reason.startswith("2024年没有新口径（以普查为基础）的数")
    own = indicator.assessments.get(year=2023, standpoint="new_definition").reason
    assert "没有衔接系数，不能换算到新口径（以普查为基础）" in own


def test_what_would_be_enough_is_said_in_the_definition_of_the_target(plan, client):
    series = make_series(code="urban", unit="%", decimals=1)
    census = Definition.objects.create(
        series=series, version="census-2020", valid_from=date(2020, 11, 1), text="以普查为基础。"
    )
    town = make_indicator(plan, unit="%", base="71", target="75", series=series)
    make_observation(series, year=2022, text="73.1", definition=census)
    judge(plan)
    html = client.get(town.get_absolute_url()).content.decode()
    assert "按基期和目标的口径，2022年实绩不低于72.6%，即为“符合预期”" in html
    assert "现有实绩口径不同，不能与之相比。" in html
    assert 'data-label="口径">以普查为基础</td>' in html


def test_what_would_be_enough_of_a_sum_over_two_definitions_is_not_said(plan, client):
    series = make_series(code="built", unit="个")
    later = Definition.objects.create(series=series, version="new", text="新口径")
    built = make_indicator(plan, kind="cumulative", target="[50]", series=series, unit="个")
    make_observation(series, year=2021, text="30", definition=later)
    judge(plan)
    assert "达到什么程度才够" not in client.get(built.get_absolute_url()).content.decode()


def test_a_figure_of_a_definition_in_between_is_not_told_as_one_of_the_newest(plan, indicator):
    series = indicator.series
    between = Definition.objects.create(
        series=series, version="trial", valid_from=date(2019, 1, 1), text="试行口径"
    )
    make_observation(series, year=2025, text="75.9", definition=between)
    judge(plan)
    assert others(plan, year=2025) == {}
    make_observation(series, year=2025, text="74.8")
    judge(plan)
    assert others(plan, year=2025) == {"城镇化率": [("按新口径", "不可比", "")]}


def test_why_there_is_a_second_verdict_is_said_by_its_standpoint(plan, indicator, client):
    content = client.get(plan.get_absolute_url()).content.decode()
    assert "统计口径变了，不是数据修订" in content
    assert "结账后数据有修订" not in content
    assert "数据修订后结论不同" not in content


def figures(response) -> list[list[str]]:
    return [line.split(",") for line in response.content.decode("utf-8-sig").splitlines()]


def drawn(client, indicator):
    response = client.get(indicator.get_absolute_url())
    return response.context["detail"].trajectory, response.context["frame"].plot


def test_a_figure_beside_one_that_compares_stands_in_picture_table_file_and_chart(
    plan, indicator, client
):
    response = client.get(indicator.get_absolute_url())
    detail, frame = response.context["detail"], response.context["frame"]
    assert [each.x for each in frame.plot.marks if each.kind == "odd"] == [
        next(each.centre for each in frame.plot.columns if each.title == "2023年")
    ]
    assert [(each.text, each.is_left) for each in frame.plot.breaks] == [("口径改变", True)]
    assert "不可比" in [each.label for each in frame.plot.keys]
    traces = {trace["name"]: trace for trace in response.context["figure"]["data"]}
    assert (traces["不可比"]["x"], traces["不可比"]["y"]) == ([2023], [73.1])
    assert {each.year: each.otherwise_text for each in detail.years if each.otherwise_text} == {
        2023: "73.1"
    }
    assert "口径不同 73.1" in response.content.decode()
    assert {each.text: each.status for each in detail.observations}["73.1"] == "口径不同"
    rows = figures(client.get(reverse("indicator_figures_csv", args=[indicator.code])))
    assert ["2023", "不可比", "73.1", "73.1", "%", "口径不同、初步核算"] in rows
    assert ["2023", "实绩", "72.6", "72.6", "%", "初步核算"] in rows


def test_the_way_of_measuring_changes_once_where_years_have_both(plan, indicator, client):
    census = Definition.objects.get(version="census")
    make_observation(indicator.series, year=2025, text="75.2", definition=census)
    make_observation(indicator.series, year=2025, text="75.0")
    judge(plan)
    shown, plot = drawn(client, indicator)
    assert [point.year for point in shown.incomparable] == [2023, 2025]
    assert len(plot.breaks) == 1


def test_what_a_factor_takes_into_the_plans_definition_is_not_drawn_apart(plan, indicator, client):
    Definition.objects.update(linking_factor="0.99")
    judge(plan)
    assert drawn(client, indicator)[0].incomparable == ()


def test_plan_after_plan_shows_the_figure_of_another_definition_too(plan, indicator, client):
    before = make_plan(slug="test-13", base_year=2015, short_title="前期")
    make_indicator(
        before, name="城镇化率", unit="%", base="63.2", target="68", series=indicator.series
    )
    judge(before)
    response = client.get(reverse("series_across", args=[plan.slug, "urban"]))
    plot = response.context["frame"].plot
    assert (len([each for each in plot.marks if each.kind == "odd"]), len(plot.breaks)) == (1, 1)
    assert "口径不同、初步核算 73.1" in response.content.decode()
    rows = figures(client.get(reverse("series_across_csv", args=[plan.slug, "urban"])))
    assert ["2023", "不可比", "73.1", "73.1", "%", "口径不同、初步核算"] in rows
