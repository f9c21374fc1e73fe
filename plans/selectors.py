"""Reads of plans and their outline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from plans.models import Plan, Section, SectionKind


@dataclass(frozen=True, kw_only=True)
class PlanLink:
    """One plan in the switch at the top of each page.

    Without an outline a plan has neither boxes nor projects: these stand in its parts.
    """

    label: str
    period: str
    url: str
    is_current: bool
    has_outline: bool


def plan_links(*, current: Plan, url_of: Callable[[Plan], str]) -> list[PlanLink]:
    """Return a link to every plan, newest plan first (one query)."""
    return [
        PlanLink(
            label=plan.short_title,
            period=f"{plan.first_year}—{plan.last_year}",
            url=url_of(plan),
            is_current=plan.pk == current.pk,
            has_outline=plan.has_outline,
        )
        for plan in Plan.objects.annotate(
            has_outline=Exists(Section.objects.filter(plan=OuterRef("pk")))
        )
    ]


def newest_plan(*, today: date) -> Plan | None:
    """Return the newest plan that has begun, else the earliest one, None when there is none."""
    plans = Plan.objects.select_related("region")
    begun = plans.filter(first_year__lte=today.year).order_by("-first_year", "slug").first()
    return begun or plans.order_by("first_year", "slug").first()


@dataclass(frozen=True, kw_only=True)
class SectionPath:
    """Where a section stands: itself, the parts it lies in, its chapter and its box if any."""

    code: str
    kind: str
    label: str
    parent_id: int | None
    codes: frozenset[str]
    chapter_code: str
    chapter_label: str
    box_number: str


def plans_by_slug() -> dict[str, Plan]:
    """Return every plan by its slug (one query)."""
    return {plan.slug: plan for plan in Plan.objects.select_related("region")}


def section_paths(plan: Plan) -> dict[int, SectionPath]:
    """Return the path of every section of a plan by primary key (one query)."""
    sections = {section.pk: section for section in plan.sections.all()}
    return {pk: _path(section, sections) for pk, section in sections.items()}


def _path(section: Section, sections: dict[int, Section]) -> SectionPath:
    chain = [section]
    while (parent_id := chain[-1].parent_id) is not None:
        chain.append(sections[parent_id])
    return SectionPath(
        code=section.code,
        kind=section.kind,
        label=str(section),
        parent_id=section.parent_id,
        codes=frozenset(each.code for each in chain),
        chapter_code=chain[-1].code,
        chapter_label=str(chain[-1]),
        box_number=section.number if section.kind == SectionKind.BOX else "",
    )
