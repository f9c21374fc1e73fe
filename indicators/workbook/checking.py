"""What is wrong with the text of a cell, whatever sheet it stands in; pure."""

from __future__ import annotations

from urllib.parse import urlsplit

from indicators.workbook.layouts import Column, Form
from indicators.workbook.texts import read_date


def cell_problem(column: Column, text: str, *, choices: tuple[str, ...] = ()) -> str:
    """Return what is wrong with a text by its column alone, and what to do; "" where nothing is.

    `choices` are all that may stand in this cell, beside the column's own.
    """
    if not text:
        return ""
    if column.form is Form.DATE:
        return _date_problem(text)
    if len(text) > column.most:
        return f"有 {len(text)} 个字，最多 {column.most} 个字"
    allowed = choices or column.choices
    if allowed and text not in allowed:
        return choice_problem(allowed)
    return ""


def choice_problem(allowed: tuple[str, ...]) -> str:
    """Return that a cell takes nothing else."""
    return f"不认识，只能是{'、'.join(allowed)}之一"


def url_problem(text: str) -> str:
    """Return what is wrong with an address, "" where nothing is."""
    try:
        address = urlsplit(text)
        valid = address.scheme in ("http", "https") and "." in (address.hostname or "")
    except ValueError:
        valid = False
    if valid and not any(each.isspace() for each in text):
        return ""
    return "不是网址，应以 http:// 或 https:// 开头；没有就留空"


def _date_problem(text: str) -> str:
    day = read_date(text)
    if day is None:
        return "不是日期，应为例如 2024-02-28"
    return "" if 1990 <= day.year <= 2100 else "的年份不对，请检查"  # noqa: PLR2004 - of a life time
