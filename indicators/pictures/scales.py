"""Where values and years stand on a picture, and which round numbers mark its axes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from indicators.formatting import number_text
from indicators.pictures.shapes import HUNDRED, Tick, per_cent

ROUND_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
MOST_STEPS = 6
MOST_YEARS = 13


@dataclass(frozen=True, kw_only=True)
class ValueScale:
    """Values upwards: `low` at the foot of a picture, `high` at its head."""

    low: Decimal
    high: Decimal

    def place(self, value: Decimal) -> Decimal:
        """Return how far from the head a value stands, 0..100."""
        return HUNDRED * (self.high - value) / (self.high - self.low)

    def at(self, value: Decimal) -> str:
        return per_cent(self.place(value))

    def ticks(self) -> tuple[Tick, ...]:
        """Return round values within the scale, lowest first."""
        step = round_step(self.low, self.high)
        first, last = (
            int((bound / step).to_integral_value(rounding=way))
            for bound, way in ((self.low, ROUND_CEILING), (self.high, ROUND_FLOOR))
        )
        decimals = max(0, -int(step.normalize().as_tuple().exponent))
        return tuple(
            Tick(at=self.at(times * step), text=number_text(times * step, decimals))
            for times in range(first, last + 1)
        )


@dataclass(frozen=True, kw_only=True)
class YearScale:
    """Years from left to right, each in the middle of a column of its own."""

    first: int
    last: int

    @property
    def years(self) -> range:
        return range(self.first, self.last + 1)

    @property
    def width(self) -> Decimal:
        """Return how wide the column of a year is."""
        return HUNDRED / len(self.years)

    def start(self, year: int | Decimal) -> Decimal:
        return (year - self.first) * self.width

    def place(self, year: int | Decimal) -> Decimal:
        """Return how far from the left a year stands, 0..100, 2020.5 between 2020 and 2021."""
        return self.start(year) + self.width / 2

    def at(self, year: int) -> str:
        return per_cent(self.place(year))

    def ticks(self) -> tuple[Tick, ...]:
        """Return a tick for each year; where they are many, only every other has its words.

        Counted from the last year, which matters most.
        """
        every = 1 if len(self.years) <= MOST_YEARS else 2
        return tuple(
            Tick(
                at=self.at(year),
                text=str(year) if (self.last - year) % every == 0 else "",
                is_minor=(self.last - year) % (2 * every) != 0 and len(self.years) > MOST_STEPS,
            )
            for year in self.years
        )


def round_step(low: Decimal, high: Decimal) -> Decimal:
    """Return the smallest round distance that divides a range into few steps.

    >>> round_step(Decimal(4000), Decimal(9500))
    Decimal('1E+3')
    """
    least = (high - low) / MOST_STEPS
    power = Decimal(1).scaleb(least.adjusted())
    return next(power * step for step in ROUND_STEPS if power * step >= least)


def value_scale(values: Iterable[Decimal], *, from_zero: bool, room: Decimal) -> ValueScale:
    """Return a scale that holds all values with `room` (a share) above and below.

    Zero is the foot where nothing is negative and it would be near, or where it is asked for.
    """
    known = [*values, *([Decimal(0)] if from_zero else [])] or [Decimal(0), Decimal(1)]
    low, high = min(known), max(known)
    space = (high - low) * room or abs(high) * room or Decimal(1)
    foot = low if from_zero and low == 0 else low - space
    if low >= 0 > foot:
        foot = Decimal(0)
    head = high if from_zero and high == 0 else high + space
    return ValueScale(low=foot, high=head)
