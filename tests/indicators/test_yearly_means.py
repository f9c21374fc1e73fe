"""A target per year: wherever figure and target stand side by side, both are per year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from indicators.selectors.browse.meeting import meeting
from indicators.selectors.standing import indicator_rows
from indicators.viewpoints import Viewpoint
from tests.factories import judge, make_indicator, make_plan, make_series

pytestmark = pytest.mark.django_db

SEEN = Viewpoint(today=date(2026, 3, 1))


@pytest.fixture
def plan():
    return make_plan()


@pytest.fixture
def jobs(plan):
    """年均12万人 over five years, of which 16.4 came in all."""
    figures = {2021: "3", 2022: "3.4", 2023: "3", 2024: "3.5", 2025: "3.5"}
    indicator = make_indicator(
        plan,
        name="新增就业",
        unit="万人",
        kind="cumulative",
        basis="yearly_mean",
        target="12万人",
        series=make_series(unit="万人", decimals=1),
        actuals=figures,
    )
    judge(plan)
    return indicator


def only_row(plan, *, year):
    return indicator_rows(plan, year=year, viewpoint=SEEN)[0]


@pytest.mark.parametrize(
    ("year", "actual", "number", "gap"),
    [
        (2025, "年均3.28", "3.28", "年均差8.72万人"),
        (2022, "年均3.2", "3.2", "年均差8.8万人"),
        (2021, "年均3", "3", "年均差9万人"),
    ],
)
def test_figure_target_and_gap_of_a_row_add_up(plan, jobs, year, actual, number, gap):
    row = only_row(plan, year=year)
    assert (row.actual_text, row.actual, row.gap_text) == (actual, Decimal(number), gap)
    assert row.actual + row.gap == row.target_value == 12


def test_a_mean_beyond_the_target_says_by_how_much(plan):
    make_indicator(
        plan,
        unit="人",
        kind="cumulative",
        basis="yearly_mean",
        target="12",
        actuals={2021: "13", 2022: "14"},
    )
    judge(plan)
    assert only_row(plan, year=2022).gap_text == "年均超1.5人"


def test_a_mean_just_short_of_the_target_is_not_rounded_up_to_it(plan):
    make_indicator(
        plan,
        unit="人",
        kind="cumulative",
        basis="yearly_mean",
        target="12",
        actuals=dict.fromkeys(range(2021, 2026), "11.999"),
    )
    judge(plan)
    row = only_row(plan, year=2025)
    assert (row.actual_text, row.state) == ("年均11.999", "missed")


def test_the_tiles_of_the_page_are_per_year(plan, jobs, client):
    response = client.get(jobs.get_absolute_url())
    tiles = {each.label: f"{each.value}{each.unit}" for each in response.context["detail"].figures}
    assert tiles["截至2025年年均"] == "3.28万人"
    assert tiles["年均目标"] == "12万人"
    assert tiles["与目标的差距"] == "年均差8.72万人"
    assert "截至2025年年均 3.28万人" in response.context["detail"].chart_title
    earlier = client.get(jobs.get_absolute_url(), {"year": 2022}).context["detail"].figures
    assert {each.label: each.value for each in earlier}["全期年均推算"] == "3.2"


def test_lists_files_and_quotations_are_per_year(plan, jobs, client):
    for address in (plan.get_absolute_url(), reverse("indicator_list", args=[plan.slug])):
        content = client.get(address).content.decode()
        assert "年均3.28" in content
        assert "16.4" not in content.replace("合计16.4", "")
    lines = client.get(reverse("indicator_list_csv", args=[plan.slug])).content.decode("utf-8-sig")
    header, cells = (line.split(",") for line in lines.splitlines()[:2])
    row = dict(zip(header, cells, strict=False))
    assert (row["实绩（显示）"], Decimal(row["实绩"]), Decimal(row["差距"])) == (
        "年均3.28",
        Decimal("3.28"),
        Decimal("8.72"),
    )


def test_a_slide_and_its_chart_are_per_year(plan, jobs):
    slide = meeting(plan, year=2025, viewpoint=SEEN).slides[0]
    assert [each.value_text for each in slide.years] == [
        *("年均3", "年均3.2", "年均3.13", "年均3.23", "年均3.28")
    ]
    assert {each.due_text for each in slide.years} == {"12"}
    assert [point.text for point in slide.trajectory.yearly] == ["3", "3.2", "3.13", "3.23", "3.28"]
    (line,) = slide.trajectory.plans
    assert {point.value for point in line.path} == {12}
    assert line.target.value == 12
