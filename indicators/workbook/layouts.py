"""How a sheet that people fill in is laid out: one list of columns for writing and reading; pure.

What is filled in is different for figures and for projects; how it is written, read and
compared is not.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from indicators.quantities import normalised_text
from indicators.workbook.texts import clean_text, read_date, value_text

HELP_SHEET: Final = "说明"
FAULT_SHEET: Final = "错误清单"


class Form(StrEnum):
    """What a column holds; two texts are compared in the one spelling of its form."""

    TEXT = "text"
    COMPACT = "compact"
    VALUE = "value"
    DATE = "date"


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: `key` in code, `header` in the file; `most` is the longest text it takes.

    `is_checked`: locked, and must be as downloaded, which guards against sorted rows.
    `choices` are all that may stand in it, none for a free one.
    """

    key: str
    header: str
    width: int
    form: Form = Form.TEXT
    is_number: bool = False
    is_editable: bool = False
    is_hidden: bool = False
    is_checked: bool = False
    choices: tuple[str, ...] = ()
    most: int = 0
    help: str = ""

    def normal(self, text: str) -> str:
        """Return a text of this column in the one spelling two texts are compared in."""
        return _NORMAL[self.form](text)


def header_text(text: str) -> str:
    """Return a header as it is compared: in the common forms of characters, without spaces.

    >>> header_text("投资（亿元） ")
    '投资(亿元)'
    """
    return "".join(unicodedata.normalize("NFKC", text).split())


def _normal_date(text: str) -> str:
    day = read_date(text)
    return day.isoformat() if day else clean_text(text)


_NORMAL: Final = {
    Form.TEXT: clean_text,
    Form.COMPACT: lambda text: normalised_text(clean_text(text)),
    Form.VALUE: value_text,
    Form.DATE: _normal_date,
}
ROW_ID: Final = Column(key="row_id", header="行标识", width=4, form=Form.COMPACT, is_hidden=True)
VERSION: Final = Column(key="version", header="版本号", width=4, form=Form.COMPACT, is_hidden=True)


@dataclass(frozen=True)
class Layout:
    """A sheet: its name, its columns in order, what a row is of (指标, 项目).

    `name_key` is the column that names a row, `frozen_at` the first that scrolls.
    """

    sheet: str
    subject: str
    own_columns: tuple[Column, ...]
    frozen_at: str

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """All columns, the two hidden ones first."""
        return (ROW_ID, VERSION, *self.own_columns)

    @cached_property
    def by_key(self) -> dict[str, Column]:
        return {column.key: column for column in self.columns}

    @cached_property
    def key_of(self) -> dict[str, str]:
        """The key of each column by its header, in the one spelling headers are read in."""
        return {header_text(column.header): column.key for column in self.columns}

    @cached_property
    def editable(self) -> tuple[str, ...]:
        return tuple(column.key for column in self.columns if column.is_editable)

    @cached_property
    def checked(self) -> tuple[str, ...]:
        return tuple(column.key for column in self.columns if column.is_checked)

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """The columns without which a file cannot be told apart from any other."""
        return (ROW_ID.key, VERSION.key, *self.checked, *self.editable)

    def normal(self, key: str, text: str) -> str:
        return self.by_key[key].normal(text)

    def fingerprint(self, cells: Mapping[str, str]) -> str:
        """Return eight letters that tell whether any editable cell of a row was touched."""
        joined = "\x1f".join(self.normal(key, cells.get(key, "")) for key in self.editable)
        return hashlib.sha256(joined.encode()).hexdigest()[:8]
