"""What hangs on indicators and sections into the database: mentions to box items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from django.contrib.auth.models import User

from indicators.models import Mention, Milestone, TargetRevision
from projects.models import BoxItem
from shaoxing_plan.plan_files.format.contents import Contents, PlanSheets
from shaoxing_plan.plan_files.format.sheets import Sheet
from shaoxing_plan.plan_files.format.tables import (
    BOX_ITEMS,
    MENTIONS,
    MILESTONES,
    TARGET_REVISIONS,
)
from shaoxing_plan.plan_files.loading.held import Held
from shaoxing_plan.plan_files.loading.plans import Outline
from shaoxing_plan.plan_files.loading.projects import Details, leaver, load_projects
from shaoxing_plan.plan_files.loading.shared import Shared, placed
from shaoxing_plan.plan_files.loading.synchronising import (
    Synchronised,
    synchronise_by,
)

_Keyed: TypeAlias = tuple[Any, ...]
_Plans: TypeAlias = Sequence[PlanSheets]


def load_details(
    contents: Contents,
    shared: Shared,
    outline: Outline,
    held: Held,
    *,
    actor: User | None,
    now: datetime,
) -> Details:
    """Write what differs of mentions, milestones, revisions, box items and projects."""
    plans = contents.plans
    items = _load_box_items(plans, outline)
    projects = load_projects(plans, shared, outline, items.ids, held=held, actor=actor, now=now)
    mentions = _load_mentions(plans, outline)
    milestones = _load_milestones(plans, outline)
    revisions = _load_target_revisions(plans, outline)
    loaded: tuple[Synchronised[Any, Any], ...] = (items, mentions, milestones, revisions)
    return Details(
        written=projects.written + sum(each.written for each in loaded),
        leavers=(
            *projects.leavers,
            *(leaver(row, row.section.plan.slug, BOX_ITEMS.file) for row in items.gone),
            *(leaver(row, row.indicator.plan.slug, MENTIONS.file) for row in mentions.gone),
            *(leaver(row, row.indicator.plan.slug, MILESTONES.file) for row in milestones.gone),
            *(
                leaver(row, row.indicator.plan.slug, TARGET_REVISIONS.file)
                for row in revisions.gone
            ),
        ),
    )


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
