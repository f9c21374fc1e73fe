"""Writes a plain table for reading and printing as an Excel workbook, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from indicators.downloads import DEMO_LABEL, Cell
from indicators.workbook.texts import clean_text

_FONT: Final = "Microsoft YaHei"
_HEADER_FONT: Final = Font(name=_FONT, bold=True, color="FFFFFF", size=10)
_HEADER_FILL: Final = PatternFill("solid", fgColor="16324F")
_HEADER_PLACE: Final = Alignment(vertical="center", wrap_text=True)
_YES_NO: Final = {True: "是", False: "否"}
_EXACT_DIGITS: Final = 15
_NARROW, _WIDE, _LONG = 12, 28, 30


def table_file(
    *, title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], is_demo: bool
) -> bytes:
    """Return a workbook of one sheet, for A4 across, its header repeated on every page.

    Numbers stay numbers, `None` is an empty cell, text is never run as a formula. In demo mode
    a first column says so in every row.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(clean_text(title)[:_LONG])
    mark: list[Cell] = [DEMO_LABEL] if is_demo else []
    columns = [*(["数据性质"] if is_demo else []), *header]
    _prepare(sheet, columns)
    sheet.append([_head(sheet, text) for text in columns])
    for row in rows:
        sheet.append([_written(sheet, cell) for cell in (*mark, *row)])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _prepare(sheet: Worksheet, columns: Sequence[str]) -> None:
    """Set what a sheet written row by row must know before its first row."""
    for number, text in enumerate(columns, start=1):
        is_long = any(word in text for word in ("原文", "依据", "项目", "问题", "原因"))
        width = _WIDE if is_long else max(_NARROW, len(text) * 2)
        sheet.column_dimensions[get_column_letter(number)].width = min(width, _WIDE)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"


def _head(sheet: Worksheet, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font, cell.fill, cell.alignment = _HEADER_FONT, _HEADER_FILL, _HEADER_PLACE
    return cell


def _written(sheet: Worksheet, value: Cell) -> Any:
    """Return a cell, or what openpyxl writes as it is."""
    if isinstance(value, bool):
        return _YES_NO[value]
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, str):
        return _text(sheet, clean_text(value))
    return value if isinstance(value, int | date) else None


def _number(value: Decimal) -> Decimal | str:
    """Return a number; one with more digits than a spreadsheet keeps is rounded to them."""
    exact = value.normalize()
    if len(exact.as_tuple().digits) <= _EXACT_DIGITS:
        return exact
    return Decimal(f"{value:.{_EXACT_DIGITS}g}")


def _text(sheet: Worksheet, text: str) -> Any:
    if not text.startswith("="):
        return text or None
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell
