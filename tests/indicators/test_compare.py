"""Indicators on one scale: what is drawn, what is left out and why, in picture, table and file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from plotly import graph_objects

from indicators.charts import comparison_figure
from indicators.charts.comparison import SERIES_NAMES
from indicators.comparisons import ComparedLine, Comparison
from indicators.pictures.comparison import comparison_plot
from indicators.selectors.browse.compare import INDEX, SHARE, compared
from indicators.viewpoints import Viewpoint
from tests.colours import tokens
from tests.factories import judge, make_indicator, make_observation, make_plan, make_series
from tests.indicators.test_charts import points

TODAY = date(2024, 3, 1)
TWO = Comparison(
    unit="%",
    reference=Decimal(100),
    reference_label="目标 100%",
    lines=(
        ComparedLine(label="甲", points=points({2020: "0", 2021: "20", 2023: "90"})),
        ComparedLine(label="乙", points=points({2020: "0", 2021: "10"}), breaks=(2022,)),
    ),
)


@pytest.fixture
def plan(db):
    plan = make_plan()
    make_indicator(plan, code="fast", name="快", base="10", target="20", actuals={2021: "15"})
    make_indicator(
        plan, code="fallen", name="降", base="50", target="40", direction="fall",
        actuals={2021: "48", 2022: "55"},
    )  # fmt: skip
    make_indicator(
        plan, code="kept", name="守", base="91", target="90", kind="keep", actuals={2021: "92"}
    )
    make_indicator(
        plan, code="sum", name="累", target="[50]", kind="cumulative", actuals={2021: "10"}
    )
    make_indicator(plan, code="none", name="无", base="1", target="2")
    judge(plan)
    return plan


def found(*codes: str, measure: str = SHARE):
    return compared(codes, measure=measure, viewpoint=Viewpoint(today=TODAY))


def texts(result) -> dict[str, dict[int, str]]:
    return {
        line.label: {point.year: point.text for point in line.points}
        for line in result.comparison.lines
    }


def test_shares_start_at_nothing_and_may_be_negative(plan):
    assert texts(found("fast", "fallen")) == {
        "快": {2020: "0", 2021: "50"},
        "降": {2020: "0", 2021: "20", 2022: "-50"},
    }


def test_an_index_starts_at_a_hundred_and_says_the_figure_behind_it(plan):
    result = found("fast", "kept", measure=INDEX)
    assert texts(result) == {"快": {2020: "100", 2021: "150.0"}, "守": {2020: "100", 2021: "101.1"}}
    assert result.comparison.lines[0].points[1].note == "15，初步核算"


def test_what_has_no_line_is_named_with_the_reason(plan):
    assert dict(found("kept", "none").left_out) == {
        "守": "这类指标没有完成进度",
        "无": "还没有可比的实绩",
    }
    assert dict(found("sum", measure=INDEX).left_out) == {
        "累": "累计、增速和认定类指标没有可比的水平"
    }


def test_a_flow_is_compared_by_its_share(plan):
    assert texts(found("sum")) == {"累": {2020: "0", 2021: "20"}}


def test_a_change_of_definition_breaks_a_line(db):
    plan = make_plan()
    series = make_series()
    later = series.definitions.create(version="new", text="新口径")
    make_indicator(
        plan, code="broken", name="断", base="10", target="20", series=series, actuals={2021: "12"}
    )
    make_observation(series, year=2022, text="30", definition=later)
    judge(plan)
    (line,) = found("broken", measure=INDEX).comparison.lines
    assert [point.year for point in line.points] == [2020, 2021]
    assert line.breaks == (2022,)


def test_the_order_asked_is_the_order_of_colours_and_codes_nobody_has_are_named(plan):
    result = found("fallen", "nobody", "fast")
    assert result.left_out == (("nobody", "没有这个代码的指标"),)
    assert [line.label for line in result.comparison.lines] == ["降", "快"]


def test_plans_are_named_where_there_are_two(plan):
    other = make_plan(slug="test-13", base_year=2015)
    make_indicator(other, code="old", name="快", base="5", target="10", actuals={2017: "7"})
    judge(other)
    assert [label for label, _ in found("fast", "old").heads] == ["快（test-14）", "快（test-13）"]


def test_the_title_says_the_finding(plan):
    assert found("fast", "sum").title == "完成进度最高：快 50%（2021年）；最低：累 20%（2021年）"
    assert found("fast", measure=INDEX).title == "比基期变化（基期=100）：快 150.0（2021年）"
    assert found("none").title == ""


def test_figures_of_unlike_years_are_not_ranked(plan):
    assert found("fast", "fallen").title == "完成进度：快 50%（2021年）；降 -50%（2022年）"
    codes = []
    for at in range(4):
        codes.append(f"i{at}")
        make_indicator(plan, code=codes[-1], base="0", target="10", actuals={2021 + at: "1"})
    judge(plan)
    assert found(*codes).title == "完成进度：4 项指标各到最新一年（2021—2024年）"


def test_the_page_has_picture_table_and_file(client, plan):
    page = client.get("/compare/?i=fast&i=fallen")
    html = page.content.decode()
    assert "data-plot" in html
    assert '<th scope="row">2022</th>' in html
    file = client.get("/compare.csv?i=fast&i=fallen").content.decode("utf-8-sig")
    assert file.splitlines() == [
        "年份,快（%）,快：数据版本,降（%）,降：数据版本",
        "2020,0,基期,0,基期",
        "2021,50,初步核算,20,初步核算",
        "2022,,,'-50,初步核算",
    ]


def test_more_than_six_are_cut_off_and_said(client, plan):
    for at in range(7):
        make_indicator(plan, code=f"i{at}", base="0", target="10", actuals={2021: "1"})
    judge(plan)
    query = "&".join(f"i=i{at}" for at in range(7))
    page = client.get(f"/compare/?{query}")
    assert "一次最多比较 6 项" in page.content.decode()
    assert len(page.context["found"].comparison.lines) == 6


@pytest.mark.parametrize("query", ["", "?i=nobody", "?i=none", "?i=fast&measure=nonsense"])
def test_little_or_odd_choices_still_give_a_page(client, plan, query):
    assert client.get(f"/compare/{query}").status_code == 200


@pytest.mark.parametrize("query", ["plan=test-14", "i=fast&i=fallen", "plan=nowhere&i=fast"])
def test_it_keeps_the_plan_and_the_year_the_reader_comes_from(client, plan, query):
    other = make_plan(slug="other")
    page = client.get(f"/compare/?{query}&year=2022&known_on=2024-05-01")
    tabs = {tab.label: tab.url for tab in page.context["plan_tabs"]}
    assert tabs["指标"] == f"/plans/{plan.slug}/indicators/?year=2022&known_on=2024-05-01"
    (elsewhere,) = (link.url for link in page.context["plan_links"] if not link.is_current)
    switched = client.get(elsewhere)
    assert switched.context["plan"] == other
    assert switched.context["asked"] == page.context["asked"]
    assert ("year", "2022") in page.context["kept"]


def test_without_a_plan_it_stands_alone(client, plan):
    assert "plan-nav" not in client.get("/compare/").content.decode()


def test_queries_do_not_grow_with_what_is_compared(client, plan, django_assert_max_num_queries):
    for at in range(20):
        make_indicator(plan, code=f"i{at}", base="0", target="10", actuals={2021: "1"})
    judge(plan)
    for count in (1, 6):
        query = "&".join(f"i=i{at}" for at in range(count))
        # Two of them for the plan around the page: the plans there are, and its switch.
        with django_assert_max_num_queries(7):
            client.get(f"/compare/?{query}")


def test_the_picture_keeps_lines_apart_by_colour_shape_and_place():
    plot = comparison_plot(TWO)
    assert {(mark.kind, mark.shape) for mark in plot.marks} == {
        ("series-1", "dot"),
        ("series-2", "square"),
    }
    assert [line.look for line in plot.lines] == ["path", "actual", "bridge", "actual"]
    assert [key.label for key in plot.keys] == ["甲", "乙", "目标 100%"]
    assert "目标 100%" not in {label.text for label in plot.labels}
    said = {column.title: column.words for column in plot.columns}
    assert said["2022年"] == ("乙 口径不同，不可比",)
    assert said["2021年"] == ("甲 20%", "乙 10%")


def test_ends_that_meet_are_labelled_apart():
    lines = tuple(
        ComparedLine(label=str(at), points=points({2020: "0", 2021: "50"})) for at in range(6)
    )
    plot = comparison_plot(Comparison(unit="%", reference=Decimal(100), reference_label="",
                                      lines=lines))  # fmt: skip
    heights = [Decimal(label.y.removesuffix("%")) for label in plot.labels]
    assert min(b - a for a, b in zip(heights, heights[1:], strict=False)) >= 6  # noqa: RUF007


def test_plotly_takes_the_figure_in_the_same_colours():
    figure = comparison_figure(TWO, is_demo=True)
    assert graph_objects.Figure(figure).data
    assert figure["data"][0]["y"] == [0.0, 20.0, None, 90.0]
    named = tokens("tokens.css")
    assert {named[name]: name for name in SERIES_NAMES.values()} == SERIES_NAMES
