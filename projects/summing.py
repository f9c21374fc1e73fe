"""The projects of a plan with their approved reports, as their sums read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db.models import QuerySet

from plans.models import Plan
from projects.looking_back import approved_by, former_reports
from projects.models import ProjectReport
from projects.periods import Period
from projects.stages import BuildStage
from projects.sums import Member, Said


def members(plan: Plan, *, known_on: date | None = None) -> list[Member]:
    """Return every project of a plan, retired ones too (two queries).

    With `known_on` as that day knew them: without what was approved, merged or split since, with
    what has been revoked since (one query more).
    """
    said = _said(plan, known_on)
    stored = plan.projects.select_related("split_from__split_from").order_by("pk")
    known = [(each, each.tenure_as_known(known_on)) for each in stored]
    within = [(each, tenure and tenure.within(plan.last_year)) for each, tenure in known]
    there = [(each, tenure) for each, tenure in within if tenure is not None]
    origins: dict[int, list[int]] = defaultdict(list)
    for each, _ in there:
        if each.merged_into_id is not None:
            origins[each.merged_into_id].append(each.pk)
        if each.split_from_id is not None:
            origins[each.pk].append(each.split_from_id)
    return [
        Member(
            key=each.pk,
            field=each.field,
            reports=tuple(said[each.pk]),
            origins=tuple(origins[each.pk]),
            **asdict(tenure),
        )
        for each, tenure in there
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
