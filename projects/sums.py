"""What the approved reports of projects add up to, year by year; pure.

A project counts once, in the year of its first approved report as 在建 or 建成投用. What it says
was invested in a year is that of the latest approved period that says it: the whole year before
its fourth quarter, and so on back.

A project that was merged or split no longer counts. Where it keeps its history, what was invested
before the year of the change still does, and what took its place counts from its first year.
So a year is either the whole's or its parts', never both: the parts' own reports count from the
year of the split.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from projects.periods import Period
from projects.stages import UNDER_WAY, BuildStage
from projects.tenure import Tenure

BASIS: Final = "已采用项目进展汇总"
"""What is given as the source of a sum that the system sends."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """One approved report; `invested` in 亿元, None where it does not say."""

    period: Period
    stage: BuildStage
    invested: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Member(Tenure):
    """A project with its approved reports and its years.

    `origins` are the keys of the projects whose place it took.
    """

    key: int
    field: str
    reports: Sequence[Said] = ()
    origins: Collection[int] = ()


@dataclass(frozen=True, kw_only=True)
class YearSum:
    """The sums of a year; None where no project of the fields was reported for it.

    `expected` projects count in the year and were not completed before it, `reported` of them
    have an approved report of the year itself, `by_quarter` others of a quarter of it only.
    """

    count: Decimal | None
    invested: Decimal | None
    reported: int
    by_quarter: int
    expected: int


def yearly_sums(
    members: Iterable[Member], *, fields: Collection[str], years: Iterable[int]
) -> dict[int, YearSum]:
    """Return the sums of the projects of some fields in each year.

    >>> road = Member(key=1, field="city", reports=[
    ...     Said(period=Period(year=2021), stage=BuildStage.CONSTRUCTION, invested=Decimal(3)),
    ...     Said(period=Period(year=2022), stage=BuildStage.COMPLETED, invested=Decimal(0))])
    >>> sums = yearly_sums([road], fields=["city"], years=[2021, 2022])
    >>> [(each.count, each.invested) for each in sums.values()]
    [(Decimal('1'), Decimal('3')), (Decimal('0'), Decimal('0'))]
    """
    everybody = {each.key: each for each in members}
    own = [each for each in everybody.values() if each.field in fields]
    standing = [each for each in own if each.retired_in is None]
    first_years = [first_year(each, everybody) for each in standing]
    return {
        year: _year_sum(
            [each for each in own if each.counts_in(year)], year, firsts=first_years.count(year)
        )
        for year in years
    }


def first_year(member: Member, everybody: Mapping[int, Member]) -> int | None:
    """Return the year a project counts in, None where it is not under way yet."""
    return min(
        (
            each.period.year
            for one in (member, *_ancestors(member, everybody))
            for each in one.reports
            if each.stage in UNDER_WAY and each.period.year >= (one.begun_in or 0)
        ),
        default=None,
    )


def invested_in(member: Member, year: int) -> Decimal | None:
    """Return what a project says was invested in a year, as far as it counts; None: nothing."""
    if not member.counts_in(year):
        return None
    said = [each for each in member.reports if each.period.year == year]
    amounts = sorted(
        (each.period.rank, each.invested) for each in said if each.invested is not None
    )
    return amounts[-1][1] if amounts else None


def _year_sum(counting: Sequence[Member], year: int, *, firsts: int) -> YearSum:
    amounts = [amount for each in counting if (amount := invested_in(each, year)) is not None]
    has_report = any(_is_reported(each, year) for each in counting)
    return YearSum(
        count=Decimal(firsts) if firsts or has_report else None,
        invested=sum(amounts, Decimal(0)) if amounts else None,
        reported=sum(_has_years_own(each, year) for each in counting),
        by_quarter=sum(
            _is_reported(each, year) and not _has_years_own(each, year) for each in counting
        ),
        expected=sum(not _is_covered(each, year) for each in counting),
    )


def _is_reported(member: Member, year: int) -> bool:
    return any(each.period.year == year for each in member.reports)


def _has_years_own(member: Member, year: int) -> bool:
    return any(each.period == Period(year=year) for each in member.reports)


def _is_covered(member: Member, year: int) -> bool:
    """Return whether a project is not asked of a year: last it was told to be completed."""
    told = [each for each in member.reports if member.counts_in(each.period.year)]
    before = [each for each in told if each.period.year < year]
    last = max(before, key=lambda each: each.period.rank, default=None)
    was_completed = last is not None and last.stage is BuildStage.COMPLETED
    return was_completed and not _is_reported(member, year)


def _ancestors(member: Member, everybody: Mapping[int, Member]) -> list[Member]:
    """Return the projects whose place one took, however many changes ago, with their history.

    One that was entered twice has none of its own, but hands on that of whose place it took.
    """
    found: dict[int, Member] = {}
    waiting = list(member.origins)
    while waiting:
        origin = everybody.get(waiting.pop())
        if origin is not None and origin.retired_in is not None and origin.key not in found:
            found[origin.key] = origin
            waiting += origin.origins
    return [each for each in found.values() if each.keeps_history]
