"""From where on figures and targets are asked about, as the rules in force on a day say."""

from __future__ import annotations

from datetime import date

from indicators.checks.proportions import Thresholds
from indicators.models import RuleSet


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
