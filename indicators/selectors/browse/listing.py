"""The indicator list: which rows pass the filters, in which order, and what can be chosen."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

from indicators.models import Nature, Origin
from indicators.progress import STATE_LABELS
from indicators.selectors.standing import IndicatorRow, counted
from indicators.selectors.tones import COMPUTING, STATE_ORDER
from indicators.selectors.wording import UNCOMPUTED_LABEL

NOBODY: Final = "none"
"""How an address names indicators without a responsible department."""
PLAN_ORDER: Final = "number"

_Key = Callable[[IndicatorRow], object]


@dataclass(frozen=True, kw_only=True)
class ListFilters:
    """What of a plan's indicators is shown; "" and () are everything."""

    category: str = ""
    nature: str = ""
    origin: str = ""
    department: str = ""
    supplier: str = ""
    states: tuple[str, ...] = ()
    text: str = ""

    def passes(self, row: IndicatorRow) -> bool:
        return (
            self.category in ("", row.category)
            and self.nature in ("", row.nature)
            and self.origin in ("", row.origin)
            and self.department in ("", row.department_code or NOBODY)
            and self.supplier in ("", row.supplier_code)
            and (not self.states or (row.state or COMPUTING) in self.states)
            and all(word in _searched(row) for word in _folded(self.text).split())
        )

    def without(self, name: str, value: str = "") -> ListFilters:
        """Return the filters with one of them dropped, of several states only the one named."""
        if name == "states":
            return replace(self, states=tuple(each for each in self.states if each != value))
        cleared: dict[str, Any] = {name: ""}
        return replace(self, **cleared)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One choice of a filter, with how many indicators it gives beside the other filters."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class Facets:
    """What can be chosen; a choice that gives nothing is left out unless it is chosen."""

    categories: tuple[Choice, ...]
    natures: tuple[Choice, ...]
    origins: tuple[Choice, ...]
    departments: tuple[Choice, ...]
    states: tuple[Choice, ...]


@dataclass(frozen=True, kw_only=True)
class Active:
    """A filter in force; `count_without` is how many indicators there would be without it."""

    name: str
    value: str
    label: str
    count_without: int


@dataclass(frozen=True, kw_only=True)
class RowGroup:
    """Rows that stand together in the plan; no label where another order mixes them."""

    label: str
    rows: tuple[IndicatorRow, ...]


@dataclass(frozen=True, kw_only=True)
class Listing:
    """The rows to show and the choices beside them; only rows that count are counted."""

    rows: tuple[IndicatorRow, ...]
    groups: tuple[RowGroup, ...]
    count: int
    part_count: int
    total: int
    stale_count: int
    facets: Facets
    active: tuple[Active, ...]


def listing(
    rows: Sequence[IndicatorRow], *, filters: ListFilters, sort: str, descending: bool
) -> Listing:
    """Return the rows that pass, sorted, parts under their parent where that is shown too."""
    shown = [row for row in rows if filters.passes(row)]
    ordered = tuple(_in_order(shown, sort=sort, descending=descending))
    in_plan_order = sort == PLAN_ORDER and not descending
    count = len(counted(shown))
    return Listing(
        rows=ordered,
        groups=listing_groups(ordered) if in_plan_order else (RowGroup(label="", rows=ordered),),
        count=count,
        part_count=len(shown) - count,
        total=len(counted(rows)),
        stale_count=sum(row.is_stale for row in shown),
        facets=_facets(rows, filters),
        active=tuple(_active(rows, filters)),
    )


def _in_order(
    rows: Sequence[IndicatorRow], *, sort: str, descending: bool
) -> Iterator[IndicatorRow]:
    """Yield rows sorted by a column, unknown values last; parts stay under a parent shown."""
    codes = {row.code for row in rows}
    tops = [row for row in rows if row.parent_code not in codes]
    for row in _sorted(tops, sort=sort, descending=descending):
        yield row
        yield from (part for part in rows if part.parent_code == row.code)


def _sorted(rows: list[IndicatorRow], *, sort: str, descending: bool) -> list[IndicatorRow]:
    key = SORTS.get(sort)
    if key is None:
        return rows[::-1] if descending else rows
    known = [row for row in rows if key(row) is not None]
    known.sort(key=key, reverse=descending)  # type: ignore[arg-type]  # None was left out
    return [*known, *(row for row in rows if key(row) is None)]


def pinyin_order(text: str) -> bytes:
    """Return a sort key near the order of pinyin: GB 18030 lays common characters out so."""
    return text.encode("gb18030")


SORTS: Final[dict[str, _Key]] = {
    "name": lambda row: pinyin_order(row.name),
    "baseline": lambda row: row.baseline_value,
    "target": lambda row: row.target_value,
    "actual": lambda row: row.actual,
    "share": lambda row: row.share,
    "state": lambda row: STATE_ORDER.index(row.state),
    "gap": lambda row: row.gap,
    "department": lambda row: pinyin_order(row.department_name) or None,
}
"""The columns a list can be sorted by, besides the plan's own order, that of the rows as read."""


def listing_groups(rows: Sequence[IndicatorRow]) -> tuple[RowGroup, ...]:
    """Return rows in the plan's order under its categories and sections."""
    return tuple(
        RowGroup(label=label, rows=tuple(same)) for label, same in groupby(rows, key=_group_label)
    )


def _group_label(row: IndicatorRow) -> str:
    return row.category or row.section_label


def _facets(rows: Sequence[IndicatorRow], filters: ListFilters) -> Facets:
    def choices(
        name: str, labels: Iterable[tuple[str, str]], value_of: Callable[[IndicatorRow], str]
    ) -> tuple[Choice, ...]:
        chosen = getattr(filters, name)
        cleared: dict[str, Any] = {name: () if name == "states" else ""}
        passing = [row for row in counted(rows) if replace(filters, **cleared).passes(row)]
        found = (
            Choice(
                value=value,
                label=label,
                count=sum(value_of(row) == value for row in passing),
                is_chosen=value in chosen if name == "states" else value == chosen,
            )
            for value, label in labels
        )
        return tuple(choice for choice in found if choice.count or choice.is_chosen)

    return Facets(
        categories=choices("category", _categories(rows), lambda row: row.category),
        natures=choices("nature", Nature.choices, lambda row: row.nature),
        origins=choices("origin", Origin.choices, lambda row: row.origin),
        departments=choices(
            "department", _departments(rows), lambda row: row.department_code or NOBODY
        ),
        states=choices("states", state_labels(rows), lambda row: row.state or COMPUTING),
    )


def _categories(rows: Iterable[IndicatorRow]) -> list[tuple[str, str]]:
    return [(name, name) for name in dict.fromkeys(row.category for row in rows if row.category)]


def _departments(rows: Iterable[IndicatorRow]) -> list[tuple[str, str]]:
    names = {row.department_code: row.department_name for row in rows if row.department_code}
    known = sorted(names.items(), key=lambda item: pinyin_order(item[1]))
    nobody = any(not row.department_code for row in rows)
    return [*known, *([(NOBODY, "未定")] if nobody else [])]


def state_labels(rows: Iterable[IndicatorRow]) -> list[tuple[str, str]]:
    """Return the states the rows are in with their words, in the order of all legends."""
    words: dict[str, dict[str, None]] = {}
    for row in rows:
        words.setdefault(row.state, {})[row.state_label] = None
    return [
        (state or COMPUTING, "／".join(words[state])) for state in STATE_ORDER if state in words
    ]


def _active(rows: Sequence[IndicatorRow], filters: ListFilters) -> Iterator[Active]:
    labels = _labels(rows)
    values = [
        (name, value)
        for name in ("category", "nature", "origin", "department", "supplier", "text")
        if (value := getattr(filters, name))
    ]
    for name, value in [*values, *(("states", state) for state in filters.states)]:
        remaining = filters.without(name, value)
        yield Active(
            name=name,
            value=value,
            label=f"“{value}”" if name == "text" else labels.get((name, value), value),
            count_without=sum(remaining.passes(row) for row in counted(rows)),
        )


def _labels(rows: Sequence[IndicatorRow]) -> dict[tuple[str, str], str]:
    known = {
        "nature": Nature.choices,
        "origin": Origin.choices,
        "department": _departments(rows),
        "supplier": [(row.supplier_code, f"{row.supplier_name}提供数据") for row in rows],
        "states": [*STATE_LABELS.items(), (COMPUTING, UNCOMPUTED_LABEL), *state_labels(rows)],
    }
    return {
        (name, str(value)): str(label)
        for name, choices in known.items()
        for value, label in choices
    }


def _searched(row: IndicatorRow) -> str:
    fields = (row.number, row.code, row.name, row.unit, row.category)
    return _folded(" ".join((*fields, row.department_name, row.target_text, row.quote)))


def _folded(text: str) -> str:
    """Return text so that width and case of letters do not matter in a search."""
    return unicodedata.normalize("NFKC", text).casefold()


def as_per_cent(share: Decimal | None) -> Decimal | None:
    """Return a share as per cent."""
    return None if share is None else share * 100
