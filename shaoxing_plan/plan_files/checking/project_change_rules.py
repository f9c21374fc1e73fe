"""What must hold of projects that were merged, split or given up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from indicators.emptiness import says_nothing
from projects.services.structure import LEAST_PARTS
from shaoxing_plan.plan_files.checking.rules import (
    Reference,
    broken_rules,
    duplicates,
    rule,
    unknown_references,
)
from shaoxing_plan.plan_files.format.cells import LIST_SEPARATOR
from shaoxing_plan.plan_files.format.contents import PlanSheets
from shaoxing_plan.plan_files.format.errors import RowError

_SUCCESSION: Final = ("project", "merged_into", "split_into")


@rule("merged_into", "split_into")
def _one_of_two(merged_into: str, split_into: tuple[str, ...]) -> str | None:
    if merged_into and split_into:
        return "并入和拆分只能填一项：要么merged_into，要么split_into"
    return None


@rule("split_into")
def _several_parts(split_into: tuple[str, ...]) -> str | None:
    if split_into and len(split_into) < LEAST_PARTS:
        return "拆分须至少成为两个项目"
    return None


@rule("reason")
def _real_reason(reason: str) -> str | None:
    return f"“{reason}”不是理由，请写明为什么停用" if says_nothing(reason) else None


def change_errors(plan: PlanSheets) -> Iterator[RowError]:
    """Yield what is wrong with what became of a plan's projects."""
    sheet = plan.project_changes
    projects = (
        Reference(column="project", to=plan.projects),
        Reference(column="merged_into", to=plan.projects),
        Reference(column="split_into", to=plan.projects),
    )
    yield from unknown_references(sheet, projects)
    yield from duplicates([sheet], *sheet.table.key)
    yield from broken_rules(sheet, (_one_of_two, _several_parts, _real_reason))
    yield from _parts_of_two(plan)
    yield from _parts_out_of_order(plan)
    yield from _own_successors(plan)


def _parts_of_two(plan: PlanSheets) -> Iterator[RowError]:
    """Yield an error for each row that names a part another row has named before it."""
    sheet = plan.project_changes
    first: dict[str, int] = {}
    for row, (parts,) in sheet.readable("split_into"):
        for part in parts:
            before = first.setdefault(part, row)
            if before != row:
                yield sheet.error(row, "split_into", f"“{part}”已是第{before}行那个项目的一部分")


def _parts_out_of_order(plan: PlanSheets) -> Iterator[RowError]:
    """Yield an error for each row whose parts stand otherwise than they do in projects.csv.

    Nothing stores an order of parts but that of the projects, so it is the one they come back in.
    """
    sheet = plan.project_changes
    places = {code: row for row, (code,) in plan.projects.readable("code")}
    for row, (parts,) in sheet.readable("split_into"):
        if all(part in places for part in parts):
            right = sorted(parts, key=lambda part: places[part])
            if right != list(parts):
                words = f"各部分按projects.csv里的顺序写：{LIST_SEPARATOR.join(right)}"
                yield sheet.error(row, "split_into", words)


def _own_successors(plan: PlanSheets) -> Iterator[RowError]:
    """Yield an error for each row by which a project comes, through its successors, after itself.

    Where two rows are of one project, which is told elsewhere, each answers for its own cells.
    """
    sheet = plan.project_changes
    next_ones: dict[str, list[str]] = defaultdict(list)
    for _, (project, merged_into, parts) in sheet.readable(*_SUCCESSION):
        next_ones[project] += [*filter(None, [merged_into]), *parts]
    for row, (project, merged_into, parts) in sheet.readable(*_SUCCESSION):
        own = [*filter(None, [merged_into]), *parts]
        if project in successors(project, {**next_ones, project: own}):
            column = "merged_into" if merged_into else "split_into"
            yield sheet.error(row, column, f"“{project}”成了自己的后续项目：绕成一圈")


def successors(project: str, next_ones: Mapping[str, Sequence[Any]]) -> set[str]:
    """Return all that come after a project, itself where its successors come round to it."""
    found: set[str] = set()
    waiting = list(next_ones.get(project, ()))
    while waiting:
        code = waiting.pop()
        if code not in found:
            found.add(code)
            waiting += next_ones.get(code, ())
    return found
