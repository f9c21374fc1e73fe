"""The same number is the same on every page, in picture, table and file."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests.factories import judge, make_indicator, make_observation, make_plan, make_series

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return make_plan(short_title="十四五")


def lines(response) -> list[list[str]]:
    return [line.split(",") for line in response.content.decode("utf-8-sig").splitlines()]


def test_a_mean_just_below_its_target_is_not_rounded_to_it_anywhere(plan, client):
    growth = make_indicator(
        plan,
        unit="%",
        kind="average_growth",
        target="8",
        series=make_series(unit="%", decimals=1),
        actuals={2021: "7.9999", 2022: "8"},
    )
    judge(plan)
    detail = client.get(growth.get_absolute_url()).context["detail"]
    told = {each.year: each.judged_text for each in detail.years}
    assert told[2022] == "7.9999"
    assert {point.year: point.text for point in detail.trajectory.judged}[2022] == "7.9999"
    rows = lines(client.get(reverse("indicator_figures_csv", args=[growth.code])))
    assert [row[3] for row in rows if row[:2] == ["2022", "截至当年的年均增速"]] == ["7.9999"]
    official = client.get(reverse("plan_table", args=[plan.slug])).content.decode()
    assert "7.9999" in official


def test_the_base_of_a_floor_is_in_the_file_as_in_the_picture(plan, client):
    floor = make_indicator(plan, unit="微克", kind="keep", base="28", target="30", direction="fall")
    judge(plan)
    response = client.get(floor.get_absolute_url())
    traces = {trace["name"]: trace for trace in response.context["figure"]["data"]}
    assert traces["十四五基期"]["y"] == [28.0]
    rows = lines(client.get(reverse("indicator_figures_csv", args=[floor.code])))
    assert [row[:3] for row in rows if row[1] == "十四五基期"] == [["2020", "十四五基期", "28"]]


def test_a_base_the_path_begins_with_is_told_once(plan, client):
    level = make_indicator(plan, unit="%", base="69", target="75")
    judge(plan)
    rows = lines(client.get(reverse("indicator_figures_csv", args=[level.code])))
    assert len([row for row in rows if row[0] == "2020"]) == 1


def test_plan_after_plan_says_what_todays_figures_decide(plan, client):
    before = make_plan(
        slug="test-13", base_year=2015, short_title="十三五", closed_on=date(2021, 2, 22)
    )
    series = make_series(code="gdp", unit="亿元")
    make_indicator(before, unit="亿元", base="4466", target="6000", series=series)
    make_indicator(plan, unit="亿元", base="6001", target="8500", series=series)
    make_observation(
        series, year=2020, text="6001", vintage="preliminary", published_on=date(2021, 2, 1)
    )
    make_observation(
        series, year=2020, text="5964", vintage="revised", published_on=date(2022, 3, 1)
    )
    judge(before)
    judge(plan)
    for address in (
        reverse("plan_across", args=[plan.slug]),
        reverse("series_across", args=[plan.slug, "gdp"]),
    ):
        content = client.get(address).content.decode()
        assert "按最新数据" in content
        assert "5,964" in content
        other = content.index('class="across__other"')
        assert "未完成" in content[other : content.index("</span>\n", other) + 600]
    file = client.get(reverse("plan_across_csv", args=[plan.slug])).content.decode("utf-8-sig")
    assert file.splitlines()[1].endswith(',完成,"按最新数据：未完成（5,964亿元）"')


def test_a_comparison_names_source_and_vintage_of_its_newest_figures(plan, client):
    make_indicator(plan, code="a", name="甲", base="0", target="10", actuals={2021: "1", 2022: "3"})
    make_indicator(plan, code="b", name="乙", base="0", target="10", actuals={2021: "2"})
    judge(plan)
    source = client.get("/compare/?i=a&i=b").context["frame"].source
    assert source.startswith(
        "甲：2022年统计公报（2022年，初步核算）；乙：2021年统计公报（2021年，初步核算）"
    )


def test_tables_and_verdicts_write_a_minus_not_a_hyphen(plan, client):
    level = make_indicator(plan, unit="%", base="5", target="10", actuals={2022: "4"})
    growth = make_indicator(
        plan, unit="%", kind="average_growth", target="8", actuals={2021: "-1.14"}
    )
    judge(plan)
    for address in (
        reverse("plan_table", args=[plan.slug]),
        reverse("indicator_list", args=[plan.slug]),
        level.get_absolute_url(),
    ):
        content = client.get(address).content.decode()
        assert "−20%" in content
        assert ">-20%" not in content
    assert "−1.14" in client.get(reverse("plan_table", args=[plan.slug])).content.decode()
    rows = lines(client.get(reverse("indicator_figures_csv", args=[growth.code])))
    assert [row[2] for row in rows if row[:2] == ["2021", "当年增速"]] == ["-1.14"]
