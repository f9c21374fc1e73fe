"""What was read of one CSV file: its rows, what is left of broken ones, and its errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic

from shaoxing_plan.plan_files.format.errors import RowError
from shaoxing_plan.plan_files.format.tables import R, Table


@dataclass(frozen=True, kw_only=True)
class BrokenRow:
    """A row with cells that could not be read: the values of the others, and all its text."""

    row: int
    values: Mapping[str, Any]
    cells: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Sheet(Generic[R]):
    """What was read of a file; `is_complete` is false where its rows cannot be told apart.

    `lines` tells on which line a column stands where a row takes several (`plan.yaml`).
    """

    table: Table[R]
    file: str
    rows: tuple[R, ...] = ()
    broken: tuple[BrokenRow, ...] = ()
    errors: tuple[RowError, ...] = ()
    is_complete: bool = True
    lines: Mapping[str, int] = field(default_factory=dict)

    def error(self, row: int, column: str, message: str) -> RowError:
        """Return an error in one cell of this file."""
        place = self.lines.get(column, row)
        return RowError(file=self.file, row=place, column=column, message=message)

    def readable(self, *columns: str) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Yield row number and values of some columns, of every row where these could be read."""
        for row in self.rows:
            yield row.row, tuple(getattr(row, column) for column in columns)
        for broken in self.broken:
            if all(column in broken.values for column in columns):
                yield broken.row, tuple(broken.values[column] for column in columns)

    def known(self, *columns: str) -> set[tuple[str, ...]]:
        """Return what the file has in some columns, broken rows included.

        A reference to a row that is there, though broken, is no error of its own.
        """
        whole = {tuple(str(getattr(row, column)) for column in columns) for row in self.rows}
        torn = {
            tuple(each.cells.get(column, "").strip() for column in columns) for each in self.broken
        }
        return whole | torn
