"""Of which reports of projects people are reminded, beside their figures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.urls import reverse

from indicators.models import ReportingRound
from indicators.selectors.reminders import DueSubject, ReturnSubject, was_in_force
from indicators.workflow import Stage
from projects.models import ProjectReport
from projects.periods import Period
from projects.selectors.duties import RECORD_KIND, project_duties


def _entry_path(round_: ReportingRound) -> str:
    return reverse("entry_project_period", args=[round_.plan.slug, Period(year=round_.year)])


PROJECTS: Final = DueSubject(
    noun="项目进展",
    measure="项",
    duties=project_duties,
    entry_path=_entry_path,
    sign_path=lambda: reverse("entry_project_sign"),
)
"""What of a round is asked for in reports of projects; quarters are voluntary."""


def _returned_reports(since: datetime) -> Iterable[ProjectReport]:
    found = (
        ProjectReport.objects.filter(stage=Stage.RETURNED, decided_at__gt=since)
        .annotate(is_undone=was_in_force(RECORD_KIND))
        .select_related("project__plan", "project__split_from__split_from", "author")
        .order_by("decided_at", "pk")
    )
    return [each for each in found if each.is_still_asked_for]


def _report_path(report: ProjectReport, is_clerk: bool) -> str:  # noqa: FBT001 - by position
    if not is_clerk:
        return reverse("review_project", args=[report.pk])
    project = report.project
    return reverse("entry_project", args=[project.plan.slug, report.period, project.code])


RETURNED_PROJECTS: Final = ReturnSubject(
    returned_since=_returned_reports,
    submission_id=lambda _: None,
    report_key=lambda report: f"{RECORD_KIND}/{report.pk}",
    title=lambda report: f"{report.project}（{report.period.label}项目进展）",
    path=_report_path,
)
"""Reports of projects that were returned, a quarter's too."""
