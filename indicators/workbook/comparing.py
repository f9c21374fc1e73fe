"""Compares an uploaded table with what stands now: every change, and all faults at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Generic

from indicators.seen import Seen
from indicators.workbook.frames import Alignment, aligned
from indicators.workbook.guarding import FRESH
from indicators.workbook.rows import Fault, RawRow, RawTable, read_stamp
from indicators.workbook.sheet_rules import Row, SheetRules

MOST_FAULTS: Final = 500
MOST_NAMED: Final = 20
"""So many rows are named in a notice."""


@dataclass(frozen=True, kw_only=True)
class CellChange:
    """One cell that would change; texts as stored."""

    key: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class RowChange(Generic[Row]):
    """One draft that would be written: all its texts, and which of them are new.

    `where` is the id it would be kept under, `seen` the draft to be changed, None for a
    new one.
    """

    row: int
    expected: Row
    where: str
    seen: Seen | None
    texts: Mapping[str, str]
    cells: tuple[CellChange, ...]


@dataclass(frozen=True, kw_only=True)
class Comparison(Generic[Row]):
    """What an uploaded file would do."""

    changes: tuple[RowChange[Row], ...]
    faults: tuple[Fault, ...]
    notices: tuple[str, ...]
    rows: int
    unchanged: int


def compared(table: RawTable, rules: SheetRules[Row]) -> Comparison[Row]:
    """Return every change a table would make to what stands now, and all that is wrong in it."""
    alignment = aligned(table, rules.layout, rules.rows)
    pass_ = _Pass(table, rules, alignment)
    faults = [*table.faults, *pass_.stray_faults(), *pass_.row_faults()]
    faults.sort(key=lambda fault: (fault.row, fault.column))
    notices = list(table.notices)
    if alignment.absent:
        notices.append(f"文件里没有的 {len(alignment.absent)} 项保持不变。")
    if pass_.passed_over:
        rows = "、".join(str(table.rows[place].number) for place in pass_.passed_over[:MOST_NAMED])
        etc = "等" if len(pass_.passed_over) > MOST_NAMED else ""
        notices.append(
            f"第 {rows} 行{etc}下载之后已经办理，文件里也没有改动或与采用的一致，"
            f"共 {len(pass_.passed_over)} 项，已跳过。"
        )
    if len(faults) > MOST_FAULTS:
        notices.append(f"问题共 {len(faults)} 处，只列出前 {MOST_FAULTS} 处。")
    return Comparison(
        changes=tuple(pass_.changes),
        faults=tuple(faults[:MOST_FAULTS]),
        notices=tuple(notices),
        rows=len(table.rows),
        unchanged=len(alignment.known) - len(pass_.touched),
    )


class _Pass(Generic[Row]):
    """One walk through a table: collects changes and faults on the way."""

    def __init__(self, table: RawTable, rules: SheetRules[Row], alignment: Alignment) -> None:
        self.table, self.rules, self.alignment = table, rules, alignment
        self.layout = rules.layout
        self.by_id = {row.row_id: row for row in rules.rows}
        self.changes: list[RowChange[Row]] = []
        self.touched: set[int] = set()
        self.passed_over: list[int] = []

    def stray_faults(self) -> Iterator[Fault]:
        """Yield what is wrong with rows that are nobody's, another's, or there twice."""
        subject = self.layout.subject
        for place in self.alignment.nameless:
            yield self._fault(
                place, "row_id", f"这一行没有行标识，认不出是哪个{subject}。请不要自己加行。"
            )
        for place in sorted(self.alignment.doubled):
            yield self._fault(place, "row_id", f"这一行与另一行是同一个{subject}。请只保留一行。")
        for place in self.alignment.unknown:
            row_id = self.layout.normal("row_id", self._raw(place).text("row_id"))
            if self._is_settled(place, row_id):
                self.passed_over.append(place)
                continue
            yield self._fault(place, "row_id", self.rules.why_unknown(row_id))

    def _is_settled(self, place: int, row_id: str) -> bool:
        """Return whether a row that was decided meanwhile says nothing new: it is passed over."""
        if self.rules.decided_texts(row_id) is None:
            return False
        raw = self._raw(place)
        return self._is_decided(raw, row_id) or self._is_as_downloaded(raw)

    def _is_decided(self, raw: RawRow, row_id: str) -> bool:
        """Return whether a row says what was decided of it, to the letter."""
        decided = self.rules.decided_texts(row_id)
        texts = {key: raw.text(key) for key in self.layout.editable}
        return bool(decided) and self._said(texts) == self._said(decided or {})

    def _said(self, texts: Mapping[str, str]) -> list[str]:
        return [self.layout.normal(key, texts.get(key, "")) for key in self.layout.editable]

    def _is_as_downloaded(self, raw: RawRow) -> bool:
        stamp = read_stamp(self.layout.normal("version", raw.text("version")))
        texts = {key: raw.text(key) for key in self.layout.editable}
        return stamp is not None and stamp.fingerprint == self.layout.fingerprint(texts)

    def row_faults(self) -> Iterator[Fault]:
        """Yield what is wrong in our own rows; a row without fault becomes a change."""
        taken: set[str] = set()
        for place, row_id in self.alignment.known.items():
            expected = self.by_id[row_id]
            faults = list(self._faults_of(place, expected))
            yield from faults
            if faults or place not in self.touched:
                continue
            change = self._change(place, expected)
            if change.where in taken or self._is_anothers(change.where, row_id):
                yield self._fault(place, *self.rules.taken())
                continue
            taken.add(change.where)
            self.changes.append(change)

    def _faults_of(self, place: int, expected: Row) -> Iterator[Fault]:
        raw = self._raw(place)
        problems = list(self._cell_problems(place, raw, expected))
        yield from problems
        for key in self.layout.checked:
            if key in self.alignment.differing[place]:
                yield self._fault(
                    place,
                    key,
                    f"这一格应为“{expected.text(key)}”，不能改。如果排过序，请整行一起排。{FRESH}",
                )
        if not problems and not self._is_changed(place, raw, expected):
            return
        if not problems and expected.seen is None and self._is_decided(raw, expected.row_id):
            self.passed_over.append(place)
            return
        self.touched.add(place)
        yield from self._refusals(place, raw, expected)

    def _cell_problems(self, place: int, raw: RawRow, expected: Row) -> Iterator[Fault]:
        """Yield what is wrong with each cell, whether or not its row may be changed."""
        for key in self.layout.editable:
            cell = raw.cells.get(key)
            if cell and cell.problem:
                yield self._fault(place, key, f"这一格{cell.problem}。")
            elif key in self.alignment.differing[place]:
                text = self.rules.stored_text(key, raw.text(key), expected)
                problem = self.rules.problem_of(key, text, expected)
                if problem:
                    yield self._fault(place, key, f"“{text[:40]}”{problem}。")

    def _is_changed(self, place: int, raw: RawRow, expected: Row) -> bool:
        """Return whether the person changed the row: not when it is as downloaded or as now."""
        new = {each.key for each in self._new_cells(place, raw, expected)}
        if not new or (new <= self.rules.idle and expected.seen is None):
            return False
        return not self._is_as_downloaded(raw)

    def _refusals(self, place: int, raw: RawRow, expected: Row) -> Iterator[Fault]:
        """Yield why a changed row cannot be saved: locked, or changed since the download."""
        stamp = read_stamp(self.layout.normal("version", raw.text("version")))
        if stamp is None:
            yield self._fault(place, "version", f"隐藏的版本号缺失或被改动。{FRESH}")
        elif stamp.seen != expected.seen:
            yield self._fault(
                place,
                "version",
                f"下载之后这一行已被改动，现为“{self.rules.standing_text(expected) or '（空）'}”。"
                "请重新下载，对照后再填。",
            )
        elif expected.locked_reason:
            yield self._fault(place, "status", expected.locked_reason)
        elif stamp.basis_mark != expected.basis_mark:
            yield self._fault(
                place,
                "version",
                f"下载之后口径已变更为“{expected.basis or '规划原来的口径'}”，"
                "这一行是按原来的口径填的。请重新下载，按现在的口径核对后再填。",
            )
        for key, message in self.rules.refusals(raw, expected):
            yield self._fault(place, key, message)

    def _new_cells(self, place: int, raw: RawRow, expected: Row) -> Iterator[CellChange]:
        for key in self.alignment.differing[place]:
            if key not in self.layout.editable:
                continue
            old = self.rules.stored_text(key, expected.text(key), expected)
            new = self.rules.stored_text(key, raw.text(key), expected)
            if old != new and (new or key not in self.rules.kept_if_empty):
                yield CellChange(key=key, old=old, new=new)

    def _change(self, place: int, expected: Row) -> RowChange[Row]:
        raw = self._raw(place)
        cells = tuple(self._new_cells(place, raw, expected))
        texts = {key: expected.text(key) for key in self.layout.editable} | {
            each.key: each.new for each in cells
        }
        where = self.rules.where(expected, texts)
        is_same = where == expected.row_id
        return RowChange(
            row=raw.number,
            expected=expected,
            where=where,
            seen=expected.seen if is_same else None,
            texts=texts,
            cells=cells,
        )

    def _is_anothers(self, where: str, row_id: str) -> bool:
        """Return whether a row would be written over another row's draft."""
        row = self.by_id.get(where)
        return where != row_id and row is not None and row.seen is not None

    def _raw(self, place: int) -> RawRow:
        return self.table.rows[place]

    def _fault(self, place: int, key: str, message: str) -> Fault:
        raw = self._raw(place)
        return Fault(
            sheet=self.table.sheet,
            row=raw.number,
            column=self.table.letters.get(key, ""),
            header=self.layout.by_key[key].header,
            text=raw.text(key)[:200],
            message=message,
        )
