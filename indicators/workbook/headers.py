"""Finds the header of a sheet and turns its rows into ours; pure.

Columns are found by their headers, so their order does not matter; one that is missing or
stands there twice does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from indicators.workbook.guarding import FRESH
from indicators.workbook.layouts import ROW_ID, VERSION, Layout, header_text
from indicators.workbook.rows import Fault, RawCell, RawRow, RawTable, UnreadableFileError

HEADER_WITHIN: Final = 10
MOST_ROWS: Final = 5_000
_HIDDEN: Final = (ROW_ID.key, VERSION.key)
_ENOUGH: Final = 3


@dataclass(frozen=True, kw_only=True)
class SheetRows:
    """A sheet as its reader found it; `rows` begin with row 1."""

    name: str
    rows: Sequence[Sequence[RawCell]]
    faults: tuple[Fault, ...] = ()


def table_of(sheet: SheetRows, layout: Layout) -> RawTable:
    """Return a sheet's rows by column key.

    Raises UnreadableFileError when no row is our header, or a column is missing or doubled.
    """
    at = header_index(sheet.rows, layout)
    if at is None:
        raise UnreadableFileError(
            f"工作表“{sheet.name}”里没有找到填报表的表头"
            f"（{ROW_ID.header}、{_examples(layout)}……）。{FRESH}"
        )
    header = [_header(cell) for cell in sheet.rows[at]]
    _refuse_bad_header(header, layout)
    keys = layout.key_of
    places = {keys[text]: index for index, text in enumerate(header) if text in keys}
    body = sheet.rows[at + 1 :]
    if len(body) > MOST_ROWS:
        raise UnreadableFileError(f"工作表有 {len(body)} 行，超过 {MOST_ROWS} 行的上限。{FRESH}")
    rows = (_row(number, cells, places) for number, cells in enumerate(body, start=at + 2))
    return RawTable(
        sheet=sheet.name,
        letters={key: column_letter(index) for key, index in places.items()},
        rows=tuple(row for row in rows if not row.is_blank),
        faults=sheet.faults,
        notices=tuple(_notices(header, places, layout)),
    )


def header_index(rows: Sequence[Sequence[RawCell]], layout: Layout) -> int | None:
    """Return which of the first rows is the header, None where none is."""
    for index, cells in enumerate(rows[:HEADER_WITHIN]):
        if sum(_header(cell) in layout.key_of for cell in cells) >= _ENOUGH:
            return index
    return None


def column_letter(index: int) -> str:
    """Return the letter of a column counted from 0.

    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    letters = ""
    while index >= 0:
        index, rest = divmod(index, 26)
        letters, index = chr(65 + rest) + letters, index - 1
    return letters


def _header(cell: RawCell) -> str:
    return header_text(cell.text)


def _refuse_bad_header(header: list[str], layout: Layout) -> None:
    columns = layout.by_key
    found = [layout.key_of[text] for text in header if text in layout.key_of]
    missing = [key for key in layout.needed if key not in found]
    if any(key in missing for key in _HIDDEN):
        names = "、".join(columns[key].header for key in missing if key in _HIDDEN)
        raise UnreadableFileError(
            f"缺少隐藏列“{names}”，系统认不出每一行是哪个{layout.subject}。"
            f"请不要删除隐藏列：{FRESH}"
        )
    if missing:
        names = "、".join(columns[key].header for key in missing)
        raise UnreadableFileError(f"缺少列：{names}。列不能删除，表头不能改：{FRESH}")
    doubled = sorted({columns[key].header for key in found if found.count(key) > 1})
    if doubled:
        raise UnreadableFileError(f"列“{'、'.join(doubled)}”出现了不止一次。请只保留一列：{FRESH}")


def _examples(layout: Layout) -> str:
    """Return the headers a sheet of ours is known by."""
    names = [*layout.checked[:1], *layout.editable[:1]]
    return "、".join(layout.by_key[key].header for key in names)


def _row(number: int, cells: Sequence[RawCell], places: Mapping[str, int]) -> RawRow:
    return RawRow(
        number=number,
        cells={key: cells[index] for key, index in places.items() if index < len(cells)},
    )


def _notices(header: list[str], places: Mapping[str, int], layout: Layout) -> list[str]:
    notices = []
    if list(places) != sorted(places, key=list(layout.by_key).index):
        notices.append("列的顺序与下载时不同，已按表头读取。")
    extra = [text for text in header if text and text not in layout.key_of and text != "数据性质"]
    if extra:
        notices.append(f"多出的列没有读取：{'、'.join(extra[:10])}。")
    return notices
