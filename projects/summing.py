"""The projects of a plan with their approved reports, as their sums read them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from indicators.workflow import Stage
from plans.models import Plan
from projects.models import Project, ProjectReport
from projects.periods import Period
from projects.stages import BuildStage
from projects.sums import Member, Said


def members(plan: Plan, *, known_on: date | None = None) -> list[Member]:
    """Return every project of a plan, retired ones too (two queries).

    With `known_on` without what was approved or changed since that day.
    """
    said: dict[int, list[Said]] = defaultdict(list)
    reports = ProjectReport.objects.filter(project__plan=plan, stage=Stage.APPROVED)
    if known_on is not None:
        reports = reports.filter(decided_at__date__lte=known_on)
    for project, year, quarter, stage, invested in reports.order_by().values_list(
        "project_id", "year", "quarter", "reached_stage", "invested"
    ):
        period = Period(year=year, quarter=quarter)
        said[project].append(Said(period=period, stage=BuildStage(stage), invested=invested))
    projects = list(plan.projects.order_by("pk"))
    origins: dict[int, list[int]] = defaultdict(list)
    for each in projects:
        if each.merged_into_id is not None:
            origins[each.merged_into_id].append(each.pk)
        if each.split_from_id is not None:
            origins[each.pk].append(each.split_from_id)
    return [
        Member(
            key=each.pk,
            field=each.field,
            reports=tuple(said[each.pk]),
            retired_in=_retired_in(each, known_on),
            keeps_history=each.keeps_history,
            origins=tuple(origins[each.pk]),
        )
        for each in projects
    ]


def _retired_in(project: Project, known_on: date | None) -> int | None:
    retired_on = project.retired_on
    if retired_on is None or (known_on is not None and retired_on > known_on):
        return None
    return retired_on.year
