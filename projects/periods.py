"""The periods a project is reported for: a year, or a quarter of it; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

QUARTERS: Final = (1, 2, 3, 4)
_QUARTER_WORDS: Final = {1: "一", 2: "二", 3: "三", 4: "四"}
_MONTHS: Final = 12
_MONTHS_OF_QUARTER: Final = 3
_KEY: Final = re.compile(r"(\d{4})(?:-q([1-4]))?", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Period:
    """A year, or one of its quarters (1..4); what is reported says how things stand at its end."""

    year: int
    quarter: int | None = None

    @property
    def last_day(self) -> date:
        """Return the day the period ends on.

        >>> Period(year=2023, quarter=2).last_day
        datetime.date(2023, 6, 30)
        """
        month = (self.quarter or len(QUARTERS)) * _MONTHS_OF_QUARTER
        following = date(self.year + month // _MONTHS, month % _MONTHS + 1, 1)
        return following - timedelta(days=1)

    @property
    def label(self) -> str:
        """Return the period in words.

        >>> Period(year=2023, quarter=2).label, Period(year=2023).label
        ('2023年第二季度', '2023年')
        """
        if self.quarter is None:
            return f"{self.year}年"
        return f"{self.year}年第{_QUARTER_WORDS[self.quarter]}季度"

    @property
    def key(self) -> str:
        """Return how an address names the period.

        >>> Period(year=2023, quarter=2).key, Period(year=2023).key
        ('2023-q2', '2023')
        """
        return str(self.year) if self.quarter is None else f"{self.year}-q{self.quarter}"

    @property
    def opens_on(self) -> date | None:
        """Return the day its entry opens where that is not the round's: a quarter's, its end past.

        >>> Period(year=2023, quarter=2).opens_on
        datetime.date(2023, 7, 1)
        """
        return None if self.quarter is None else self.last_day + timedelta(days=1)

    @property
    def rank(self) -> tuple[int, int]:
        """Return what periods are ordered by: the whole year comes after its last quarter.

        >>> Period(year=2023).rank > Period(year=2023, quarter=4).rank
        True
        """
        return self.year, self.quarter or len(QUARTERS) + 1

    def is_early_quarter(self, *, by: date) -> bool:
        """Return whether it is a quarter that was over on a day, with more of its year to come.

        >>> Period(year=2023, quarter=2).is_early_quarter(by=date(2023, 8, 1))
        True
        >>> Period(year=2023, quarter=4).is_early_quarter(by=date(2024, 1, 1))
        False
        """
        return self.quarter is not None and self.quarter < len(QUARTERS) and self.last_day <= by

    def stands_for(self, year: int, *, owed: int | None) -> bool:
        """Return whether a report of the period may stand as how things are in a year.

        A later year's always does. A quarter stands in for its year until the year's own
        report has fallen due; `owed` is the last year of which it has.

        >>> quarter = Period(year=2023, quarter=1)
        >>> quarter.stands_for(2023, owed=2022), quarter.stands_for(2023, owed=2023)
        (True, False)
        """
        if self.year != year:
            return self.year > year
        return self.quarter is None or owed is None or year > owed


def period_of(key: str) -> Period | None:
    """Return the period an address names, None where it names none.

    >>> period_of("2023-q2")
    Period(year=2023, quarter=2)
    """
    match = _KEY.fullmatch(key)
    if match is None:
        return None
    return Period(year=int(match[1]), quarter=int(match[2]) if match[2] else None)
