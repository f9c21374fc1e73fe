"""Lines an uploaded table up with the rows it was made from; the one place that uses pandas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from indicators.workbook.columns import CHECKED, EDITABLE
from indicators.workbook.rows import RawTable, SheetRow
from indicators.workbook.texts import normal

_COMPARED = (*CHECKED, *EDITABLE)


@dataclass(frozen=True, kw_only=True)
class Alignment:
    """Which uploaded rows are ours and what differs in them; rows by their place in the table.

    `differing` gives the columns of a known row whose text is another than what stands now.
    """

    known: Mapping[int, str]
    doubled: frozenset[int]
    unknown: tuple[int, ...]
    nameless: tuple[int, ...]
    absent: tuple[str, ...]
    differing: Mapping[int, tuple[str, ...]]


def aligned(table: RawTable, expected: Sequence[SheetRow]) -> Alignment:
    """Return how the rows of an uploaded table match the rows that are asked for now."""
    found = pd.DataFrame(
        [{key: normal(key, row.text(key)) for key in ("row_id", *_COMPARED)} for row in table.rows],
        columns=["row_id", *_COMPARED],
        dtype=object,
    )
    wanted = pd.DataFrame(
        [{key: normal(key, row.text(key)) for key in _COMPARED} for row in expected],
        index=[row.row_id for row in expected],
        columns=list(_COMPARED),
        dtype=object,
    )
    named = found["row_id"] != ""
    doubled = named & found["row_id"].duplicated(keep=False)
    known = named & found["row_id"].isin(wanted.index)
    mine = found[known & ~doubled]
    now = wanted.reindex(mine["row_id"]).set_axis(mine.index, axis="index")
    differs = mine[list(_COMPARED)].ne(now)
    return Alignment(
        known=dict(mine["row_id"].items()),
        doubled=frozenset(found.index[doubled]),
        unknown=tuple(found.index[named & ~known & ~doubled]),
        nameless=tuple(found.index[~named]),
        absent=tuple(wanted.index.difference(found["row_id"], sort=False)),
        differing={
            place: tuple(key for key in _COMPARED if row[key]) for place, row in differs.iterrows()
        },
    )
