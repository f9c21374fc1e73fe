"""The page of every indicator in every year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from indicators.downloads import Cell, csv_file, csv_name
from indicators.models import Nature, Origin
from indicators.pictures.frames import ChartFrame
from indicators.pictures.heat import HeatStrip, HeatTile, heat_frame
from indicators.selectors.browse.heat import HeatMap, HeatRow
from indicators.selectors.browse.matrix import MatrixFilters, matrix
from indicators.views.browse.listing import csv_response, known_mark
from indicators.views.frame import chosen_count, judged_year, plan_frame, viewpoint_of
from plans.access import browsable
from plans.models import Plan

ALL = "all"
HEAT_HEADER: Final = ("类别", "指标数", "年份", "有评判", "完成或达到进度")
HEAT_SOURCE: Final = "按各指标已公布的实绩评判；每个数的出处和数据版本见各指标页"


@browsable
@require_safe
def plan_matrix(request: HttpRequest, slug: str) -> HttpResponse:
    """Show indicator × year; the plan's table unless the address asks for more."""
    plan = get_object_or_404(Plan, slug=slug)
    filters = _filters(request)
    shown = matrix(plan, filters=filters, viewpoint=viewpoint_of(request))
    context = {
        **plan_frame(request, plan, page="matrix", year=judged_year(request, plan)),
        "matrix": shown,
        "heat_frame": _heat_frame(request, shown.heat, slug) if shown.heat else None,
        "filters": filters,
        "asked": list(_asked(filters)),
        "chosen": chosen_count(filters, MatrixFilters(origin=Origin.TABLE.value)),
        "origins": Origin.choices,
        "natures": Nature.choices,
    }
    return render(request, "indicators/matrix.html", context)


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


def _heat_frame(request: HttpRequest, heat: HeatMap, slug: str) -> ChartFrame:
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


def _strip(row: HeatRow) -> HeatStrip:
    tiles = (
        HeatTile(text=f"{cell.on_course}/{cell.judged}" if cell.judged else "—", level=cell.level)
        for cell in row.cells
    )
    return HeatStrip(label=row.label, tiles=tuple(tiles))


def _filters(request: HttpRequest) -> MatrixFilters:
    origin = request.GET.get("origin", Origin.TABLE.value)
    return MatrixFilters(
        origin="" if origin == ALL else origin,
        nature=request.GET.get("nature", ""),
        category=request.GET.get("category", ""),
    )


def _asked(filters: MatrixFilters) -> Iterator[str]:
    """Yield what of a plan is shown, in words; nothing where its table is, as is usual."""
    if filters.category:
        yield filters.category
    if filters.nature in Nature.values:
        yield str(Nature(filters.nature).label)
    if filters.origin != Origin.TABLE:
        yield str(Origin(filters.origin).label) if filters.origin in Origin.values else "全部出处"
