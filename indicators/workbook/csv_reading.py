"""Reads a CSV file as people save it: UTF-8 with or without BOM, UTF-16, GBK; comma or tab."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

from indicators.workbook.headers import SheetRows, table_of
from indicators.workbook.layouts import Layout
from indicators.workbook.rows import RawCell, RawTable, UnreadableFileError
from indicators.workbook.texts import clean_text

SHEET_NAME: Final = "CSV"
_ENCODINGS: Final = ("utf-8-sig", "gb18030")
_UTF_16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_FORMULA_STARTS: Final = tuple("=@")
_GUARDED: Final = tuple("=+-@\t\r\n＝＋－＠")
_MOST_FIELD: Final = 200_000
ERROR_VALUES: Final = frozenset(
    {"#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#N/A", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
)


def read_csv(path: Path, layout: Layout) -> RawTable:
    """Return the rows of a CSV file.

    Raises UnreadableFileError when it is no text or has no header of ours.
    """
    text = _decoded(path.read_bytes())
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    csv.field_size_limit(_MOST_FIELD)
    try:
        rows = [
            [_cell(field) for field in fields]
            for fields in csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
        ]
    except csv.Error as error:
        raise UnreadableFileError(
            f"CSV 文件的格式有误（引号不配对或某一格过长）：{error}。"
        ) from error
    return table_of(SheetRows(name=SHEET_NAME, rows=rows), layout)


def _decoded(content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith(_UTF_16_MARKS) else _ENCODINGS
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text.removeprefix("\ufeff")
    raise UnreadableFileError(
        "文件既不是 Excel 工作簿，也不是 UTF-8 或 GBK 编码的 CSV 文本。"
        "请用 Excel 或 WPS 另存为 .xlsx 或“CSV UTF-8”后再上传。"
    )


def _cell(field: str) -> RawCell:
    text = clean_text(field)
    if text in ERROR_VALUES:
        return RawCell(text=text, problem=f"是 Excel 的错误值 {text}，请改填数值")
    if text.startswith(_FORMULA_STARTS):
        return RawCell(text=text, problem="是公式，请改填数值（复制后“选择性粘贴→数值”）")
    if text.startswith("'") and text[1:].startswith(_GUARDED):
        return RawCell(text=text[1:])
    return RawCell(text=text)
