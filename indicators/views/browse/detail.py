"""What the page of one indicator is rendered with."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from indicators.charts import trajectory_figure
from indicators.downloads import csv_file, csv_name
from indicators.models import Indicator
from indicators.pictures.frames import ChartFrame, trajectory_frame
from indicators.pictures.telling import TABLE_HEADER, table_rows
from indicators.selectors.browse.detail import IndicatorDetail, indicator_detail, unjudged_help
from indicators.selectors.family import asked_about
from indicators.views.browse.listing import csv_response, known_mark
from indicators.views.frame import judged_year, plan_frame, viewpoint_of, year_links
from plans.access import browsable


def detail_context(request: HttpRequest, indicator: Indicator) -> dict[str, Any]:
    """Return all that the page of an indicator shows, judged in the year the address asks for."""
    plan = indicator.plan
    year = judged_year(request, plan)
    detail = indicator_detail(indicator, year=year, viewpoint=viewpoint_of(request))
    return {
        **plan_frame(request, plan, page="indicators", year=year, elsewhere=_elsewhere(detail)),
        "year": year,
        "year_links": year_links(request, plan, year=year),
        "indicator": indicator,
        "detail": detail,
        "row": detail.row,
        "help": unjudged_help(detail.row),
        "frame": _frame(request, detail),
        "figure": _figure(detail),
    }


def _elsewhere(detail: IndicatorDetail) -> dict[str, str]:
    """Return where the same quantity is found in other plans, by their slugs."""
    return {
        each.plan_slug: reverse("indicator_detail", args=[each.row.code])
        for each in reversed(detail.siblings)
    }


@browsable
@require_safe
def indicator_figures_csv(request: HttpRequest, code: str) -> HttpResponse:
    """Download every point of an indicator's chart."""
    indicator = get_object_or_404(asked_about(), code=code)
    year = judged_year(request, indicator.plan)
    detail = indicator_detail(indicator, year=year, viewpoint=viewpoint_of(request))
    rows = table_rows(detail.trajectory)
    text = csv_file(header=TABLE_HEADER, rows=rows, is_demo=settings.DEMO)
    parts = (indicator.plan.short_title, indicator.name, *known_mark(request))
    return csv_response(text, name=csv_name(*parts, is_demo=settings.DEMO))


def _frame(request: HttpRequest, detail: IndicatorDetail) -> ChartFrame | None:
    address = reverse("indicator_figures_csv", args=[detail.row.code])
    return trajectory_frame(
        detail.trajectory,
        name=detail.row.name,
        title=detail.chart_title,
        sentence=detail.row.sentence,
        source=detail.chart_source,
        csv_url=f"{address}?{request.GET.urlencode()}" if request.GET else address,
        is_demo=settings.DEMO,
    )


def _figure(detail: IndicatorDetail) -> dict[str, Any] | None:
    if not detail.trajectory.is_drawable:
        return None
    return trajectory_figure(detail.trajectory, is_demo=settings.DEMO)
