"""What the page of one indicator is rendered with."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from indicators.charts import trajectory_figure
from indicators.models import Indicator
from indicators.selectors.browse.detail import IndicatorDetail, indicator_detail, unjudged_help
from indicators.views.frame import judged_year, plan_frame, viewpoint_of, year_links


def detail_context(request: HttpRequest, indicator: Indicator) -> dict[str, Any]:
    """Return all that the page of an indicator shows, judged in the year the address asks for."""
    plan = indicator.plan
    year = judged_year(request, plan)
    detail = indicator_detail(indicator, year=year, viewpoint=viewpoint_of(request))
    return {
        **plan_frame(request, plan, page="indicators", year=year),
        "year": year,
        "year_links": year_links(request, plan, year=year),
        "indicator": indicator,
        "detail": detail,
        "row": detail.row,
        "help": unjudged_help(detail.row),
        "figure": _figure(detail),
    }


def _figure(detail: IndicatorDetail) -> dict[str, Any] | None:
    if not detail.trajectory.is_drawable:
        return None
    return trajectory_figure(detail.trajectory, is_demo=settings.DEMO)
