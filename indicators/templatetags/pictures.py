"""Small pictures drawn where they are shown, from plain values of rows."""

from __future__ import annotations

from django import template

from indicators.pictures import bullets, sparklines
from indicators.selectors.browse.categories import CategoryLine
from indicators.trajectories import Trend

register = template.Library()


@register.filter
def sparkline(trend: Trend) -> sparklines.Sparkline | None:
    """Return the picture of a trend, None where there is too little to draw."""
    return sparklines.sparkline(trend)


@register.filter
def bullet(line: CategoryLine) -> bullets.Bullet:
    """Return the bar of a category with the mark of a year before."""
    return bullets.bullet(line.tones, before=line.before)
