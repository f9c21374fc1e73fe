"""Which department owes which project's report of which year, and how far each has come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from indicators.selectors.duties import COVERED, Owed, best_standing, first_sent
from indicators.workflow import Stage
from plans.models import Plan
from projects.models import Project, ProjectReport, ProjectStage
from projects.periods import Period

RECORD_KIND: Final = "project_report"
"""What the record calls a report of a project."""


@dataclass(frozen=True, kw_only=True)
class ProjectDuty(Owed):
    """One project one department reports in one year.

    `covered` is a project that the last report of the years before found completed: it is not
    asked again.
    """

    project: Project


def project_duties(plan: Plan, years: Iterable[int]) -> list[ProjectDuty]:
    """Return what is asked for in some years of a plan, in its order (four queries)."""
    wanted = list(years)
    stages = _stages(plan, wanted)
    told = _told_of_completed(plan)
    sent = first_sent(plan, wanted, kind=RECORD_KIND)
    projects = list(asked_for(plan))
    return [
        _duty(project, year, stages=stages, told=told, sent=sent)
        for year in wanted
        for project in projects
        if is_asked_for(project, year)
    ]


def asked_for(plan: Plan) -> Iterable[Project]:
    """Return the projects of a plan in its order, with department and the whole each is part of."""
    return plan.projects.select_related("department", "split_from__split_from").order_by(
        "position", "pk"
    )


def is_asked_for(project: Project, year: int) -> bool:
    """Return whether a project is reported for a year (see `Project.is_asked_for`)."""
    return project.is_asked_for(year)


def _duty(
    project: Project,
    year: int,
    *,
    stages: Mapping[tuple[int, int], tuple[int, str]],
    told: Mapping[int, Sequence[tuple[Period, str]]],
    sent: Mapping[str, datetime],
) -> ProjectDuty:
    report_id, stage = stages.get((project.pk, year), (None, None))
    found = [stage] if stage else []
    before = [each for period, each in told.get(project.pk, ()) if period.year < year]
    if before and before[-1] == ProjectStage.COMPLETED:
        found.append(COVERED)
    return ProjectDuty(
        name=project.name,
        project=project,
        department=project.department,
        year=year,
        standing=best_standing(found),
        report_id=report_id,
        first_sent_at=sent.get(str(report_id)),
    )


def _stages(plan: Plan, years: Iterable[int]) -> dict[tuple[int, int], tuple[int, str]]:
    """Return the report of each project and year: its key and stage."""
    rows = ProjectReport.objects.filter(project__plan=plan, year__in=years, quarter=None)
    found = rows.order_by().values_list("project_id", "year", "pk", "stage")
    return {(project, year): (pk, stage) for project, year, pk, stage in found}


def _told_of_completed(plan: Plan) -> dict[int, list[tuple[Period, str]]]:
    """Return what was told of each project that was ever completed, earliest period first.

    A report after that may find it is not, by its key (one query).
    """
    approved = ProjectReport.objects.filter(project__plan=plan, stage=Stage.APPROVED)
    ever = approved.filter(reached_stage=ProjectStage.COMPLETED).order_by().values("project_id")
    rows = (
        approved.filter(project__in=ever)
        .select_related("project__split_from__split_from")
        .order_by()
    )
    found: dict[int, list[tuple[Period, str]]] = defaultdict(list)
    for each in sorted(rows, key=lambda each: each.period.rank):
        if each.is_still_asked_for:
            found[each.project_id].append((each.period, each.reached_stage))
    return found
