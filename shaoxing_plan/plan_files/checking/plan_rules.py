"""What must hold of a plan's own files: its years, outline and milestones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from plans.models import SectionKind
from shaoxing_plan.plan_files.checking.rules import (
    Reference,
    broken_rules,
    circles,
    duplicates,
    rule,
    unknown_references,
)
from shaoxing_plan.plan_files.format.contents import Contents, PlanSheets
from shaoxing_plan.plan_files.format.errors import RowError
from shaoxing_plan.plan_files.format.sheets import Sheet


@rule("first_year", "base_year", "last_year")
def _years_are_in_order(first_year: int, base_year: int, last_year: int) -> str | None:
    if base_year < first_year <= last_year:
        return None
    return f"年份须依次为基期年<起始年≤末年，现为{base_year}、{first_year}、{last_year}"


@rule("closed_on", "approved_on")
def _closed_after_approval(closed_on: date | None, approved_on: date | None) -> str | None:
    if closed_on is None or approved_on is None or closed_on >= approved_on:
        return None
    return f"结账日期早于批准日期{approved_on}"


@rule("parent", "kind")
def _only_chapters_stand_alone(parent: str, kind: str) -> str | None:
    if kind == SectionKind.CHAPTER:
        return "章没有上级，应留空" if parent else None
    return None if parent else "不能为空：节和专栏须写明上级"


def plan_errors(plan: PlanSheets, contents: Contents) -> Iterator[RowError]:
    """Yield what is wrong with a plan's files, apart from what its indicators say."""
    yield from broken_rules(plan.plan, (_years_are_in_order, _closed_after_approval))
    yield from broken_rules(plan.sections, (_only_chapters_stand_alone,))
    for sheet, references in _references(plan, contents):
        yield from unknown_references(sheet, references)
    keyed = (plan.sections, plan.mentions, plan.milestones, plan.target_revisions, plan.box_items)
    for each in keyed:
        yield from duplicates([each], *each.table.key)
    yield from _misnamed(plan)
    yield from _misfit_sections(plan)
    yield from _milestones_outside(plan)


def _references(
    plan: PlanSheets, contents: Contents
) -> Iterator[tuple[Sheet[Any], tuple[Reference, ...]]]:
    section = Reference(column="section", to=plan.sections)
    indicator = Reference(column="indicator", to=plan.indicators)
    department = Reference(column="department", to=contents.departments)
    yield plan.plan, (Reference(column="region", to=contents.regions),)
    yield plan.sections, (Reference(column="parent", to=plan.sections),)
    yield (
        plan.indicators,
        (
            Reference(column="series", to=contents.series),
            definition_reference(contents),
            Reference(column="reference", to=contents.series),
            department,
            Reference(column="data_department", to=contents.departments),
            section,
        ),
    )
    yield plan.mentions, (indicator, section)
    yield plan.milestones, (indicator,)
    yield plan.target_revisions, (indicator,)
    yield plan.box_items, (section,)


def definition_reference(contents: Contents) -> Reference:
    """Return the reference to a definition, by its series and version."""
    return Reference(
        column="definition",
        to=contents.definitions,
        reads=("series", "definition"),
        names=("series", "version"),
    )


def _misnamed(plan: PlanSheets) -> Iterator[RowError]:
    for row, (slug,) in plan.plan.readable("slug"):
        if slug != plan.folder:
            yield plan.plan.error(row, "slug", f"“{slug}”须与文件夹名“{plan.folder}”相同")


def _misfit_sections(plan: PlanSheets) -> Iterator[RowError]:
    """Yield errors of parts below a box or below themselves, and of items outside boxes."""
    sections = plan.sections
    kinds = dict(values for _, values in sections.readable("code", "kind"))
    for row, (parent,) in sections.readable("parent"):
        if kinds.get(parent) == SectionKind.BOX:
            yield sections.error(row, "parent", f"“{parent}”是专栏，专栏下面没有章节")
    yield from circles(sections, dict(values for _, values in sections.readable("code", "parent")))
    for row, (section,) in plan.box_items.readable("section"):
        if kinds.get(section, SectionKind.BOX) != SectionKind.BOX:
            yield plan.box_items.error(row, "section", f"“{section}”不是专栏")


def _milestones_outside(plan: PlanSheets) -> Iterator[RowError]:
    for _, (first, last) in plan.plan.readable("first_year", "last_year"):
        for row, (year,) in plan.milestones.readable("year"):
            if not first <= year <= last:
                yield plan.milestones.error(row, "year", f"{year}不在规划期{first}—{last}之内")
