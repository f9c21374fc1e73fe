"""Numbers as readers see them: rounded half up, grouped by thousands; pure."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

HUNDRED = Decimal(100)


def number_text(value: Decimal | None, decimals: int, *, signed: bool = False) -> str:
    """Return a number with a fixed count of decimals, "" for None.

    >>> number_text(Decimal("8369.5"), 0)
    '8,370'
    """
    if value is None:
        return ""
    rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
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


def share_text(share: Decimal | None, *, threshold: Decimal | None = None) -> str:
    """Return a share as whole per cent; one more digit where rounding would cross a threshold.

    >>> share_text(Decimal("0.949"), threshold=Decimal("0.9499"))
    '94.9%'
    """
    if share is None:
        return ""
    for decimals in range(4):
        rounded = (share * HUNDRED).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
        if not _crosses(share * HUNDRED, rounded, threshold):
            break
    return f"{rounded:,f}%"


def _crosses(exact: Decimal, rounded: Decimal, threshold: Decimal | None) -> bool:
    """Return whether rounding moves a number onto or past a threshold it was not on."""
    if threshold is None or exact == threshold * HUNDRED:
        return False
    bound = threshold * HUNDRED
    return (exact < bound) != (rounded < bound)
