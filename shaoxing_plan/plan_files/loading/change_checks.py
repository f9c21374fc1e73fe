"""What files may not say of mergers and splits because of what is stored of their projects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from indicators.workflow import Stage
from projects.models import Project, ProjectReport
from projects.periods import Period
from projects.tenure import Tenure
from shaoxing_plan.plan_files.checking.project_change_rules import successors
from shaoxing_plan.plan_files.format.contents import PlanSheets
from shaoxing_plan.plan_files.format.errors import RowError
from shaoxing_plan.plan_files.format.rows import ProjectChangeRow
from shaoxing_plan.plan_files.loading.fates import (
    Fate,
    Fates,
    stored_fates,
    tenure_in,
    wanted_fates,
    wholes_of,
)

_Found: TypeAlias = Iterator[tuple[int, str, str]]
"""Row, column and message of what is wrong."""
_Reports: TypeAlias = Mapping[str, Sequence[Period]]


@dataclass(frozen=True, kw_only=True)
class _Change:
    """A plan's changes of projects: what is stored, and what it would be with the file's rows."""

    rows: Mapping[str, ProjectChangeRow]
    stored: Fates
    wanted: Fates

    def row_above(self, code: str) -> ProjectChangeRow | None:
        """Return the nearest row that changes of what a project is a part, else the nearest."""
        above = list(wholes_of(self.wanted, code))
        links = zip([code, *above], above, strict=False)
        changed = [whole for part, whole in links if self._is_changed(part, whole)]
        return next((self.rows[each] for each in (*changed, *above) if each in self.rows), None)

    def _is_changed(self, part: str, whole: str) -> bool:
        before, after = self.stored.get(whole, Fate()), self.wanted[whole]
        days = (before.retired_on, before.keeps_history), (after.retired_on, after.keeps_history)
        return self.is_new(part, whole) or days[0] != days[1]

    def is_new(self, part: str, whole: str) -> bool:
        """Return whether a project is made a part of another that it was not of before."""
        return self.stored.get(part, Fate()).split_from != whole


def change_errors(plan: PlanSheets, today: date) -> Iterator[RowError]:
    """Yield errors for mergers and splits that do not go with what is stored (three queries).

    The rows speak of some projects only, and what is stored may have been done on the pages.
    """
    sheet = plan.project_changes
    yield from _unfinished_reports(plan)
    if not sheet.rows:
        return
    stored = stored_fates(plan.folder)
    rows = {row.project: row for row in sheet.rows}
    change = _Change(rows=rows, stored=stored, wanted=wanted_fates(plan, stored))
    for row, column, message in (
        *_circles(change),
        *_days_to_come(change, today),
        *_days_out_of_order(change),
        *_lost_reports(change, _reports(plan)),
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


def _circles(change: _Change) -> _Found:
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


def _days_to_come(change: _Change, today: date) -> _Found:
    for code, row in change.rows.items():
        if row.retired_on > today:
            message = f"“{code}”的停用日期不能晚于今天（{today}）"
            yield row.row, "retired_on", message


def _days_out_of_order(change: _Change) -> _Found:
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


def _reports(plan: PlanSheets) -> _Reports:
    """Return what is reported of each project; what was sent back counts in no sum anyway."""
    found: dict[str, list[Period]] = defaultdict(list)
    told = ProjectReport.objects.filter(project__plan__slug=plan.folder)
    told = told.exclude(stage=Stage.RETURNED).order_by("year", "quarter")
    for code, year, quarter in told.values_list("project__code", "year", "quarter"):
        found[code].append(Period(year=year, quarter=quarter))
    return found


def _lost_reports(change: _Change, reports: _Reports) -> _Found:
    """Yield what makes reports drop out of the sums: of parts, and of wholes dated back.

    What a project retired anew was told of the year itself is its successor's: no error.
    """
    found: dict[tuple[int, str, str], list[str]] = defaultdict(list)
    for code in change.stored.keys() & reports.keys():
        before, after = tenure_in(change.stored, code), tenure_in(change.wanted, code)
        told = [each for each in reports[code] if before.counts_in(each.year)]
        early = [each for each in told if after.begun_in and each.year < after.begun_in]
        late = [each for each in told if each not in early and _is_cut(before, after, each.year)]
        for lost, row in ((early, change.row_above(code)), (late, change.rows.get(code))):
            if lost and row is not None:
                place = _place(row, code, change)
                labels = "、".join(each.label for each in lost)
                found[place].append(f"“{code}”{labels}")
    for (number, column, why), lost_ones in found.items():
        yield number, column, f"{'；'.join(sorted(lost_ones))}{why}"


def _is_cut(before: Tenure, after: Tenure, year: int) -> bool:
    """Return whether a year is lost because of a day that is dated back.

    The year itself is the successor's where the project stood until now.
    """
    if after.retired_in is None or not after.keeps_history:
        return False
    return after.retired_in < year or (before.retired_in is not None and after.retired_in == year)


def _place(row: ProjectChangeRow, code: str, change: _Change) -> tuple[int, str, str]:
    """Return row and column to blame for what is lost of a project, and why it is lost."""
    before = change.stored.get(row.project, Fate())
    below = {code, *wholes_of(change.wanted, code)}
    if any(each in below and change.is_new(each, row.project) for each in row.split_into):
        why = (
            f"已有填报，而{row.retired_on.year}年以前由“{row.project}”填报，"
            "两处不能都计；要以各部分的填报为准的，keeps_history写false"
        )
        return row.row, "split_into", why
    was = f"停用日期原为{before.retired_on}" if before.retired_on else "原未停用"
    why = f"的填报会不再计入合计（{was}）；确要改的，请先撤销采用这些填报"
    column = "retired_on" if before.retired_on != row.retired_on else "keeps_history"
    return row.row, column, why
