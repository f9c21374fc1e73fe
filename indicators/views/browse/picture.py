"""An indicator's chart as a file."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from indicators.charts import layout as charts
from indicators.pictures.frames import trajectory_frame
from indicators.pictures.standalone import Inks, standalone_svg
from indicators.selectors.browse.detail import indicator_detail
from indicators.selectors.family import asked_about
from indicators.views.frame import judged_year
from indicators.views.framing import framable, page_shown, public_viewpoint
from plans.access import browsable

INKS: Final = Inks(
    kinds={
        "actual": charts.ACTUAL,
        "bridge": charts.ACTUAL_SOFT,
        "actual-soft": charts.ACTUAL_SOFT,
        "path": charts.PATH,
        "bound": charts.TARGET,
        "target": charts.TARGET,
        "other": charts.OTHER_PLAN,
        "projection": charts.PROJECTION,
        "odd": charts.ODD,
        "proposed": charts.PROPOSED,
        "good-side": charts.GOOD_SIDE,
    },
    text=charts.INK,
    soft=charts.INK_SOFT,
    grid=charts.GRID,
    paper=charts.PAPER,
    font=charts.FONT,
)


@browsable
@require_safe
@framable
def indicator_picture(request: HttpRequest, code: str) -> HttpResponse:
    """Send the chart of an indicator as everybody may see it, with its source, as SVG."""
    indicator = get_object_or_404(asked_about(), code=code)
    plan, seen = indicator.plan, public_viewpoint(request)
    year = judged_year(request, plan)
    detail = indicator_detail(indicator, year=year, viewpoint=seen)
    frame = trajectory_frame(
        detail.trajectory,
        name=indicator.name,
        title=detail.chart_title,
        sentence=detail.row.sentence,
        source=detail.chart_source,
        is_demo=settings.DEMO,
    )
    if frame is None:
        raise Http404("这项指标没有可画的数")
    page = page_shown(request, detail, seen)
    source = f"来源：{frame.source}" if frame.source else ""
    foot = (frame.note, source, f"{plan.short_title} · {settings.SITE_NAME}，{seen.day}　{page}")
    return HttpResponse(
        standalone_svg(frame, inks=INKS, foot=foot), content_type="image/svg+xml; charset=utf-8"
    )
