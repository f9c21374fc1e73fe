"""Writes a department's prefilled workbook with openpyxl (0.3 s of first import, no pandas)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Final

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from indicators.downloads import DEMO_LABEL
from indicators.workbook.headers import column_letter
from indicators.workbook.layouts import HELP_SHEET, Column, Form, Layout
from indicators.workbook.rows import SheetRow
from indicators.workbook.texts import CELL_LIMIT, clean_text, plain_number, read_date

# More digits than this a spreadsheet rounds away: such a number is written as text.
_EXACT_DIGITS: Final = 15
_HEADER_FILL: Final = PatternFill("solid", fgColor="16324F")
_OPEN_FILL: Final = PatternFill("solid", fgColor="FFF8E1")
_LOCKED_FILL: Final = PatternFill("solid", fgColor="F4F6F9")
_LINE: Final = Side(style="thin", color="D6DEE6")
_BORDER: Final = Border(bottom=_LINE, right=_LINE)
_FONT: Final = "Microsoft YaHei"


@dataclass(frozen=True, kw_only=True)
class Cover:
    """What the instructions say a workbook is for."""

    title: str
    department: str
    due: str
    is_demo: bool = False
    remarks: tuple[str, ...] = ()


def workbook_file(layout: Layout, rows: Sequence[SheetRow], *, cover: Cover) -> bytes:
    """Return the workbook a department fills in and sends back."""
    book = Workbook()
    sheet = book.active
    sheet.title = layout.sheet
    _write_header(sheet, layout, is_demo=cover.is_demo)
    for number, row in enumerate(rows, start=2):
        _write_row(sheet, number, row, is_demo=cover.is_demo)
    _add_choices(sheet, layout, rows)
    _protect(sheet, layout, last_row=len(rows) + 1)
    _write_help(book.create_sheet(HELP_SHEET), layout, cover)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _write_header(sheet: Worksheet, layout: Layout, *, is_demo: bool) -> None:
    for index, column in enumerate(layout.columns):
        cell = sheet.cell(row=1, column=index + 1, value=column.header)
        _dress_header(cell)
        letter = column_letter(index)
        sheet.column_dimensions[letter].width = column.width
        sheet.column_dimensions[letter].hidden = column.is_hidden
    if is_demo:
        _dress_header(sheet.cell(row=1, column=len(layout.columns) + 1, value="数据性质"))
    sheet.row_dimensions[1].height = 26


def _dress_header(cell: Cell) -> None:
    cell.font = Font(name=_FONT, bold=True, color="FFFFFF", size=10)
    cell.fill = _HEADER_FILL
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    cell.border = _BORDER


def _write_row(sheet: Worksheet, number: int, row: SheetRow, *, is_demo: bool) -> None:
    columns = row.layout.columns
    for index, column in enumerate(columns):
        cell = sheet.cell(row=number, column=index + 1)
        write_text(cell, column.form, row.text(column.key), is_number=column.is_number)
        is_open = column.is_editable and not row.locked_reason
        cell.protection = Protection(locked=not is_open)
        cell.fill = _OPEN_FILL if is_open else _LOCKED_FILL
        _dress(cell, column)
    if is_demo:
        write_text(sheet.cell(row=number, column=len(columns) + 1), Form.TEXT, DEMO_LABEL)


def _dress(cell: Cell, column: Column) -> None:
    cell.font = Font(name=_FONT, size=10)
    cell.border = _BORDER
    side = "right" if column.is_number else "left"
    cell.alignment = Alignment(horizontal=side, vertical="top", wrap_text=True)


def write_text(cell: Cell, form: Form, text: str, *, is_number: bool = False) -> None:
    """Write a text as number or day where it is one; never as a formula, whatever it says."""
    text = clean_text(text)
    number = plain_number(text) if is_number else None
    day = read_date(text) if form is Form.DATE else None
    if not text:
        return
    if number is not None and len(number.as_tuple().digits) <= _EXACT_DIGITS:
        cell.value = _written(number)
    elif isinstance(day, date):
        cell.value = day
        cell.number_format = "yyyy-mm-dd"
    else:
        cell.value = text[:CELL_LIMIT]
        cell.data_type = "s"
        cell.quotePrefix = text.startswith("=")


def _written(number: Decimal) -> int | Decimal:
    return int(number) if number == number.to_integral_value() else number


def _add_choices(sheet: Worksheet, layout: Layout, rows: Sequence[SheetRow]) -> None:
    """Put drop-downs over columns with choices, and over single cells that have their own."""
    letters = {column.key: column_letter(index) for index, column in enumerate(layout.columns)}
    lists: dict[tuple[str, tuple[str, ...]], DataValidation] = {}
    for column in layout.columns:
        if rows and column.choices:
            choice = lists[column.key, column.choices] = _choice(
                column.choices, title=column.header
            )
            choice.add(f"{letters[column.key]}2:{letters[column.key]}{len(rows) + 1}")
    for number, row in enumerate(rows, start=2):
        for key, options in row.choices.items():
            title = layout.by_key[key].header
            choice = lists.setdefault((key, options), _choice(options, title=title))
            choice.add(f"{letters[key]}{number}")
    for choice in lists.values():
        sheet.add_data_validation(choice)


def _choice(options: tuple[str, ...], *, title: str) -> DataValidation:
    return DataValidation(
        type="list",
        formula1=f'"{",".join(options)}"',
        allow_blank=True,
        showErrorMessage=True,
        errorTitle=title,
        error=f"只能选：{'、'.join(options)}",
    )


def _protect(sheet: Worksheet, layout: Layout, *, last_row: int) -> None:
    """Lock what is not to be filled in; no password, it keeps nobody out but mistakes."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    sheet.protection.autoFilter = False
    last = column_letter(len(layout.columns) - 1)
    sheet.auto_filter.ref = f"A1:{last}{last_row}"
    frozen = list(layout.by_key).index(layout.frozen_at)
    sheet.freeze_panes = f"{column_letter(frozen)}2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    sheet.print_area = f"A1:{last}{last_row}"


def _write_help(sheet: Worksheet, layout: Layout, cover: Cover) -> None:
    sheet.column_dimensions["A"].width = 18
    sheet.column_dimensions["B"].width = 100
    lines = [
        (cover.title, DEMO_LABEL if cover.is_demo else ""),
        ("填报部门", cover.department),
        ("时间", cover.due),
        ("", ""),
        (
            "怎么填",
            "只填浅黄色的格子；灰色格子是锁定的，供对照。数字直接填，不用公式，不合并单元格。",
        ),
        (
            "",
            f"不要增删行和列，不要改表头和隐藏列；不填的{layout.subject}留着即可，可用表头的筛选按钮找。",
        ),
        ("怎么交", "保存后在填报页面上传。系统先列出每一处改动和全部问题，确认之后才写入草稿。"),
        ("", "草稿写入后，还须在填报页面核对并提交。"),
        *(("", remark) for remark in cover.remarks),
        ("", ""),
        *((column.header, column.help) for column in layout.columns if column.help),
    ]
    for number, (label, text) in enumerate(lines, start=1):
        for column, part in enumerate((label, text), start=1):
            cell = sheet.cell(row=number, column=column)
            write_text(cell, Form.TEXT, part)
            is_label = column == 1
            cell.font = Font(name=_FONT, size=14 if number == 1 else 10, bold=is_label)
            cell.alignment = Alignment(vertical="top", wrap_text=not (is_label and number == 1))
