"""Lines an uploaded table up with the rows it was made from; the one place that uses pandas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from indicators.workbook.layouts import Layout
from indicators.workbook.rows import RawRow, RawTable, SheetRow


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


def aligned(table: RawTable, layout: Layout, expected: Sequence[SheetRow]) -> Alignment:
    """Return how the rows of an uploaded table match the rows that are asked for now."""
    columns = [*layout.checked, *layout.editable]
    found = pd.DataFrame(
        [_normal(layout, row, ["row_id", *columns]) for row in table.rows],
        columns=["row_id", *columns],
        dtype=object,
    )
    wanted = pd.DataFrame(
        [_normal(layout, row, columns) for row in expected],
        index=[row.row_id for row in expected],
        columns=columns,
        dtype=object,
    )
    named = found["row_id"] != ""
    doubled = named & found["row_id"].duplicated(keep=False)
    known = named & found["row_id"].isin(wanted.index)
    mine = found[known & ~doubled]
    now = wanted.reindex(mine["row_id"]).set_axis(mine.index, axis="index")
    differs = mine[columns].ne(now)
    return Alignment(
        known=dict(mine["row_id"].items()),
        doubled=frozenset(found.index[doubled]),
        unknown=tuple(found.index[named & ~known & ~doubled]),
        nameless=tuple(found.index[~named]),
        absent=tuple(wanted.index.difference(found["row_id"], sort=False)),
        differing={
            place: tuple(key for key in columns if row[key]) for place, row in differs.iterrows()
        },
    )


def _normal(layout: Layout, row: RawRow | SheetRow, keys: Sequence[str]) -> dict[str, str]:
    """Return the texts of a row, each in the one spelling it is compared in."""
    return {key: layout.normal(key, row.text(key)) for key in keys}
