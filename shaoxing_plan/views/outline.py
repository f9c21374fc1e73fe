"""A plan's text structure with everything that is anchored in it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from indicators.views.frame import judged_year, plan_frame, viewpoint_of, year_links
from plans.access import browsable
from plans.models import Plan
from projects.selectors.browse.outline import plan_outline as read_outline


@browsable
@require_safe
def plan_outline(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the plan's chapters, sections and boxes with what is anchored in each."""
    plan = get_object_or_404(Plan, slug=slug)
    year = judged_year(request, plan)
    context = {
        **plan_frame(request, plan, page="outline", year=year),
        "outline": read_outline(plan, year=year, viewpoint=viewpoint_of(request)),
        "year_links": year_links(request, plan, year=year),
    }
    return render(request, "plan_outline.html", context)
