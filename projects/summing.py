"""The projects of a plan with their approved reports, as their sums read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from plans.models import Plan
from projects.looking_back import approved_by, former_reports, was_there_on
from projects.models import Project, ProjectReport
from projects.periods import Period
from projects.stages import BuildStage
from projects.sums import Member, Said


def members(plan: Plan, *, known_on: date | None = None) -> list[Member]:
    """Return every project of a plan, retired ones too (two queries).

    With `known_on` as that day knew them: without what was approved, merged or split since, with
    what has been revoked since (two queries more).
    """
    said = _said(plan, known_on)
    there = plan.projects.filter(was_there_on(known_on))
    projects = list(there.select_related("split_from").order_by("pk"))
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
            begun_in=each.begun_in,
            keeps_history=each.keeps_history,
            origins=tuple(origins[each.pk]),
        )
        for each in projects
    ]


def _said(plan: Plan, known_on: date | None) -> Mapping[int, list[Said]]:
    """Return what the reports that stood on a day say, by project."""
    said: dict[int, list[Said]] = defaultdict(list)
    stored: tuple[QuerySet[Any], ...] = (
        ProjectReport.objects.filter(approved_by(known_on)),
        former_reports(known_on),
    )
    for reports in stored:
        for project, year, quarter, stage, invested in (
            reports.filter(project__plan=plan)
            .order_by()
            .values_list("project_id", "year", "quarter", "reached_stage", "invested")
        ):
            period = Period(year=year, quarter=quarter)
            said[project].append(Said(period=period, stage=BuildStage(stage), invested=invested))
    return said


def _retired_in(project: Project, known_on: date | None) -> int | None:
    retired_on = project.retired_on
    if retired_on is None or (known_on is not None and retired_on > known_on):
        return None
    return retired_on.year
