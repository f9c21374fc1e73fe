"""Charts of projects for Plotly, as plain dicts from plain values; pure.

They show what the pictures of `charts.py` do, point by point. Where a light is meant, shape and
word say it as well as colour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from indicators.charts.layout import (
    ACTUAL,
    ACTUAL_SOFT,
    COLOUR_NAMES,
    GRID,
    PAPER,
    PATH,
    TARGET,
    Figure,
    demo_marks,
    layout_of,
)
from indicators.formatting import plain_text, share_text
from projects.charts import MONEY_DIGITS, ShareAt, YearAmount, due_turns
from projects.gaps import ahead_text
from projects.lights import LIGHT_LABELS, LightQuestion
from projects.paces import PaceLane, Placed, layout_of_lanes, round_places
from projects.timescale import Span

LIGHT_COLOURS: Final = {
    "light-green": "#0b4f4a",
    "light-nearly": "#2a76ad",
    "light-yellow": "#bd8106",
    "light-red": "#ad2f19",
    "light-grey": "#74808f",
}
LIGHT_NAMES: Final = {
    "#0b4f4a": "--done",
    "#2a76ad": "--good",
    "#bd8106": "--caution",
    "#ad2f19": "--bad",
    "#74808f": "--neutral",
}
LIGHT_SYMBOLS: Final = {
    # As near to the icons of the lights as Plotly comes: it knows no half circle.
    "light-green": "circle",
    "light-nearly": "circle-open-dot",
    "light-yellow": "triangle-up",
    "light-red": "octagon",
    "light-grey": "circle-open",
}
PER_CENT: Final = 100
ROOM: Final = Decimal("1.12")
PACE_ABOVE: Final = 24
PACE_BELOW: Final = 48
"""Pixels around the lanes, as many as around those of the picture: nothing moves in exchange."""
PACE_LEGEND: Final = 26
"""How far below the lanes the legend begins; where it takes two lines the lanes are less high."""


def progress_figure(
    question: LightQuestion,
    *,
    reports: Sequence[ShareAt],
    steps: Sequence[ShareAt],
    span: Span,
    is_demo: bool,
) -> Figure:
    """Return what is due, what reports say is done, and milestones, by their days."""
    data = [*_due(question, steps), *_steps(steps), *_done(reports)]
    layout = layout_of("形象进度，%", span.years, (Decimal(-4), Decimal(108)))
    layout["meta"] = {"colours": {**COLOUR_NAMES, **LIGHT_NAMES}, "walk": "points"}
    layout["hovermode"] = "closest"
    layout["xaxis"] |= _days_of(span)
    layout["yaxis"] |= {"tickvals": [0, 25, 50, 75, 100], "ticksuffix": "%"}
    layout["shapes"] = [_bound(year) for year in span.years[1:]]
    layout["annotations"] = list(demo_marks(is_demo=is_demo))
    return {"data": data, "layout": layout}


def money_figure(
    years: Sequence[YearAmount], *, bound: Decimal | None, is_demo: bool
) -> Figure | None:
    """Return investment by year, the sum so far and the plan's total; None without amounts."""
    amounts = [(each.year, each.amount) for each in years if each.amount is not None]
    totals = [(each.year, each.total) for each in years if each.total is not None]
    if not totals:
        return None
    highest = max(*(total for _, total in totals), bound or Decimal(0)) or Decimal(1)
    shown = range(years[0].year, years[-1].year + 1)
    layout = layout_of("亿元", shown, (Decimal(0), highest * ROOM))
    layout["annotations"] = list(demo_marks(is_demo=is_demo))
    bars = {"type": "bar", "marker": {"color": ACTUAL_SOFT}}
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "line": {"color": ACTUAL, "width": 2.5},
        "marker": {"color": ACTUAL, "size": 9},
    }
    data = [_amounts("当年完成投资", amounts) | bars, _amounts("累计", totals) | line]
    if bound is not None:
        data.append(_amounts("规划总投资", [(year, bound) for year in shown]) | _dashed(TARGET))
    return {"data": data, "layout": layout}


def pace_figure(lanes: Sequence[PaceLane], *, is_demo: bool) -> Figure:
    """Return projects by their distance to what is due, a lane a field; marks lead on.

    The marks are those of the picture: of one project, or of several with their number.
    """
    places = layout_of_lanes(lanes)
    ticks = round_places(places.low, places.high)
    layout = layout_of("", range(2), (Decimal(0), Decimal(1)))
    layout["hovermode"] = "closest"
    layout["meta"] = {
        "colours": {**COLOUR_NAMES, **LIGHT_NAMES},
        "walk": "points",
        "height": PACE_ABOVE + places.height + PACE_BELOW,
    }
    layout["margin"] |= {"t": PACE_ABOVE, "b": 0}
    layout["legend"]["y"] = -PACE_LEGEND / places.height
    layout["xaxis"] |= {
        "range": [float(places.low), float(places.high)],
        "tickvals": [float(each) for each in ticks],
        "ticktext": [ahead_text(each) for each in ticks],
        "showgrid": True,
        "zeroline": True,
        "zerolinecolor": TARGET,
    }
    layout["yaxis"] |= {
        "range": [float(places.rows), 0],
        "tickvals": [float(each) for each in places.middles],
        "ticktext": [lane.label for lane in lanes],
        "zeroline": False,
        "fixedrange": True,
    }
    layout["annotations"] = list(demo_marks(is_demo=is_demo))
    return {"data": list(_lights(places.marks)), "layout": layout}


def _lights(marks: Sequence[Placed]) -> Iterator[Figure]:
    """Yield the projects of each light in its shape and colour, with the number of a mark."""
    for light, label in LIGHT_LABELS.items():
        kind = f"light-{light.value}"
        same = [each for each in marks if each.group.light == kind]
        if same:
            yield {
                "type": "scatter",
                "mode": "markers+text",
                "name": label,
                "x": [float(each.x) for each in same],
                "y": [float(each.y) for each in same],
                "text": [each.group.text for each in same],
                "textposition": "middle right",
                "cliponaxis": False,
                "customdata": ["<br>".join(map(_plain, each.group.said)) for each in same],
                "hovertemplate": "%{customdata}<extra></extra>",
                "marker": {
                    "color": LIGHT_COLOURS[kind],
                    "symbol": LIGHT_SYMBOLS[kind],
                    "size": 10,
                },
                "meta": {"urls": [each.group.url for each in same]},
            }


def _amounts(label: str, amounts: Sequence[tuple[int, Decimal]]) -> Figure:
    return {
        "name": label,
        "x": [year for year, _ in amounts],
        "y": [float(amount) for _, amount in amounts],
        "customdata": [f"{plain_text(amount, MONEY_DIGITS)}亿元" for _, amount in amounts],
        "hovertemplate": f"{label}：%{{customdata}}<extra></extra>",
    }


def _due(question: LightQuestion, steps: Sequence[ShareAt]) -> Iterator[Figure]:
    turns = due_turns(question, steps)
    if turns:
        told = [(day, share, f"{day}：应完成{share_text(share)}") for day, share in turns]
        yield _shares("应完成", told) | _dashed(PATH)


def _done(reports: Sequence[ShareAt]) -> Iterator[Figure]:
    """Yield what reports say, each point in the shape and colour of its light."""
    if reports:
        told = [(each.at, each.share, _said(each)) for each in reports]
        yield {
            **_shares("报告的进度", told),
            "mode": "lines+markers",
            "cliponaxis": False,
            "line": {"color": ACTUAL, "width": 2.5},
            "marker": {
                "color": [LIGHT_COLOURS[each.kind] for each in reports],
                "symbol": [LIGHT_SYMBOLS[each.kind] for each in reports],
                "size": 12,
                "line": {"color": [LIGHT_COLOURS[each.kind] for each in reports], "width": 2},
            },
        }


def _steps(steps: Sequence[ShareAt]) -> Iterator[Figure]:
    """Yield the milestones, those reached filled."""
    for label, kind in (("节点，已完成", "reached"), ("节点，未完成", "open")):
        same = [(each.at, each.share, _said(each)) for each in steps if each.kind == kind]
        if same:
            yield {
                **_shares(label, same),
                "mode": "markers",
                "marker": {
                    "color": TARGET if kind == "reached" else PAPER,
                    "symbol": "diamond",
                    "size": 12,
                    "line": {"color": TARGET, "width": 2},
                },
            }


def _shares(label: str, told: Sequence[tuple[date, Decimal, str]]) -> Figure:
    return {
        "type": "scatter",
        "name": label,
        "x": [day.isoformat() for day, _, _ in told],
        "y": [float(share) * PER_CENT for _, share, _ in told],
        "customdata": [said for _, _, said in told],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _said(each: ShareAt) -> str:
    """Return all there is to say of a point."""
    return "<br>".join(_plain(part) for part in (each.name, each.note) if part)


def _plain(text: str) -> str:
    """Return words that Plotly does not take for markup."""
    return text.replace("<", "＜")


def _dashed(colour: str) -> Figure:
    line = {"color": colour, "width": 1.75, "dash": "dash"}
    return {"type": "scatter", "mode": "lines", "line": line}


def _days_of(span: Span) -> dict[str, Any]:
    """Return an axis of days, each year named in its middle."""
    return {
        "type": "date",
        "range": [f"{span.first}-01-01", f"{span.last + 1}-01-20"],
        "tickvals": [f"{year}-07-01" for year in span.years],
    }


def _bound(year: int) -> dict[str, Any]:
    day = f"{year}-01-01"
    return {
        "type": "line",
        "layer": "below",
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "x0": day,
        "x1": day,
        "line": {"color": GRID, "width": 1},
    }
