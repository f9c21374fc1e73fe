"""Plotly figures as plain dicts, from plain values; Plotly itself is never imported.

Colours are those of `static/css/tokens.css`, by their light values. Text never holds markup:
Plotly would write it into style attributes, which the content security policy forbids.
"""

from indicators.charts.comparison import comparison_figure
from indicators.charts.heat import HeatLane, HeatSpot, heat_figure
from indicators.charts.layout import COLOUR_NAMES, DEMO_NOTE, Figure
from indicators.charts.trajectory import trajectory_figure

__all__ = [
    "COLOUR_NAMES",
    "DEMO_NOTE",
    "Figure",
    "HeatLane",
    "HeatSpot",
    "comparison_figure",
    "heat_figure",
    "trajectory_figure",
]
