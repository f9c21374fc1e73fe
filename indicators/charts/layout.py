"""What every Plotly figure of ours has in common: colours, axes, the mark of invented figures."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

Figure = dict[str, Any]

INK: Final = "#10233a"
INK_SOFT: Final = "#50627a"
PAPER: Final = "#ffffff"
LINE: Final = "#d6dee6"
GRID: Final = "#e8edf2"
ACTUAL: Final = "#1b4f8f"
ACTUAL_SOFT: Final = "#a9c3de"
PATH: Final = "#66768b"
OTHER_PLAN: Final = "#8593a3"
TARGET: Final = "#8f5310"
PROJECTION: Final = "#2a76ad"
ODD: Final = "#ad2f19"
PROPOSED: Final = "#b55a08"
GOOD_SIDE: Final = "#eff6f5"
COLOUR_NAMES: Final = {
    INK: "--ink-900",
    INK_SOFT: "--ink-500",
    PAPER: "--paper",
    LINE: "--line",
    GRID: "--chart-grid",
    ACTUAL: "--chart-actual",
    ACTUAL_SOFT: "--chart-actual-soft",
    PATH: "--chart-path",
    OTHER_PLAN: "--chart-other",
    TARGET: "--chart-target",
    PROJECTION: "--chart-projection",
    ODD: "--chart-odd",
    PROPOSED: "--chart-proposed",
    GOOD_SIDE: "--chart-good-side",
}
"""What each is called in `static/css/tokens.css`, for pages that are dark."""
FONT: Final = '"PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif'
HEIGHT: Final = 400
DEMO_NOTE: Final = "演示数据（虚构）"


def demo_marks(*, is_demo: bool) -> Iterator[dict[str, Any]]:
    """Yield the word across a figure that shows invented figures."""
    if is_demo:
        yield {
            "x": 0.5,
            "y": 0.5,
            "xref": "paper",
            "yref": "paper",
            "text": DEMO_NOTE,
            "showarrow": False,
            "textangle": -18,
            "font": {"color": "rgba(154, 90, 18, 0.22)", "size": 40},
        }


def layout_of(unit: str, years: range, bounds: tuple[Decimal, Decimal]) -> dict[str, Any]:
    """Return the layout of a figure over years, its values in one unit."""
    axis = {
        "gridcolor": GRID,
        "linecolor": LINE,
        "zerolinecolor": LINE,
        "ticks": "",
    }
    return {
        "height": HEIGHT,
        "margin": {"l": 8, "r": 16, "t": 36, "b": 8},
        "font": {"family": FONT, "size": 13, "color": INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": INK_SOFT, "activecolor": INK},
        "hovermode": "x unified",
        "hoverlabel": {"bgcolor": PAPER, "bordercolor": LINE, "font": {"color": INK}},
        "barmode": "group",
        "bargap": 0.45,
        "dragmode": "zoom",
        "meta": {"colours": COLOUR_NAMES},
        "legend": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": -0.14,
            "yanchor": "top",
            "itemclick": "toggle",
        },
        "xaxis": {
            **axis,
            "showgrid": False,
            "automargin": True,
            "range": [years.start - 0.5, years.stop - 0.5],
            "tickmode": "array",
            "tickvals": list(years),
            "ticktext": [str(year) for year in years],
            "hoverformat": "d",
            "unifiedhovertitle": {"text": "%{x}年"},
        },
        "yaxis": {
            **axis,
            "automargin": True,
            "range": [float(bound) for bound in bounds],
            "tickformat": ",",
            "nticks": 7,
            "title": {"text": ""},
        },
        "title": {
            "text": f"单位：{unit}" if unit else "",
            "x": 0,
            "xanchor": "left",
            "xref": "paper",
            "y": 1,
            "yanchor": "top",
            "yref": "container",
            "pad": {"t": 6},
            "font": {"size": 13, "color": INK_SOFT},
        },
    }
