"""Single cells: text to typed value, with a message that says what to do, and back again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

Parser: TypeAlias = Callable[[str], Any]

LIST_SEPARATOR = ";"
REASON_SEPARATOR = ":"
_CODE = re.compile(r"[a-z0-9][a-z0-9-]*")
_REGION = re.compile(r"[0-9]{6}")
_INTEGER = re.compile(r"-?[0-9]{1,9}")
_DECIMAL = re.compile(r"-?([0-9]+)(?:\.([0-9]+))?")
_DAY = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})")
_URL = re.compile(r"https?://[^\s/]+\S*")
_TRUTH = {"true": True, "false": False}


class CellError(ValueError):
    """A cell that cannot be read; the message is in Chinese."""


@dataclass(frozen=True, kw_only=True)
class Link:
    """A code with the reason why it stands there, written `code:reason`."""

    code: str
    reason: str

    def __str__(self) -> str:
        return f"{self.code}{REASON_SEPARATOR}{self.reason}"


def required(parse: Parser) -> Parser:
    """Return a parser that refuses an empty cell."""

    def parse_required(cell: str) -> Any:
        if not cell:
            raise CellError("不能为空")
        return parse(cell)

    return parse_required


def optional(parse: Parser) -> Parser:
    """Return a parser that reads an empty cell as `None`."""
    return lambda cell: parse(cell) if cell else None


def text(limit: int | None = None) -> Parser:
    """Return a parser of free text of at most `limit` characters."""

    def parse_text(cell: str) -> str:
        if limit is not None and len(cell) > limit:
            raise CellError(f"太长：{len(cell)}个字，最多{limit}个字")
        return cell

    return parse_text


def code(limit: int) -> Parser:
    """Return a parser of codes such as `sx14-gdp`; an empty cell stays empty."""

    def parse_code(cell: str) -> str:
        if cell and not _CODE.fullmatch(cell):
            raise CellError(f"“{cell}”不是代码：只能用小写字母、数字和连字符，以字母或数字开头")
        return str(text(limit)(cell))

    return parse_code


def region_code(cell: str) -> str:
    """Return a GB/T 2260 code; an empty cell stays empty."""
    if cell and not _REGION.fullmatch(cell):
        raise CellError(f"“{cell}”不是行政区划代码：须为六位数字")
    return cell


def integer(low: int, high: int) -> Parser:
    """Return a parser of whole numbers between two bounds, both included."""

    def parse_integer(cell: str) -> int:
        if not _INTEGER.fullmatch(cell):
            raise CellError(f"“{cell}”不是整数")
        number = int(cell)
        if not low <= number <= high:
            raise CellError(f"{number}不在{low}到{high}之间")
        return number

    return parse_integer


def decimal(*, digits: int, places: int) -> Parser:
    """Return a parser of exact decimals that a column of that many digits holds."""

    def parse_decimal(cell: str) -> Decimal:
        match = _DECIMAL.fullmatch(cell)
        if not match:
            raise CellError(f"“{cell}”不是数字（不写单位、千位分隔符和百分号）")
        whole, fraction = match[1].lstrip("0"), (match[2] or "").rstrip("0")
        if len(fraction) > places or len(whole) > digits - places:
            raise CellError(f"“{cell}”位数太多：整数最多{digits - places}位，小数最多{places}位")
        return Decimal(cell)

    return parse_decimal


def day(cell: str) -> date:
    """Return a day written 2021-02-22, or 2021/2/22 as Excel saves it."""
    match = _DAY.fullmatch(cell)
    if not match:
        raise CellError(f"“{cell}”不是日期：请写成2021-02-22的样子")
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        raise CellError(f"“{cell}”这一天不存在") from None


def truth(cell: str) -> bool:
    """Return true or false; Excel writes them in capitals."""
    try:
        return _TRUTH[cell.lower()]
    except KeyError:
        raise CellError(f"“{cell}”须为true或false") from None


def choice(labels: Mapping[str, str]) -> Parser:
    """Return a parser of one of some words, each with what it means in Chinese."""

    def parse_choice(cell: str) -> str:
        if cell not in labels:
            known = "、".join(f"{word}（{label}）" for word, label in labels.items() if word)
            raise CellError(f"“{cell}”不认识，可用：{known}{'，或留空' if '' in labels else ''}")
        return cell

    return parse_choice


def url(limit: int) -> Parser:
    """Return a parser of web addresses; an empty cell stays empty."""

    def parse_url(cell: str) -> str:
        if cell and not _URL.fullmatch(cell):
            raise CellError(f"“{cell}”不是网址：须以http://或https://开头，不含空格")
        return str(text(limit)(cell))

    return parse_url


def many(parse: Parser) -> Parser:
    """Return a parser of several codes with semicolons between them."""

    def parse_many(cell: str) -> tuple[Any, ...]:
        parts = [part.strip() for part in cell.split(LIST_SEPARATOR)] if cell else []
        if "" in parts:
            raise CellError(f"“{cell}”里有空项：各项之间只用一个半角分号")
        twice = [part for part in parts if parts.count(part) > 1]
        if twice:
            raise CellError(f"“{twice[0]}”写了两次")
        return tuple(parse(part) for part in parts)

    return parse_many


def links(parse: Parser) -> Parser:
    """Return a parser of several codes, each with its reason: `code:reason;code:reason`."""

    def parse_link(part: str) -> Link:
        linked, _, reason = (each.strip() for each in part.partition(REASON_SEPARATOR))
        if not linked or not reason:
            raise CellError(f"“{part}”须写成“代码:理由”，中间是半角冒号；理由里不能有半角分号")
        return Link(code=parse(linked), reason=reason)

    def parse_links(cell: str) -> tuple[Link, ...]:
        found: tuple[Link, ...] = many(parse_link)(cell)
        codes = [each.code for each in found]
        twice = [each for each in codes if codes.count(each) > 1]
        if twice:
            raise CellError(f"“{twice[0]}”写了两次")
        return found

    return parse_links


def visible(cell: str) -> str:
    """Return a cell without surrounding space; refuses characters nobody can see.

    Excel ends the paragraphs inside a cell as it ends rows: they are one line end here.
    """
    cell = cell.replace("\r\n", "\n")
    hidden = [each for each in cell if unicodedata.category(each) == "Cc" and each not in "\n\t"]
    if hidden:
        raise CellError(f"含有看不见的控制字符（U+{ord(hidden[0]):04X}），请删去")
    return cell.strip()


def render(value: Any) -> str:
    """Return a typed value as its cell: what the parser of its column reads back."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case Decimal():
            return format(value.normalize() + 0, "f")
        case date():
            return value.isoformat()
        case tuple():
            return LIST_SEPARATOR.join(render(each) for each in value)
        case _:
            return str(value)
