"""What loading a file would change, told as rows added, changed and removed; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from shaoxing_plan.plan_files.checking.observation_rules import observation_key
from shaoxing_plan.plan_files.format.cells import render
from shaoxing_plan.plan_files.format.rows import ObservationRow, Row
from shaoxing_plan.plan_files.format.tables import BOX_ITEMS, OBSERVATIONS, Table


@dataclass(frozen=True, kw_only=True)
class CellChange:
    column: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.column}：{self.old or '（空）'} → {self.new or '（空）'}"


@dataclass(frozen=True, kw_only=True)
class RowChange:
    name: str
    cells: tuple[CellChange, ...]

    def __str__(self) -> str:
        return f"{self.name}　{'；'.join(map(str, self.cells))}"


@dataclass(frozen=True, kw_only=True)
class FileDifference:
    """How a file differs from what is stored.

    Rows are named by what makes them unique; `kept` are rows that were entered by other means
    and stay; `is_reordered` says that rows which stay change places (items of a box have their
    place from a column, not from the order of the file).
    """

    file: str
    added: tuple[str, ...] = ()
    changed: tuple[RowChange, ...] = ()
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    is_reordered: bool = False

    @property
    def count(self) -> int:
        """Return how many rows are added, changed or removed; a new order counts as one."""
        return len(self.added) + len(self.changed) + len(self.removed) + self.is_reordered


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """The rows of a file as stored: those that came from it, and those entered otherwise."""

    table: Table[Any]
    file: str
    rows: tuple[Row, ...] = ()
    others: tuple[Row, ...] = ()


def file_difference(stored: StoredFile, new: Iterable[Row]) -> FileDifference:
    """Return how a file's new rows differ from the stored ones."""
    old = dict(_keyed(stored.table, stored.rows))
    others = dict(_keyed(stored.table, stored.others))
    wanted = dict(_keyed(stored.table, new))
    before = {**others, **old}
    changes = [_row_change(key, before[key], row) for key, row in wanted.items() if key in before]
    staying = [key for key in old if key in wanted]
    return FileDifference(
        file=stored.file,
        added=tuple(_name(key) for key in wanted if key not in before),
        changed=tuple(change for change in changes if change.cells),
        removed=tuple(_name(key) for key in old if key not in wanted),
        kept=tuple(_name(key) for key in others if key not in wanted),
        is_reordered=stored.table is not BOX_ITEMS
        and staying != [key for key in wanted if key in old],
    )


def _keyed(table: Table[Any], rows: Iterable[Row]) -> Iterator[tuple[tuple[Any, ...], Row]]:
    """Yield rows with what tells them apart; a figure's sources are told apart by their order."""
    times: Counter[tuple[Any, ...]] = Counter()
    for row in rows:
        if table is OBSERVATIONS and isinstance(row, ObservationRow):
            key = observation_key(row)
            times[key] += 1
            yield (*key, f"第{times[key]}个来源" if times[key] > 1 else ""), row
        else:
            yield tuple(getattr(row, column) for column in table.key), row


def _row_change(key: tuple[Any, ...], old: Row, new: Row) -> RowChange:
    cells = [
        CellChange(column=column, old=render(before), new=render(after))
        for column in type(new).columns()
        if (before := getattr(old, column)) != (after := getattr(new, column))
    ]
    return RowChange(name=_name(key), cells=tuple(cells))


def _name(key: tuple[Any, ...]) -> str:
    return " ".join(filter(None, map(render, key)))
