"""A department's projects of a period: what came back, what is due, what is on its way or done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from indicators.models import ReportingRound
from indicators.openings import why_closed
from indicators.selectors.duties import COVERED, MISSING, STANDING_LABELS
from indicators.selectors.entry.desk import RoundCard, round_card
from indicators.workflow import OPEN, Stage
from plans.models import Department, Plan
from projects.models import Project, ProjectReport
from projects.periods import QUARTERS, Period
from projects.selectors.duties import ProjectDuty, asked_for, is_asked_for, project_duties
from projects.selectors.held import held_of
from projects.selectors.said import said_text

COVERED_LABEL = "已建成，不用再报"


@dataclass(frozen=True, kw_only=True)
class ReportLine:
    """One project in the list; `said` is what its report says, `last` what the one before said.

    `report_id` None: nothing was saved yet.
    """

    code: str
    name: str
    field_label: str
    promised_stage: str
    standing: str
    standing_label: str
    said: str
    last: str
    reason: str
    on_behalf_document: str
    report_id: int | None
    version: int

    @property
    def is_owed(self) -> bool:
        """Return whether the department still has to send it."""
        return self.standing in (Stage.RETURNED, Stage.DRAFT, MISSING)

    @property
    def ticket(self) -> str:
        """Return what a form sends of the line: which report, in which version it was seen."""
        return f"{self.report_id}:{self.version}"


@dataclass(frozen=True, kw_only=True)
class PeriodPage:
    """A department's projects of a period; `card` counts them where they are asked for.

    A quarter is reported by those who want to: it has no card, and nothing of it is due.
    """

    plan: Plan
    period: Period
    closed: str
    card: RoundCard | None
    lines: tuple[ReportLine, ...]

    @property
    def returned(self) -> list[ReportLine]:
        return [each for each in self.lines if each.standing == Stage.RETURNED]

    @property
    def owed(self) -> list[ReportLine]:
        """Return what is not sent yet, drafts first: they are nearly done."""
        found = [each for each in self.lines if each.standing in (Stage.DRAFT, MISSING)]
        return sorted(found, key=lambda each: each.standing != Stage.DRAFT)

    @property
    def has_drafts(self) -> bool:
        return any(each.standing == Stage.DRAFT for each in self.lines)

    @property
    def under_way(self) -> list[ReportLine]:
        return [each for each in self.lines if each.standing in OPEN]

    @property
    def done(self) -> list[ReportLine]:
        return [each for each in self.lines if each.standing in (Stage.APPROVED, COVERED)]


@dataclass(frozen=True, kw_only=True)
class PeriodChoice:
    """A period that can be chosen; `is_open` whether it can be reported now."""

    period: Period
    is_open: bool


def period_page(
    round_: ReportingRound, department: Department, *, period: Period, now: datetime
) -> PeriodPage:
    """Return a department's projects of a period (ten queries)."""
    closed = why_closed(round_, department=department, now=now, opens_on=period.opens_on)
    duties = _own_duties(round_, department) if period.quarter is None else []
    projects = [each for each in asked_for(round_.plan) if each.department == department]
    shown = [each for each in projects if is_asked_for(each, period.year)]
    reports = {each.project_id: each for each in _reports(shown, period)}
    standings = {each.project.pk: each.standing for each in duties}
    held = held_of(shown, period=period)
    return PeriodPage(
        plan=round_.plan,
        period=period,
        closed=closed,
        card=None if period.quarter else round_card(round_, department, duties, now=now),
        lines=tuple(
            _line(each, reports.get(each.pk), held[each.pk].last, standings) for each in shown
        ),
    )


def next_owed(page: PeriodPage, code: str) -> str:
    """Return the project to report after this one: the next in the list that is owed, else "".

    After the last it begins again with the first that was passed over.
    """
    codes = [each.code for each in page.lines]
    at = codes.index(code) if code in codes else -1
    order = (*page.lines[at + 1 :], *page.lines[: max(at, 0)])
    return next((each.code for each in order if each.is_owed), "")


def period_choices(
    rounds: Iterable[ReportingRound], department: Department, *, now: datetime
) -> list[PeriodChoice]:
    """Return the years that are asked for, and the quarters of those that can be reported now."""
    today = timezone.localdate(now)
    choices = []
    for round_ in rounds:
        year = Period(year=round_.year)
        closed = why_closed(round_, department=department, now=now)
        choices.append(PeriodChoice(period=year, is_open=not closed))
        for quarter in QUARTERS:
            period = Period(year=round_.year, quarter=quarter)
            opens_on = period.opens_on
            is_open = not why_closed(round_, department=department, now=now, opens_on=opens_on)
            if opens_on and opens_on <= today and is_open:
                choices.append(PeriodChoice(period=period, is_open=True))
    return choices


def round_cards(
    rounds: Sequence[ReportingRound], departments: Sequence[Department], *, now: datetime
) -> list[RoundCard]:
    """Return how far departments are with their projects in each round that asks for any.

    Four queries for each plan; `rounds` come with their plans and extensions.
    """
    by_plan: dict[Plan, list[ReportingRound]] = {}
    for round_ in rounds:
        by_plan.setdefault(round_.plan, []).append(round_)
    cards = []
    for plan, own_rounds in by_plan.items():
        duties = project_duties(plan, [each.year for each in own_rounds])
        for round_ in own_rounds:
            for department in departments:
                own = _of(duties, round_, department)
                if own:
                    cards.append(round_card(round_, department, own, now=now))
    return cards


def _own_duties(round_: ReportingRound, department: Department) -> list[ProjectDuty]:
    return _of(project_duties(round_.plan, [round_.year]), round_, department)


def _of(
    duties: Iterable[ProjectDuty], round_: ReportingRound, department: Department
) -> list[ProjectDuty]:
    return [each for each in duties if each.year == round_.year and each.department == department]


def _reports(projects: Iterable[Project], period: Period) -> Iterable[ProjectReport]:
    return ProjectReport.objects.filter(
        project__in=list(projects), year=period.year, quarter=period.quarter
    )


def _line(
    project: Project,
    report: ProjectReport | None,
    last: ProjectReport | None,
    standings: Mapping[int, str],
) -> ReportLine:
    standing = standings.get(project.pk) or (str(report.stage) if report else MISSING)
    return ReportLine(
        code=project.code,
        name=project.name,
        field_label=project.get_field_display(),
        promised_stage=project.promised_stage,
        standing=standing,
        standing_label=COVERED_LABEL if standing == COVERED else STANDING_LABELS[standing],
        said=said_text(report) if report else "",
        last=f"{last.period.label}：{said_text(last)}" if last else "",
        reason=report.reason if report else "",
        on_behalf_document=report.on_behalf_document if report else "",
        report_id=report.pk if report else None,
        version=report.version if report else 0,
    )
