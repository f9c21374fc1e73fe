"""Reads an Excel workbook with openpyxl; only files that passed `guarding`, only in a worker."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from indicators.workbook.csv_reading import read_csv
from indicators.workbook.guarding import FRESH, ZIP_ERRORS, Format, recognised
from indicators.workbook.headers import MOST_ROWS, SheetRows, header_index, table_of
from indicators.workbook.layouts import Layout
from indicators.workbook.rows import Fault, RawCell, RawTable, UnreadableFileError
from indicators.workbook.texts import clean_text

MOST_COLUMNS: Final = 40
# What openpyxl raises on parts that are well-formed XML but make no sense.
OPENING_ERRORS: Final = (
    *ZIP_ERRORS,
    InvalidFileException,
    SyntaxError,
    AttributeError,
    TypeError,
    ArithmeticError,
    AssertionError,
)


def read_table(path: Path, layout: Layout) -> RawTable:
    """Return the rows of an uploaded file, Excel or CSV.

    Raises UnreadableFileError, saying in Chinese what is wrong with it as a whole.
    """
    if recognised(path) is Format.CSV:
        return read_csv(path, layout)
    try:
        return table_of(_sheet_rows(_chosen_sheet(opened(path), layout)), layout)
    except OPENING_ERRORS as error:
        raise UnreadableFileError(
            f"工作簿的内部结构有误，读不了。请在 Excel 或 WPS 中打开并另存后再试。{FRESH}"
        ) from error


def opened(path: Path) -> Workbook:
    """Return a workbook with its formulas as they are and without links to other files."""
    with warnings.catch_warnings(), path.open("rb") as file:
        # Of extensions that it drops: pictures, validation of newer kinds.
        warnings.simplefilter("ignore", UserWarning)
        return load_workbook(file, data_only=False, keep_links=False, keep_vba=False)


def _chosen_sheet(workbook: Workbook, layout: Layout) -> Worksheet:
    sheets: list[Worksheet] = list(workbook.worksheets)
    if not sheets:
        raise UnreadableFileError(f"工作簿里没有工作表。{FRESH}")
    named = [sheet for sheet in sheets if sheet.title.strip() == layout.sheet]
    with_header = [
        sheet for sheet in sheets if header_index(_first_rows(sheet), layout) is not None
    ]
    if len(with_header) > 1:
        titles = "、".join(f"“{sheet.title}”" for sheet in with_header)
        raise UnreadableFileError(
            f"工作簿里有几张填报表（{titles}），不知道以哪一张为准。请只留一张，再上传。"
        )
    for candidates in (named, with_header):
        if candidates:
            return candidates[0]
    raise UnreadableFileError(
        f"工作簿里没有名为“{layout.sheet}”的工作表，也没有带填报表表头的工作表。{FRESH}"
    )


def _first_rows(sheet: Worksheet) -> list[list[RawCell]]:
    rows = sheet.iter_rows(max_row=10, max_col=MOST_COLUMNS)
    return [[_raw(cell) for cell in row] for row in rows]


def _sheet_rows(sheet: Worksheet) -> SheetRows:
    if sheet.max_row > MOST_ROWS + 10:
        _refuse_if_filled_below(sheet)
    rows = sheet.iter_rows(
        max_row=min(sheet.max_row, MOST_ROWS + 10), max_col=min(sheet.max_column, MOST_COLUMNS)
    )
    return SheetRows(
        name=sheet.title,
        rows=[[_raw(cell) for cell in row] for row in rows],
        faults=tuple(_merged_faults(sheet)),
    )


def _refuse_if_filled_below(sheet: Worksheet) -> None:
    below = sheet.iter_rows(min_row=MOST_ROWS + 11, max_col=MOST_COLUMNS, values_only=True)
    if any(value is not None for row in below for value in row):
        raise UnreadableFileError(f"工作表超过 {MOST_ROWS} 行的上限。{FRESH}")


def _merged_faults(sheet: Worksheet) -> Iterator[Fault]:
    for area in sheet.merged_cells.ranges:
        yield Fault(
            sheet=sheet.title,
            row=area.min_row,
            column=area.coord,
            header="",
            text="",
            message=f"单元格 {area.coord} 是合并的，分不清数据属于哪一行。请取消合并后逐格填写。",
        )


def _raw(cell: Cell | MergedCell) -> RawCell:
    """Return a cell's text; formulas, error values and what is no text or number as problems."""
    if isinstance(cell, MergedCell) or cell.value is None:
        return RawCell()
    if cell.data_type == "f":
        formula = cell.value if isinstance(cell.value, str) else getattr(cell.value, "text", "")
        return RawCell(
            text=clean_text(str(formula or "=…"))[:200],
            problem="是公式，请改填数值（复制后“选择性粘贴→数值”）",
        )
    if cell.data_type == "e":
        text = clean_text(str(cell.value))
        return RawCell(text=text, problem=f"是 Excel 的错误值 {text}，请改填数值")
    return _value(cell.value, number_format=str(cell.number_format or ""))


def _value(value: Any, *, number_format: str) -> RawCell:
    if isinstance(value, bool):
        return RawCell(text=str(value).upper(), problem="是逻辑值，请改填数值或文字")
    if isinstance(value, int | float):
        return _number(value, number_format=number_format)
    if isinstance(value, datetime):
        return RawCell(text=_day(value))
    if isinstance(value, date):
        return RawCell(text=value.isoformat())
    if isinstance(value, time | timedelta):
        return RawCell(text=str(value), problem="是时间，请改填数值或文字")
    return RawCell(text=clean_text(str(value)))


def _number(value: float, *, number_format: str) -> RawCell:
    """Return a number as it is shown: 0.125 formatted in per cent is 12.5%."""
    if not isfinite(value) or abs(value) >= Decimal("1e24"):
        return RawCell(text=str(value), problem="的数值过大，请检查")
    # Fifteen digits are what a spreadsheet shows: 0.1 + 0.2 is 0.3 there.
    number = Decimal(f"{value:.15g}") if isinstance(value, float) else Decimal(value)
    if "%" in number_format:
        return RawCell(text=f"{_plain(number * 100)}%")
    return RawCell(text=_plain(number))


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _day(value: datetime) -> str:
    if value.time() == time():
        return value.date().isoformat()
    return value.isoformat(sep=" ")
