"""Plans, their outline and their indicators into the database, all plans together.

An indicator is known by its code alone, so that it may move from one plan to another;
a section by its plan and code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from indicators.models import Indicator
from indicators.targets import Op
from plans.models import Plan, Section
from shaoxing_plan.plan_files.checking import expressions
from shaoxing_plan.plan_files.checking.indicator_rules import codes_by_name
from shaoxing_plan.plan_files.format.contents import Contents, PlanSheets
from shaoxing_plan.plan_files.format.rows import IndicatorRow
from shaoxing_plan.plan_files.format.tables import INDICATORS, SECTIONS
from shaoxing_plan.plan_files.loading.shared import Shared, placed
from shaoxing_plan.plan_files.loading.synchronising import (
    Leaver,
    Synchronised,
    set_parents,
    synchronise,
)

SectionKey: TypeAlias = tuple[str, str]

_LINKS = ("parent", "series", "definition", "reference", "department", "data_department", "section")


@dataclass(frozen=True, kw_only=True)
class Outline:
    """The ids of plans by slug, of sections by slug and code, and of indicators by code."""

    plans: Mapping[str, int]
    sections: Mapping[SectionKey, int]
    indicators: Mapping[str, int]
    written: int
    leavers: tuple[Leaver, ...]


def load_outline(contents: Contents, shared: Shared) -> Outline:
    """Write what differs of plans, sections and indicators; removes nothing."""
    plans = _load_plans(contents.plans, shared)
    sections, moved = _load_sections(contents.plans, plans.ids)
    indicators, adopted = _load_indicators(contents.plans, shared, plans.ids, sections.ids)
    written = plans.written + sections.written + indicators.written
    return Outline(
        plans=plans.ids,
        sections=sections.ids,
        indicators=indicators.ids,
        written=written + moved + adopted,
        leavers=(
            *(_leaver(row, row.plan, INDICATORS.file) for row in indicators.gone),
            *(_leaver(row, row.plan, SECTIONS.file) for row in sections.gone),
        ),
    )


def _leaver(row: Indicator | Section, plan: Plan, file: str) -> Leaver:
    return Leaver(row=row, file=f"{plan.slug}/{file}", name=row.code)


def _load_plans(plans: Sequence[PlanSheets], shared: Shared) -> Synchronised[str, Plan]:
    wanted = {
        row.slug: {
            **{name: getattr(row, name) for name in row.columns() if name != "region"},
            "region_id": shared.regions[row.region],
        }
        for plan in plans
        for row in plan.plan.rows
    }
    stored = {each.slug: each for each in Plan.objects.filter(slug__in=wanted)}
    return synchronise(Plan, stored=stored, wanted=wanted)


def _load_sections(
    plans: Sequence[PlanSheets], ids: Mapping[str, int]
) -> tuple[Synchronised[SectionKey, Section], int]:
    stored = Section.objects.filter(plan__in=ids.values()).select_related("plan")
    sections = synchronise(
        Section,
        stored={(each.plan.slug, each.code): each for each in stored},
        wanted={
            (plan.folder, row.code): {**fields, "plan_id": ids[plan.folder]}
            for plan in plans
            for row, fields in placed(plan.sections.rows, "parent")
        },
    )
    parents = {
        (plan.folder, row.code): (plan.folder, row.parent) if row.parent else None
        for plan in plans
        for row in plan.sections.rows
    }
    return sections, set_parents(Section, rows=sections.by_key, parents=parents)


def _load_indicators(
    plans: Sequence[PlanSheets],
    shared: Shared,
    plan_ids: Mapping[str, int],
    section_ids: Mapping[SectionKey, int],
) -> tuple[Synchronised[str, Indicator], int]:
    wanted = {
        row.code: {
            **fields,
            **_links(row, shared),
            **_parsed(row),
            "plan_id": plan_ids[plan.folder],
            "section_id": section_ids[plan.folder, row.section] if row.section else None,
        }
        for plan in plans
        for row, fields in placed(plan.indicators.rows, *_LINKS)
    }
    rows = Indicator.objects.filter(plan__in=plan_ids.values()).select_related("plan")
    stored = {each.code: each for each in rows}
    _free_numbers(stored, wanted)
    indicators = synchronise(Indicator, stored=stored, wanted=wanted)
    parents = {code: parent for plan in plans for code, parent in _parents(plan)}
    return indicators, set_parents(Indicator, rows=indicators.by_key, parents=parents)


def _links(row: IndicatorRow, shared: Shared) -> dict[str, int | None]:
    departments = {"": None, **shared.departments}
    series = {"": None, **shared.series}
    return {
        "series_id": series[row.series],
        "definition_id": shared.definition(row.series, row.definition),
        "reference_id": series[row.reference],
        "department_id": departments[row.department],
        "data_department_id": departments[row.data_department],
    }


def _parsed(row: IndicatorRow) -> dict[str, Any]:
    """Return the parsed form of the printed baseline and target."""
    target = expressions.target(row.target_text, direction=row.direction, unit=row.unit)
    baseline = expressions.value(row.baseline_text, unit=row.unit)
    return {
        "target_op": str(target.op if target else Op.NONE),
        "target_value": target.value if target else None,
        "baseline_value": baseline.value if baseline else None,
    }


def _free_numbers(stored: Mapping[str, Indicator], wanted: Mapping[str, Mapping[str, Any]]) -> None:
    """Free the numbers that move from one indicator to another before any is written."""
    places = {code: (fields["plan_id"], fields["number"]) for code, fields in wanted.items()}
    moving = [
        each.pk
        for code, each in stored.items()
        if each.position and places.get(code) != (each.plan_id, each.number)
    ]
    Indicator.objects.filter(pk__in=moving).update(number=None)


def _parents(plan: PlanSheets) -> Iterator[tuple[str, str | None]]:
    codes = codes_by_name(plan)
    for row in plan.indicators.rows:
        yield row.code, codes[row.parent] if row.parent else None
