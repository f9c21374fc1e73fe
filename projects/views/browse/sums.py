"""What projects add up to, against the plan's targets."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from indicators.views.frame import judged_year, plan_frame, viewpoint_of, year_links
from plans.access import browsable
from plans.models import Plan
from projects.selectors.rollups import sum_rows
from projects.views.browse.asking import view_links


@browsable
@require_safe
def project_sums(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the sums of projects year by year, their targets and what was reported otherwise."""
    plan = get_object_or_404(Plan, slug=slug)
    year = judged_year(request, plan)
    rows = sum_rows(plan, viewpoint=viewpoint_of(request), year=year)
    context = {
        **plan_frame(request, plan, page="projects", year=year),
        "year": year,
        "year_links": year_links(request, plan, year=year),
        "views": view_links(request, plan, current="sums"),
        "rows": rows,
        "years": [cell.year for cell in rows[0].years] if rows else [],
    }
    return render(request, "projects/browse/sums_page.html", context)
