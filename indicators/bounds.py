"""What an actual that is only a bound can be used for: 低于75 is not 75, 85以上 is at least 85."""

from typing import Final

from indicators.targets import Direction, Value

_INSTEAD: Final = "请填实际数，原文的说法可写在说明里；还没有实际数就先不要填。"


def bound_fault(value: Value, *, direction: str) -> str:
    """Return in Chinese why a bound cannot be kept as an actual, "" for what can be.

    `direction` is that of the indicator, "" for what others are held against, where either
    bound could favour somebody. An upper bound is never a number that was reached. A lower one
    may stand where higher is better: what is judged at it can only be better than judged.

    >>> bound_fault(Value(text="85以上", at_least=True), direction="rise")
    ''
    >>> bound_fault(Value(text="1.6以上", at_least=True), direction="fall")[:15]
    '“1.6以上”只是下限，不是实'
    """
    why = _why_not(value, direction)
    return f"“{value.text.strip()}”{why}。{_INSTEAD}" if why else ""


def flatters(value: Value, *, direction: str) -> bool:
    """Return whether the actual behind a bound may be worse than the bound.

    >>> flatters(Value(text="低于75", at_most=True), direction="rise")
    True
    >>> flatters(Value(text="30以内", at_most=True), direction="fall")
    False
    """
    return value.at_most if direction == Direction.RISE else value.at_least


def _why_not(value: Value, direction: str) -> str:
    if value.at_most:
        return "只是上限，不是实际数：实际可能低得多，不能当作这个数采用和评判"
    if not value.at_least or direction == Direction.RISE:
        return ""
    so = "这个指标越低越好，实际可能更差" if direction else "别的指标要拿它比较，须是确切的数"
    return f"只是下限，不是实际数：{so}，不能当作这个数采用和评判"
