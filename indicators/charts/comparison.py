"""Several indicators on one scale, for Plotly; pure."""

from __future__ import annotations

from typing import Any, Final

from indicators.charts.layout import PAPER, TARGET, Figure, demo_marks, layout_of
from indicators.comparisons import ComparedLine, Comparison
from indicators.formatting import with_unit
from indicators.trajectories import Point

SERIES: Final = ("#1b4f8f", "#c47a05", "#6e1836", "#2b9d78", "#6d3fe0", "#e0479e")
SYMBOLS: Final = ("circle", "square", "diamond", "triangle-up", "circle-open", "diamond-open")
SERIES_NAMES: Final = {colour: f"--series-{at}" for at, colour in enumerate(SERIES, start=1)}


def comparison_figure(comparison: Comparison, *, is_demo: bool) -> Figure:
    """Return the lines of a comparison, a gap where a year has no figure."""
    values = [point.value for line in comparison.lines for point in line.points]
    low, high = min([*values, comparison.reference]), max([*values, comparison.reference])
    room = (high - low) / 8 or 1
    layout = layout_of(comparison.unit, comparison.years, (low - room, high + room))
    layout["meta"] = {"colours": {**layout["meta"]["colours"], **SERIES_NAMES}}
    layout["annotations"] = list(demo_marks(is_demo=is_demo))
    layout["shapes"] = [_reference(comparison)]
    data = [_trace(line, at, comparison.unit) for at, line in enumerate(comparison.lines)]
    return {"data": data, "layout": layout}


def _trace(line: ComparedLine, at: int, unit: str) -> Figure:
    known = {point.year: point for point in line.points}
    years = range(min(known), max(known) + 1)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": line.label,
        "x": list(years),
        "y": [float(known[year].value) if year in known else None for year in years],
        "customdata": [_said(known[year], unit) if year in known else "" for year in years],
        "hovertemplate": f"{line.label}：%{{customdata}}<extra></extra>",
        "line": {"color": SERIES[at], "width": 2.5},
        "marker": {
            "color": SERIES[at] if "open" not in SYMBOLS[at] else PAPER,
            "size": 9,
            "symbol": SYMBOLS[at].removesuffix("-open"),
            "line": {"color": SERIES[at], "width": 2},
        },
    }


def _said(point: Point, unit: str) -> str:
    return f"{with_unit(point.text, unit)}{f'（{point.note}）' if point.note else ''}"


def _reference(comparison: Comparison) -> dict[str, Any]:
    return {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": float(comparison.reference),
        "y1": float(comparison.reference),
        "line": {"color": TARGET, "width": 1.5, "dash": "dash"},
    }
