"""The chart of an indicator from its verdicts alone: what was judged, and what was due.

For pages that draw many indicators at once; no queries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from indicators.formatting import plain_text
from indicators.models import Assessment, Basis, Direction, Indicator, Kind
from indicators.progress import State
from indicators.selectors.standing import IndicatorRow
from indicators.selectors.wording import (
    decimals,
    difference_label,
    judged_text,
    mean_text,
    per_year,
)
from indicators.trajectories import PlanLine, Point, Trajectory

_JUDGED_NAMES: Final = {
    Kind.CUMULATIVE: "累计",
    Kind.AVERAGE_GROWTH: "截至当年的年均增速",
}
_JUDGED_UNITS: Final = {Kind.AVERAGE_GROWTH: "%", Kind.RELATIVE: "个百分点"}
_BOUNDS: Final = frozenset({Kind.KEEP, Kind.AVERAGE_GROWTH, Kind.RELATIVE})
"""Kinds whose every year has to be on the good side of one value."""


def judged_trajectory(
    row: IndicatorRow, indicator: Indicator, ruling: Sequence[Assessment]
) -> Trajectory:
    """Return the figures judged up to a row's year against what the plan asks in every year.

    `ruling` are the verdicts that rule the row, in order of years.
    """
    judged = [each for each in ruling if row.year is None or each.year <= row.year]
    comparable = [each for each in judged if each.state != State.NOT_COMPARABLE]
    is_drawn = indicator.kind != Kind.ASSIGNED
    return Trajectory(
        unit=_JUDGED_UNITS.get(Kind(indicator.kind), indicator.unit),
        yearly_label=_judged_name(indicator),
        yearly=tuple(_points(comparable, indicator)) if is_drawn else (),
        plans=(_line(row, indicator, ruling),) if is_drawn else (),
    )


def _judged_name(indicator: Indicator) -> str:
    if indicator.basis == Basis.YEARLY_MEAN:
        return "截至当年的年均"
    return difference_label(indicator) or _JUDGED_NAMES.get(Kind(indicator.kind), "实绩")


def _points(judged: Iterable[Assessment], indicator: Indicator) -> Iterator[Point]:
    for each in judged:
        if each.value is None:
            continue
        if indicator.basis == Basis.YEARLY_MEAN:
            mean = per_year(each.value, each.year, indicator) or Decimal(0)
            yield Point(year=each.year, value=mean, text=mean_text(each, indicator))
        else:
            yield Point(year=each.year, value=each.value, text=judged_text(each, indicator))


def _due(indicator: Indicator, ruling: Iterable[Assessment]) -> Iterator[tuple[int, Decimal]]:
    """Yield what was due by each year; per year where the target is."""
    for each in ruling:
        due = each.due_value
        if indicator.basis == Basis.YEARLY_MEAN:
            due = per_year(due, each.year, indicator)
        if due is not None:
            yield each.year, due


def _start(indicator: Indicator) -> Decimal | None:
    """Return what the base year stands at: a level at its base, a sum at nothing."""
    if indicator.kind == Kind.REACH:
        return indicator.baseline_value
    is_sum = indicator.kind == Kind.CUMULATIVE and indicator.basis != Basis.YEARLY_MEAN
    return Decimal(0) if is_sum else None


def _line(row: IndicatorRow, indicator: Indicator, ruling: Sequence[Assessment]) -> PlanLine:
    """Return what a plan asks year by year; a level starts at its base, a flow at nothing."""
    plan, digits = indicator.plan, decimals(indicator)
    due = dict(_due(indicator, ruling))
    start = _start(indicator)
    if start is not None and due:
        due[plan.base_year] = start
    path = tuple(
        Point(year=year, value=value, text=plain_text(value, digits))
        for year, value in sorted(due.items())
    )
    target = path[-1] if path and path[-1].year == plan.last_year else None
    return PlanLine(
        label=plan.short_title,
        base_year=plan.base_year,
        last_year=plan.last_year,
        is_own=True,
        base=path[0] if indicator.kind == Kind.REACH and start is not None and path else None,
        path=path,
        target=replace(target, text=row.target_in_force) if target else None,
        is_bound=indicator.kind in _BOUNDS,
        higher_is_better=indicator.direction == Direction.RISE,
    )
