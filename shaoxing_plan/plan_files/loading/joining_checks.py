"""What files may not merge or split, for nobody would report of it any more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from projects.joining import Heir, early_quarters, to_be_heeded, why_dropped, why_unfinished
from projects.kinship import Kin, who_tells
from projects.tenure import Tenure
from shaoxing_plan.plan_files.format.contents import PlanSheets
from shaoxing_plan.plan_files.format.rows import ProjectChangeRow
from shaoxing_plan.plan_files.loading.fates import Fate, Fates, tenure_in
from shaoxing_plan.plan_files.loading.plan_changes import Change, Reports


@dataclass(frozen=True, kw_only=True)
class _Joining:
    """A project whose years others are to report from one on, that did not before."""

    row: ProjectChangeRow
    own: Heir
    heirs: tuple[Heir, ...]
    lost: str
    """Its approved quarters of the year, which the others are to report again."""

    @property
    def year(self) -> int:
        return self.row.retired_on.year

    @property
    def column(self) -> str:
        return "merged_into" if self.row.merged_into else "split_into"


def left_unreported(
    plan: PlanSheets, change: Change, reports: Reports
) -> Iterator[tuple[int, str, str]]:
    """Yield row, column and message of what leaves a year, or all to come, to nobody."""
    for each in _joinings(plan, change, reports):
        for why in (
            why_dropped(each.lost, each.heirs, each.year),
            why_unfinished(each.own, each.heirs, each.year),
        ):
            if why:
                yield each.row.row, each.column, why


def notes_of_joining(
    plan: PlanSheets, change: Change, reports: Reports
) -> Iterator[tuple[ProjectChangeRow, str]]:
    """Yield what is to be heeded of a year that was told before it was handed over."""
    for each in _joinings(plan, change, reports):
        heeded = "" if each.lost else to_be_heeded(each.own, each.heirs, each.year)
        if heeded:
            yield each.row, heeded


def _joinings(plan: PlanSheets, change: Change, reports: Reports) -> Iterator[_Joining]:
    """Yield the rows by which others than before report years of a plan for a project.

    One that has no history of its own, entered twice, has nothing for others to report.
    """
    last_year = max((year for _, (year,) in plan.plan.readable("last_year")), default=0)
    for code, row in change.rows.items():
        has_history = row.keeps_history and not row.is_given_up
        if not has_history or row.retired_on.year > last_year or not change.is_changed(code):
            continue
        year = row.retired_on.year
        heirs = _tellers(change.wanted, code, year)
        before = change.stored.get(code, Fate())
        if before.keeps_history and _tellers(change.stored, code, year) == heirs:
            continue
        begun_in = tenure_in(change.wanted, code).begun_in
        own = _heir(code, Tenure(begun_in=begun_in), reports)
        yield _Joining(
            row=row,
            own=own,
            heirs=tuple(_heir(each, tenure_in(change.wanted, each), reports) for each in heirs),
            lost=early_quarters(own, row.retired_on),
        )


def _tellers(fates: Fates, code: str, year: int) -> list[str]:
    """Return who reports a year in a project's place, however often it was merged or split."""
    codes = list(fates)
    keys = {each: key for key, each in enumerate(codes)}
    kin = {
        keys[each]: Kin(
            tenure=tenure_in(fates, each),
            split_from=keys.get(fate.split_from),
            merged_into=keys.get(fate.merged_into),
        )
        for each, fate in fates.items()
    }
    return [codes[key] for key in sorted(who_tells(keys[code], year, kin))]


def _heir(code: str, tenure: Tenure, reports: Reports) -> Heir:
    own = tuple(each for each in reports.get(code, ()) if tenure.counts_in(each.year))
    return Heir(name=code, reports=own)
