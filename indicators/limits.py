"""From where on figures and targets are asked about, and which bounds a series may be told by."""

from __future__ import annotations

from datetime import date

from indicators.checks.proportions import Thresholds
from indicators.models import Indicator, RuleSet
from indicators.targets import Direction


def thresholds_in_force(today: date) -> Thresholds:
    """Return from where on figures are asked about on a day (one query)."""
    return thresholds_of(RuleSet.objects.filter(effective_on__lte=today).first())


def thresholds_of(rules: RuleSet | None) -> Thresholds:
    """Return what a rule set says of it, the defaults where there is none."""
    if rules is None:
        return Thresholds()
    return Thresholds(
        jump_share=rules.jump_share,
        jump_points=rules.jump_points,
        path_share=rules.path_share,
        path_points=rules.path_points,
        path_span=rules.path_span,
        cross_share=rules.cross_share,
    )


def direction_of_series(series_id: int) -> str:
    """Return which way a series is better for all who use it, "" where others rest on it.

    It is shared by plans: one that falls for any of them is told by no lower bound (two queries).
    """
    if Indicator.objects.filter(reference=series_id).exists():
        return ""
    falls = Indicator.objects.filter(series=series_id, direction=Direction.FALL).exists()
    return Direction.FALL if falls else Direction.RISE
