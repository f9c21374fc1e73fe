"""What an address asks for after its question mark: numbers and days, nonsense as not asked.

An address is typed, cut and guessed at by anyone. Whatever stands there, however long, is either
one of the choices or not asked for; it is never an error of the server.
"""

from __future__ import annotations

from collections.abc import Container
from datetime import date
from typing import Final

from indicators.views.posted import whole_number

LATEST: Final = "latest"
"""How an address asks for the latest year, whatever that is."""
ALL_YEARS: Final = range(1000, 10_000)


def year_asked(text: str | None, years: Container[int]) -> int | None:
    """Return the year a text asks for, None where it is none of those there are.

    >>> year_asked("2023", range(2021, 2026)), year_asked("9" * 5000, range(2021, 2026))
    (2023, None)
    >>> year_asked("２０２３", range(2021, 2026)), year_asked("-2023", range(2021, 2026))
    (None, None)
    """
    year = whole_number(text or "")
    return year if year is not None and year in years else None


def day_asked(text: str | None) -> date | None:
    """Return the day a text asks for, None where it is none that a time zone can hold.

    >>> day_asked("2024-03-01"), day_asked("0001-01-01"), day_asked("9999-12-31")
    (datetime.date(2024, 3, 1), None, None)
    """
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if date.min.year < day.year < date.max.year else None
