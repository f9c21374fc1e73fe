"""The orders a table of projects can be put in; unknown values come last, whichever way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from indicators.selectors.browse.listing import pinyin_order
from projects.lights import Light
from projects.selectors.browse.filtering import STAGE_LABELS
from projects.selectors.rows import FIELD_LABELS, UNREPORTED, ProjectRow

PLAN_ORDER: Final = "plan"
_LIGHTS: Final = tuple(Light)
_STAGES: Final = tuple(STAGE_LABELS)
_FIELDS: Final = tuple(FIELD_LABELS)
_Key = Callable[[ProjectRow], object]

SORTS: Final[dict[str, _Key]] = {
    "name": lambda row: pinyin_order(row.name),
    "field": lambda row: _FIELDS.index(row.field),
    "stage": lambda row: None if row.stage == UNREPORTED else _STAGES.index(row.stage),
    "light": lambda row: None if row.light == Light.GREY else _LIGHTS.index(row.light),
    "done": lambda row: row.done_share,
    "behind": lambda row: row.behind_points,
    "invested": lambda row: row.invested,
    "total": lambda row: row.total_investment,
    "department": lambda row: pinyin_order(row.department_name) or None,
    "end": lambda row: row.end,
}
"""The columns a table can be sorted by, besides the plan's own order, that of the rows as read."""


def in_order(rows: Sequence[ProjectRow], *, sort: str, descending: bool) -> list[ProjectRow]:
    """Return rows sorted by a column, the plan's order where it says nothing."""
    key = SORTS.get(sort)
    if key is None:
        return list(reversed(rows)) if descending else list(rows)
    known = [row for row in rows if key(row) is not None]
    known.sort(key=key, reverse=descending)  # type: ignore[arg-type]  # None was left out
    return [*known, *(row for row in rows if key(row) is None)]
