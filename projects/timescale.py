"""Time as a stretch of the page: where a day lies between two years, in per cent; pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

MONTHS: Final = 12
MONTHS_OF_A_QUARTER: Final = 3
WHOLE: Final = 100.0


class Scale(StrEnum):
    """How finely a stretch of time is divided."""

    YEARS = "years"
    QUARTERS = "quarters"


SCALE_LABELS: Final = {Scale.YEARS: "按年", Scale.QUARTERS: "按季度"}


@dataclass(frozen=True, kw_only=True)
class Tick:
    """A division of the scale: its word and the months it lasts."""

    label: str
    name: str
    months: int


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """What of a period lies within a span, in per cent; and on which sides it goes on."""

    start: float
    width: float
    goes_before: bool
    goes_after: bool


@dataclass(frozen=True, kw_only=True)
class Span:
    """Whole years, from the first of January of one to the last of December of another.

    Every month is equally wide, so that years and quarters are too.
    """

    first: int
    last: int

    @property
    def years(self) -> range:
        return range(self.first, self.last + 1)

    @property
    def months(self) -> int:
        return len(self.years) * MONTHS

    def place(self, day: date) -> float:
        """Return where a day begins, in per cent of the span; not clipped.

        >>> Span(first=2021, last=2025).place(date(2024, 1, 1))
        60.0
        """
        days = monthrange(day.year, day.month)[1]
        months = (day.year - self.first) * MONTHS + day.month - 1 + (day.day - 1) / days
        return months / self.months * WHOLE

    def place_after(self, day: date) -> float:
        """Return where a day ends.

        >>> Span(first=2021, last=2025).place_after(date(2023, 12, 31))
        60.0
        """
        return self.place(day + timedelta(days=1))

    def holds(self, day: date) -> bool:
        return day.year in self.years

    def stretch(self, start: date, end: date) -> Stretch | None:
        """Return what is seen of the days from start to end, None where they lie outside."""
        begin, finish = self.place(start), self.place_after(end)
        shown_begin, shown_finish = max(begin, 0.0), min(finish, WHOLE)
        if shown_finish <= shown_begin:
            return None
        return Stretch(
            start=shown_begin,
            width=shown_finish - shown_begin,
            goes_before=begin < 0,
            goes_after=finish > WHOLE,
        )

    def ticks(self, scale: Scale) -> tuple[Tick, ...]:
        """Return the divisions of the span from left to right."""
        return tuple(self._quarters() if scale == Scale.QUARTERS else self._years())

    def _years(self) -> Iterator[Tick]:
        for year in self.years:
            yield Tick(label=str(year), name=f"{year}年", months=MONTHS)

    def _quarters(self) -> Iterator[Tick]:
        for year in self.years:
            for quarter in range(1, MONTHS // MONTHS_OF_A_QUARTER + 1):
                name = f"{year}年第{quarter}季度"
                yield Tick(label=str(quarter), name=name, months=MONTHS_OF_A_QUARTER)

    def zoomed_in(self, *, around: int) -> Span:
        """Return about half of the span, with a year in its middle as far as that goes."""
        length = max(1, len(self.years) // 2)
        first = min(max(around - length // 2, self.first), self.last - length + 1)
        return Span(first=first, last=first + length - 1)

    def zoomed_out(self, *, within: Span) -> Span:
        """Return about twice the span, as far as there is anything to see."""
        more = (len(self.years) + 1) // 2
        return Span(
            first=max(self.first - more, min(within.first, self.first)),
            last=min(self.last + more, max(within.last, self.last)),
        )

    def moved(self, years: int, *, within: Span) -> Span:
        """Return as long a span, so many years later, as far as there is anything to see.

        >>> Span(first=2021, last=2022).moved(9, within=Span(first=2021, last=2025))
        Span(first=2024, last=2025)
        """
        length = len(self.years)
        if length >= len(within.years):
            return self
        first = min(max(self.first + years, within.first), within.last - length + 1)
        return Span(first=first, last=first + length - 1)


def per_cent(value: float) -> str:
    """Return a place or width as an SVG attribute.

    >>> per_cent(33.333333), per_cent(60.0)
    ('33.33%', '60%')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"
