"""Numbers as readers see them: rounded half up, grouped by thousands; pure."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal

HUNDRED = Decimal(100)
MOST_MORE = 6
GROWTH_DECIMALS = 2
WIDE = Context(prec=60)
"""Digits enough to round anything that is stored."""


def number_text(value: Decimal | None, decimals: int, *, signed: bool = False) -> str:
    """Return a number with a fixed count of decimals, "" for None.

    >>> number_text(Decimal("8369.5"), 0)
    '8,370'
    """
    if value is None:
        return ""
    places = Decimal(1).scaleb(-decimals)
    rounded = value.quantize(places, rounding=ROUND_HALF_UP, context=WIDE)
    if rounded == 0:
        rounded = abs(rounded)
    return f"{rounded:{'+' if signed else ''},f}"


def plain_text(value: Decimal | None, decimals: int) -> str:
    """Return a number with at most so many decimals and no trailing zeros, "" for None.

    >>> plain_text(Decimal("3.40"), 2)
    '3.4'
    """
    text = number_text(value, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def own_decimals(value: Decimal) -> int:
    """Return with how many decimals a number is written, trailing zeros left out.

    A quotient copied from a calculator has more than anyone reads: never more than six.

    >>> own_decimals(Decimal("30.500")), own_decimals(Decimal(1200))
    (1, 0)
    """
    exponent = value.normalize().as_tuple().exponent
    return min(max(0, -exponent), MOST_MORE) if isinstance(exponent, int) else 0


def rounded_to_good(value: Decimal, decimals: int, *, rising: bool) -> Decimal:
    """Return what is just enough rounded so that it is enough still: up where higher is better.

    >>> rounded_to_good(Decimal("8.001"), 2, rising=True)
    Decimal('8.01')
    """
    rounding = ROUND_CEILING if rising else ROUND_FLOOR
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=rounding, context=WIDE)


def reported_text(value: Decimal, decimals: int) -> str:
    """Return a figure somebody reported, as exact as it was reported: rounding would alter it.

    No zeros are put behind it, so that it is written alike in headings, tables and charts.

    >>> reported_text(Decimal("30.5000"), 0), reported_text(Decimal(31), 1)
    ('30.5', '31')
    """
    return plain_text(value, max(decimals, own_decimals(value)))


def reported_share(share: Decimal | None) -> str:
    """Return a share somebody reported or set as per cent, as exact as it is; "" for None.

    >>> reported_share(Decimal("0.2999")), reported_share(Decimal("0.5000"))
    ('29.99%', '50%')
    """
    return "" if share is None else f"{reported_text(share * HUNDRED, 0)}%"


def unit_behind(text: str, unit: str) -> str:
    """Return the unit to put behind a text: "" where it is words or carries its own.

    A digit of the unit is not the unit.

    >>> unit_behind("14", "所"), unit_behind("14所", "所"), unit_behind("完成", "%")
    ('所', '', '')
    >>> unit_behind("29.3", "µg/m3")
    'µg/m3'
    """
    if not text or not unit or unit in text:
        return ""
    is_open = text[-1].isdigit() or text.endswith(("]", "左右", "以上", "以内"))
    return unit if is_open and any(map(str.isdigit, text)) else ""


def with_unit(text: str, unit: str) -> str:
    """Return a text with its unit behind, once.

    >>> with_unit("14所", "所")
    '14所'
    """
    return text + unit_behind(text, unit)


def digits_apart(value: Decimal | None, threshold: Decimal | None, decimals: int) -> int:
    """Return how many decimals, at least so many, keep a value on its side of a threshold.

    >>> digits_apart(Decimal("89.96"), Decimal(90), 1)
    2
    """
    if value is None or threshold is None:
        return decimals
    for digits in range(decimals, decimals + MOST_MORE):
        places = Decimal(1).scaleb(-digits)
        rounded = value.quantize(places, rounding=ROUND_HALF_UP, context=WIDE)
        if rounded.compare(threshold) == value.compare(threshold):
            return digits
    return decimals


def share_text(share: Decimal | None, *, threshold: Decimal | None = None) -> str:
    """Return a share as whole per cent; more digits where rounding would cross a threshold.

    The base (0) and the target (1) are thresholds of every share.

    >>> share_text(Decimal("0.949"), threshold=Decimal("0.9499"))
    '94.9%'
    >>> share_text(Decimal("-0.0024"))
    '-0.2%'
    """
    if share is None:
        return ""
    bounds = (Decimal(0), HUNDRED, None if threshold is None else threshold * HUNDRED)
    per_cent = share * HUNDRED
    digits = max(digits_apart(per_cent, bound, 0) for bound in bounds)
    return f"{number_text(per_cent, digits)}%"
