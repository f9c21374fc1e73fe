"""Reads the value expressions of a plan: 「90以上」, 「<1.7」, 「[5]」, 「与经济增长基本同步」."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from indicators.quantities import (
    ASPIRATIONAL_WORDS,
    NotAQuantityError,
    Op,
    any_of,
    normalised_text,
    read_quantity,
)
from indicators.units import IncompatibleUnitError, normalised_unit

__all__ = [
    "Direction",
    "Op",
    "Target",
    "UnreadableTargetError",
    "UnreadableValueError",
    "Value",
    "parse_target",
    "parse_value",
]


class UnreadableTargetError(ValueError):
    """A target text is in none of the known forms; the message is in Chinese."""


class UnreadableValueError(ValueError):
    """A printed value is in none of the known forms; the message is in Chinese."""


class Direction(StrEnum):
    """Which way is better."""

    RISE = "rise"
    FALL = "fall"


@dataclass(frozen=True, kw_only=True)
class Target:
    """What a plan wants of an indicator.

    `value` is in the indicator's unit, or in `unit` where none was known. It is `None` for a
    target without a number of its own; 倍增 is then in `multiple_of_base`, and of the
    `relative` ones `faster` tells 快于 from 同步.
    """

    text: str
    op: Op
    value: Decimal | None = None
    cumulative: bool = False
    aspirational: bool = False
    multiple_of_base: Decimal | None = None
    faster: bool = False
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class Value:
    """A printed actual or baseline; judged at its number, `None` where there is none.

    `assigned_met` is the yearly verdict 完成 / 未完成 of an assigned indicator.
    """

    text: str = ""
    value: Decimal | None = None
    approximate: bool = False
    at_least: bool = False
    at_most: bool = False
    cumulative: bool = False
    assigned_met: bool | None = None


_RANK = re.compile(
    r"(?:力争|争取)?(?:重返|进入|跻身|保持|稳居|达到|在)*(?:全国|全省)?"
    r"(?:(?P<top>\d{1,9})强|前(?P<first>\d{1,9}(?:\.\d{1,9})?)(?P<mark>[名位强%]))"
)
_ASSIGNED = re.compile(
    r"(?P<done>已?完成|未完成|没有完成)?(?:了)?(?:国家|省级|省里|上级|省)?下达的?(?:指标|目标|任务)?"
)
_SYNCHRONOUS = re.compile(
    r"[\u4e00-\u9fffA-Za-z]*[与和同](?P<yardstick>经济|GDP|地区生产总值)(?:增长|增速|发展)?(?:保持)?(?:基本)?同步"
)
_FASTER = re.compile(
    r"[\u4e00-\u9fffA-Za-z]*(?:快于|高于|超过)(?P<yardstick>经济|GDP|地区生产总值)(?:增长|增速|发展)(?:速度)?"
)
_MULTIPLES = {"倍增": 2, "翻番": 2, "翻一番": 2, "翻两番": 4}
_NOTHING_PRINTED = frozenset({"/", "—", "——", "-", "–", "无"})
_VERDICTS = {"完成": True, "已完成": True, "未完成": False, "没有完成": False}


def parse_target(text: str, *, direction: str, unit: str | None) -> Target:
    """Return what a target text says, its value in `unit`.

    `direction` is "rise" or "fall" and decides what a bare number means. `unit` None means
    that no unit is known (any is taken), an empty one that the quantity is a pure ratio.

    >>> parse_target("1.1万个以上", direction="rise", unit="个").value
    Decimal('11000')
    >>> parse_target("<1.7", direction="fall", unit="").op
    <Op.BELOW: '<'>

    Raises UnreadableTargetError.
    """
    better = Direction(direction)
    line = normalised_text(text)
    if not line:
        raise UnreadableTargetError("目标值为空：没有目标请填“/”")
    target = _target_without_number(text, line) or _rank_target(text, line, unit)
    if target is None:
        try:
            target = _numeric_target(text, line, better, unit)
        except (NotAQuantityError, IncompatibleUnitError) as error:
            raise UnreadableTargetError(f"读不懂目标值“{text}”：{error}") from error
    _refuse_contradiction(target, better)
    return target


def parse_value(text: str, *, unit: str | None = None) -> Value:
    """Return what a printed actual or baseline says, in `unit` (see `parse_target`).

    >>> parse_value("138000左右", unit="元").approximate
    True
    >>> parse_value("完成省下达指标").assigned_met
    True

    Raises UnreadableValueError.
    """
    line = normalised_text(text)
    if not line:
        raise UnreadableValueError("数值为空：没有数值请填“/”")
    value = _value_without_number(text, line)
    if value is not None:
        return value
    try:
        quantity = read_quantity(line, unit)
    except (NotAQuantityError, IncompatibleUnitError) as error:
        raise UnreadableValueError(f"读不懂数值“{text}”：{error}") from error
    if quantity.aspirational:
        raise UnreadableValueError(f"读不懂数值“{text}”：“力争”只能用于目标")
    return Value(
        text=text,
        value=quantity.value,
        approximate=quantity.op is Op.APPROX,
        at_least=quantity.op in (Op.AT_LEAST, Op.ABOVE),
        at_most=quantity.op in (Op.AT_MOST, Op.BELOW),
        cumulative=quantity.cumulative,
    )


def _target_without_number(text: str, line: str) -> Target | None:
    """Return a target in one of the forms made of words only, or `None`."""
    aspirational = line.startswith(ASPIRATIONAL_WORDS)
    words = re.sub(f"^(?:{any_of(ASPIRATIONAL_WORDS)})", "", line)
    multiple = _MULTIPLES.get(words.removeprefix("实现"))
    if multiple is not None:
        return Target(
            text=text,
            op=Op.AT_LEAST,
            multiple_of_base=Decimal(multiple),
            aspirational=aspirational,
        )
    if words in _NOTHING_PRINTED:
        return Target(text=text, op=Op.NONE)
    assigned = _ASSIGNED.fullmatch(words)
    if assigned and assigned["done"] in (None, "完成"):
        return Target(text=text, op=Op.ASSIGNED, aspirational=aspirational)
    for pattern, faster in ((_SYNCHRONOUS, False), (_FASTER, True)):
        if pattern.fullmatch(words):
            return Target(text=text, op=Op.RELATIVE, faster=faster, aspirational=aspirational)
    return None


def _rank_target(text: str, line: str, unit: str | None) -> Target | None:
    """Return a rank to be held (30强, 前30位, 前1%), or `None`."""
    match = _RANK.fullmatch(line)
    if not match or (match["mark"] == "%" and normalised_unit(unit or "%") != "%"):
        return None
    return Target(
        text=text,
        op=Op.AT_MOST,
        value=Decimal(match["top"] or match["first"]),
        aspirational=line.startswith(ASPIRATIONAL_WORDS),
        unit=unit or ("%" if match["mark"] == "%" else ""),
    )


def _numeric_target(text: str, line: str, better: Direction, unit: str | None) -> Target:
    quantity = read_quantity(line, unit)
    bare = Op.AT_LEAST if better is Direction.RISE else Op.AT_MOST
    return Target(
        text=text,
        op=quantity.op or bare,
        value=quantity.value,
        cumulative=quantity.cumulative,
        aspirational=quantity.aspirational,
        unit=quantity.unit,
    )


def _refuse_contradiction(target: Target, better: Direction) -> None:
    """Raise where the text sets a bound on the side that is the better one."""
    upper = target.op in (Op.AT_MOST, Op.BELOW)
    lower = target.op in (Op.AT_LEAST, Op.ABOVE)
    if (upper and better is Direction.RISE) or (lower and better is Direction.FALL):
        bound, good = ("上限", "越高越好") if upper else ("下限", "越低越好")
        raise UnreadableTargetError(f"目标值“{target.text}”是{bound}，与指标方向“{good}”矛盾")


def _value_without_number(text: str, line: str) -> Value | None:
    """Return a printed value made of words only, or `None`."""
    if line in _NOTHING_PRINTED:
        return Value(text=text)
    assigned = _ASSIGNED.fullmatch(line)
    verdict = _VERDICTS.get(assigned["done"] if assigned and assigned["done"] else line)
    return None if verdict is None else Value(text=text, assigned_met=verdict)
