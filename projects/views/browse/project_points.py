"""What the charts of a project are drawn from, and its file: taken from all its page shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from indicators.charts import Figure
from indicators.downloads import Cell
from projects.charts import (
    ProgressChart,
    ShareAt,
    StageAt,
    YearAmount,
    due_turns,
    progress_chart,
)
from projects.figures import progress_figure
from projects.lights import LightQuestion
from projects.selectors.browse.detail import HistoryRow, ProjectDetail
from projects.selectors.rows import MilestoneRow
from projects.selectors.standing import question_of
from projects.timescale import Span

PROGRESS_HEADER: Final = ("日期", "内容", "形象进度（%）", "名称", "说明")
PER_CENT: Final = 100


@dataclass(frozen=True, kw_only=True)
class ProgressPoints:
    """What is due, done and reached in a project, and the stages reports name."""

    question: LightQuestion
    reports: tuple[ShareAt, ...]
    steps: tuple[ShareAt, ...]
    stages: tuple[StageAt, ...]

    @property
    def span(self) -> Span:
        days = [self.question.start, self.question.end]
        days += [each.at for each in self.steps] + [each.at for each in self.stages]
        years = [day.year for day in days]
        return Span(first=min(years), last=max(years))

    def chart(self) -> ProgressChart:
        return progress_chart(
            self.question,
            reports=self.reports,
            steps=self.steps,
            stages=self.stages,
            span=self.span,
        )

    def figure(self, *, is_demo: bool) -> Figure | None:
        """Return the same for Plotly, None where there is no share to draw."""
        if not (self.reports or due_turns(self.question, self.steps)):
            return None
        return progress_figure(
            self.question,
            reports=self.reports,
            steps=self.steps,
            span=self.span,
            is_demo=is_demo,
        )

    def rows(self) -> Iterator[list[Cell]]:
        """Yield every point of the chart, as PROGRESS_HEADER names its cells."""
        for day, share in due_turns(self.question, self.steps):
            yield [day.isoformat(), "应完成", share * PER_CENT, "", ""]
        for label, points in (("节点", self.steps), ("报告", self.reports)):
            for each in points:
                yield [each.at.isoformat(), label, each.share * PER_CENT, each.name, each.note]
        for stage in self.stages:
            yield [stage.at.isoformat(), "阶段", None, stage.name, ""]


def amounts_of(detail: ProjectDetail) -> list[YearAmount]:
    """Return what counts year by year: the sum is that of the columns."""
    return [
        YearAmount(
            year=each.year, amount=each.invested if each.is_own else None, total=each.cumulated
        )
        for each in detail.years
    ]


def progress_of(detail: ProjectDetail) -> ProgressPoints:
    """Return the points of a project's progress."""
    return ProgressPoints(
        question=question_of(detail.row),
        reports=tuple(_reports(detail)),
        steps=tuple(map(_step, detail.row.milestones)),
        stages=tuple(map(_stage, detail.judged_reports)),
    )


def _reports(detail: ProjectDetail) -> Iterator[ShareAt]:
    for each in detail.judged_reports:
        if each.verdict.done_share is not None:
            yield ShareAt(
                at=each.report.period.last_day,
                share=each.verdict.done_share,
                name=f"{each.period_label} {each.done_text}",
                kind=each.light_key,
                note=f"{each.stage_label}，{each.light_label}",
            )


def _step(each: MilestoneRow) -> ShareAt:
    is_reached = each.reached_on is not None
    return ShareAt(
        at=each.due_on,
        share=each.due_share,
        name=each.title,
        kind="reached" if is_reached else "open",
        note=f"{each.reached_on}完成" if is_reached else "还没有报告完成",
    )


def _stage(each: HistoryRow) -> StageAt:
    return StageAt(
        at=each.report.period.last_day, name=each.stage_label, kind=each.report.stage.value
    )
