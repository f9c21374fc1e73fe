"""How far projects are from what is due, in words and in addresses; pure.

A gap is what is done less what is due, in percentage points, negative when behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final

from indicators.formatting import digits_apart, plain_text

PRECISION: Final = Decimal("0.01")
"""How exactly gaps are told apart, in points."""
UP_TO: Final = ".."
LONGEST: Final = 40
MOST: Final = 100_000
"""No gap is farther, in points; an address may say anything."""


@dataclass(frozen=True, kw_only=True)
class GapRange:
    """Gaps from `low` to `high`, both included, as exact as `PRECISION`."""

    low: Decimal
    high: Decimal

    def holds(self, points: Decimal) -> bool:
        return self.low <= rounded_gap(points) <= self.high

    @property
    def address(self) -> str:
        """Return the range as an address says it; `gap_range` reads it.

        >>> GapRange(low=Decimal("-4.50"), high=Decimal("0.00")).address
        '-4.5..0'
        """
        low, high = _bare(self.low), _bare(self.high)
        return low if low == high else f"{low}{UP_TO}{high}"

    @property
    def words(self) -> str:
        """Return the range in words.

        >>> GapRange(low=Decimal("-15"), high=Decimal("-10")).words
        '落后15点至落后10点'
        """
        low, high = (ahead_text(each, digits=2) for each in (self.low, self.high))
        return low if low == high else f"{low}至{high}"


def gap_range(text: str) -> GapRange | None:
    """Return the range an address names, None where it names none.

    >>> gap_range("-10"), gap_range("far")
    (GapRange(low=Decimal('-10.00'), high=Decimal('-10.00')), None)
    """
    low, _, high = text[:LONGEST].partition(UP_TO)
    try:
        bounds = Decimal(low), Decimal(high or low)
    except InvalidOperation:
        return None
    if not all(each.is_finite() and abs(each) <= MOST for each in bounds):
        return None
    return GapRange(low=rounded_gap(bounds[0]), high=rounded_gap(bounds[1]))


def rounded_gap(points: Decimal) -> Decimal:
    """Return a gap as exact as gaps are told apart."""
    return points.quantize(PRECISION, rounding=ROUND_HALF_UP)


def ahead_text(ahead: Decimal, *, digits: int = 1) -> str:
    """Return a distance to what is due in words; with more digits where it would become nought.

    >>> ahead_text(Decimal("-4.5")), ahead_text(Decimal(0)), ahead_text(Decimal("-0.01"))
    ('落后4.5点', '持平', '落后0.01点')
    """
    if ahead == 0:
        return "持平"
    told = plain_text(abs(ahead), digits_apart(ahead, Decimal(0), digits))
    return f"{'超前' if ahead > 0 else '落后'}{told}点"


def _bare(points: Decimal) -> str:
    """Return a number as an address says it; a nought has no sign."""
    return f"{(points + 0).normalize():f}"
