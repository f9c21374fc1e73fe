"""What counts again or is told by others, for a change of a project is changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from projects.joining import Telling
from projects.periods import Period
from shaoxing_plan.plan_files.format.rows import ProjectChangeRow
from shaoxing_plan.plan_files.loading.fates import Fates, tenure_in, wholes_of
from shaoxing_plan.plan_files.loading.plan_changes import Change, Reports, approved_of


@dataclass(frozen=True, kw_only=True)
class Returning:
    """Reports of a project that count again, and the row that makes them.

    `doubled` are those of others that tell of the same, and count as well or may come to.
    """

    code: str
    periods: tuple[Period, ...]
    doubled: tuple[Telling, ...]
    row: ProjectChangeRow

    @property
    def labels(self) -> str:
        return f"“{self.code}”{'、'.join(each.label for each in self.periods)}"


def returning(change: Change, reports: Reports) -> Iterator[Returning]:
    """Yield what comes back, by project: first what counts twice then, and what does not after.

    Only what is approved comes back; what others tell counts once it is approved, so theirs are
    all but those sent back.
    """
    approved = approved_of(reports)
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
        doubled = {each: tuple(_told_too(change, reports, code, each)) for each in back}
        for others in sorted(set(doubled.values()), reverse=True):
            periods = tuple(each for each in back if doubled[each] == others)
            yield Returning(code=code, periods=periods, doubled=others, row=row)


def let_go(change: Change, reports: Reports) -> Iterator[tuple[ProjectChangeRow, list[Telling]]]:
    """Yield changed rows with what their successors told for them until now and would not after.

    From the year a project changed in on: whoever is to report these years then, the successor
    that told of them still counts beside it.
    """
    for code, row in change.rows.items():
        if code not in change.stored or not change.is_changed(code):
            continue
        after = dict(_successors(change.wanted, code))
        tellings = [
            Telling(name=other, label=each.label, stage=each.stage)
            for other, since in _successors(change.stored, code)
            for each in reports.get(other, ())
            if _tells(each, since)
            and tenure_in(change.wanted, other).counts_in(each.year)
            and each.year < after.get(other, date.max).year
        ]
        if tellings:
            yield row, tellings


def _told_too(change: Change, reports: Reports, code: str, period: Period) -> Iterator[Telling]:
    """Yield which reports tell of a project's year as well and would still count."""
    kin = [*_successors(change.stored, code)]
    kin += [(each, date.min) for each in wholes_of(change.stored, code)]
    for other, since in kin:
        if tenure_in(change.wanted, other).counts_in(period.year):
            for each in reports.get(other, ()):
                if each.year == period.year and _tells(each, since):
                    yield Telling(name=other, label=each.label, stage=each.stage)


def _tells(report: Period, since: date) -> bool:
    """Return whether a report was due after a day, and so tells of what was taken over then."""
    return report.year >= since.year and not report.is_early_quarter(by=since)


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
