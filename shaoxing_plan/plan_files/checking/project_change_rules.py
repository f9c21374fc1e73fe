"""What must hold of projects that were merged, split or given up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from shaoxing_plan.plan_files.checking.rules import (
    Reference,
    broken_rules,
    duplicates,
    rule,
    unknown_references,
)
from shaoxing_plan.plan_files.format.contents import PlanSheets
from shaoxing_plan.plan_files.format.errors import RowError

_SUCCESSION: Final = ("project", "merged_into", "split_into")


@rule("merged_into", "split_into")
def _one_of_two(merged_into: str, split_into: tuple[str, ...]) -> str | None:
    if merged_into and split_into:
        return "并入和拆分只能填一项：要么merged_into，要么split_into"
    return None


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
    yield from broken_rules(sheet, (_one_of_two,))
    yield from _parts_of_two(plan)
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


def _own_successors(plan: PlanSheets) -> Iterator[RowError]:
    """Yield an error for each project that comes, through its successors, after itself."""
    sheet = plan.project_changes
    next_ones = {
        project: (*filter(None, [merged_into]), *parts)
        for _, (project, merged_into, parts) in sheet.readable(*_SUCCESSION)
    }
    for row, (project, merged_into, _) in sheet.readable(*_SUCCESSION):
        if project in successors(project, next_ones):
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
