"""The boxes (专栏) of a plan: their items, projects and indicators, and how they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from indicators.selectors.browse.tallies import Tallier, Tally
from indicators.selectors.standing import IndicatorRow, counted, indicator_rows
from indicators.viewpoints import Viewpoint
from plans.models import Plan, Section, SectionKind
from projects.models import BoxItem, RollUp
from projects.selectors.browse.tallies import LightTallier
from projects.selectors.rollups import SumRow, sum_rows
from projects.selectors.rows import ProjectRow
from projects.selectors.standing import project_rows


@dataclass(frozen=True, kw_only=True)
class BoxLink:
    """A box to go to."""

    number: str
    heading: str
    title: str
    url: str


@dataclass(frozen=True, kw_only=True)
class BoxSummary:
    """A box in the list of boxes: how much is in it, and how that stands.

    A tally is None where there is nothing to count.
    """

    link: BoxLink
    parent_label: str
    items: int
    projects: Tally | None
    indicators: Tally | None


@dataclass(frozen=True, kw_only=True)
class ItemRow:
    """An item of a box in the plan's words, with the projects it names."""

    label: str
    title: str
    text: str
    anchor: str
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
    projects: Tally | None
    verdicts: Tally | None
    sums: tuple[SumRow, ...]
    previous: BoxLink | None
    next: BoxLink | None

    @property
    def sum_years(self) -> list[int]:
        return [cell.year for cell in self.sums[0].years] if self.sums else []


def box_summaries(plan: Plan, *, year: int | None, viewpoint: Viewpoint) -> list[BoxSummary]:
    """Return every box of a plan with how it stands."""
    boxes = _boxes(plan).annotate(item_count=Count("box_items"))
    projects: dict[str, list[ProjectRow]] = defaultdict(list)
    in_boxes = Q(section__kind=SectionKind.BOX)
    for row in project_rows(plan, year=year, viewpoint=viewpoint, among=in_boxes):
        projects[row.section_code].append(row)
    indicators: dict[str, list[IndicatorRow]] = defaultdict(list)
    for each in counted(indicator_rows(plan, year=year, viewpoint=viewpoint)):
        indicators[each.section_code].append(each)
    tallies = _Tallies(plan, year, viewpoint)
    return [
        BoxSummary(
            link=_link(plan, box),
            parent_label=str(box.parent or ""),
            items=box.item_count,
            projects=tallies.of_projects(projects[box.code], box),
            indicators=tallies.of_indicators(indicators[box.code]),
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
    projects = project_rows(plan, year=year, viewpoint=viewpoint, among=Q(section=section))
    rows = indicator_rows(plan, year=year, viewpoint=viewpoint)
    indicators = tuple(row for row in rows if row.section_code == section.code)
    tallies = _Tallies(plan, year, viewpoint)
    return Box(
        link=_link(plan, section),
        code=section.code,
        text=section.text,
        parent_label=str(section.parent or ""),
        parent_code=section.parent.code if section.parent else "",
        items=item_rows(list(section.box_items.order_by("position")), projects),
        other_projects=tuple(row for row in projects if row.item_id is None),
        indicators=indicators,
        projects=tallies.of_projects(projects, section),
        verdicts=tallies.of_indicators(counted(indicators)),
        sums=_sums(plan, section, year=year, viewpoint=viewpoint),
        previous=_link(plan, boxes[index - 1]) if index else None,
        next=_link(plan, boxes[index + 1]) if index + 1 < len(boxes) else None,
    )


def item_rows(items: list[BoxItem], projects: Sequence[ProjectRow]) -> tuple[ItemRow, ...]:
    """Return items with the projects each of them names, both in the plan's order."""
    by_item: dict[int, list[ProjectRow]] = defaultdict(list)
    for project in projects:
        if project.item_id is not None:
            by_item[project.item_id].append(project)
    return tuple(
        ItemRow(
            label=item.label,
            title=item.title,
            text=item.text,
            anchor=item.anchor,
            projects=tuple(by_item[item.pk]),
        )
        for item in items
    )


class _Tallies:
    """Counts what is in a box; the numbers lead to lists, those of projects to their table."""

    def __init__(self, plan: Plan, year: int | None, viewpoint: Viewpoint) -> None:
        self._lights = LightTallier(plan=plan, year=year, viewpoint=viewpoint)
        self._states = Tallier(plan, year, viewpoint=viewpoint)

    def of_projects(self, rows: Sequence[ProjectRow], box: Section) -> Tally | None:
        return self._lights.of("项目", rows, section=box.code) if rows else None

    def of_indicators(self, rows: Sequence[IndicatorRow]) -> Tally | None:
        return self._states.of("定量目标", rows) if rows else None


def _sums(
    plan: Plan, box: Section, *, year: int | None, viewpoint: Viewpoint
) -> tuple[SumRow, ...]:
    """Return the targets of a box that projects add up to (one query where it has none)."""
    codes = set(
        RollUp.objects.filter(indicator__section=box).values_list("indicator__code", flat=True)
    )
    rows = sum_rows(plan, viewpoint=viewpoint, year=year) if codes else []
    return tuple(row for row in rows if row.code in codes)


def _boxes(plan: Plan) -> QuerySet[Section]:
    return plan.sections.filter(kind=SectionKind.BOX).select_related("parent").order_by("position")


def _link(plan: Plan, box: Section) -> BoxLink:
    return BoxLink(
        number=box.number,
        heading=box.heading,
        title=box.title,
        url=reverse("box_detail", args=[plan.slug, box.number]),
    )
