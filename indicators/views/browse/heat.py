"""The map of categories by years: its frame, its file, and what Plotly draws of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from indicators.charts import Figure, HeatLane, HeatSpot, heat_figure
from indicators.downloads import Cell, csv_file, csv_name
from indicators.formatting import with_unit
from indicators.pictures.frames import ChartFrame
from indicators.pictures.heat import HeatStrip, HeatTile, heat_frame
from indicators.progress import State
from indicators.selectors.browse.heat import HeatMap, HeatRow
from indicators.selectors.browse.matrix import (
    Matrix,
    MatrixCell,
    MatrixFilters,
    MatrixRow,
    matrix,
)
from indicators.selectors.tones import tone_of
from indicators.views.browse.listing import csv_response, known_mark
from indicators.views.frame import viewpoint_of
from plans.access import browsable
from plans.models import Plan

HEAT_HEADER: Final = ("类别", "指标数", "年份", "有评判", "完成或达到进度")
HEAT_SOURCE: Final = "按各指标已公布的实绩评判；每个数的出处和数据版本见各指标页"
NONE_YET: Final = "—"
SIGNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        State.MET: "✓",
        State.ACHIEVED_EARLY: "★",
        State.HOLDING: "■",
        State.AHEAD: "▲",
        State.ON_TRACK: "▶\ufe0e",
        State.NEARLY: "◐",
        State.BEHIND: "▼",
        State.REGRESSING: "←",
        State.BREACHED: "◆",
        State.RELAPSED: "↴",
        State.MISSED: "✕",
        State.NOT_COMPARABLE: "≠",
        State.NO_BASELINE: "⤓",
        State.NO_DATA: "◌",
        State.PENDING_TARGET: "◔",
        "": "…",
    }
)
"""What stands for a state in a cell, and for its word where that is too small.

Each is the shape of the state's icon (components/state_sprite.html) as near as letters come;
U+FE0E keeps a telephone from drawing it as a coloured picture.
"""


@browsable
@require_safe
def plan_heat_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Download the map of categories by years, a cell a row."""
    plan = get_object_or_404(Plan, slug=slug)
    shown = matrix(plan, filters=MatrixFilters(), viewpoint=viewpoint_of(request)).heat
    rows: Iterator[list[Cell]] = (
        [row.label, row.total, cell.year, cell.judged, cell.on_course]
        for row in (shown.rows if shown else ())
        for cell in row.cells
    )
    text = csv_file(header=HEAT_HEADER, rows=rows, is_demo=settings.DEMO)
    parts = (plan.short_title, "类别热力图", *known_mark(request))
    return csv_response(text, name=csv_name(*parts, is_demo=settings.DEMO))


def frame_of(request: HttpRequest, heat: HeatMap, slug: str) -> ChartFrame:
    """Return the map as a picture with its words."""
    cells = [cell for row in heat.rows for cell in row.cells]
    return heat_frame(
        title=heat.title,
        years=sorted({cell.year for cell in cells}),
        strips=[_strip(row) for row in heat.rows],
        steps=[(step.level, step.label) for step in heat.steps],
        source=HEAT_SOURCE,
        csv_url=reverse("plan_heat_csv", args=[slug]) + viewpoint_of(request).query,
        is_demo=settings.DEMO,
    )


def figure_of(shown: Matrix, heat: HeatMap) -> Figure | None:
    """Return the map opened up: below each category its indicators, each year with its state.

    None where the page's filters leave none of the categories' indicators.
    """
    groups = {group.label: group.rows for group in shown.groups}
    lanes = [
        lane
        for row in heat.rows
        if row.label in groups
        for lane in (_category_lane(row), *map(_indicator_lane, groups[row.label]))
    ]
    if not lanes:
        return None
    years = range(shown.years[0], shown.years[-1] + 1)
    return heat_figure(lanes, years=years, is_demo=settings.DEMO)


def signs_of(shown: Matrix) -> tuple[tuple[str, str, str], ...]:
    """Return each state on the page with its sign and its words."""
    return tuple((state, SIGNS[state], label) for state, label in shown.states)


def _category_lane(row: HeatRow) -> HeatLane:
    spots = (
        HeatSpot(
            kind=f"heat-{cell.level}",
            text=_count(cell.on_course, cell.judged),
            sign=_count(cell.on_course, cell.judged),
            said=(
                f"{row.label}，{cell.year}年",
                f"{cell.judged} 项有评判，{cell.on_course} 项完成或达到进度",
            ),
            url=cell.url if cell.judged else "",
        )
        for cell in row.cells
    )
    return HeatLane(label=f"【{row.label}】", spots=tuple(spots))


def _indicator_lane(row: MatrixRow) -> HeatLane:
    return HeatLane(label=row.name, spots=tuple(_spot(row, cell) for cell in row.cells))


def _spot(row: MatrixRow, cell: MatrixCell) -> HeatSpot:
    sign = SIGNS[cell.state]
    return HeatSpot(
        kind=tone_of(cell.state),
        text=f"{sign} {cell.state_label}",
        sign=sign,
        said=tuple(_said(row, cell)),
        url=row.url,
    )


def _said(row: MatrixRow, cell: MatrixCell) -> Iterator[str]:
    """Yield what there is to say of an indicator in a year: figure, vintage, state, share."""
    yield f"{row.name}，{cell.year}年"
    if cell.value_text:
        vintage = f"（{cell.vintage_label}）" if cell.vintage_label else ""
        yield f"{with_unit(cell.value_text, row.unit)}{vintage}"
    yield cell.state_label
    if cell.share_text:
        yield f"完成进度{cell.share_text}"
    yield f"目标 {row.target_in_force}"


def _strip(row: HeatRow) -> HeatStrip:
    tiles = (
        HeatTile(text=_count(cell.on_course, cell.judged), level=cell.level) for cell in row.cells
    )
    return HeatStrip(label=row.label, tiles=tuple(tiles))


def _count(on_course: int, judged: int) -> str:
    return f"{on_course}/{judged}" if judged else NONE_YET
