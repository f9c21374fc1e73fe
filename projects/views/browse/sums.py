"""What projects add up to, against the plan's targets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from indicators.charts import trajectory_figure
from indicators.downloads import csv_file, csv_name
from indicators.views.browse.listing import csv_response, known_mark
from indicators.views.frame import judged_year, plan_frame, viewpoint_of, year_links
from plans.access import browsable
from plans.models import Plan
from projects.selectors.rollups import SumRow, sum_rows
from projects.views.browse.asking import KEPT, asked_query, view_links
from projects.views.browse.sum_charts import SUMS_HEADER, sum_cells, sum_frame, trajectory_of


@browsable
@require_safe
def project_sums(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the sums of projects year by year, their targets and what was reported otherwise."""
    plan = get_object_or_404(Plan, slug=slug)
    year = judged_year(request, plan)
    rows = sum_rows(plan, viewpoint=viewpoint_of(request), year=year)
    context = {
        **plan_frame(request, plan, page="projects", year=year, asks=("sum",)),
        "year": year,
        **_chart(request, plan, rows),
        "year_links": year_links(request, plan, year=year),
        "views": view_links(request, plan, current="sums"),
        "rows": rows,
        "years": [cell.year for cell in rows[0].years] if rows else [],
    }
    return render(request, "projects/browse/sums_page.html", context)


@browsable
@require_safe
def project_sums_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Download the sums of projects, a year of a sum a row."""
    plan = get_object_or_404(Plan, slug=slug)
    year = judged_year(request, plan)
    rows = sum_rows(plan, viewpoint=viewpoint_of(request), year=year)
    text = csv_file(header=SUMS_HEADER, rows=sum_cells(rows, plan), is_demo=settings.DEMO)
    parts = (plan.short_title, "项目汇总", *known_mark(request))
    return csv_response(text, name=csv_name(*parts, is_demo=settings.DEMO))


def _chart(request: HttpRequest, plan: Plan, rows: Sequence[SumRow]) -> dict[str, Any]:
    """Return the chart of the sum the address names, the first where it names none."""
    if not rows:
        return {"frame": None, "figure": None, "choices": []}
    asked = request.GET.get("sum", "")
    chosen = next((row for row in rows if row.code == asked), rows[0])
    csv_url = reverse("project_sums_csv", args=[plan.slug]) + asked_query(request)
    frame = sum_frame(chosen, plan, csv_url=csv_url)
    return {
        "frame": frame,
        "figure": trajectory_figure(trajectory_of(chosen, plan), is_demo=settings.DEMO)
        if frame
        else None,
        "choices": [(row.code, row.name, row is chosen) for row in rows],
        "kept": [(name, request.GET[name]) for name in KEPT if name in request.GET],
    }
