"""How an indicator moved over its plan's years, from verdicts read before; runs no queries."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from indicators.models import Assessment, Indicator, Kind
from indicators.trajectories import Trend

START = (Decimal(0), Decimal(0))


def trend_of(indicator: Indicator, ruling: Mapping[int, Assessment], *, until: int) -> Trend:
    """Return an indicator's trend from the ruling verdicts up to a year.

    Shares start at zero in the base year.
    """
    plan = indicator.plan
    judged = [each for year, each in sorted(ruling.items()) if year <= until]
    shares = [(each.year, each.share) for each in judged if each.share is not None]
    if shares:
        due = [(each.year, each.due_share) for each in judged if each.due_share is not None]
        start = plan.base_year, Decimal(0)
        figures, asked = (start, *shares), (start, *due)
    else:
        figures = tuple((each.year, each.value) for each in judged if each.value is not None)
        asked = _bound(indicator)
    return Trend(
        is_share=bool(shares),
        first_year=plan.base_year,
        last_year=plan.last_year,
        figures=figures,
        due=asked,
    )


def _bound(indicator: Indicator) -> tuple[tuple[int, Decimal], ...]:
    """Return the bound an indicator has to keep to, through all years."""
    plan, value = indicator.plan, indicator.target_value
    if indicator.kind not in (Kind.KEEP, Kind.AVERAGE_GROWTH) or value is None:
        return ()
    return (plan.base_year, value), (plan.last_year, value)
