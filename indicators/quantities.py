"""Reads a number with the words around it: 「达到50%左右」, 「1.1万个以上」, 「[5]」."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from indicators.units import converted, measured_unit, normalised_unit, plain

# More digits than any statistic has; keeps exact arithmetic on hostile input cheap.
MAX_DIGITS = 28


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
class Quantity:
    """A number with its qualifiers, before anyone asks whether it is a target or a value."""

    value: Decimal
    op: Op | None
    cumulative: bool
    aspirational: bool
    unit: str


class NotAQuantityError(ValueError):
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
_CLAUSE_ENDS_REFUSED = (
    *"不未无非近除低高少小大超多",
    *("未达", "难达", "未满", "未及", "不及", "上限", "下限", "封顶"),
)
_LATIN_UNITS = (
    *("μg", "ug", "mg", "kg", "g", "t", "km", "cm", "m", "h"),
    *("L", "dB", "kW", "kWh", "MW", "GW"),
)
ASPIRATIONAL_WORDS = ("力争", "争取")


def any_of(words: Iterable[str]) -> str:
    """Return a pattern for any of the words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_QUANTITY = re.compile(
    rf"""(?P<lead>[^\d<>≤≥+\-]*?)
    (?P<op>{any_of([word for words in _PREFIX_OPS.values() for word in words])})?
    (?P<number>[+-]?(?:[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]+)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{{1,2}})?)
    (?P<unit>(?:(?:{any_of(_LATIN_UNITS)})[23]?|[\u4e00-\u9fff]|[%‰/·()])*?)
    (?P<suffix>{any_of([word for words in _SUFFIX_OPS.values() for word in words])})?
    (?:增长)?""",
    re.VERBOSE,
)
_SIGNS = str.maketrans(
    {"〔": "[", "【": "[", "〕": "]", "】": "]", "≧": "≥", "≦": "≤", "−": "-", "﹣": "-"}
    | dict.fromkeys("“”‘’「」\"'。;", None)
)


def normalised_text(text: str) -> str:
    """Return the text in half-width signs, without spaces, quotation marks and full stop.

    A digit in disguise would become part of the number (25① as 251), so it is kept as a sign
    no number has; the raised one of a unit (m²) is the unit's.
    """
    bare = re.sub(r"(?<![A-Za-zμµ])\S", _undisguised, text)
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", bare)).translate(_SIGNS)


def _undisguised(match: re.Match[str]) -> str:
    """Return a sign as it is, but 『?』 for a footnote mark or a power: ①, ², ⑴, ⒈."""
    sign = match[0]
    plain_form = unicodedata.normalize("NFKC", sign)
    disguised = sign.isnumeric() and not sign.isdecimal() and re.search(r"\d", plain_form)
    return "?" if disguised else sign


def read_quantity(line: str, unit: str | None) -> Quantity:
    """Return the number of a normalised text with its qualifiers, in `unit`."""
    bracketed, line = _without_brackets(line)
    match = _QUANTITY.fullmatch(line)
    if match is None:
        raise NotAQuantityError("应为一个数，可带单位和“以上、以内、左右、超过”等限定词")
    _check_lead(match["lead"])
    number = plain(Decimal(match["number"].replace(",", "")))
    if len(number.as_tuple().digits) > MAX_DIGITS or number.adjusted() < -MAX_DIGITS:
        raise NotAQuantityError(f"数字超过{MAX_DIGITS}位")
    printed = match["unit"]
    return Quantity(
        value=converted(number, printed=printed, unit=unit),
        op=_joint_op(match["op"], match["suffix"]),
        cumulative=bracketed or "累计" in match["lead"],
        aspirational=any(word in match["lead"] for word in ASPIRATIONAL_WORDS),
        unit=normalised_unit(unit) if unit is not None else measured_unit(printed),
    )


def _without_brackets(line: str) -> tuple[bool, str]:
    """Return whether a pair of brackets marks the text as a total, and the text without it."""
    match = re.fullmatch(r"([^\[\]]*)\[([^\[\]]+)\]([^\[\]]*)", line)
    return (True, "".join(match.groups())) if match else (False, line)


def _check_lead(lead: str) -> None:
    """Raise if the words before the number could change its meaning."""
    clause = next((word for word in _CLAUSE_WORDS if word in lead), None)
    rest = re.sub(any_of(_PLAIN_WORDS), "", lead)
    if clause is None and rest:
        raise NotAQuantityError(f"不认识“{rest}”")
    end = next((each for each in _CLAUSE_ENDS_REFUSED if rest.endswith(each)), None)
    if end is not None:
        raise NotAQuantityError(f"“{lead}”末尾的“{end}”可能改变数的含义")


def _joint_op(prefix: str | None, suffix: str | None) -> Op | None:
    """Return what the words before and after the number say together; `None` for nothing."""
    before = _OP_OF_WORD.get(prefix or "")
    after = _OP_OF_WORD.get(suffix or "")
    if prefix == "控制在" and after is Op.APPROX:
        return after
    if before and after and before is not after:
        raise NotAQuantityError(f"“{prefix}”与“{suffix}”互相矛盾")
    return after or before
