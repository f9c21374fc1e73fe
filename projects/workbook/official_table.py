"""The official table as an Excel sheet that prints as it looks: A4 landscape, header on each page.

Imported late: openpyxl takes 0.3 s of first import.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from indicators.workbook.layouts import Form
from indicators.workbook.writing import write_text
from projects.progress_tables import OfficialTable, TableLine, TablePart

HEADER: Final = ("序号", "内容与要求", "进展情况", "责任单位")
_WIDTHS: Final = (6, 52, 62, 24)
_FONT: Final = "SimSun"
_LINE: Final = Side(style="thin", color="808080")
_BORDER: Final = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEADER_FILL: Final = PatternFill("solid", fgColor="E8EDF2")
_GROUP_FILL: Final = PatternFill("solid", fgColor="F4F6F9")
_LAST: Final = len(HEADER)
_A4: Final = 9
_LINE_POINTS: Final = 15
_MOST_POINTS: Final = 400
_WIDE: Final = 2
"""A Chinese character takes the width of two digits, which a column's width counts in."""


@dataclass(frozen=True, kw_only=True)
class TableCover:
    """What stands above the table: its title and, in smaller type, of what and of when it is."""

    title: str
    subtitle: str


def official_workbook(table: OfficialTable, *, cover: TableCover) -> bytes:
    """Return the official table as an Excel file."""
    book = Workbook()
    sheet = book.active
    sheet.title = "进展情况表"
    _write_cover(sheet, cover)
    sheet.append(HEADER)
    _dress_row(sheet, bold=True, fill=_HEADER_FILL, center=True)
    for group in table.groups:
        _write_heading(sheet, group.heading)
        for part in group.parts:
            _write_part(sheet, part)
    _set_page(sheet, cover)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _write_cover(sheet: Worksheet, cover: TableCover) -> None:
    for text, size in ((cover.title, 16), (cover.subtitle, 10)):
        row = 1 if sheet["A1"].value is None else 2
        cell = sheet.cell(row=row, column=1)
        write_text(cell, Form.TEXT, text)
        cell.font = Font(name=_FONT, bold=size > 10, size=size)  # noqa: PLR2004 - the title alone
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=_LAST)
    sheet.row_dimensions[1].height = 30


def _write_heading(sheet: Worksheet, text: str) -> None:
    row = sheet.max_row + 1
    write_text(sheet.cell(row=row, column=1), Form.TEXT, text)
    _dress_row(sheet, bold=True, fill=_GROUP_FILL)
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=_LAST)
    _set_height(sheet, row, [(text, sum(_WIDTHS))])


def _write_part(sheet: Worksheet, part: TablePart) -> None:
    if part.heading:
        _write_heading(sheet, "：".join(filter(None, (part.heading, part.text))))
    for line in part.lines:
        row = sheet.max_row + 1
        cells = line_cells(line)
        sheet.cell(row=row, column=1, value=line.number)
        for column, text in enumerate(cells[1:], start=2):
            write_text(sheet.cell(row=row, column=column), Form.TEXT, str(text))
        _dress_row(sheet)
        _set_height(sheet, row, list(zip(map(str, cells), _WIDTHS, strict=True)))


def line_cells(line: TableLine) -> list[str | int]:
    """Return the four cells of a line, see HEADER; paragraphs stand on lines of their own."""
    said = "\n".join(dict.fromkeys(filter(None, (line.title, line.text))))
    return [line.number, said, "\n".join(line.progress), line.units]


def _dress_row(
    sheet: Worksheet, *, bold: bool = False, fill: PatternFill | None = None, center: bool = False
) -> None:
    for column in range(1, _LAST + 1):
        cell = sheet.cell(row=sheet.max_row, column=column)
        cell.font = Font(name=_FONT, bold=bold, size=10)
        cell.border = _BORDER
        side = "center" if center or (column == 1 and not fill) else "left"
        cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)
        if fill:
            cell.fill = fill


def _set_height(sheet: Worksheet, row: int, cells: Sequence[tuple[str, int]]) -> None:
    """Give a row the height its texts need: Excel does not do so for merged cells."""
    lines = max(sum(_lines(each, width) for each in text.split("\n")) for text, width in cells)
    sheet.row_dimensions[row].height = min(_MOST_POINTS, lines * _LINE_POINTS + 4)


def _lines(text: str, width: int) -> int:
    taken = sum(1 if each.isascii() else _WIDE for each in text)
    return max(1, -(-taken // max(1, width - 1)))


def _set_page(sheet: Worksheet, cover: TableCover) -> None:
    for index, width in enumerate(_WIDTHS):
        sheet.column_dimensions["ABCD"[index]].width = width
    header_row = 3
    sheet.freeze_panes = f"A{header_row + 1}"
    sheet.print_title_rows = f"{header_row}:{header_row}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = "第 &P 页 共 &N 页"
    sheet.oddHeader.right.text = cover.title.replace("&", "&&")
