"""Reads the value expressions of a plan: 「90以上」, 「<1.7」, 「[5]」, 「与经济增长基本同步」."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from indicators.units import IncompatibleUnitError, converted, normalised_unit, plain

# More digits than any statistic has; keeps exact arithmetic on hostile input cheap.
MAX_DIGITS = 28


class UnreadableTargetError(ValueError):
    """A target text is in none of the known forms; the message is in Chinese."""


class UnreadableValueError(ValueError):
    """A printed value is in none of the known forms; the message is in Chinese."""


class Direction(StrEnum):
    """Which way is better."""

    RISE = "rise"
    FALL = "fall"


class Op(StrEnum):
    """How an actual is held against a target."""

    AT_LEAST = ">="
    AT_MOST = "<="
    ABOVE = ">"
    BELOW = "<"
    APPROX = "approx"
    ASSIGNED = "assigned"
    RELATIVE = "relative"
    NONE = "none"


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


@dataclass(frozen=True, kw_only=True)
class _Quantity:
    """A number with its qualifiers, before anyone asks whether it is a target or a value."""

    value: Decimal
    op: Op | None
    cumulative: bool
    aspirational: bool
    unit: str


class _NotAQuantityError(ValueError):
    """The text is no number with known qualifiers around it."""


# 以上, 以下, 以内 include the bound, 超过 does not: as in article 1259 of the Civil Code.
_PREFIX_OPS = {
    Op.AT_LEAST: ("不低于", "不少于", "不小于", "大于等于", "至少", "≥", ">="),
    Op.AT_MOST: (
        *("不超过", "不高于", "不大于", "不突破", "小于等于"),
        *("控制在", "最多", "至多", "≤", "<="),
    ),
    Op.ABOVE: ("超过", "高于", "大于", "多于", "突破", ">"),
    Op.BELOW: ("低于", "小于", "少于", "不满", "不足", "<"),
    Op.APPROX: ("大约", "约"),
}
_SUFFIX_OPS = {
    Op.AT_LEAST: ("及以上", "以上"),
    Op.AT_MOST: ("以内", "以下"),
    Op.APPROX: ("左右", "上下"),
}
_OP_OF_WORD = {
    word: op
    for table in (_PREFIX_OPS, _SUFFIX_OPS)
    for op, words in table.items()
    for word in words
}
_PLAIN_WORDS = (
    *("达到", "实现", "完成", "累计", "每年", "年均", "五年", "全部", "均", "都", "为", "至", "到"),
    *("稳定在", "稳定", "保持在", "保持", "维持在", "维持"),
    *("提高到", "提升到", "增加到", "增长到", "提高至", "提升至", "增加至", "增长至"),
    *("降低到", "下降到", "减少到", "降低至", "下降至", "减少至", "降至", "降到"),
)
# After one of these a clause may name what is counted: 力争带动全社会固定资产投资1.5万亿元.
_CLAUSE_WORDS = ("力争", "争取", "每年", "年均", "累计", "五年", "新增", "新建", "新引进")
_CLAUSE_FORBIDS = "不未无非近除低高少小大超"
_LATIN_UNITS = (
    "μg",
    "ug",
    "mg",
    "kg",
    "g",
    "t",
    "km",
    "cm",
    "m",
    "h",
    "L",
    "dB",
    "kW",
    "kWh",
    "MW",
    "GW",
)
_ASPIRATIONAL_WORDS = ("力争", "争取")


def _any_of(words: Iterable[str]) -> str:
    """Return a pattern for any of the words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_QUANTITY = re.compile(
    rf"""(?P<lead>[^\d<>≤≥+\-]*?)
    (?P<op>{_any_of([word for words in _PREFIX_OPS.values() for word in words])})?
    (?P<number>[+-]?(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?(?:[eE][+-]?\d{{1,2}})?)
    (?P<unit>(?:(?:{_any_of(_LATIN_UNITS)})[23]?|[\u4e00-\u9fff]|[%‰/·()])*?)
    (?P<suffix>{_any_of([word for words in _SUFFIX_OPS.values() for word in words])})?
    (?:增长)?""",
    re.VERBOSE,
)
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
_SIGNS = str.maketrans(
    {"〔": "[", "【": "[", "〕": "]", "】": "]", "≧": "≥", "≦": "≤", "−": "-", "﹣": "-"}
    | dict.fromkeys("“”‘’「」\"'。;", None)
)


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
    line = _normalised(text)
    if not line:
        raise UnreadableTargetError("目标值为空：没有目标请填“/”")
    target = _target_without_number(text, line) or _rank_target(text, line, unit)
    if target is None:
        try:
            target = _numeric_target(text, line, better, unit)
        except (_NotAQuantityError, IncompatibleUnitError) as error:
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
    line = _normalised(text)
    if not line:
        raise UnreadableValueError("数值为空：没有数值请填“/”")
    value = _value_without_number(text, line)
    if value is not None:
        return value
    try:
        quantity = _quantity(line, unit)
    except (_NotAQuantityError, IncompatibleUnitError) as error:
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


def _normalised(text: str) -> str:
    """Return the text in half-width signs, without spaces, quotation marks and full stop."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).translate(_SIGNS)


def _target_without_number(text: str, line: str) -> Target | None:
    """Return a target in one of the forms made of words only, or `None`."""
    aspirational = line.startswith(_ASPIRATIONAL_WORDS)
    words = re.sub(f"^(?:{_any_of(_ASPIRATIONAL_WORDS)})", "", line)
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
        aspirational=line.startswith(_ASPIRATIONAL_WORDS),
        unit=unit or ("%" if match["mark"] == "%" else ""),
    )


def _numeric_target(text: str, line: str, better: Direction, unit: str | None) -> Target:
    quantity = _quantity(line, unit)
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


def _quantity(line: str, unit: str | None) -> _Quantity:
    """Return the number of a normalised text with its qualifiers, in `unit`."""
    bracketed, line = _without_brackets(line)
    match = _QUANTITY.fullmatch(line)
    if match is None:
        raise _NotAQuantityError("应为一个数，可带单位和“以上、以内、左右、超过”等限定词")
    _check_lead(match["lead"])
    number = plain(Decimal(match["number"].replace(",", "")))
    if len(number.as_tuple().digits) > MAX_DIGITS or number.adjusted() < -MAX_DIGITS:
        raise _NotAQuantityError(f"数字超过{MAX_DIGITS}位")
    printed = match["unit"]
    return _Quantity(
        value=converted(number, printed=printed, unit=unit),
        op=_joint_op(match["op"], match["suffix"]),
        cumulative=bracketed or "累计" in match["lead"],
        aspirational=any(word in match["lead"] for word in _ASPIRATIONAL_WORDS),
        unit=normalised_unit(printed if unit is None else unit),
    )


def _without_brackets(line: str) -> tuple[bool, str]:
    """Return whether a pair of brackets marks the text as a total, and the text without it."""
    match = re.fullmatch(r"([^\[\]]*)\[([^\[\]]+)\]([^\[\]]*)", line)
    return (True, "".join(match.groups())) if match else (False, line)


def _check_lead(lead: str) -> None:
    """Raise if the words before the number could change its meaning."""
    clause = next((word for word in _CLAUSE_WORDS if word in lead), None)
    rest = re.sub(_any_of(_PLAIN_WORDS), "", lead)
    if clause is None and rest:
        raise _NotAQuantityError(f"不认识“{rest}”")
    odd = next((sign for sign in rest if sign in _CLAUSE_FORBIDS), None)
    if odd is not None:
        raise _NotAQuantityError(f"“{lead}”中的“{odd}”可能改变数的含义")


def _joint_op(prefix: str | None, suffix: str | None) -> Op | None:
    """Return what the words before and after the number say together; `None` for nothing."""
    before = _OP_OF_WORD.get(prefix or "")
    after = _OP_OF_WORD.get(suffix or "")
    if prefix == "控制在" and after is Op.APPROX:
        return after
    if before and after and before is not after:
        raise _NotAQuantityError(f"“{prefix}”与“{suffix}”互相矛盾")
    return after or before
