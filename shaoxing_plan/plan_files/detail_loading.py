"""What hangs on indicators and sections into the database: mentions to projects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db.models import Model, QuerySet

from indicators.models import Mention, Milestone, TargetRevision
from projects.models import BoxItem, Project, ProjectLink
from shaoxing_plan.plan_files.contents import Contents, PlanSheets
from shaoxing_plan.plan_files.plan_loading import Outline
from shaoxing_plan.plan_files.shared_loading import Shared, placed
from shaoxing_plan.plan_files.sheets import Sheet
from shaoxing_plan.plan_files.synchronising import (
    Leaver,
    Synchronised,
    synchronise,
    synchronise_by,
)
from shaoxing_plan.plan_files.tables import (
    BOX_ITEMS,
    MENTIONS,
    MILESTONES,
    PROJECTS,
    TARGET_REVISIONS,
)

_Keyed: TypeAlias = tuple[Any, ...]
_Plans: TypeAlias = Sequence[PlanSheets]


@dataclass(frozen=True, kw_only=True)
class Details:
    """How many rows were written, and which are to be removed."""

    written: int
    leavers: tuple[Leaver, ...]


def load_details(contents: Contents, shared: Shared, outline: Outline) -> Details:
    """Write what differs of mentions, milestones, revisions, box items and projects."""
    plans = contents.plans
    items = _load_box_items(plans, outline)
    projects = _load_projects(plans, shared, outline, items.ids)
    linked = _link_projects(plans, shared, outline, projects.ids)
    mentions = _load_mentions(plans, outline)
    milestones = _load_milestones(plans, outline)
    revisions = _load_target_revisions(plans, outline)
    loaded: tuple[Synchronised[Any, Any], ...] = (items, projects, mentions, milestones, revisions)
    return Details(
        written=linked + sum(each.written for each in loaded),
        leavers=(
            *(_leaver(row, row.plan.slug, PROJECTS.file) for row in projects.gone),
            *(_leaver(row, row.section.plan.slug, BOX_ITEMS.file) for row in items.gone),
            *(_leaver(row, row.indicator.plan.slug, MENTIONS.file) for row in mentions.gone),
            *(_leaver(row, row.indicator.plan.slug, MILESTONES.file) for row in milestones.gone),
            *(
                _leaver(row, row.indicator.plan.slug, TARGET_REVISIONS.file)
                for row in revisions.gone
            ),
        ),
    )


def _leaver(row: Model, slug: str, file: str) -> Leaver:
    return Leaver(row=row, file=f"{slug}/{file}", name=str(row))


def _load_mentions(plans: _Plans, outline: Outline) -> Synchronised[_Keyed, Mention]:
    return synchronise_by(
        ("indicator_id", "section_id", "quote"),
        Mention.objects.filter(indicator__plan__in=outline.plans.values()),
        (
            {
                **fields,
                "indicator_id": outline.indicators[row.indicator],
                "section_id": outline.sections[plan.folder, row.section],
            }
            for plan in plans
            for row, fields in placed(plan.mentions.rows, "indicator", "section")
        ),
    )


def _load_milestones(plans: _Plans, outline: Outline) -> Synchronised[_Keyed, Milestone]:
    return synchronise_by(
        ("indicator_id", "year"),
        Milestone.objects.filter(indicator__plan__in=outline.plans.values()),
        (fields for plan in plans for fields in _of_indicators(plan.milestones, outline)),
    )


def _load_target_revisions(plans: _Plans, outline: Outline) -> Synchronised[_Keyed, TargetRevision]:
    return synchronise_by(
        ("indicator_id", "effective_from"),
        TargetRevision.objects.filter(indicator__plan__in=outline.plans.values()),
        (fields for plan in plans for fields in _of_indicators(plan.target_revisions, outline)),
    )


def _of_indicators(sheet: Sheet[Any], outline: Outline) -> Iterator[dict[str, Any]]:
    for row, fields in placed(sheet.rows, "indicator"):
        yield {**fields, "indicator_id": outline.indicators[row.indicator]}


def _load_box_items(plans: _Plans, outline: Outline) -> Synchronised[_Keyed, BoxItem]:
    """Write box items, whose position is a column of its own."""
    return synchronise_by(
        ("section_id", "position"),
        BoxItem.objects.filter(section__plan__in=outline.plans.values()),
        (
            {
                **fields,
                "position": row.position,
                "section_id": outline.sections[plan.folder, row.section],
            }
            for plan in plans
            for row, fields in placed(plan.box_items.rows, "section")
        ),
    )


def _load_projects(
    plans: _Plans, shared: Shared, outline: Outline, items: Mapping[_Keyed, int]
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
    stored = Project.objects.filter(plan__in=outline.plans.values()).select_related("plan")
    return synchronise(Project, stored={each.code: each for each in stored}, wanted=wanted)


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
