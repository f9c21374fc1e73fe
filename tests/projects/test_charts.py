"""Charts of one project: every point where its number says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from projects.charts import (
    HEIGHT,
    TOP,
    ShareAt,
    StageAt,
    YearAmount,
    money_chart,
    progress_chart,
)
from projects.lights import LightQuestion
from projects.stages import BuildStage, JudgedBy
from projects.timescale import Span

SPAN = Span(first=2021, last=2025)


def years(*amounts: str | None) -> list[YearAmount]:
    found, total = [], None
    for index, text in enumerate(amounts):
        amount = None if text is None else Decimal(text)
        if amount is not None:
            total = (total or Decimal(0)) + amount
        reported = total if amount is not None else None
        found.append(YearAmount(year=2021 + index, amount=amount, total=reported))
    return found


def question(*, judged_by=JudgedBy.TIME, milestones=()) -> LightQuestion:
    return LightQuestion(
        stage=BuildStage.CONSTRUCTION,
        expected_stage=BuildStage.COMPLETED,
        judged_by=judged_by,
        done_share=None,
        start=date(2021, 1, 1),
        end=date(2025, 12, 31),
        at=date(2023, 12, 31),
        milestones=milestones,
    )


def share(at: date, value: str, kind: str = "light-green") -> ShareAt:
    return ShareAt(at=at, share=Decimal(value), name=value, kind=kind)


class TestMoney:
    def test_nothing_reported_is_no_chart(self):
        assert money_chart(years(None, None), bound=Decimal(9)) is None

    def test_bars_and_line_stand_on_one_scale(self):
        chart = money_chart(years("2", "3", None, "5"), bound=None)
        assert [column.height for column in chart.columns] == ["31.2", "46.8", "0.0", "78.0"]
        assert [dot.name for dot in chart.dots] == ["2", "5", "10"]
        assert chart.dots[-1].y == f"{TOP:.1f}"
        assert len(chart.line) == 2

    def test_a_reported_zero_is_written_and_a_missing_year_is_not(self):
        chart = money_chart(years("0", None, "4"), bound=None)
        assert [column.text for column in chart.columns] == ["0", "", "4"]
        assert chart.dots[0].y == f"{HEIGHT:.1f}"

    def test_only_zeros_still_make_a_chart(self):
        chart = money_chart(years("0"), bound=None)
        assert [dot.y for dot in chart.dots] == [f"{HEIGHT:.1f}"]

    def test_the_plans_total_is_a_bound_the_scale_reaches(self):
        chart = money_chart(years("5"), bound=Decimal(20))
        assert (chart.bound_y, chart.bound_text) == (f"{TOP:.1f}", "20")
        assert chart.columns[0].height == "39.0"


class TestProgress:
    def test_what_is_due_runs_from_corner_to_corner(self):
        (due,) = progress_chart(question(), reports=[], steps=[], stages=[], span=SPAN).due
        assert (due.x1, due.y1, due.x2, due.y2) == ("0%", "180.0", "100%", "24.0")

    def test_milestones_bend_it(self):
        milestones = ((date(2023, 12, 31), Decimal("0.9")),)
        steps = [share(date(2023, 12, 31), "0.9", "open")]
        chart = progress_chart(
            question(milestones=milestones), reports=[], steps=steps, stages=[], span=SPAN
        )
        assert [(line.x2, line.y2) for line in chart.due] == [("60%", "39.6"), ("100%", "24.0")]
        assert [(dot.x, dot.y, dot.kind) for dot in chart.steps] == [("60%", "39.6", "open")]

    def test_reports_are_joined_from_the_beginning_on(self):
        reports = [share(date(2021, 12, 31), "0.25"), share(date(2022, 6, 30), "0.5")]
        chart = progress_chart(question(), reports=reports, steps=[], stages=[], span=SPAN)
        assert [(line.x1, line.x2) for line in chart.done] == [("0%", "20%"), ("20%", "30%")]
        assert [dot.y for dot in chart.reports] == ["141.0", "102.0"]

    def test_where_time_plays_no_part_nothing_is_due(self):
        chart = progress_chart(
            question(judged_by=JudgedBy.STAGE), reports=[], steps=[], stages=[], span=SPAN
        )
        assert chart.due == ()

    @pytest.mark.parametrize(
        ("told", "expected"),
        [
            ([], []),
            ([(2021, "idea"), (2022, "idea")], [("0%", "40%", "idea")]),
            (
                [(2021, "idea"), (2023, "construction")],
                [("0%", "20%", "idea"), ("20%", "40%", "construction")],
            ),
        ],
        ids=["none", "one", "two"],
    )
    def test_stages_follow_each_other(self, told, expected):
        stages = [StageAt(at=date(year, 12, 31), name=kind, kind=kind) for year, kind in told]
        chart = progress_chart(question(), reports=[], steps=[], stages=stages, span=SPAN)
        assert [(band.x, band.width, band.kind) for band in chart.stages] == expected

    def test_years_are_named_in_their_middle(self):
        chart = progress_chart(question(), reports=[], steps=[], stages=[], span=SPAN)
        assert [(dot.x, dot.name) for dot in chart.years][:2] == [("10%", "2021"), ("30%", "2022")]
        assert chart.bounds == ("20%", "40%", "60%", "80%")
