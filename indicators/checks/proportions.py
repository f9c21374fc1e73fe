"""Whether a number is of the size of another: slips of a unit and jumps; pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from indicators.formatting import number_text, plain_text
from indicators.units import is_percent_like

WHOLE: Final = {"%": Decimal(100), "百分点": Decimal(100), "‰": Decimal(1000)}
"""All there is of a share, in its unit."""
TOO_MUCH: Final = Decimal(10) ** 15
"""No figure and no target is kept that is as large."""
TOO_MUCH_WORDS: Final = "数值过大：整数部分最多 15 位，请检查数值和单位。"
SLIPS: Final = ((4, "一万"), (8, "一亿"))
"""Powers of ten that are lost or gained with 万 and 亿, and their names."""
SLIP_WIDTH: Final = Decimal("0.7")
LEAST_SLIP: Final = Decimal("3.3")
SHARE_SLIP_WIDTH: Final = Decimal("0.3")
LEAST_SHARE_CHANGE: Final = Decimal(1)


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """From where on a figure is asked about; shares are 0..1, points in the figure's unit.

    `path_span` is a share of the whole way from base to target: where that is short, what is
    little beside the figure itself is much.
    """

    jump_share: Decimal = Decimal("0.3")
    jump_points: Decimal = Decimal(5)
    path_share: Decimal = Decimal("0.3")
    path_points: Decimal = Decimal(10)
    path_span: Decimal = Decimal(1)
    cross_share: Decimal = Decimal("0.02")


def unit_slip(value: Decimal, known: Decimal | None, *, unit: str, compared: str) -> str:
    """Return the question whether a number lost or gained 万, 亿 or %, "" where none arises.

    `compared` says in words what `known` is.

    >>> unit_slip(Decimal(85000000), Decimal(8500), unit="亿元", compared="上年（8500）")
    '比上年（8500）大约一万倍，是不是把万、亿弄错了？单位是亿元。'
    """
    if not known or not value:
        return ""
    power = abs(value / known).log10()
    words = f"比{compared}{'大' if power > 0 else '小'}"
    if abs(power) >= LEAST_SLIP:
        near = (f"约{word}" for at, word in SLIPS if abs(abs(power) - at) <= SLIP_WIDTH)
        return f"{words}{next(near, '许多')}倍，是不是把万、亿弄错了？单位是{unit or '无'}。"
    if is_percent_like(unit) and abs(power + 2) <= SHARE_SLIP_WIDTH:
        return f"{words}约一百倍，是不是填成了小数？请填以{unit}计的数。"
    return ""


def is_jump(
    change: Decimal, of: Decimal, *, unit: str, is_growth: bool, thresholds: Thresholds
) -> bool:
    """Return whether a change is more than may go without a question."""
    if not is_percent_like(unit):
        return abs(change) > thresholds.jump_share * abs(of)
    if abs(change) > thresholds.jump_points:
        return True
    is_noticeable = not is_growth and abs(change) > LEAST_SHARE_CHANGE
    return is_noticeable and abs(change) > thresholds.jump_share * abs(of)


def difference(size: Decimal, *, of: Decimal, unit: str, decimals: int) -> str:
    """Return a difference in words: points where the unit is a share, else in per cent."""
    if is_percent_like(unit):
        points = {"%": "个百分点", "‰": "个千分点"}.get(unit, unit)
        return plain_text(size, decimals) + points
    if not of:
        return plain_text(size, decimals) + unit
    return f"{number_text(size / abs(of) * 100, 0)}%"
