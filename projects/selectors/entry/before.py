"""What was reported of a year before its project was split from, or merged with, another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from indicators.workflow import Stage
from projects.looking_back import sources
from projects.models import Project, ProjectReport
from projects.selectors.said import said_text


@dataclass(frozen=True, kw_only=True)
class ToldBefore:
    """What another project said of the year; `reason` why it was revoked, "" where it stands."""

    name: str
    url: str
    period_label: str
    stage_label: str
    said: str
    reason: str


def told_of_the_year(project: Project, year: int) -> list[ToldBefore]:
    """Return what is in no sum, for this project reports the whole year (two queries at most).

    Nothing of those entered twice: they were never a project of their own.
    """
    told_by = sources(project, year)
    if not told_by:
        return []
    found: Iterable[ProjectReport] = (
        ProjectReport.objects.filter(project__in=told_by, year=year)
        .exclude(stage=Stage.DRAFT)
        .select_related("project")
        .order_by("project__position", "project_id")
    )
    return [_told(each) for each in sorted(found, key=lambda each: each.period.rank)]


def _told(report: ProjectReport) -> ToldBefore:
    return ToldBefore(
        name=report.project.name,
        url=report.project.get_absolute_url(),
        period_label=report.period.label,
        stage_label=report.get_stage_display(),
        said=said_text(report),
        reason=report.reason,
    )
