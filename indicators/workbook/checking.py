"""Whether the text of an editable cell may become part of a draft; pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from indicators.targets import UnreadableValueError, parse_value
from indicators.units import normalised_unit
from indicators.workbook.columns import BY_KEY, DATES, VINTAGES
from indicators.workbook.texts import normal, read_date

_PER_CENT: Final = "%"


def stored_text(key: str, text: str, *, unit: str) -> str:
    """Return what an editable cell means: the text a draft would hold, "" for an empty cell."""
    written = normal(key, text)
    if key == "value_text" and normalised_unit(unit) == _PER_CENT and written.endswith(_PER_CENT):
        return normal(key, written.removesuffix(_PER_CENT))
    return written


def problem_of(key: str, text: str, *, unit: str, choices: tuple[str, ...] = ()) -> str:
    """Return what is wrong with the text of a cell, and what to do; "" where nothing is."""
    most = BY_KEY[key].most
    if len(text) > most and key not in DATES:
        return f"有 {len(text)} 个字，最多 {most} 个字"
    check = _CHECKS.get(key)
    if key == "value_text" and text:
        return _value_problem(text, unit=unit, choices=choices)
    return check(text) if check and text else ""


def _value_problem(text: str, *, unit: str, choices: tuple[str, ...]) -> str:
    if choices:
        return "" if text in choices else f"只能填“{'”或“'.join(choices)}”"
    if read_date(text) and "-" in text:
        return f"是日期（{text}），应为数值；如果本想填分数或比值，请改成小数"
    try:
        value = parse_value(text, unit=unit)
    except UnreadableValueError as error:
        return f"读不成数值：{error}"
    if value.value is None and value.assigned_met is None:
        return "没有数值；没有数就把单元格留空"
    return ""


def _vintage_problem(text: str) -> str:
    return "" if text in VINTAGES else f"不认识，只能是{'、'.join(VINTAGES)}之一"


def _date_problem(text: str) -> str:
    day = read_date(text)
    if day is None:
        return "不是日期，应为例如 2024-02-28"
    return "" if 1990 <= day.year <= 2100 else "的年份不对，请检查"  # noqa: PLR2004 - of a life time


def _url_problem(text: str) -> str:
    try:
        address = urlsplit(text)
        valid = address.scheme in ("http", "https") and "." in (address.hostname or "")
    except ValueError:
        valid = False
    if valid and not any(each.isspace() for each in text):
        return ""
    return "不是网址，应以 http:// 或 https:// 开头；没有就留空"


_CHECKS: Final[dict[str, Callable[[str], str]]] = {
    "vintage": _vintage_problem,
    "source_url": _url_problem,
    **dict.fromkeys(DATES, _date_problem),
}
