"""What files may not say of mergers and splits because of what is stored of their projects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TypeAlias

from indicators.workflow import Stage
from projects.joining import Telling, listed, undone
from projects.models import Project, ProjectReport
from projects.periods import Period
from projects.tenure import Tenure
from shaoxing_plan.plan_files.checking.project_change_rules import successors
from shaoxing_plan.plan_files.format.contents import PlanSheets
from shaoxing_plan.plan_files.format.errors import RowError
from shaoxing_plan.plan_files.format.rows import ProjectChangeRow
from shaoxing_plan.plan_files.loading.fates import (
    Fate,
    tenure_in,
    wholes_of,
)
from shaoxing_plan.plan_files.loading.joining_checks import left_unreported
from shaoxing_plan.plan_files.loading.plan_changes import Change, Reports, reports_of
from shaoxing_plan.plan_files.loading.returning import let_go, returning

_Found: TypeAlias = Iterator[tuple[int, str, str]]
"""Row, column and message of what is wrong."""


def change_errors(plan: PlanSheets, today: date) -> Iterator[RowError]:
    """Yield errors for mergers and splits that do not go with what is stored (three queries).

    The rows speak of some projects only, and what is stored may have been done on the pages.
    """
    sheet = plan.project_changes
    yield from _unfinished_reports(plan)
    if not sheet.rows:
        return
    change, reports = Change.of(plan), reports_of(plan)
    for row, column, message in (
        *_parts_of_others(change),
        *_circles(change),
        *_days_to_come(change, today),
        *_days_out_of_order(change),
        *_lost_reports(change, reports, today),
        *_counted_twice(change, reports),
        *left_unreported(plan, change, reports),
    ):
        yield sheet.error(row, column, message)


def _unfinished_reports(plan: PlanSheets) -> Iterator[RowError]:
    """Yield errors for rows that retire a project of which a report is still under way."""
    unfinished = ProjectReport.objects.exclude(stage=Stage.APPROVED)
    projects = Project.objects.filter(plan__slug=plan.folder, retired_on=None)
    open_ones = set(projects.filter(reports__in=unfinished).values_list("code", flat=True))
    sheet = plan.project_changes
    for row, (code,) in sheet.readable("project"):
        if code in open_ones:
            message = f"“{code}”还有没办完的填报，请先办完再停用、合并或拆分"
            yield sheet.error(row, "project", message)


def _parts_of_others(change: Change) -> _Found:
    """Yield the rows that name a part of a stored split which the file leaves as it is."""
    for code, row in change.rows.items():
        for part in row.split_into:
            whole = change.stored.get(part, Fate()).split_from
            if whole and whole != code and whole not in change.rows:
                message = (
                    f"“{part}”已是“{whole}”的一部分，不能再作“{code}”的；"
                    f"要改的，请在同一文件里把“{whole}”的一行也改过来"
                )
                yield row.row, "split_into", message


def _circles(change: Change) -> _Found:
    """Yield the rows that close a circle with what is stored; the file's own are told already."""
    alone = {code: (row.merged_into, *row.split_into) for code, row in change.rows.items()}
    next_ones: dict[str, list[str]] = defaultdict(list)
    for code, fate in change.wanted.items():
        next_ones[code].append(fate.merged_into)
        next_ones[fate.split_from].append(code)
    next_ones.pop("", None)
    for code, row in change.rows.items():
        if code in successors(code, next_ones) and code not in successors(code, alone):
            column = "merged_into" if row.merged_into else "split_into"
            message = f"“{code}”成了自己的后续项目：与已有的合并、拆分绕成一圈"
            yield row.row, column, message


def _days_to_come(change: Change, today: date) -> _Found:
    for code, row in change.rows.items():
        if row.retired_on > today:
            message = f"“{code}”的停用日期不能晚于今天（{today}）"
            yield row.row, "retired_on", message


def _days_out_of_order(change: Change) -> _Found:
    """Yield what is retired before it was split off, or merged into what does not stand then."""
    for code, fate in change.wanted.items():
        whole, into = change.wanted.get(fate.split_from), change.wanted.get(fate.merged_into)
        own, day = change.rows.get(code), fate.retired_on
        if whole is not None and _is_before(day, whole.retired_on):
            words = f"“{code}”是{whole.retired_on}由“{fate.split_from}”拆分出来的"
            message = f"{words}，不能在这之前（{day}）停用、合并或再拆分"
            yield from _blamed(own, change.rows.get(fate.split_from), "retired_on", message)
        if into is None:
            continue
        if _is_before(into.retired_on, day):
            message = f"“{fate.merged_into}”已于{into.retired_on}停用，不能在{day}再并入"
            yield from _blamed(own, change.rows.get(fate.merged_into), "merged_into", message)
        begun = change.wanted.get(into.split_from, Fate()).retired_on
        if _is_before(day, begun):
            message = f"“{fate.merged_into}”到{begun}才拆分出来，不能在{day}并入"
            yield from _blamed(own, change.rows.get(into.split_from), "merged_into", message)


def _is_before(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and one < other


def _blamed(
    own: ProjectChangeRow | None, other: ProjectChangeRow | None, column: str, message: str
) -> _Found:
    """Yield an error of a project's own row, else of the day in the other's; none: not its file."""
    if own is not None:
        yield own.row, column, message
    elif other is not None:
        yield other.row, "retired_on", message


def _lost_reports(change: Change, reports: Reports, today: date) -> _Found:
    """Yield what makes reports drop out of the sums: of parts, and of what is retired.

    What a project was told of the year itself is no error where it is an earlier quarter: its
    successor reports it again (see `change_notes`).
    """
    found: dict[tuple[int, str, str], list[str]] = defaultdict(list)
    for code in change.stored.keys() & reports.keys():
        before, after = tenure_in(change.stored, code), tenure_in(change.wanted, code)
        told = [each for each in reports[code] if before.counts_in(each.year)]
        early = [each for each in told if after.begun_in and each.year < after.begun_in]
        late = _cut_reports(change, code, reports[code])
        for lost, row in ((early, change.row_above(code)), (late, change.rows.get(code))):
            if lost and row is not None:
                does_count = any(each in told for each in lost)
                number, column, why = _place(row, code, change, does_count=does_count)
                way_out = _later(lost[-1].year + 1, today) if lost is late else ""
                labels = "、".join(each.label for each in lost)
                found[number, column, why + way_out].append(f"“{code}”{labels}")
    for (number, column, why), lost_ones in found.items():
        yield number, column, f"{'；'.join(sorted(lost_ones))}{why}"


def _cut_reports(change: Change, code: str, reports: Sequence[Period]) -> list[Period]:
    """Return what is lost because of the day a project is retired on.

    A row that changes is judged as if nothing had become of the project before: two rows after
    one another lose no more than the last alone.
    """
    before, after = tenure_in(change.stored, code), tenure_in(change.wanted, code)
    if change.is_changed(code):
        before = Tenure(begun_in=after.begun_in)
    told = [each for each in reports if before.counts_in(each.year)]
    standing = [each for each in told if after.begun_in is None or each.year >= after.begun_in]
    return [each for each in standing if _is_cut(change.wanted[code], after, each)]


def _is_cut(own: Fate, tenure: Tenure, told: Period) -> bool:
    """Return whether what was told of a project is lost because of the day it is retired on."""
    if own.retired_on is None or not tenure.keeps_history or tenure.counts_in(told.year):
        return False
    return told.year != own.retired_on.year or not told.is_early_quarter(by=own.retired_on)


def _later(year: int, today: date) -> str:
    """Return that a project may be retired from a year on without losing what was told."""
    day = date(year, 1, 1)
    return f"，或把停用日期定在{day}" if day <= today else f"，或到{day}再停用"


def _counted_twice(change: Change, reports: Reports) -> _Found:
    """Yield what makes reports count that others, which count as well, tell of too.

    Those that come back into the sums, and what is told of a project once it is let go: of that
    nothing may be reported yet.
    """
    named: set[tuple[str, Telling]] = set()
    for each in returning(change, reports):
        if each.doubled:
            named |= {(each.row.project, telling) for telling in each.doubled}
            message = (
                f"{each.labels}的填报会重新计入合计，而{listed(each.doubled)}的填报已把这一年一并报了，"
                f"会重复计算；确要改的，请先{undone(each.doubled)}"
            )
            yield each.row.row, change.changed_column(each.row), message
    for row, tellings in let_go(change, reports):
        others = [each for each in tellings if (row.project, each) not in named]
        if others:
            message = (
                f"{listed(others)}的填报已把“{row.project}”一并报了，改后这些年另有项目填报，"
                f"会重复计算；确要改的，请先{undone(others)}"
            )
            yield row.row, change.changed_column(row), message


def _place(
    row: ProjectChangeRow, code: str, change: Change, *, does_count: bool
) -> tuple[int, str, str]:
    """Return row and column to blame for what is lost of a project, and why it is lost."""
    before = change.stored.get(row.project, Fate())
    below = {code, *wholes_of(change.wanted, code)}
    if any(each in below and change.is_new(each, row.project) for each in row.split_into):
        why = (
            f"已有填报，而{row.retired_on.year}年以前由“{row.project}”填报，"
            "两处不能都计；要以各部分的填报为准的，keeps_history写false"
        )
        return row.row, "split_into", why
    column = change.changed_column(row)
    lost = "会不再计入" if does_count else "仍不计入"
    why = f"的填报{lost}合计（{_was(before, column)}）；确要改的，请先撤销采用这些填报"
    return row.row, column, why


def _was(before: Fate, column: str) -> str:
    """Return what was stored where a row's cell differs."""
    if before.retired_on is None:
        return "原未停用"
    words = {
        "retired_on": f"停用日期原为{before.retired_on}",
        "keeps_history": f"keeps_history原为{str(before.keeps_history).lower()}",
    }
    into = f"原并入“{before.merged_into}”" if before.merged_into else "原为拆分"
    return words.get(column, "原为不再实施" if before.is_given_up else into)
