"""One project with everything approved reports say of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count

from indicators.formatting import plain_text, reported_share, share_text
from indicators.selectors.standing import IndicatorRow, indicator_rows
from indicators.viewpoints import Viewpoint
from projects.lights import LIGHT_LABELS, LightVerdict
from projects.looking_back import approved_by, former_reports
from projects.models import Project, ProjectLink, ProjectReport, ReportFacts
from projects.periods import Period
from projects.selectors.browse.succession import Succession, succession
from projects.selectors.rows import (
    ApprovedReport,
    Judged,
    MilestoneRow,
    ProjectRow,
    light_key,
    money_text,
)
from projects.selectors.standing import RulesInForce, judge_project, project_row, rules_in_force
from projects.stages import BUILD_STAGE_LABELS, BuildStage
from projects.tenure import Tenure
from projects.typed import MONEY_DECIMALS


@dataclass(frozen=True, kw_only=True)
class HistoryRow:
    """An approved report in full, with the light it gave."""

    report: ApprovedReport
    verdict: LightVerdict
    progress_text: str
    decided_at: datetime | None
    evidence_count: int
    is_latest_of_year: bool

    @property
    def period_label(self) -> str:
        return self.report.period.label

    @property
    def stage_label(self) -> str:
        return BUILD_STAGE_LABELS[self.report.stage]

    @property
    def light_key(self) -> str:
        return light_key(self.verdict.light)

    @property
    def light_label(self) -> str:
        return LIGHT_LABELS[self.verdict.light]

    @property
    def done_text(self) -> str:
        told = self.verdict.printed
        return told.done if told else reported_share(self.verdict.done_share)

    @property
    def due_text(self) -> str:
        told = self.verdict.printed
        return told.due if told else share_text(self.verdict.due_share)

    @property
    def invested_text(self) -> str:
        return money_text(self.report.invested)


@dataclass(frozen=True, kw_only=True)
class YearMoney:
    """What was invested in a year, and in all its own years so far; None is not reported.

    `is_own`: the year is the project's; what it says of another's is in no sum.
    """

    year: int
    invested: Decimal | None
    cumulated: Decimal | None
    period_label: str
    is_own: bool = True

    @property
    def invested_text(self) -> str:
        return plain_text(self.invested, MONEY_DECIMALS)

    @property
    def cumulated_text(self) -> str:
        return plain_text(self.cumulated, MONEY_DECIMALS)


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A problem as the latest report tells of it; `is_overdue` on the day it is looked at."""

    text: str
    owner: str
    due_on: date | None
    period_label: str
    is_overdue: bool


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened to a project, or is to; `kind` is plan, step, reached or report."""

    on: date
    kind: str
    text: str
    note: str = ""
    light_key: str = ""

    @property
    def day_text(self) -> str:
        return f"{self.on:%Y-%m-%d}"


@dataclass(frozen=True, kw_only=True)
class LinkedVerdict:
    """An indicator the project is to move, and where the plan says so."""

    row: IndicatorRow
    reason: str


@dataclass(frozen=True, kw_only=True)
class ProjectDetail:
    """Everything the page of a project shows; history begins with the latest report."""

    row: ProjectRow
    rules: RulesInForce
    history: tuple[HistoryRow, ...]
    years: tuple[YearMoney, ...]
    problem: Problem | None
    indicators: tuple[LinkedVerdict, ...]
    others: Succession

    @property
    def events(self) -> list[Event]:
        """Return begin, milestones, reports and end in the order of their days."""
        found = [*_plan_events(self.row), *map(_step, self.row.milestones)]
        found += [_told(each) for each in self.history]
        return sorted(found, key=lambda event: event.on)

    @property
    def has_money(self) -> bool:
        """Return whether any report says what was invested, of a year of its own or not."""
        return any(each.invested is not None for each in self.years)

    @property
    def judged_reports(self) -> list[HistoryRow]:
        """Return the reports that count, earliest first: of each year its latest."""
        return [each for each in reversed(self.history) if each.is_latest_of_year]


def project_detail(project: Project, *, year: int | None, viewpoint: Viewpoint) -> ProjectDetail:
    """Return a project judged in a year, with all that was approved of it so far."""
    row = project_row(project, year=year, viewpoint=viewpoint)
    rules = rules_in_force(viewpoint.day)
    history = _history(project, row, rules, viewpoint)
    return ProjectDetail(
        row=row,
        rules=rules,
        history=tuple(history),
        years=tuple(_years(project, history, row.tenure)),
        problem=_problem(row.now, on=viewpoint.day),
        indicators=_indicators(project, year=year, viewpoint=viewpoint),
        others=succession(project, year=year, day=viewpoint.day),
    )


def _history(
    project: Project, row: ProjectRow, rules: RulesInForce, seen: Viewpoint
) -> list[HistoryRow]:
    approved = ProjectReport.objects.filter(approved_by(seen.known_on), project=project)
    former = former_reports(seen.known_on).filter(project=project)
    reports: list[Any] = [
        *approved.annotate(evidence_count=Count("evidence")),
        *former.annotate(evidence_count=Count("evidence")),
    ]
    found: list[HistoryRow] = []
    for each in sorted(reports, key=lambda each: each.period.rank, reverse=True):
        report = _report(each)
        judged = judge_project(row, report, at=report.period.last_day, rules=rules.thresholds)
        found.append(
            HistoryRow(
                report=report,
                verdict=judged.verdict,
                progress_text=each.progress_text,
                decided_at=each.decided_at,
                evidence_count=each.evidence_count,
                is_latest_of_year=all(other.report.period.year != each.year for other in found),
            )
        )
    return found


def _report(each: ReportFacts) -> ApprovedReport:
    return ApprovedReport(
        period=Period(year=each.year, quarter=each.quarter),
        stage=BuildStage(each.reached_stage),
        halt_reason=each.halt_reason,
        physical_share=each.physical_share,
        invested=each.invested,
        problem=each.problem,
        problem_owner=each.problem_owner,
        problem_due_on=each.problem_due_on,
    )


def _years(project: Project, history: Sequence[HistoryRow], tenure: Tenure) -> list[YearMoney]:
    """Return every year of the plan, and any other that was reported, with its money.

    Of each year the latest report counts that says what was invested; of years that are not the
    project's own it is told, and added up nowhere.
    """
    saying = [each.report for each in reversed(history) if each.report.invested is not None]
    latest = {report.period.year: report for report in saying}
    found, total = [], None
    for year in sorted({*project.plan.years, *(each.report.period.year for each in history)}):
        report = latest.get(year)
        invested, is_own = report.invested if report else None, tenure.counts_in(year)
        if invested is not None and is_own:
            total = (total or Decimal(0)) + invested
        found.append(
            YearMoney(
                year=year,
                invested=invested,
                cumulated=total if invested is not None and is_own else None,
                period_label=report.period.label if report else "",
                is_own=is_own,
            )
        )
    return found


def _plan_events(row: ProjectRow) -> Iterator[Event]:
    first, last = row.bounds
    unstated = "规划未写明，按规划期"
    yield Event(on=first, kind="plan", text="计划开始", note="" if row.start else unstated)
    yield Event(
        on=last,
        kind="plan",
        text=f"计划完成，应到“{row.promise.expected_label}”",
        note="" if row.end else unstated,
    )


def _step(milestone: MilestoneRow) -> Event:
    share = reported_share(milestone.due_share)
    if milestone.reached_on is None:
        text = f"节点：{milestone.title}，应完成{share}"
        return Event(on=milestone.due_on, kind="step", text=text, note="还没有报告完成")
    return Event(
        on=milestone.reached_on,
        kind="reached",
        text=f"节点完成：{milestone.title}（{share}）",
        note=f"应于 {milestone.due_on} 前完成",
    )


def _told(each: HistoryRow) -> Event:
    done = f"，形象进度{each.done_text}" if each.done_text else ""
    return Event(
        on=each.report.period.last_day,
        kind="report",
        text=f"{each.period_label}报告：{each.stage_label}{done}",
        note=each.light_label,
        light_key=each.light_key,
    )


def _problem(judged: Judged, *, on: date) -> Problem | None:
    report = judged.report
    if report is None or not report.problem:
        return None
    return Problem(
        text=report.problem,
        owner=report.problem_owner,
        due_on=report.problem_due_on,
        period_label=report.period.label,
        is_overdue=report.problem_due_on is not None and report.problem_due_on < on,
    )


def _indicators(
    project: Project, *, year: int | None, viewpoint: Viewpoint
) -> tuple[LinkedVerdict, ...]:
    links: dict[int, str] = dict(
        ProjectLink.objects.filter(project=project).values_list("indicator_id", "reason")
    )
    rows: list[Any] = []
    if links:
        rows = indicator_rows(project.plan, year=year, viewpoint=viewpoint)
    return tuple(
        LinkedVerdict(row=row, reason=links[row.indicator_id])
        for row in rows
        if row.indicator_id in links
    )
