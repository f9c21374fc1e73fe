"""Numbers as people read them: rounded half up, but never across the threshold they stand at."""

import math
from collections.abc import Iterable
from fractions import Fraction

# Two figures of the most digits that are read differ, as shares, by more than this.
_MOST_DIGITS = 60


def rounded_half_up(number: Fraction, digits: int) -> int:
    """Return the number in units of its last decimal shown, a half away from zero.

    >>> rounded_half_up(Fraction("2.45"), 1), rounded_half_up(Fraction("-2.45"), 1)
    (25, -25)
    """
    top, bottom = number.numerator, number.denominator
    whole: int = (2 * abs(top) * 10**digits + bottom) // (2 * bottom)
    return whole if top >= 0 else -whole


def shown_number(
    number: Fraction, *, digits: int, thresholds: Iterable[Fraction] = (), strip: bool = True
) -> str:
    """Return the number as text, with more decimals than `digits` where rounding would mislead.

    It misleads where the rounded number lies on a threshold, or beyond it, and the exact one
    does not, or the other way round. A number that lies on a threshold without an end, such
    as 1/3, is shown like the threshold itself. Trailing zeros are dropped unless `strip` is false.

    >>> shown_number(Fraction("94.96"), digits=1, thresholds=[Fraction(95)])
    '94.96'
    >>> shown_number(Fraction("94.94"), digits=1, thresholds=[Fraction(95)])
    '94.9'
    """
    digits = _digits_apart(number, digits, thresholds)
    return _text(rounded_half_up(number, digits), digits, strip=strip)


def shown_enough(number: Fraction, *, digits: int, goal: Fraction, rising: bool) -> str:
    """Return a number that is just enough as text: told apart from the goal, and enough as shown.

    It is rounded to the good side, up where higher is better; trailing zeros are dropped.

    >>> shown_enough(Fraction("8.0000333"), digits=2, goal=Fraction(8), rising=True)
    '8.00004'
    """
    digits = _digits_apart(number, digits, [goal])
    scaled = number * 10**digits
    return _text(math.ceil(scaled) if rising else math.floor(scaled), digits, strip=True)


def _digits_apart(number: Fraction, digits: int, thresholds: Iterable[Fraction]) -> int:
    """Return how many decimals keep a number on its side of the thresholds."""
    bounds = [each for each in thresholds if each != number or _ends(each)]
    while digits < _MOST_DIGITS and any(_crosses(number, digits, bound) for bound in bounds):
        digits += 1
    return digits


def _text(rounded: int, digits: int, *, strip: bool) -> str:
    """Return as text, with a real minus, what is counted in units of its last decimal."""
    whole, decimals = divmod(abs(rounded), 10**digits)
    places = f"{decimals:0{digits}d}" if digits else ""
    if strip:
        places = places.rstrip("0")
    return ("−" if rounded < 0 else "") + str(whole) + (f".{places}" if places else "")


def shown_percent(share: Fraction, *, digits: int = 1, thresholds: Iterable[Fraction] = ()) -> str:
    """Return a share as a percentage; the thresholds are shares too.

    >>> shown_percent(Fraction(7, 20))
    '35%'
    """
    bounds = [100 * each for each in thresholds]
    return shown_number(100 * share, digits=digits, thresholds=bounds) + "%"


def _crosses(number: Fraction, digits: int, bound: Fraction) -> bool:
    """Return whether rounding moves a number onto or across a bound; in integers, for speed."""
    top, bottom = bound.numerator, bound.denominator
    exact = number.numerator * bottom - top * number.denominator
    shown = rounded_half_up(number, digits) * bottom - top * 10**digits
    return _sign(exact) != _sign(shown)


def _ends(number: Fraction) -> bool:
    """Return whether the number can be written out in the most decimals ever shown."""
    return (number * Fraction(10**_MOST_DIGITS)).denominator == 1


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)
