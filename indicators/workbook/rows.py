"""The typed rows a workbook is written from and compared with; pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from indicators.seen import Seen, known_text, read_known, read_seen
from indicators.workbook.layouts import Layout

_STAMP: Final = re.compile(
    r"v(0|\d{1,18}:\d{1,9})-([0-9a-f]{8})(?:-([0-9a-f]{8}))?(?:-k([\d:_]*))?", re.ASCII
)
_NONE: Final = "0"
_BETWEEN: Final = "_"
"""Between the figures of a mark: a comma is none of the signs a file brings back as it was."""


def basis_mark(basis: str) -> str:
    """Return eight letters that tell one way of measuring from another, "" for as ever."""
    return hashlib.sha256(basis.encode()).hexdigest()[:8] if basis else ""


def known_mark(figures: Iterable[Seen]) -> str:
    """Return what tells which approved figures were known, also where none were.

    >>> known_mark([Seen(report_id=4, version=3), Seen(report_id=12, version=3)]), known_mark([])
    ('k4:3_12:3', 'k')
    """
    return f"k{known_text(figures).replace(',', _BETWEEN)}"


@dataclass(frozen=True, kw_only=True)
class SheetRow:
    """One row that is asked for; `cells` holds the text of every column but the hidden two.

    `seen` is the draft under way, None where there is none. `choices` are all that may
    stand in a cell of this row, by column. `locked_reason` says why the row cannot be changed
    now, "" where it can. `basis` is how what is asked for is measured, "" for as ever.
    """

    layout: Layout
    row_id: str
    seen: Seen | None
    cells: Mapping[str, str]
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    locked_reason: str = ""
    basis: str = ""

    @property
    def stamp(self) -> str:
        """The hidden version: which draft was downloaded, what it said then, how measured.

        And beside which approved ones, where there can be any.
        """
        fingerprint = self.layout.fingerprint(self.cells)
        parts = (f"v{self.seen or _NONE}", fingerprint, self.basis_mark, self.known_mark)
        return "-".join(filter(None, parts))

    @property
    def basis_mark(self) -> str:
        """Eight letters that tell one way of measuring from another, "" for as ever."""
        return basis_mark(self.basis)

    @property
    def known_mark(self) -> str:
        """What tells the approved ones that were there, "" where nothing is begun beside one."""
        return ""

    def text(self, key: str) -> str:
        if key == "row_id":
            return self.row_id
        return self.stamp if key == "version" else self.cells.get(key, "")


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """What the hidden version cell says.

    `known` are the approved figures at the download, None in a file of before they were noted.
    """

    seen: Seen | None
    fingerprint: str
    basis_mark: str
    known: frozenset[Seen] | None


def read_stamp(text: str) -> Stamp | None:
    """Return what a hidden version cell says, None where it says nothing readable."""
    match = _STAMP.fullmatch(text)
    if match is None:
        return None
    seen = read_seen(match[1]) if match[1] != _NONE else None
    known = None if match[4] is None else read_known(match[4].replace(_BETWEEN, ","))
    return Stamp(seen=seen, fingerprint=match[2], basis_mark=match[3] or "", known=known)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Something wrong in a file: where, what stands there, and what to do about it.

    `row` 0 means the whole sheet, `column` "" the whole row.
    """

    sheet: str
    row: int
    column: str
    header: str
    text: str
    message: str


@dataclass(frozen=True, kw_only=True)
class RawCell:
    """A cell as read: its text, and what is wrong with it whatever its column."""

    text: str = ""
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class RawRow:
    """A row as read, by column key; `number` as the spreadsheet counts."""

    number: int
    cells: Mapping[str, RawCell]

    def text(self, key: str) -> str:
        cell = self.cells.get(key)
        return cell.text if cell else ""

    @property
    def is_blank(self) -> bool:
        return not any(cell.text or cell.problem for cell in self.cells.values())


@dataclass(frozen=True, kw_only=True)
class RawTable:
    """A sheet as read: `letters` the letter of each column by key; faults found on the way."""

    sheet: str
    letters: Mapping[str, str]
    rows: tuple[RawRow, ...]
    faults: tuple[Fault, ...] = ()
    notices: tuple[str, ...] = ()


class UnreadableFileError(Exception):
    """A file that cannot be read as a workbook at all; the message says why and what to do."""
