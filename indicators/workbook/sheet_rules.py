"""What a filled-in sheet is held against: the rows asked for, and the rules of its kind."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from indicators.workbook.checking import cell_problem
from indicators.workbook.layouts import Layout
from indicators.workbook.rows import RawRow, SheetRow

Row = TypeVar("Row", bound=SheetRow)


@dataclass(frozen=True, kw_only=True)
class SheetRules(ABC, Generic[Row]):
    """The rows asked for now, and what their cells may say.

    A change of nothing but `idle` columns makes no new draft; `kept_if_empty` columns keep what
    stands when their cell is emptied.
    """

    layout: ClassVar[Layout]
    idle: ClassVar[frozenset[str]] = frozenset()
    kept_if_empty: ClassVar[frozenset[str]] = frozenset()

    rows: Sequence[Row]

    def stored_text(self, key: str, text: str, row: Row) -> str:
        """Return what an editable cell means: the text a draft would hold, "" for an empty one."""
        return row.layout.normal(key, text)

    def problem_of(self, key: str, text: str, row: Row) -> str:
        """Return what is wrong with the text of a cell, and what to do; "" where nothing is."""
        return cell_problem(self.layout.by_key[key], text, choices=row.choices.get(key, ()))

    def refusals(self, raw: RawRow, row: Row) -> Iterator[tuple[str, str]]:
        """Yield column and message of what else keeps a changed row from being saved."""
        del raw, row
        yield from ()

    def where(self, row: Row, texts: Mapping[str, str]) -> str:
        """Return the id under which a filled-in row would be kept."""
        del texts
        return row.row_id

    def taken(self) -> tuple[str, str]:
        """Return column and message for a row whose place another row has."""
        return "row_id", "这一行的内容与另一行重复。请只保留一行。"

    def decided_texts(self, row_id: str) -> Mapping[str, str] | None:
        """Return the editable texts of a row that was decided and is asked for no more.

        Empty where its texts are not known, None where no such row of ours ever was.
        """
        del row_id
        return None

    @abstractmethod
    def standing_text(self, row: Row) -> str:
        """Return what stands now, in a word, for who typed over something older."""

    @abstractmethod
    def why_unknown(self, row_id: str) -> str:
        """Return why no row of this name is asked for, and what to do."""
