"""Projects, their links and milestones, and the indicators that are their sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeAlias

from django.contrib.auth.models import User
from django.db.models import Model, QuerySet

from projects.models import Project, ProjectLink, ProjectMilestone, RollUp
from shaoxing_plan.plan_files.format.contents import PlanSheets
from shaoxing_plan.plan_files.format.tables import PROJECT_MILESTONES, PROJECTS, ROLL_UPS
from shaoxing_plan.plan_files.loading.held import Held
from shaoxing_plan.plan_files.loading.plans import Outline
from shaoxing_plan.plan_files.loading.project_records import record_changes
from shaoxing_plan.plan_files.loading.shared import Shared, placed
from shaoxing_plan.plan_files.loading.synchronising import (
    Leaver,
    Synchronised,
    synchronise,
    synchronise_by,
)

_Keyed: TypeAlias = tuple[Any, ...]
_Plans: TypeAlias = Sequence[PlanSheets]


@dataclass(frozen=True, kw_only=True)
class Details:
    """How many rows were written, and which are to be removed."""

    written: int
    leavers: tuple[Leaver, ...]


def leaver(row: Model, slug: str, file: str) -> Leaver:
    return Leaver(row=row, file=f"{slug}/{file}", name=str(row))


def load_projects(
    plans: _Plans,
    shared: Shared,
    outline: Outline,
    items: Mapping[_Keyed, int],
    *,
    held: Held,
    actor: User | None,
    now: datetime,
) -> Details:
    """Write what differs of projects, what hangs on them, and their sums."""
    stored = _stored(outline)
    projects = _load_rows(plans, shared, outline, items, stored=stored, actor=actor, now=now)
    linked = _link_projects(plans, shared, outline, projects.ids)
    changed = _load_changes(plans, projects.by_key, known=stored.keys(), actor=actor, now=now)
    milestones = _load_milestones(plans, outline, projects.ids, held)
    sums = _load_roll_ups(plans, outline)
    return Details(
        written=linked + changed + projects.written + milestones.written + sums.written,
        leavers=(
            *(
                leaver(row, row.project.plan.slug, PROJECT_MILESTONES.file)
                for row in milestones.gone
            ),
            *(leaver(row, row.indicator.plan.slug, ROLL_UPS.file) for row in sums.gone),
            *(
                leaver(row, row.plan.slug, PROJECTS.file)
                for row in projects.gone
                if row.code not in held.parts
            ),
        ),
    )


def _load_changes(
    plans: _Plans,
    projects: Mapping[str, Project],
    *,
    known: AbstractSet[str],
    actor: User | None,
    now: datetime,
) -> int:
    """Write what became of projects; returns how many were written.

    Changes of those `known` before go on the record. A project of which the file says nothing
    keeps what was decided in the back office.
    """
    rows = [row for plan in plans for row in plan.project_changes.rows]
    wanted: dict[str, dict[str, Any]] = {}
    for row in rows:
        whole = projects[row.project].pk
        unsplit = [code for code, each in projects.items() if each.split_from_id == whole]
        wanted.update({code: {"split_from_id": None} for code in unsplit})
    for row in rows:
        merged_into = projects[row.merged_into].pk if row.merged_into else None
        wanted.setdefault(row.project, {}).update(
            retired_on=row.retired_on,
            retired_reason=row.reason,
            keeps_history=row.keeps_history,
            merged_into_id=merged_into,
            is_given_up=row.is_given_up,
        )
        for part in row.split_into:
            wanted.setdefault(part, {})["split_from_id"] = projects[row.project].pk
    record_changes({code: projects[code] for code in known}, wanted, actor=actor, now=now)
    return synchronise(Project, stored=projects, wanted=wanted).written


def _load_milestones(
    plans: _Plans, outline: Outline, projects: Mapping[str, int], held: Held
) -> Synchronised[_Keyed, ProjectMilestone]:
    """Write milestones; those that are held only take their place in the file."""
    of_plans = ProjectMilestone.objects.filter(project__plan__in=outline.plans.values())
    stored = {
        (each.project.code, each.title): each
        for each in of_plans.select_related("project__plan").order_by("position")
    }
    wanted: dict[_Keyed, Mapping[str, Any]] = {}
    for plan in plans:
        for row, fields in placed(plan.project_milestones.rows, "project"):
            key = (row.project, row.title)
            if row.project not in held.codes:
                wanted[key] = {**fields, "project_id": projects[row.project]}
            elif key in stored:
                wanted[key] = {"position": fields["position"]}
    written = synchronise(ProjectMilestone, stored=stored, wanted=wanted)
    gone = (each for each in written.gone if each.project.code not in held.codes)
    return replace(written, gone=tuple(gone))


def _load_roll_ups(plans: _Plans, outline: Outline) -> Synchronised[_Keyed, RollUp]:
    stored = RollUp.objects.filter(indicator__plan__in=outline.plans.values())
    return synchronise_by(
        ("indicator_id",),
        stored.select_related("indicator__plan"),
        (
            {
                **fields,
                "fields": list(row.fields),
                "indicator_id": outline.indicators[row.indicator],
            }
            for plan in plans
            for row, fields in placed(plan.roll_ups.rows, "indicator")
        ),
    )


def _stored(outline: Outline) -> dict[str, Project]:
    found = Project.objects.filter(plan__in=outline.plans.values())
    return {each.code: each for each in found.select_related("plan", "department")}


def _load_rows(
    plans: _Plans,
    shared: Shared,
    outline: Outline,
    items: Mapping[_Keyed, int],
    *,
    stored: Mapping[str, Project],
    actor: User | None,
    now: datetime,
) -> Synchronised[str, Project]:
    departments = {"": None, **shared.departments}
    wanted = {}
    for plan in plans:
        for row, fields in placed(plan.projects.rows, *_LINKS):
            section = outline.sections[plan.folder, row.section]
            wanted[row.code] = {
                **fields,
                "plan_id": outline.plans[plan.folder],
                "section_id": section,
                "item_id": None if row.item is None else items[section, row.item],
                "department_id": departments[row.department],
            }
    record_changes(stored, wanted, actor=actor, now=now)
    return synchronise(Project, stored=stored, wanted=wanted)


_LINKS = ("section", "item", "department", "partners", "regions", "indicators")


def _link_projects(
    plans: _Plans, shared: Shared, outline: Outline, projects: Mapping[str, int]
) -> int:
    """Link projects to partners, regions and indicators; returns how many links were written."""
    rows = [row for plan in plans for row in plan.projects.rows]
    partners = {
        projects[row.code]: [(shared.departments[code],) for code in row.partners] for row in rows
    }
    regions = {
        projects[row.code]: [(shared.regions[code],) for code in row.regions] for row in rows
    }
    indicators = {
        projects[row.code]: [
            (outline.indicators[each.code], each.reason) for each in row.indicators
        ]
        for row in rows
    }
    return (
        _relink(Project.partners.through, ("department_id",), partners)
        + _relink(Project.regions.through, ("region_id",), regions)
        + _relink(ProjectLink, ("indicator_id", "reason"), indicators)
    )


def _relink(
    through: type[Model], columns: Sequence[str], wanted: Mapping[int, Sequence[tuple[Any, ...]]]
) -> int:
    """Give each project its links in the order of the file; returns how many were written.

    The order of links is that in which they were made, so a project's are all made anew
    where any differs.
    """
    rows: QuerySet[Model] = QuerySet(through)
    stored: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    links = rows.filter(project__in=wanted).order_by("pk")
    for project, *linked in links.values_list("project", *columns):
        stored[project].append(tuple(linked))
    differing = {each: linked for each, linked in wanted.items() if stored[each] != list(linked)}
    rows.filter(project__in=differing).delete()
    new = [
        through(project_id=project, **dict(zip(columns, values, strict=True)))
        for project, linked in differing.items()
        for values in linked
    ]
    rows.bulk_create(new, batch_size=1000)
    return len(differing)
