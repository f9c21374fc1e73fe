"""How the arithmetic of a light is printed: what stands there adds up; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from indicators.formatting import own_decimals, plain_text
from indicators.verdicts.exact import to_decimal

_HUNDRED: Final = Decimal(100)
_LEAST: Final = 1
_MOST: Final = 12
"""Shares are stored to a few digits, so far fewer than these settle every case."""


@dataclass(frozen=True, kw_only=True)
class Printed:
    """What is due, what is done, and the distance between them without its sign, as printed."""

    due: str
    done: str
    points: str


def printed(due: Fraction, done: Decimal, *, bounds: Sequence[Decimal]) -> Printed:
    """Return both shares and their distance with so few digits that one follows from the others.

    What is done was reported and is not rounded. Nothing is rounded to the other side of a
    bound, nor a share onto nought or the whole.

    >>> printed(Fraction(3, 5), Decimal("0.4999"), bounds=[Decimal(10)])
    Printed(due='60%', done='49.99%', points='10.01')
    >>> printed(Fraction(92, 100), Decimal("0.2999"), bounds=[Decimal(10)])
    Printed(due='92%', done='29.99%', points='62.01')
    """
    shares = to_decimal(due) * _HUNDRED, done * _HUNDRED
    points = to_decimal((due - Fraction(done)) * 100)
    tried = range(max(_LEAST, own_decimals(shares[1])), _MOST)
    digits = next((each for each in tried if _adds_up(*shares, points, each, bounds)), _MOST)
    return Printed(
        due=f"{plain_text(shares[0], digits)}%",
        done=f"{plain_text(shares[1], digits)}%",
        points=plain_text(abs(points), digits),
    )


def _adds_up(
    due: Decimal, done: Decimal, points: Decimal, digits: int, bounds: Sequence[Decimal]
) -> bool:
    kept = [
        *((points, bound) for bound in (Decimal(0), *bounds)),
        *((share, bound) for share in (due, done) for bound in (Decimal(0), _HUNDRED)),
    ]
    is_apart = all(
        _rounded(value, digits).compare(bound) == value.compare(bound) for value, bound in kept
    )
    return is_apart and _rounded(due, digits) - _rounded(done, digits) == _rounded(points, digits)


def _rounded(value: Decimal, digits: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
