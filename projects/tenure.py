"""Which years of a project are its own, before and after mergers and splits; pure.

A year is the whole's or its parts', never both and never neither: from the year of the split on
the parts are asked for it, before it the whole. A project merged into another keeps the years
before; one that was entered twice has none of its own. One given up, in whose place nothing came,
keeps the year it was given up in as well: nobody else reports it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Tenure:
    """The years of a project: those asked of it, expected of it, summed and listed.

    `retired_in` is the first year that is no longer its own: the one it was merged or split in,
    the one after it was given up. `begun_in` is the year from which a part stands in place of
    the whole. Both are None for others. `keeps_history`: the years before are still its own.
    """

    begun_in: int | None = None
    retired_in: int | None = None
    keeps_history: bool = False

    def counts_in(self, year: int) -> bool:
        """Return whether a year is this project's.

        >>> whole = Tenure(retired_in=2023, keeps_history=True)
        >>> whole.counts_in(2022), whole.counts_in(2023), Tenure(begun_in=2023).counts_in(2022)
        (True, False, False)
        """
        if self.begun_in is not None and year < self.begun_in:
            return False
        return self.retired_in is None or (self.keeps_history and year < self.retired_in)

    def is_listed(self, year: int | None) -> bool:
        """Return whether it stands in the lists of a year; None: in those of today (最新)."""
        return self.retired_in is None if year is None else self.counts_in(year)

    def within(self, last_year: int) -> Tenure | None:
        """Return the years as a plan that ends in a year has them, None for a part begun later.

        What was merged, split or given up after the plan stands in it to the end: no year of the
        plan is anybody else's.

        >>> whole = Tenure(retired_in=2026, keeps_history=True)
        >>> whole.is_listed(None), whole.within(2025).is_listed(None)
        (False, True)
        >>> Tenure(begun_in=2026).within(2025)
        """
        if self.begun_in is not None and self.begun_in > last_year:
            return None
        is_later = self.retired_in is not None and self.retired_in > last_year
        return replace(self, retired_in=None) if is_later and self.keeps_history else self

    def latest(self, year: int | None) -> int | None:
        """Return the last year of its own up to one, None where there is none.

        >>> Tenure(retired_in=2023, keeps_history=True).latest(2025)
        2022
        >>> Tenure(begun_in=2023).latest(2022)
        """
        if year is None:
            return None
        last = year if self.retired_in is None else min(year, self.retired_in - 1)
        return last if self.counts_in(last) else None


@dataclass(frozen=True, kw_only=True)
class Retirement:
    """When a project was merged or split, None: it was not; and whether its past still counts.

    `is_given_up`: nothing came in its place. `part_of` is what became of the project it is
    itself a part of.
    """

    on: date | None = None
    keeps_history: bool = False
    is_given_up: bool = False
    part_of: Retirement | None = None

    def is_known(self, day: date | None) -> bool:
        """Return whether it had happened by a day; None is today, which knows all of them."""
        return self.on is not None and (day is None or self.on <= day)


def tenure_of(
    own: Retirement, *, whole: Retirement | None = None, known_on: date | None = None
) -> Tenure | None:
    """Return the years of a project as a day knew them, None where it was not there yet.

    `whole` is what became of the project it is a part of.

    >>> split = Retirement(on=date(2023, 7, 1), keeps_history=True)
    >>> tenure_of(Retirement(), whole=split, known_on=date(2023, 6, 30))
    >>> tenure_of(Retirement(), whole=split)
    Tenure(begun_in=2023, retired_in=None, keeps_history=False)
    >>> tenure_of(Retirement(on=date(2023, 7, 1), keeps_history=True, is_given_up=True))
    Tenure(begun_in=None, retired_in=2024, keeps_history=True)
    """
    if whole is not None and whole.on is not None and not whole.is_known(known_on):
        return None
    begun_in = _begun_in(whole)
    if own.on is None or not own.is_known(known_on):
        return Tenure(begun_in=begun_in)
    retired_in = own.on.year + 1 if own.is_given_up else own.on.year
    return Tenure(begun_in=begun_in, retired_in=retired_in, keeps_history=own.keeps_history)


def _begun_in(whole: Retirement | None) -> int | None:
    """Return from which year a part of a project stands in its place, None where from ever.

    A whole whose past does not count has no years of its own: its parts have them all, which are
    those from which it stood in the place of another.
    """
    while whole is not None and whole.on is not None:
        if whole.keeps_history:
            return whole.on.year
        whole = whole.part_of
    return None
