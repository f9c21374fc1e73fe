"""Whether a changed target fits its indicator, and what is asked about one that does; pure.

What cannot be judged at all is told by `indicators.progress.question_faults`; this is what
could be judged, and would mean nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from indicators.checks.findings import Code, Finding, Level
from indicators.checks.proportions import (
    TOO_MUCH,
    TOO_MUCH_WORDS,
    WHOLE,
    Thresholds,
    difference,
    is_jump,
    unit_slip,
)
from indicators.formatting import plain_text, reported_text
from indicators.targets import Op, Target, Value
from indicators.verdicts.rulings import Basis, Kind

_LEVELS = frozenset({Kind.REACH, Kind.KEEP})
_OF_TOTALS = frozenset({Kind.CUMULATIVE, Kind.ASSIGNED})
_COUNTED = frozenset("个家所项人户件处座场次条种辆台张床套村位对") | {"人次", "家次", "床位"}
"""Units of what is counted one by one; of 万个 or 亿元 there are parts."""
_RATES = frozenset({Kind.AVERAGE_GROWTH, Kind.RELATIVE})


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """An indicator as a changed target must fit it; `printed` and `base` are the plan's own."""

    kind: str
    direction: str
    unit: str
    printed: Target | None
    base: Value | None
    basis: str = ""
    nonnegative: bool = False
    decimals: int = 2

    @property
    def whole(self) -> Decimal | None:
        """Return all there is of what is measured, None where it is no share of anything.

        A rate may pass 100 %, and so may what the plan itself prints beyond it.
        """
        whole = WHOLE.get(self.unit)
        if whole is None or not self.nonnegative or self.kind not in _LEVELS | {Kind.ASSIGNED}:
            return None
        printed = (each.value for each in (self.printed, self.base) if each is not None)
        return whole if all(0 <= each <= whole for each in printed if each is not None) else None

    @property
    def is_rate(self) -> bool:
        return self.kind in _RATES or self.basis == Basis.EACH_YEAR


def resolved(target: Target, fitted: Fitted) -> Target:
    """Return a target with the number its words come to: 倍增 is twice the plan's own base."""
    base = fitted.base.value if fitted.base else None
    if target.value is not None or target.multiple_of_base is None or base is None:
        return target
    value = target.multiple_of_base * base
    text = f"{target.text}（即{reported_text(value, fitted.decimals)}）"
    return replace(target, text=text, value=value)


def misfits(target: Target, fitted: Fitted) -> Iterator[str]:
    """Yield in Chinese why a changed target cannot be an indicator's.

    >>> plan = Fitted(kind="keep", direction="rise", unit="%", nonnegative=True,
    ...               printed=Target(text="90以上", op=Op.AT_LEAST, value=Decimal(90)), base=None)
    >>> list(misfits(Target(text="101", op=Op.AT_LEAST, value=Decimal(101)), plan))
    ['目标“101”不会达到：这是占比，最多100%，请检查。']
    """
    target = resolved(target, fitted)
    if fitted.kind == Kind.COMPOSITE:
        yield "这项指标由分项合成，请调整它的分项。"
    elif not _says_something(target, fitted):
        yield f"“{target.text}”不是这类指标可以评判的目标，请写明数值或要求。"
    elif target.value is not None and abs(target.value) >= TOO_MUCH:
        yield f"目标{TOO_MUCH_WORDS}"
    elif target.value is not None:
        yield from _number_misfits(target, target.value, fitted)


def _says_something(target: Target, fitted: Fitted) -> bool:
    """Return whether a target says what its indicator can be judged by."""
    if fitted.kind == Kind.RELATIVE:
        return target.op is Op.RELATIVE
    return target.value is not None or target.multiple_of_base is not None


def _number_misfits(target: Target, value: Decimal, fitted: Fitted) -> Iterator[str]:
    if target.cumulative and fitted.kind not in _OF_TOTALS:
        yield (
            f"“{target.text}”是五年的累计数，这项指标按当年的数评判；"
            "请去掉方括号或“累计”，写期末要达到的数。"
        )
    is_minus_zero = not value and value.is_signed()
    if is_minus_zero or (fitted.nonnegative and value < 0):
        yield f"目标不会是“{target.text}”，请检查正负号。"
    elif not target.cumulative:
        yield from _empty_bounds(target, value, fitted)


def _empty_bounds(target: Target, value: Decimal, fitted: Fitted) -> Iterator[str]:
    """Yield why a bound on what can only lie in a span is met always, or never."""
    if not fitted.nonnegative or fitted.kind in _RATES:
        return
    is_floor = fitted.direction == "rise"
    whole = fitted.whole
    if value == 0 and is_floor and target.op is not Op.ABOVE:
        yield f"目标“{target.text}”任何数都已经达到，请检查。"
    elif value == 0 and target.op is Op.BELOW:
        yield f"目标“{target.text}”不会达到：这项指标不会是负数，请检查。"
    if whole is None:
        return
    share = f"这是占比，最多{whole}{fitted.unit}，请检查。"
    if is_floor and (value > whole or (value == whole and target.op is Op.ABOVE)):
        yield f"目标“{target.text}”不会达到：{share}"
    elif not is_floor and (value > whole or (value == whole and target.op is not Op.BELOW)):
        yield f"目标“{target.text}”任何数都已经达到：{share}"


def slip(target: Target, fitted: Fitted, *, before: Target | None) -> str:
    """Return the question whether a changed target slipped by 万, 亿 or %, "" for none.

    `before` is the target in force until then.
    """
    target = resolved(target, fitted)
    known, words = _known(fitted, before)
    if target.value is None or fitted.is_rate:
        return ""
    compared = f"{words}（{plain_text(known, fitted.decimals)}）" if known is not None else ""
    return unit_slip(target.value, known, unit=fitted.unit, compared=compared)


def doubts(
    target: Target, fitted: Fitted, *, before: Target | None, thresholds: Thresholds
) -> list[Finding]:
    """Return what is asked about a changed target that fits; a slip explains a jump."""
    target = resolved(target, fitted)
    slipped = slip(target, fitted, before=before)
    if slipped:
        return [Finding(code=Code.UNIT_SLIP, level=Level.WARNING, message=slipped)]
    return [*_in_parts(target, fitted), *_jumped(target, fitted, before, thresholds)]


def _in_parts(target: Target, fitted: Fitted) -> Iterator[Finding]:
    """Yield the question about a count that is no whole number; a mean may well be none."""
    is_count = fitted.decimals == 0 and fitted.unit.strip() in _COUNTED
    if not is_count or fitted.is_rate or fitted.basis == Basis.YEARLY_MEAN:
        return
    if target.value is not None and target.value != target.value.to_integral_value():
        message = f"这项指标按{fitted.unit}计数，“{target.text}”不是整数，请核对文件后说明。"
        yield Finding(code=Code.BOUNDS, level=Level.WARNING, message=message)


def _jumped(
    target: Target, fitted: Fitted, before: Target | None, thresholds: Thresholds
) -> list[Finding]:
    known, words = _known(fitted, before)
    if target.value is None or known is None:
        return []
    change = target.value - known
    is_asked = is_jump(
        change, known, unit=fitted.unit, is_growth=fitted.is_rate, thresholds=thresholds
    )
    if not is_asked:
        return []
    size = difference(abs(change), of=known, unit=fitted.unit, decimals=fitted.decimals)
    message = (
        f"比{words}（{plain_text(known, fitted.decimals)}）"
        f"{'提高' if change > 0 else '降低'}{size}，请核对文件后说明。"
    )
    return [Finding(code=Code.JUMP, level=Level.WARNING, message=message)]


def _known(fitted: Fitted, before: Target | None) -> tuple[Decimal | None, str]:
    """Return what a changed target is held against, and what that is called."""
    for target in (before, fitted.printed):
        number = resolved(target, fitted).value if target is not None else None
        if number is not None:
            return number, "现行目标"
    is_level = fitted.kind in _LEVELS and fitted.base is not None
    return (fitted.base.value if is_level and fitted.base else None), "基期值"
