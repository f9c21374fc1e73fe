"""Submits reports of projects that pass their checks: the only way there is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User

from indicators.services.ways import ConflictError
from indicators.submitting import BlockedError, Outcome
from indicators.workflow import RefusedError
from projects.models import ProjectReport
from projects.selectors.held import checked, claims_of, held_of
from projects.services.reporting import submit_checked


def submit_report(report_id: int, *, user: User, now: datetime, version: int) -> ProjectReport:
    """Submit a report that has no errors and no unanswered questions.

    Raises BlockedError, and RefusedError and ConflictError as `steps.take` does.
    """
    if not ProjectReport.objects.filter(pk=report_id).exists():
        raise RefusedError("这份填报已不存在。")

    def check(report: ProjectReport) -> None:
        held = held_of([report.project], period=report.period)[report.project_id]
        blocked = checked(report, held, claims_of(report)).obstacles
        if blocked:
            raise BlockedError(blocked)

    return submit_checked(report_id, check=check, user=user, now=now, version=version)


def submit_reports(
    tickets: Iterable[tuple[int, int]], *, user: User, now: datetime
) -> list[Outcome]:
    """Submit reports, given with the version that was seen; one refused stops no other."""
    return [_submitted(pk, version, user=user, now=now) for pk, version in tickets]


def _submitted(report_id: int, version: int, *, user: User, now: datetime) -> Outcome:
    found = ProjectReport.objects.select_related("project").filter(pk=report_id).first()
    name = found.project.name if found else f"编号{report_id}"
    try:
        submit_report(report_id, user=user, now=now, version=version)
    except (RefusedError, ConflictError) as error:
        return Outcome(name=name, refusal=str(error))
    return Outcome(name=name)
