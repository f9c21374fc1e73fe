"""What can be wrong with plan files, told so that the person who made them can mend them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class RowError:
    """One thing wrong in one place; `row` counts as Excel does, the header being row 1.

    `row` None stands for the whole file, an empty `column` for the whole row.
    """

    file: str
    message: str
    row: int | None = None
    column: str = ""

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f" 第{self.row}行"
        if self.column:
            place += f" {self.column}列"
        return f"{place}：{self.message}"


class PlanFilesError(Exception):
    """Plan files that cannot be loaded; holds every error found, in the order of the files."""

    def __init__(self, errors: Iterable[RowError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(str(error) for error in self.errors))
