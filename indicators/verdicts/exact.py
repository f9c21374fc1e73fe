"""Exact rational arithmetic, so that a comparison at a threshold never depends on rounding."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction

_CONTEXT = Context(prec=60)
_OUTPUT = Context(prec=34)
_UPWARDS = Context(prec=34, rounding=ROUND_CEILING)
_DOWNWARDS = Context(prec=34, rounding=ROUND_FLOOR)
_ROOT_SCALE = 10**100


def to_decimal(number: Fraction) -> Decimal:
    """Return the number as a Decimal of up to 34 significant digits, exact where they suffice.

    >>> to_decimal(Fraction(19, 20)), to_decimal(Fraction(300))
    (Decimal('0.95'), Decimal('300'))
    """
    return _OUTPUT.divide(Decimal(number.numerator), Decimal(number.denominator))


def to_decimal_towards(number: Fraction, *, up: bool) -> Decimal:
    """Return the number as `to_decimal`, rounded up or down where digits are lost."""
    context = _UPWARDS if up else _DOWNWARDS
    return context.divide(Decimal(number.numerator), Decimal(number.denominator))


def nth_root(number: Fraction, n: int) -> Fraction:
    """Return the n-th root of a number that is not negative.

    Exact where the root is rational, else cut off (not rounded) after 100 decimals.

    >>> nth_root(Fraction(121, 100), 2)
    Fraction(11, 10)
    """
    top, bottom = _integer_root(number.numerator, n), _integer_root(number.denominator, n)
    if top**n == number.numerator and bottom**n == number.denominator:
        return Fraction(top, bottom)
    scaled = number.numerator * _ROOT_SCALE**n // number.denominator
    return Fraction(_integer_root(scaled, n), _ROOT_SCALE)


def log_ratio(number: Fraction, base: Fraction) -> Fraction:
    """Return ln(number) / ln(base) to at least 40 digits; both positive, base not 1."""
    return Fraction(_CONTEXT.divide(_ln(number), _ln(base)))


def _ln(number: Fraction) -> Decimal:
    ratio = _CONTEXT.divide(Decimal(number.numerator), Decimal(number.denominator))
    return _CONTEXT.ln(ratio)


def _integer_root(number: int, n: int) -> int:
    """Return the largest integer whose n-th power is not above a number, by Newton's method."""
    if number < 2:  # noqa: PLR2004 - 0 and 1 are their own roots
        return number
    root = 1 << -(-number.bit_length() // n)
    while True:
        smaller = ((n - 1) * root + number // root ** (n - 1)) // n
        if smaller >= root:
            return root
        root = smaller
