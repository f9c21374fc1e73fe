"""What of its projects a department finds on the face of its desk, the most urgent first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from indicators.models import ReportingRound
from indicators.selectors.entry.desk import RoundCard
from indicators.workflow import Stage
from plans.models import Department
from projects.models import ProjectReport
from projects.periods import Period
from projects.selectors.entry.listing import round_cards
from projects.selectors.said import said_text


@dataclass(frozen=True, kw_only=True)
class ReturnedReport:
    """A report a department has to do again, and why."""

    name: str
    period: Period
    plan_slug: str
    code: str
    said: str
    reason: str
    department_name: str


@dataclass(frozen=True, kw_only=True)
class ProjectDesk:
    """Reports that came back, and how far each open round is; nothing without projects."""

    returned: tuple[ReturnedReport, ...]
    cards: tuple[RoundCard, ...]


def project_desk(departments: Sequence[Department], *, now: datetime) -> ProjectDesk:
    """Return the desk of some departments (three queries, and four for each plan)."""
    rounds = (
        ReportingRound.objects.select_related("plan")
        .prefetch_related("extensions")
        .order_by("-plan__first_year", "-year")
    )
    cards = round_cards(list(rounds), departments, now=now)
    return ProjectDesk(
        returned=tuple(_returned(each) for each in _reports(departments)),
        cards=tuple(each for each in cards if not each.closed),
    )


def _reports(departments: Sequence[Department]) -> Sequence[ProjectReport]:
    related = ("project__plan", "project__split_from__split_from", "department")
    found = ProjectReport.objects.select_related(*related)
    returned = found.filter(stage=Stage.RETURNED, department__in=departments)
    # Nobody can send what was revoked of a project that is not asked for any more.
    return [each for each in returned.order_by("-decided_at", "pk") if each.is_still_asked_for]


def _returned(report: ProjectReport) -> ReturnedReport:
    return ReturnedReport(
        name=report.project.name,
        period=report.period,
        plan_slug=report.project.plan.slug,
        code=report.project.code,
        said=said_text(report),
        reason=report.reason,
        department_name=str(report.department),
    )
