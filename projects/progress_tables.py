"""The official table as plain values: what it is of, its groups, parts and lines; pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class TableScope:
    """What of a plan the table shows; "" is everything. `box` is the number of a 专栏."""

    box: str = ""
    field: str = ""
    department: str = ""
    region: str = ""

    @property
    def is_whole_boxes(self) -> bool:
        """Return whether items without a project belong in the table."""
        return not (self.field or self.department or self.region)


@dataclass(frozen=True, kw_only=True)
class TableLine:
    """One line: what the plan says, how it stands, who answers for it.

    `title` is the project or item, `text` the plan's sentence; `progress` are paragraphs, and
    `is_reported` whether anything approved stands behind them.
    """

    number: int
    title: str
    text: str
    url: str
    progress: tuple[str, ...]
    is_reported: bool
    units: str


@dataclass(frozen=True, kw_only=True)
class TablePart:
    """The lines of one item of a box, or (`heading` "") those that stand by themselves."""

    heading: str
    text: str
    lines: tuple[TableLine, ...]


@dataclass(frozen=True, kw_only=True)
class TableGroup:
    """The lines of one box or section of the plan."""

    heading: str
    parts: tuple[TablePart, ...]


@dataclass(frozen=True, kw_only=True)
class OfficialTable:
    """The whole table; `scope_text` says in words what it is of."""

    groups: tuple[TableGroup, ...]
    scope_text: str
    count: int
    reported: int
