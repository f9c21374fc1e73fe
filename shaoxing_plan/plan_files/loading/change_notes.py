"""What is told of mergers and splits in files that are right, before they are written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from shaoxing_plan.plan_files.format.contents import PlanSheets
from shaoxing_plan.plan_files.format.rows import ProjectChangeRow
from shaoxing_plan.plan_files.loading.counting import Counting
from shaoxing_plan.plan_files.loading.fates import tenure_in
from shaoxing_plan.plan_files.loading.joining_checks import notes_of_joining
from shaoxing_plan.plan_files.loading.plan_changes import Change, Reports, approved_of, reports_of
from shaoxing_plan.plan_files.loading.returning import returning

_Notes: TypeAlias = Iterator[tuple[ProjectChangeRow, str]]


def change_notes(plans: Sequence[PlanSheets]) -> Iterator[str]:
    """Yield what was approved and drops out of the sums, or comes back, with nothing wrong in it.

    What drops out is an earlier quarter of the year of a change, or is meant to count no longer.
    Call it before the files are written (three queries a plan that changes projects).
    """
    for plan in plans:
        if not plan.project_changes.rows:
            continue
        change, reports = Change.of(plan), reports_of(plan)
        of_rows = _notes_of_rows(change, approved_of(reports), Counting.of(plan, change))
        notes = (*of_rows, *_notes_of_returning(change, reports))
        for row, told in (*notes, *notes_of_joining(plan, change, reports)):
            yield f"{plan.project_changes.file}：第{row.row}行：{told}"


def _notes_of_rows(change: Change, approved: Reports, counting: Counting) -> _Notes:
    for code, row in change.rows.items():
        if code not in change.stored:
            continue
        before, after = tenure_in(change.stored, code), tenure_in(change.wanted, code)
        lost = [
            each.label
            for each in approved.get(code, ())
            if before.counts_in(each.year) and not after.counts_in(each.year)
        ]
        if counting.is_gone(code) and (row.keeps_history or not lost):
            why_gone = "不再实施" if row.is_given_up else "的后续项目都不再计数"
            yield row, f"“{code}”{why_gone}，项目个数里不再有它；已采用的投资仍计入"
        yield from ((row, told) for told in _told_of_parts(change, counting, row))
        why = "，全年由后续项目填报" if row.keeps_history else "（keeps_history为false）"
        if lost:
            yield row, f"“{code}”{'、'.join(lost)}的填报不再计入合计{why}"


def _told_of_parts(change: Change, counting: Counting, row: ProjectChangeRow) -> Iterator[str]:
    """Yield what becomes of a project's parts, and of how many projects count."""
    code = row.project
    if row.split_into and counting.adds_nothing(code):
        yield f"“{code}”的各部分里计数的原来就各自计数，拆分后项目个数少一个"
    freed = list(change.freed_parts(code))
    if freed:
        names = "、".join(f"“{each}”" for each in freed)
        yield f"{names}不再是“{code}”的部分，留着的就是独立的项目，各年都要填报"
    dropped = "、".join(f"“{each}”" for each in freed if counting.is_dropped(each))
    if dropped:
        yield f"{dropped}自己还没有报过在建或建成投用，项目个数里不再有它"


def _notes_of_returning(change: Change, reports: Reports) -> _Notes:
    for each in returning(change, reports):
        yield each.row, f"{each.labels}的填报重新计入合计"
