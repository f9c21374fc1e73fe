"""Shares and amounts as people type them, in a form or a cell; pure."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from indicators.workbook.texts import plain_number

SHARE_DECIMALS: Final = 2
"""Of per cent: a share is kept to four places."""
MONEY_DECIMALS: Final = 4
MOST_MONEY: Final = Decimal(100_000)
"""More than all a city invests in many years, in 亿元."""
_WHOLE: Final = Decimal(100)


class TypedError(ValueError):
    """A text that is no such number; the message says what to do."""


def typed_share(text: str) -> Decimal | None:
    """Return a share 0..1 that was typed in per cent, None for an empty text.

    >>> typed_share("６２.５%"), typed_share(" ")
    (Decimal('0.625'), None)
    """
    number = _number(text, unit="%", decimals=SHARE_DECIMALS, most=_WHOLE)
    return None if number is None else number / _WHOLE


def typed_money(text: str) -> Decimal | None:
    """Return an amount in 亿元, None for an empty text; zero is a value.

    >>> typed_money("1,234.5亿元"), typed_money("0")
    (Decimal('1234.5'), Decimal('0'))
    """
    return _number(text, unit="亿元", decimals=MONEY_DECIMALS, most=MOST_MONEY)


def _number(text: str, *, unit: str, decimals: int, most: Decimal) -> Decimal | None:
    line = text.strip()
    if not line:
        return None
    number = plain_number(line.replace("％", "%").removesuffix(unit))
    if number is None:
        raise TypedError(f"“{line[:40]}”读不成数，请只填以{unit}计的数")
    if number < 0:
        raise TypedError("不能是负数")
    if number > most:
        raise TypedError(f"不能超过{most}{unit}，请检查单位")
    if number != round(number, decimals):
        raise TypedError(f"最多{decimals}位小数")
    return number
