"""The picture of an indicator through the years: what stands where, and what is said."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.pictures.frames import NOTHING_YET, trajectory_frame
from indicators.pictures.scales import YearScale, round_step, value_scale
from indicators.pictures.shapes import Plot, per_cent
from indicators.pictures.telling import table_rows
from indicators.pictures.trajectory import trajectory_plot
from indicators.trajectories import Point, Trajectory
from tests.indicators.test_charts import BEFORE, FLOOR, OWN, TRAJECTORIES, point, points

AMOUNTS = st.decimals(min_value=-(10**6), max_value=10**6, places=2)


def place(text: str) -> Decimal:
    return Decimal(text.removesuffix("%"))


def kinds(things: Any) -> list[str]:
    return [each.kind for each in things]


def every_place(plot: Plot) -> list[Decimal]:
    points_ = [(each.x, each.y) for each in (*plot.marks, *plot.labels)]
    ends = [(line.x1, line.y1) for line in plot.lines] + [(line.x2, line.y2) for line in plot.lines]
    areas = [(area.x, area.y) for area in plot.areas]
    return [place(text) for pair in (*points_, *ends, *areas) for text in pair]


@pytest.mark.parametrize("name", TRAJECTORIES)
def test_everything_stands_on_the_picture(name):
    plot = trajectory_plot(TRAJECTORIES[name])
    assert all(-4 <= each <= 100 for each in every_place(plot))
    assert len(plot.columns) == len(TRAJECTORIES[name].years)


@given(st.lists(AMOUNTS, min_size=1, max_size=8), st.booleans())
def test_any_figures_fit_and_are_marked_with_round_numbers(amounts, are_flows):
    yearly = tuple(
        Point(year=2015 + at, value=value, text=str(value)) for at, value in enumerate(amounts)
    )
    plot = trajectory_plot(Trajectory(unit="", figures_are_flows=are_flows, yearly=yearly))
    assert all(-4 <= each <= 100 for each in every_place(plot))
    assert 2 <= len(plot.values) <= 8


def test_a_better_figure_stands_higher_and_a_later_one_further_right():
    plot = trajectory_plot(Trajectory(unit="", yearly=points({2021: "5", 2022: "7"})))
    before, after = plot.marks
    assert place(before.x) < place(after.x)
    assert place(before.y) > place(after.y)


def test_years_without_a_figure_are_bridged_not_joined():
    plot = trajectory_plot(Trajectory(unit="", yearly=points({2020: "1", 2021: "2", 2024: "3"})))
    assert kinds(plot.lines) == ["actual", "bridge"]


def test_a_path_starts_at_its_base_and_a_bound_does_not():
    plot = trajectory_plot(Trajectory(unit="", plans=(OWN, FLOOR)))
    assert kinds(plot.lines).count("path") == 2
    assert kinds(plot.lines).count("bound") == 4
    assert kinds(plot.areas) == ["good-side"]


def test_projections_look_otherwise_than_facts():
    shown = Trajectory(unit="", yearly=points({2023: "7000", 2024: "8369"}), plans=(OWN,))
    plot = trajectory_plot(shown)
    assert "projection" in kinds(plot.lines)
    assert [mark.shape for mark in plot.marks if mark.kind == "projection"] == ["ring"]
    assert {mark.shape for mark in plot.marks if mark.kind == "actual"} == {"dot"}
    assert "点线和空心点是推算" in frame_of(shown).note


def test_a_change_of_definition_is_marked_between_the_figures():
    plot = trajectory_plot(TRAJECTORIES["another definition"])
    (change,) = plot.breaks
    (cross,) = [mark for mark in plot.marks if mark.shape == "cross"]
    base = next(mark for mark in plot.marks if mark.shape == "square")
    assert place(base.x) < place(change.at) < place(cross.x)
    assert kinds(plot.lines).count("actual") == 0


def test_flows_are_bars_from_zero_with_the_total_as_a_line():
    plot = trajectory_plot(TRAJECTORIES["a flow"])
    bars = [area for area in plot.areas if area.kind == "actual-soft"]
    assert [place(bar.height) > 0 for bar in bars] == [True, False]
    assert "actual" in kinds(plot.lines)


def test_bars_below_zero_hang_from_it():
    plot = trajectory_plot(TRAJECTORIES["growth beside that of another series"])
    fallen, risen = plot.areas
    assert place(fallen.y) == pytest.approx(place(plot.zero), abs=Decimal("0.02"))
    assert place(risen.y) + place(risen.height) == pytest.approx(
        place(plot.zero), abs=Decimal("0.02")
    )
    assert place(fallen.x) < place(risen.x)


def test_labels_of_close_points_stand_apart():
    close = Trajectory(
        unit="",
        yearly=points({2025: "8501"}),
        plans=(OWN,),
    )
    labels = [each for each in trajectory_plot(close).labels if each.x == "91.67%"]
    heights = sorted(place(each.y) for each in labels)
    assert len(heights) == 3
    assert min(after - before for before, after in pairwise(heights)) >= 6


@pytest.mark.parametrize(("value", "side"), [("8400", 1), ("8600", -1)])
def test_the_last_figure_keeps_to_its_side_of_the_target(value: str, side: int):
    shown = Trajectory(unit="", yearly=points({2025: value}), plans=(replace(OWN, projection=()),))
    labels = {each.kind: place(each.y) for each in trajectory_plot(shown).labels}
    assert (labels["actual"] - labels["target"]) * side > 13


def test_a_year_says_all_there_is_to_it():
    shown = TRAJECTORIES["a stock on its way, two plans on one line"]
    said = {column.title: column.words for column in trajectory_plot(shown).columns}
    assert said["2020年"][:2] == ("实绩 5964亿元", "结账时的数 6001亿元")
    assert "十三五目标 6000亿元" in said["2020年"]
    assert said["2022年"] == ()
    assert trajectory_plot(shown).columns[7].said == "2022年：无数据"


def test_the_legend_names_what_is_there_and_nothing_else():
    shown = Trajectory(unit="", yearly=points({2021: "1"}), plans=(OWN, BEFORE))
    assert [key.label for key in trajectory_plot(shown).keys] == [
        "实绩",
        "十四五路径",
        "十四五目标",
        "十四五年度目标",
        "按现有速度推算",
        "十三五路径",
        "十三五目标",
    ]


def test_the_table_has_every_point_once():
    shown = TRAJECTORIES["a stock on its way, two plans on one line"]
    rows = list(table_rows(shown))
    assert (2024, "实绩", Decimal(8369), "8369", "亿元", "") in rows
    assert (2025, "十四五目标", Decimal(8500), "8500", "亿元", "") in rows
    assert len(rows) == len(set(rows))


def frame_of(shown: Trajectory, *, is_demo: bool = False):
    return trajectory_frame(
        shown, name="产值", title="产值：完成", sentence="快。", is_demo=is_demo
    )


def test_a_frame_says_the_finding_the_unit_and_all_of_it_in_words():
    frame = frame_of(TRAJECTORIES["a floor"])
    assert (frame.title, frame.subtitle) == ("产值：完成", "单位：%，2020—2025年")
    assert frame.label == "产值历年实绩、路径和目标。产值：完成。快。各年数字见数据表。"
    assert frame.plot.watermark == ""


def test_a_frame_without_figures_says_so():
    assert frame_of(TRAJECTORIES["nothing published yet"]).title == NOTHING_YET
    assert frame_of(Trajectory(unit="")) is None


def test_invented_figures_are_marked_across_the_picture():
    frame = frame_of(TRAJECTORIES["a floor"], is_demo=True)
    assert frame.plot.watermark == "演示数据（虚构）"


@pytest.mark.parametrize(
    ("low", "high", "step"),
    [("4000", "9500", "1000"), ("0", "1.3", "0.25"), ("-3", "12", "2.5"), ("70", "75", "1")],
)
def test_steps_are_round(low, high, step):
    assert round_step(Decimal(low), Decimal(high)) == Decimal(step)


def test_a_scale_never_goes_below_zero_for_nothing():
    scale = value_scale([Decimal(1), Decimal(100)], from_zero=False, room=Decimal("0.14"))
    assert scale.low == 0
    assert value_scale([], from_zero=False, room=Decimal("0.1")).high > 1
    assert value_scale([point(2021, "5").value], from_zero=False, room=Decimal("0.1")).low > 0


def test_many_years_are_named_every_other_counting_from_the_last():
    ticks = YearScale(first=2001, last=2020).ticks()
    assert [tick.text for tick in ticks][-3:] == ["2018", "", "2020"]
    assert not ticks[-1].is_minor


def test_places_are_short():
    assert [per_cent(Decimal(text)) for text in ("12.500", "0", "100", "33.335")] == [
        "12.5%",
        "0%",
        "100%",
        "33.34%",
    ]
