"""The boxes (专栏) of a plan: their items, projects and indicators."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.urls import reverse

from indicators.selectors.standing import IndicatorRow, indicator_rows
from indicators.viewpoints import Viewpoint
from plans.models import Plan, Section, SectionKind
from projects.models import BoxItem
from projects.selectors.projects import ProjectRow, project_rows


@dataclass(frozen=True, kw_only=True)
class BoxLink:
    """A box to go to."""

    number: str
    heading: str
    title: str
    url: str


@dataclass(frozen=True, kw_only=True)
class BoxSummary:
    """A box in the list of boxes, with how much is in it."""

    link: BoxLink
    parent_label: str
    items: int
    projects: int
    indicators: int


@dataclass(frozen=True, kw_only=True)
class ItemRow:
    """An item of a box in the plan's words, with the projects it names."""

    label: str
    title: str
    text: str
    projects: tuple[ProjectRow, ...]


@dataclass(frozen=True, kw_only=True)
class Box:
    """A box as the plan prints it, with its neighbours."""

    link: BoxLink
    code: str
    text: str
    parent_label: str
    parent_code: str
    items: tuple[ItemRow, ...]
    other_projects: tuple[ProjectRow, ...]
    indicators: tuple[IndicatorRow, ...]
    previous: BoxLink | None
    next: BoxLink | None


def box_summaries(plan: Plan) -> list[BoxSummary]:
    """Return every box of a plan with its counts (one query)."""
    boxes = _boxes(plan).annotate(
        item_count=Count("box_items", distinct=True),
        project_count=Count("projects", distinct=True),
        indicator_count=Count("indicators", distinct=True),
    )
    return [
        BoxSummary(
            link=_link(plan, box),
            parent_label=str(box.parent or ""),
            items=box.item_count,
            projects=box.project_count,
            indicators=box.indicator_count,
        )
        for box in boxes
    ]


def box(plan: Plan, *, number: str, year: int | None, viewpoint: Viewpoint) -> Box | None:
    """Return a box with all that is in it, None when the plan has no box of that number."""
    boxes = list(_boxes(plan))
    index = next((i for i, each in enumerate(boxes) if each.number == number), None)
    if index is None:
        return None
    section = boxes[index]
    projects = [row for row in project_rows(plan) if row.section_code == section.code]
    rows = indicator_rows(plan, year=year, viewpoint=viewpoint)
    return Box(
        link=_link(plan, section),
        code=section.code,
        text=section.text,
        parent_label=str(section.parent or ""),
        parent_code=section.parent.code if section.parent else "",
        items=item_rows(list(section.box_items.order_by("position")), projects),
        other_projects=tuple(row for row in projects if row.item_id is None),
        indicators=tuple(row for row in rows if row.section_code == section.code),
        previous=_link(plan, boxes[index - 1]) if index else None,
        next=_link(plan, boxes[index + 1]) if index + 1 < len(boxes) else None,
    )


def item_rows(items: list[BoxItem], projects: list[ProjectRow]) -> tuple[ItemRow, ...]:
    """Return items with the projects each of them names, both in the plan's order."""
    by_item: dict[int, list[ProjectRow]] = defaultdict(list)
    for project in projects:
        if project.item_id is not None:
            by_item[project.item_id].append(project)
    return tuple(
        ItemRow(
            label=item.label, title=item.title, text=item.text, projects=tuple(by_item[item.pk])
        )
        for item in items
    )


def _boxes(plan: Plan) -> QuerySet[Section]:
    return plan.sections.filter(kind=SectionKind.BOX).select_related("parent").order_by("position")


def _link(plan: Plan, box: Section) -> BoxLink:
    return BoxLink(
        number=box.number,
        heading=box.heading,
        title=box.title,
        url=reverse("box_detail", args=[plan.slug, box.number]),
    )
