"""CSV files for spreadsheets: UTF-8 with a BOM, and no cell a spreadsheet would run; pure."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from io import StringIO
from typing import Final

from indicators.formatting import WIDE

Cell = str | int | Decimal | date | bool | None

BOM: Final = "\ufeff"
MOST_DECIMALS: Final = 10
_LAST: Final = Decimal(1).scaleb(-MOST_DECIMALS)
DEMO_LABEL: Final = "演示数据（虚构）"
_FORMULA_STARTS: Final = tuple("=+-@\t\r\n＝＋－＠")
_YES_NO: Final = {True: "是", False: "否"}


def csv_file(*, header: Sequence[str], rows: Iterable[Sequence[Cell]], is_demo: bool) -> str:
    """Return a CSV file with its BOM; in demo mode a first column says so in every row.

    Text that begins like a formula gets an apostrophe before it, as spreadsheets write text;
    numbers stay numbers, `None` is an empty cell.
    """
    buffer = StringIO()
    buffer.write(BOM)
    writer = csv.writer(buffer)
    mark: list[Cell] = [DEMO_LABEL] if is_demo else []
    writer.writerow([*(["数据性质"] if is_demo else []), *header])
    writer.writerows([_written(cell) for cell in (*mark, *row)] for row in rows)
    return buffer.getvalue()


def csv_name(*parts: str, is_demo: bool) -> str:
    """Return the name of a download; in demo mode it begins with the warning."""
    return "_".join((*(["演示数据"] if is_demo else []), *parts)) + ".csv"


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return _YES_NO[cell]
    if isinstance(cell, Decimal):
        return _plain(cell)
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
    return str(cell)


def _plain(number: Decimal) -> str:
    """Return a number without exponent and without zeros at its end, of so many decimals at most.

    A quotient has no end; figures as published have far fewer.
    """
    if int(number.as_tuple().exponent) < -MOST_DECIMALS:
        number = number.quantize(_LAST, rounding=ROUND_HALF_UP, context=WIDE)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
