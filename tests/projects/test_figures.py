"""Charts of projects for Plotly: what it can draw, and every point where its number says."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from plotly import graph_objects

from indicators.charts import DEMO_NOTE
from projects.charts import ShareAt, YearAmount
from projects.figures import (
    LIGHT_COLOURS,
    LIGHT_NAMES,
    LIGHT_SYMBOLS,
    money_figure,
    progress_figure,
)
from projects.lights import Light
from projects.stages import JudgedBy
from projects.timescale import Span
from tests.colours import tokens
from tests.projects.test_charts import question, share, years

SPAN = Span(first=2021, last=2025)


def progress(*, judged_by=JudgedBy.TIME, reports=(), steps=(), is_demo=False) -> dict:
    return progress_figure(
        question(judged_by=judged_by), reports=reports, steps=steps, span=SPAN, is_demo=is_demo
    )


def by_name(figure: dict) -> dict[str, dict]:
    return {trace["name"]: trace for trace in figure["data"]}


REPORTS = (
    share(date(2021, 12, 31), "0.25"),
    ShareAt(
        at=date(2023, 12, 31),
        share=Decimal("0.4"),
        name="2023年 40%",
        kind="light-yellow",
        note="在建，滞后",
    ),
)
STEPS = (
    share(date(2022, 12, 31), "0.3", "reached"),
    share(date(2024, 12, 31), "0.8", "open"),
)
FIGURES = {
    "progress": progress(reports=REPORTS, steps=STEPS, is_demo=True),
    "nothing reported": progress(),
    "money": money_figure(years("2", None, "5"), bound=Decimal(20), is_demo=True),
    "only zeros": money_figure(years("0"), bound=None, is_demo=True),
}


@pytest.mark.parametrize("name", FIGURES)
def test_plotly_takes_every_figure(name):
    assert graph_objects.Figure(FIGURES[name]).data
    assert json.loads(json.dumps(FIGURES[name])) == FIGURES[name]


def test_what_is_due_begins_at_nothing_and_ends_whole():
    due = by_name(progress())["应完成"]
    assert (due["x"], due["y"]) == (["2021-01-01", "2025-12-31"], [0, 100])


def test_where_time_plays_no_part_nothing_is_due():
    assert "应完成" not in by_name(progress(judged_by=JudgedBy.STAGE, reports=REPORTS))


def test_a_light_is_a_shape_and_a_word_beside_its_colour():
    told = by_name(progress(reports=REPORTS))["报告的进度"]
    assert told["y"] == [25, 40]
    assert told["marker"]["symbol"] == ["circle", "triangle-up"]
    assert told["customdata"][1] == "2023年 40%<br>在建，滞后"
    assert set(LIGHT_SYMBOLS) == set(LIGHT_COLOURS) == {f"light-{each.value}" for each in Light}
    assert len(set(LIGHT_SYMBOLS.values())) == len(Light)


def test_milestones_reached_are_told_from_those_to_come():
    traces = by_name(progress(steps=STEPS))
    assert traces["节点，已完成"]["y"] == [30]
    assert traces["节点，未完成"]["x"] == ["2024-12-31"]


def test_a_year_without_an_amount_has_no_bar_and_a_zero_has_one():
    figure = money_figure(years("0", None, "4"), bound=None, is_demo=False)
    assert figure
    traces = by_name(figure)
    assert (traces["当年完成投资"]["x"], traces["当年完成投资"]["y"]) == ([2021, 2023], [0, 4])
    assert traces["累计"]["y"] == [0, 4]


def test_the_plans_total_bounds_the_money():
    figure = money_figure(years("5"), bound=Decimal(20), is_demo=False)
    assert figure
    assert by_name(figure)["规划总投资"]["y"] == [20]
    assert figure["layout"]["yaxis"]["range"][1] > 20


def test_nothing_invested_is_no_chart():
    unknown = [YearAmount(year=2021, amount=None, total=None)]
    assert money_figure(unknown, bound=Decimal(9), is_demo=False) is None


@pytest.mark.parametrize(("is_demo", "marks"), [(True, 1), (False, 0)])
def test_demo_figures_are_marked_on_the_chart_itself(is_demo, marks):
    texts = [each["text"] for each in progress(is_demo=is_demo)["layout"]["annotations"]]
    assert texts.count(DEMO_NOTE) == marks


def test_colours_are_those_of_the_pages():
    named = tokens("tokens.css")
    assert {named[name]: name for name in LIGHT_NAMES.values()} == LIGHT_NAMES
    assert set(LIGHT_COLOURS.values()) == set(LIGHT_NAMES)
