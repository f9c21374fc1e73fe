"""Plan after plan on one quantity: found from the data, drawn on one line, said in words."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from indicators.selectors.browse.across import across
from indicators.viewpoints import Viewpoint
from tests.factories import judge, make_indicator, make_observation, make_plan, make_series

TODAY = date(2024, 3, 1)


@pytest.fixture
def before(db):
    return make_plan(
        slug="test-13", base_year=2015, short_title="前期", closed_on=date(2021, 2, 22)
    )


@pytest.fixture
def plan(before):
    return make_plan(short_title="本期")


@pytest.fixture
def shared(before, plan):
    """A level both plans ask for, met at the end of the first and on its way in the second."""
    series = make_series(code="level", unit="亿元", decimals=0)
    figures = {2018: "16", 2020: "20", 2022: "25"}
    make_indicator(before, name="量", unit="亿元", base="10", target="20", series=series)
    make_indicator(
        plan, name="量", unit="亿元", base="20", target="30", series=series, actuals=figures
    )
    return series


def found(plan, **asked):
    return across(plan, viewpoint=Viewpoint(today=TODAY), **asked)


def page(plan, series) -> str:
    return Client().get(reverse("series_across", args=[plan.slug, series.code])).content.decode()


def judged(*plans) -> None:
    for each in plans:
        judge(each)


def test_a_series_of_two_plans_is_found_and_one_of_a_single_plan_is_not(plan, before, shared):
    make_indicator(plan, name="独有")
    judged(before, plan)
    assert [each.name for each in found(plan).series] == ["量"]
    assert [each.code for each in found(before).series] == ["level"]
    assert [each.label for each in found(plan).series[0].plans] == ["前期", "本期"]


def test_the_title_says_from_where_to_where_and_how_each_plan_ended(plan, before, shared):
    judged(before, plan)
    (series,) = found(plan).series
    assert series.finding == "量：2015年 10 → 2022年 25亿元；前期完成，本期快于预期"


def test_one_line_of_figures_with_the_target_of_each_plan(plan, before, shared):
    judged(before, plan)
    shown = found(plan).series[0].trajectory
    assert [point.year for point in shown.yearly] == [2018, 2020, 2022]
    assert [(line.label, line.target.year, line.target.text) for line in shown.plans] == [
        ("前期", 2020, "20"),
        ("本期", 2025, "30"),
    ]
    assert [line.is_own for line in shown.plans] == [True, True]


def test_only_the_plan_under_way_is_carried_on_and_apart_from_the_figures(plan, before, shared):
    judged(before, plan)
    closed, under_way = found(plan).series[0].trajectory.plans
    assert closed.projection == ()
    assert [point.year for point in under_way.projection] == [2022, 2025]
    years = {each.year: each for each in found(plan).series[0].years}
    assert (years[2025].actual_text, bool(years[2025].projected_text)) == ("", True)


def test_the_table_says_in_which_capacity_a_plan_asked_for_a_number(plan, before, shared):
    judged(before, plan)
    asked_in = {each.year: each.asked_texts for each in found(plan).series[0].years}
    assert asked_in[2020] == ("20（目标）", "20（基期）")
    assert asked_in[2015] == ("10（基期）", "")
    assert asked_in[2022] == ("", "24")


def test_a_figure_measured_otherwise_breaks_the_line(plan, before, shared):
    make_observation(
        shared, year=2023, text="40", definition=shared.definitions.create(version="new", text="新")
    )
    judged(before, plan)
    (series,) = found(plan).series
    assert [point.year for point in series.trajectory.incomparable] == [2023]
    assert {each.year: each.note for each in series.years}[2023] == "口径不同、初步核算"
    assert "口径改变" in page(plan, shared)


def test_the_account_a_plan_was_closed_on_stays_beside_todays_figure(plan, before, shared):
    make_observation(shared, year=2020, text="19", vintage="revised", published_on=date(2023, 1, 1))
    judged(before, plan)
    (series,) = found(plan).series
    assert [(point.year, point.text) for point in series.trajectory.as_closed] == [(2020, "20")]
    assert {each.year: each.note for each in series.years}[2020] == "修订，结账时 20"


def test_a_rate_is_listed_with_its_verdicts_but_not_drawn(plan, before):
    series = make_series(unit="%")
    for each in (before, plan):
        make_indicator(
            each, name="增速", kind="average_growth", target="5", series=series, unit="%"
        )
    judged(before, plan)
    (shared,) = found(plan).series
    assert shared.trajectory is None
    assert shared.finding == "增速：前期待报，本期待报"


def test_the_finding_of_the_page_counts_what_went_well_every_time(plan, before, shared):
    series = make_series()
    make_indicator(before, name="退", base="10", target="20", series=series)
    make_indicator(
        plan, name="退", base="20", target="30", series=series, actuals={2020: "20", 2022: "21"}
    )
    judged(before, plan)
    assert found(plan).sentence == (
        "2 项指标在几期规划里都定了目标：1 项每期都完成或达到进度，1 项前期达标、这一期落后"
    )


def test_the_pages_and_files(client, plan, before, shared):
    judged(before, plan)
    listed = client.get(reverse("plan_across", args=[plan.slug])).content.decode()
    assert listed.count("data-plot") == 1
    assert "1 项每期都完成或达到进度" in listed
    single = page(plan, shared)
    assert "data-explore" in single
    assert '<th role="rowheader" scope="row">2025</th>' in single
    rows = client.get(reverse("plan_across_csv", args=[plan.slug])).content.decode("utf-8-sig")
    assert rows.splitlines()[1:] == [
        "量,亿元,前期,10,20,2020,20,完成,",
        "量,亿元,本期,20,30,2022,25,快于预期,",
    ]
    points = client.get(reverse("series_across_csv", args=[plan.slug, shared.code]))
    assert "2020,前期目标,20,20,亿元," in points.content.decode("utf-8-sig")


def test_a_series_of_one_plan_has_no_such_page(client, plan, shared):
    lone = make_indicator(plan)
    address = reverse("series_across", args=[plan.slug, lone.series.code])
    assert client.get(address).status_code == 404


def test_without_anything_shared_the_page_says_what_would_stand_there(client, plan):
    response = client.get(reverse("plan_across", args=[plan.slug]))
    assert "没有别的规划定过同样的指标" in response.content.decode()


def test_an_indicator_leads_to_its_other_plans(client, plan, before, shared):
    judged(before, plan)
    own = plan.indicators.get()
    html = client.get(reverse("indicator_detail", args=[own.code])).content.decode()
    assert reverse("series_across", args=[plan.slug, "level"]) in html


@pytest.mark.parametrize("rows", [1, 20])
def test_queries_do_not_grow_with_what_is_shared(
    client, plan, before, django_assert_num_queries, rows
):
    for _ in range(rows):
        series = make_series()
        make_indicator(before, base="1", target="2", series=series)
        make_indicator(plan, base="2", target="3", series=series, actuals={2022: "2"})
    judged(before, plan)
    with django_assert_num_queries(10):
        client.get(reverse("plan_across", args=[plan.slug]))
