"""Compares an uploaded table with what stands now: every change, and all faults at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from indicators.workbook.checking import problem_of, stored_text
from indicators.workbook.columns import BY_KEY, CHECKED, EDITABLE, VINTAGES
from indicators.workbook.frames import Alignment, aligned
from indicators.workbook.guarding import FRESH
from indicators.workbook.rows import Fault, RawRow, RawTable, SheetRow, read_row_id, read_stamp
from indicators.workbook.texts import fingerprint, normal

MOST_FAULTS: Final = 500


@dataclass(frozen=True, kw_only=True)
class CellChange:
    """One cell that would change; texts as stored."""

    key: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class RowChange:
    """One draft that would be written: all its texts, and which of them are new.

    `version` is that of the draft to be changed, None for a new one.
    """

    row: int
    expected: SheetRow
    vintage: str
    version: int | None
    texts: Mapping[str, str]
    cells: tuple[CellChange, ...]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What an uploaded file would do."""

    changes: tuple[RowChange, ...]
    faults: tuple[Fault, ...]
    notices: tuple[str, ...]
    rows: int
    unchanged: int


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a file is compared with.

    `owners` names the department of each indicator of the plan by code, to say whose row a
    foreign one is; with `needs_day` every figure must say when it was published.
    """

    rows: Sequence[SheetRow]
    years: frozenset[int]
    owners: Mapping[str, str] = field(default_factory=dict)
    needs_day: bool = False


def compared(table: RawTable, asked: Asked) -> Comparison:
    """Return every change a table would make to what stands now, and all that is wrong in it."""
    alignment = aligned(table, asked.rows)
    pass_ = _Pass(table, asked, alignment)
    faults = [*table.faults, *pass_.stray_faults(), *pass_.row_faults()]
    faults.sort(key=lambda fault: (fault.row, fault.column))
    notices = list(table.notices)
    if alignment.absent:
        notices.append(f"文件里没有的 {len(alignment.absent)} 项保持不变。")
    if len(faults) > MOST_FAULTS:
        notices.append(f"问题共 {len(faults)} 处，只列出前 {MOST_FAULTS} 处。")
    return Comparison(
        changes=tuple(pass_.changes),
        faults=tuple(faults[:MOST_FAULTS]),
        notices=tuple(notices),
        rows=len(table.rows),
        unchanged=len(alignment.known) - len(pass_.touched),
    )


class _Pass:
    """One walk through a table: collects changes and faults on the way."""

    def __init__(self, table: RawTable, asked: Asked, alignment: Alignment) -> None:
        self.table, self.asked, self.alignment = table, asked, alignment
        self.by_id = {row.row_id: row for row in asked.rows}
        self.changes: list[RowChange] = []
        self.touched: set[int] = set()

    def stray_faults(self) -> Iterator[Fault]:
        """Yield what is wrong with rows that are nobody's, another's, or there twice."""
        for place in self.alignment.nameless:
            yield self._fault(
                place, "row_id", "这一行没有行标识，认不出是哪个指标。请不要自己加行。"
            )
        for place in sorted(self.alignment.doubled):
            yield self._fault(place, "row_id", "这一行与另一行是同一个指标。请只保留一行。")
        for place in self.alignment.unknown:
            yield self._fault(place, "row_id", self._why_unknown(self._raw(place).text("row_id")))

    def row_faults(self) -> Iterator[Fault]:
        """Yield what is wrong in our own rows; a row without fault becomes a change."""
        taken: dict[str, int] = {}
        for place, row_id in self.alignment.known.items():
            expected = self.by_id[row_id]
            faults = list(self._faults_of(place, expected))
            yield from faults
            if faults or place not in self.touched:
                continue
            change = self._change(place, expected)
            where = f"{expected.code}:{expected.year}:{change.vintage}"
            if where in taken or (where != row_id and self._is_under_way(where)):
                yield self._fault(
                    place, "vintage", "这个数据版本已有单独的一行，请填在那一行，或改用另一版本。"
                )
                continue
            taken[where] = place
            self.changes.append(change)

    def _faults_of(self, place: int, expected: SheetRow) -> Iterator[Fault]:
        raw = self._raw(place)
        problems = list(self._cell_problems(place, raw, expected))
        yield from problems
        for key in CHECKED:
            if key in self.alignment.differing[place]:
                yield self._fault(
                    place,
                    key,
                    f"这一格应为“{expected.text(key)}”，不能改。如果排过序，请整行一起排。{FRESH}",
                )
        if not problems and not self._is_changed(place, raw, expected):
            return
        self.touched.add(place)
        yield from self._refusals(place, raw, expected)

    def _cell_problems(self, place: int, raw: RawRow, expected: SheetRow) -> Iterator[Fault]:
        """Yield what is wrong with each cell, whether or not its row may be changed."""
        for key in EDITABLE:
            cell = raw.cells.get(key)
            if cell and cell.problem:
                yield self._fault(place, key, f"这一格{cell.problem}。")
            elif key in self.alignment.differing[place]:
                text = stored_text(key, raw.text(key), unit=expected.text("unit"))
                problem = problem_of(
                    key, text, unit=expected.text("unit"), choices=expected.choices
                )
                if problem:
                    yield self._fault(place, key, f"“{text[:40]}”{problem}。")

    def _is_changed(self, place: int, raw: RawRow, expected: SheetRow) -> bool:
        """Return whether the person changed the row: not when it is as downloaded or as now."""
        new = {each.key for each in self._new_cells(place, raw, expected)}
        if not new or (new == {"vintage"} and not expected.version):
            return False
        stamp = read_stamp(normal("version", raw.text("version")))
        texts = {key: raw.text(key) for key in EDITABLE}
        return stamp is None or stamp.fingerprint != fingerprint(texts)

    def _refusals(self, place: int, raw: RawRow, expected: SheetRow) -> Iterator[Fault]:
        """Yield why a changed row cannot be saved: locked, or changed since the download."""
        stamp = read_stamp(normal("version", raw.text("version")))
        if stamp is None:
            yield self._fault(place, "version", f"隐藏的版本号缺失或被改动。{FRESH}")
        elif stamp.version != expected.version:
            yield self._fault(
                place,
                "version",
                f"下载之后这个数据已被改动，现为“{expected.text('value_text') or '（空）'}”。"
                "请重新下载，对照后再填。",
            )
        elif expected.locked_reason:
            yield self._fault(place, "status", expected.locked_reason)
        if self.asked.needs_day and raw.text("value_text") and not raw.text("published_on"):
            yield self._fault(place, "published_on", "补录往年数据须填公布日期。")

    def _new_cells(self, place: int, raw: RawRow, expected: SheetRow) -> Iterator[CellChange]:
        unit = expected.text("unit")
        for key in self.alignment.differing[place]:
            if key not in EDITABLE:
                continue
            old = stored_text(key, expected.text(key), unit=unit)
            new = stored_text(key, raw.text(key), unit=unit)
            if old != new and not (key == "vintage" and not new):
                yield CellChange(key=key, old=old, new=new)

    def _change(self, place: int, expected: SheetRow) -> RowChange:
        raw = self._raw(place)
        cells = tuple(self._new_cells(place, raw, expected))
        texts = {key: expected.text(key) for key in EDITABLE} | {
            each.key: each.new for each in cells
        }
        vintage = VINTAGES[texts["vintage"]]
        is_same = vintage == expected.vintage and expected.version > 0
        return RowChange(
            row=raw.number,
            expected=expected,
            vintage=vintage,
            version=expected.version if is_same else None,
            texts=texts,
            cells=cells,
        )

    def _is_under_way(self, row_id: str) -> bool:
        row = self.by_id.get(row_id)
        return row is not None and row.version > 0

    def _why_unknown(self, row_id: str) -> str:
        name = read_row_id(normal("row_id", row_id))
        if name is None:
            return f"隐藏的行标识“{row_id[:40]}”被改动。{FRESH}"
        owner = self.asked.owners.get(name.code)
        if owner is None:
            return f"这个规划里没有代码为“{name.code}”的指标。{FRESH}"
        if name.year not in self.asked.years:
            return f"这一行是 {name.year} 年的，不属于这一次填报。请上传对应年份的填报表。"
        if any(row.code == name.code for row in self.asked.rows):
            return f"下载之后这个指标的填报状态有变（例如已被采用）。{FRESH}"
        return f"这一行的指标由“{owner}”填报，不属于本单位。请删去这一行。"

    def _raw(self, place: int) -> RawRow:
        return self.table.rows[place]

    def _fault(self, place: int, key: str, message: str) -> Fault:
        raw = self._raw(place)
        return Fault(
            sheet=self.table.sheet,
            row=raw.number,
            column=self.table.letters.get(key, ""),
            header=BY_KEY[key].header,
            text=raw.text(key)[:200],
            message=message,
        )
