"""What was approved and comes back into the sums, for a change of a project is changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from projects.periods import Period
from shaoxing_plan.plan_files.format.rows import ProjectChangeRow
from shaoxing_plan.plan_files.loading.fates import Fates, tenure_in, wholes_of
from shaoxing_plan.plan_files.loading.plan_changes import Change, Reports


@dataclass(frozen=True, kw_only=True)
class Returning:
    """Reports of a project that count again, and the row that makes them.

    `doubled` says which others, that count as well, tell of the same.
    """

    code: str
    periods: tuple[Period, ...]
    doubled: tuple[str, ...]
    row: ProjectChangeRow

    @property
    def labels(self) -> str:
        return f"“{self.code}”{'、'.join(each.label for each in self.periods)}"


def returning(change: Change, approved: Reports) -> Iterator[Returning]:
    """Yield what comes back, by project: first what counts twice then, and what does not after."""
    for code in sorted(change.stored.keys() & approved.keys()):
        before, after = tenure_in(change.stored, code), tenure_in(change.wanted, code)
        back = [
            each
            for each in approved[code]
            if after.counts_in(each.year) and not before.counts_in(each.year)
        ]
        row = change.row_behind(code)
        if row is None:
            continue
        doubled = {each: tuple(_told_too(change, approved, code, each)) for each in back}
        for others in sorted(set(doubled.values()), reverse=True):
            periods = tuple(each for each in back if doubled[each] == others)
            yield Returning(code=code, periods=periods, doubled=others, row=row)


def _told_too(change: Change, approved: Reports, code: str, period: Period) -> Iterator[str]:
    """Yield which approved reports tell of a project's year as well and would still count."""
    kin = [*_successors(change.stored, code)]
    kin += [(each, date.min) for each in wholes_of(change.stored, code)]
    for other, since in kin:
        if tenure_in(change.wanted, other).counts_in(period.year):
            for each in approved.get(other, ()):
                if each.year == period.year >= since.year and not each.is_early_quarter(by=since):
                    yield f"“{other}”{each.label}"


def _successors(fates: Fates, code: str) -> Iterator[tuple[str, date]]:
    """Yield what took a project's place, however many changes ago, and since when it tells of it.

    What it was merged into tells of it from the day on, its parts of the whole year, and of the
    years before as well where the whole has no history of its own.
    """
    seen, waiting = {code}, [(code, date.min)]
    while waiting:
        each, since = waiting.pop()
        for successor, day in _next_ones(fates, each):
            if successor in fates and successor not in seen:
                seen.add(successor)
                waiting.append((successor, max(day, since)))
                yield successor, max(day, since)


def _next_ones(fates: Fates, code: str) -> Iterator[tuple[str, date]]:
    fate = fates[code]
    if fate.retired_on is None:
        return
    if fate.merged_into:
        yield fate.merged_into, fate.retired_on
    whole_year = date(fate.retired_on.year, 1, 1) if fate.keeps_history else date.min
    for part, its_own in fates.items():
        if its_own.split_from == code:
            yield part, whole_year
