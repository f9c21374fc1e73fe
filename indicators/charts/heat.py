"""The map of categories by years, opened up to their indicators, for Plotly; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from indicators.charts.layout import COLOUR_NAMES, DEMO_NOTE, INK, Figure, layout_of

LIGHT_INK: Final = "#fff"
TINTS: Final = {
    "done": "#dceeec",
    "good": "#e1eef7",
    "caution": "#fcf0d5",
    "bad": "#fbe6e0",
    "neutral": "#ebeff3",
    "heat-0": "#f4f6f9",
    "heat-1": "#e6eff7",
    "heat-2": "#bcd9ee",
    "heat-3": "#86b8dd",
    "heat-4": "#2a76ad",
    "heat-5": "#164b72",
}
"""What fills a cell: the tone of a state, or how much of a category is on course."""
TINT_NAMES: Final = {
    **{colour: f"--{tone}-tint" for tone, colour in TINTS.items() if "-" not in tone},
    **{colour: f"--{step}" for step, colour in TINTS.items() if "-" in step},
    TINTS["heat-0"]: "--wash",
    LIGHT_INK: "--on-heat",
}
ON_DARK: Final = ("heat-4", "heat-5")
LANE_HEIGHT: Final = 28
ROOM_ABOVE: Final = 64
SHORT: Final = 7


@dataclass(frozen=True, kw_only=True)
class HeatSpot:
    """A cell: what fills it, its words, or a sign where room is scarce.

    `said` is all there is to say of it, line by line; `url` where it leads, "" for nowhere.
    """

    kind: str
    text: str
    sign: str
    said: tuple[str, ...]
    url: str


@dataclass(frozen=True, kw_only=True)
class HeatLane:
    """A category or one of its indicators through the years."""

    label: str
    spots: tuple[HeatSpot, ...]


def heat_figure(lanes: Sequence[HeatLane], *, years: range, is_demo: bool) -> Figure:
    """Return the map: a lane below the other, a cell a year; each cell leads on.

    Words are dark on light cells and light on dark ones: Plotly has one colour of words a trace.
    That figures are invented stands above: across coloured cells nobody would see it.
    """
    dark, light = ON_DARK, tuple(kind for kind in TINTS if kind not in ON_DARK)
    shown = {spot.kind for lane in lanes for spot in lane.spots}
    data = [
        _trace(lanes, years, kinds=kinds, ink=ink)
        for kinds, ink in ((light, INK), (dark, LIGHT_INK))
        if shown & set(kinds)
    ]
    return {"data": data, "layout": _layout(lanes, years, is_demo=is_demo)}


def _trace(lanes: Sequence[HeatLane], years: range, *, kinds: Sequence[str], ink: str) -> Figure:
    """Return the cells of some kinds, the others left open and without words."""
    cells = [[spot if spot.kind in kinds else None for spot in lane.spots] for lane in lanes]
    return {
        "type": "heatmap",
        "x": list(years),
        "y": list(range(len(lanes))),
        "z": [[kinds.index(each.kind) if each else None for each in lane] for lane in cells],
        "zmin": -0.5,
        "zmax": len(kinds) - 0.5,
        "colorscale": _steps([TINTS[kind] for kind in kinds]),
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hoverongaps": False,
        "text": [[each.text if each else "" for each in lane] for lane in cells],
        "texttemplate": "%{text}",
        "textfont": {"color": ink, "size": 12},
        "hovertext": [[_bubble(each) if each else "" for each in lane] for lane in cells],
        "hoverinfo": "text",
        "meta": {
            "urls": [[each.url if each else "" for each in lane] for lane in cells],
            "narrow": {"text": [[each.sign if each else "" for each in lane] for lane in cells]},
        },
    }


def _bubble(spot: HeatSpot) -> str:
    return "<br>".join(map(_plain, spot.said))


def _steps(colours: Sequence[str]) -> list[list[float | str]]:
    """Return a scale on which each whole number has a colour of its own."""
    count = len(colours)
    return [[(at + end) / count, colour] for at, colour in enumerate(colours) for end in (0, 1)]


def _layout(lanes: Sequence[HeatLane], years: range, *, is_demo: bool) -> dict[str, Any]:
    labels = [_plain(lane.label) for lane in lanes]
    short = [label if len(label) <= SHORT else f"{label[: SHORT - 1]}…" for label in labels]
    layout = layout_of("", years, (Decimal(0), Decimal(1)))
    layout["hovermode"] = "closest"
    layout["dragmode"] = False
    layout["margin"] |= {"t": ROOM_ABOVE - 16}
    layout["title"]["text"] = DEMO_NOTE if is_demo else ""
    layout["xaxis"] |= {"side": "top", "fixedrange": True}
    layout["yaxis"] |= {
        "range": [len(lanes) - 0.5, -0.5],
        "tickmode": "array",
        "tickvals": list(range(len(lanes))),
        "ticktext": labels,
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }
    layout["meta"] = {
        "colours": {**COLOUR_NAMES, **TINT_NAMES},
        "walk": "cells",
        "height": ROOM_ABOVE + LANE_HEIGHT * len(lanes),
        "narrow": {"yaxis": {"ticktext": short}},
    }
    return layout


def _plain(text: str) -> str:
    """Return words that Plotly does not take for markup."""
    return text.replace("<", "＜")
