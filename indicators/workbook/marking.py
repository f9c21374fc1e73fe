"""Makes a copy of an uploaded file in which every bad cell is coloured and says what is wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

from openpyxl import Workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from indicators.workbook.guarding import Format
from indicators.workbook.layouts import FAULT_SHEET, Form, Layout
from indicators.workbook.reading import opened
from indicators.workbook.rows import Fault, RawTable
from indicators.workbook.writing import write_text

_BAD_FILL: Final = PatternFill("solid", fgColor="F6B8A9")
_HEADERS: Final = ("工作表", "行", "列", "项目", "内容", "问题和办法")
_WIDTHS: Final = (12, 8, 10, 14, 30, 90)
_AUTHOR: Final = "系统检查"
_TITLE_LIMIT: Final = 31


def marked_copy(
    path: Path, *, layout: Layout, kind: Format, table: RawTable, faults: Sequence[Fault]
) -> bytes:
    """Return the workbook with its bad cells marked and a list of all faults; CSV becomes one."""
    book = opened(path) if kind is Format.XLSX else _book_of(table, layout)
    sheet = book[table.sheet] if table.sheet in book.sheetnames else book.worksheets[0]
    by_cell: dict[str, list[str]] = defaultdict(list)
    for fault in faults:
        by_cell[_place(fault)].append(fault.message)
    for place, messages in by_cell.items():
        _mark(sheet, place, messages)
    _write_list(book, faults)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _place(fault: Fault) -> str:
    """Return the cell a fault is shown at: the top left one of a range, the row's first."""
    if ":" in fault.column:
        return fault.column.partition(":")[0]
    return f"{fault.column or 'A'}{fault.row or 1}"


def _mark(sheet: Worksheet, place: str, messages: Iterable[str]) -> None:
    cell = sheet[place]
    if isinstance(cell, MergedCell):
        return
    cell.fill = _BAD_FILL
    comment = Comment("\n".join(messages), _AUTHOR)
    comment.width, comment.height = 320, 120
    cell.comment = comment
    # A fault in a hidden column would not be seen.
    sheet.column_dimensions[cell.column_letter].hidden = False


def _write_list(book: Workbook, faults: Sequence[Fault]) -> None:
    if FAULT_SHEET in book.sheetnames:
        del book[FAULT_SHEET]
    sheet = book.create_sheet(FAULT_SHEET)
    for column, (header, width) in enumerate(zip(_HEADERS, _WIDTHS, strict=True), start=1):
        sheet.cell(row=1, column=column, value=header).font = Font(bold=True)
        sheet.column_dimensions[sheet.cell(row=1, column=column).column_letter].width = width
    for number, fault in enumerate(faults, start=2):
        row = str(fault.row) if fault.row else ""
        parts = (fault.sheet, row, fault.column, fault.header, fault.text, fault.message)
        for column, part in enumerate(parts, start=1):
            cell = sheet.cell(row=number, column=column)
            write_text(cell, Form.TEXT, part)
            cell.alignment = Alignment(vertical="top", wrap_text=True)


def _book_of(table: RawTable, layout: Layout) -> Workbook:
    """Return a CSV file as a workbook, each row at its own number."""
    book = Workbook()
    sheet = book.active
    sheet.title = table.sheet[:_TITLE_LIMIT]
    first = min((row.number for row in table.rows), default=2) - 1
    for key, letter in table.letters.items():
        header = layout.by_key[key].header
        write_text(sheet[f"{letter}{max(first, 1)}"], Form.TEXT, header)
        for row in table.rows:
            write_text(sheet[f"{letter}{row.number}"], Form.TEXT, row.text(key))
    return book
