"""One CSV file to typed rows and every error in it; knows nothing of other files."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from shaoxing_plan.plan_files.format.cells import CellError, visible
from shaoxing_plan.plan_files.format.decoding import UndecodableError, decoded
from shaoxing_plan.plan_files.format.errors import RowError
from shaoxing_plan.plan_files.format.sheets import BrokenRow, Sheet
from shaoxing_plan.plan_files.format.tables import R, Table

_Record: TypeAlias = tuple[int, list[str]]
_Problem: TypeAlias = tuple[str, str]
_HEADER_ROW = 1
# Far beyond any text of a plan, and a guard against a quotation mark that is never closed.
_LONGEST_CELL = 100_000


def read_sheet(table: Table[R], *, file: str, content: bytes | None) -> Sheet[R]:
    """Return the rows of a file and all its errors; content `None` means there is no file."""
    if content is None:
        return _unread(table, file, "缺少这个文件；没有内容时也要保留表头")
    if not content.strip():
        return _unread(table, file, f"是空文件；至少要有表头：{','.join(table.header)}")
    try:
        records = list(_records(decoded(content)))
    except UndecodableError as error:
        return _unread(table, file, str(error), error.row)
    except csv.Error as error:
        return _unread(table, file, f"引号没有配对，或不是CSV文件（{error}）")
    if not records:
        return _unread(table, file, f"只有空行；至少要有表头：{','.join(table.header)}")
    return _sheet(table, file, records)


def _unread(table: Table[R], file: str, message: str, row: int | None = None) -> Sheet[R]:
    error = RowError(file=file, row=row, message=message)
    return Sheet(table=table, file=file, errors=(error,), is_complete=False)


def _records(text: str) -> Iterator[_Record]:
    """Yield each record with its number as Excel counts; wholly empty rows count and are left."""
    csv.field_size_limit(_LONGEST_CELL)
    for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), start=1):
        if any(cell.strip() for cell in cells):
            yield number, cells


def _sheet(table: Table[R], file: str, records: Sequence[_Record]) -> Sheet[R]:
    """Return what can be read under a header, as much of it as the header allows."""
    header_row, first = records[0]
    header = [cell.strip() for cell in first]
    problems = list(_header_problems(table.header, header))
    errors = [
        RowError(file=file, row=header_row, column=column, message=message)
        for column, message in problems
    ]
    rows: list[R] = []
    broken: list[BrokenRow] = []
    known = set(header) & set(table.header)
    for number, cells in records[1:] if known else ():
        values, wrong = _parsed(table, header, cells)
        if problems and len(cells) != len(header):
            wrong = []  # the header is to blame
        errors += [
            RowError(file=file, row=number, column=column, message=message)
            for column, message in wrong
        ]
        if len(values) == len(table.columns):
            rows.append(table.row_type(row=number, **values))
        else:
            broken.append(BrokenRow(row=number, values=values, cells=_named(header, cells)))
    return Sheet(
        table=table,
        file=file,
        rows=tuple(rows),
        broken=tuple(broken),
        errors=tuple(errors),
        is_complete=known.issuperset(table.key),
    )


def _header_problems(expected: Sequence[str], found: Sequence[str]) -> Iterator[_Problem]:
    """Yield (column, message) for each thing wrong with a header."""
    missing = [name for name in expected if name not in found]
    if len(missing) == len(expected):
        yield "", f"第一行须是以半角逗号分隔的表头：{','.join(expected)}"
        return
    yield from ((name, "表头缺少这一列") for name in missing)
    for position, name in enumerate(found, start=1):
        if not name:
            yield "", f"表头第{position}列没有列名"
        elif name not in expected:
            yield name, f"表头多出这一列（第{position}列）"
    repeated = Counter(name for name in found if name in expected) - Counter(expected)
    yield from ((name, f"表头里这一列出现了{more + 1}次") for name, more in repeated.items())
    if sorted(found) == sorted(expected):
        yield from _misplaced(expected, found)


def _misplaced(expected: Sequence[str], found: Sequence[str]) -> Iterator[_Problem]:
    for position, (wanted, name) in enumerate(zip(expected, found, strict=True), start=1):
        if wanted != name:
            yield name, f"表头列序不对：第{position}列应为{wanted}"


def _parsed(
    table: Table[R], header: Sequence[str], cells: Sequence[str]
) -> tuple[dict[str, Any], list[_Problem]]:
    """Return the values of a row, and (column, message) of each cell that cannot be read."""
    if len(cells) != len(header):
        return {}, [("", _miscounted(len(header), len(cells)))]
    values, wrong = {}, []
    for column, cell in _named(header, cells).items():
        try:
            if column in table.columns:
                values[column] = table.columns[column](visible(cell))
        except CellError as error:
            wrong.append((column, str(error)))
    return values, wrong


def _miscounted(expected: int, found: int) -> str:
    if found > expected:
        return f"有{found}格，应为{expected}格，多了；文字里的半角逗号要用引号括起来"
    return f"有{found}格，应为{expected}格，少了；空单元格也要留出逗号"


def _named(header: Sequence[str], cells: Sequence[str]) -> Mapping[str, str]:
    """Return the cells by column, as many as there are."""
    return dict(zip(header, cells, strict=False))
