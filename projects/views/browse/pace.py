"""All projects by their distance to what is due by now."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from indicators.pictures.frames import WATERMARK, ChartFrame
from plans.access import browsable
from plans.models import Plan
from projects.figures import pace_figure
from projects.paces import pace_plot
from projects.selectors.browse.pace import Pace, pace_of
from projects.views.browse.asking import asked_rows, filter_context, list_url, table_query


@browsable
@require_safe
def project_pace(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how far projects are ahead of or behind what is due, field by field."""
    plan = get_object_or_404(Plan, slug=slug)
    shown = asked_rows(request, plan)
    around = filter_context(request, plan, shown, view="pace")
    pace = pace_of(
        shown.rows,
        url_of=lambda **filters: list_url(request, plan, sort="-behind", **filters),
        query=around["year_query"],
    )
    context = {
        **around,
        **_chart(request, plan, pace),
        "pace": pace,
    }
    return render(request, "projects/browse/pace.html", context)


def _chart(request: HttpRequest, plan: Plan, pace: Pace) -> dict[str, Any]:
    if not pace.lanes:
        return {"frame": None, "figure": None}
    query = table_query(request, without="")
    address = reverse("project_list_csv", args=[plan.slug])
    frame = ChartFrame(
        title=pace.title,
        subtitle="已完成的形象进度减应完成的，百分点，越靠左越落后；符号旁的数是几个项目并在一处，点开看是哪些",
        plot=pace_plot(pace.lanes, watermark=WATERMARK if settings.DEMO else ""),
        label=f"各领域项目与应完成进度之差。{pace.title}。",
        name="项目快慢",
        note="没有报告进度的、只看阶段的项目不在图上。上下错开只为看清。",
        source="各项目最近一期已采用的报告",
        table_url="#fields",
        csv_url=f"{address}?{query}" if query else address,
    )
    return {"frame": frame, "figure": pace_figure(pace.lanes, is_demo=settings.DEMO)}
