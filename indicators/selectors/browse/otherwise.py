"""Indicators on which another standpoint decides otherwise, and what each standpoint is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from indicators.models import Standpoint
from indicators.selectors.standing import IndicatorRow

REASONS: Final[dict[str, str]] = {
    Standpoint.CURRENT: (
        "按最新数据：规划的评估以结账时已公布的数据为准；结账后数据有修订的，按后来的数再评一次。"
    ),
    Standpoint.REVISED_BASE: "按修订后基期：基期年的数后来有修订，按修订后的基期再评一次。",
    Standpoint.ORIGINAL_TARGET: "按原目标：目标经批准调整过，按规划原来印的目标再评一次。",
    Standpoint.NEW_DEFINITION: (
        "按新口径：统计口径变了，不是数据修订；只用新口径的数再评一次，没有衔接系数的不可比。"
    ),
}
"""Why there is a second verdict, by its standpoint."""


def decided_otherwise(rows: Iterable[IndicatorRow]) -> tuple[IndicatorRow, ...]:
    """Return the rows that count and on which another standpoint comes to another state."""
    return tuple(
        row
        for row in rows
        if row.is_counted and any(other.state != row.state for other in row.others)
    )


def otherwise_reasons(rows: Iterable[IndicatorRow]) -> tuple[str, ...]:
    """Return why there are second verdicts, a line for each standpoint that is shown."""
    shown = {other.standpoint for row in decided_otherwise(rows) for other in row.others}
    return tuple(text for standpoint, text in REASONS.items() if standpoint in shown)
