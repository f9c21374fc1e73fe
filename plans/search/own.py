"""What of the plans themselves can be found: plans, their parts, and departments."""

from __future__ import annotations

from collections.abc import Iterator

from plans.models import Department, EntryKind, Plan, SearchEntry, Section, SectionKind
from plans.search.index import findable, replace_entries

KINDS = (EntryKind.PLAN, EntryKind.SECTION, EntryKind.BOX, EntryKind.DEPARTMENT)


def index_plans() -> int:
    """Have plans, their parts and all departments found as they are now."""
    return replace_entries(KINDS, [*_plans(), *_sections(), *_departments()])


def _plans() -> Iterator[SearchEntry]:
    for plan in Plan.objects.order_by("pk"):
        found = SearchEntry(
            kind=EntryKind.PLAN,
            plan=plan,
            key=plan.slug,
            title=plan.short_title,
            place=f"{plan.first_year}—{plan.last_year}",
            text=plan.title,
        )
        yield findable(found, terms=[plan.short_title.removesuffix("规划")])


def _sections() -> Iterator[SearchEntry]:
    for section in Section.objects.select_related("parent").order_by("position", "pk"):
        is_box = section.kind == SectionKind.BOX
        found = SearchEntry(
            kind=EntryKind.BOX if is_box else EntryKind.SECTION,
            plan_id=section.plan_id,
            section_id=section.parent_id,
            key=section.number if is_box else section.code,
            title=section.title,
            place=section.heading,
            text=section.text,
            position=section.position,
        )
        yield findable(found, terms=[section.heading, *_spoken(section)])


def _spoken(section: Section) -> Iterator[str]:
    """Yield how people name a part that the plan numbers 十、 or (二): 第十章, 第十章第二节."""
    if section.kind == SectionKind.CHAPTER:
        yield f"第{section.number}章"
    elif section.kind == SectionKind.SECTION and section.parent:
        yield f"第{section.parent.number}章第{section.number}节"


def _departments() -> Iterator[SearchEntry]:
    for department in Department.objects.order_by("position", "pk"):
        found = SearchEntry(
            kind=EntryKind.DEPARTMENT,
            key=department.code,
            title=department.name,
            position=department.position,
        )
        short = department.short_name
        yield findable(found, terms=[short, short.removeprefix("市")])
