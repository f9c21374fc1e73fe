"""The plan's printed table with actuals and states, for one sheet of paper."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from indicators.selectors.browse.official import official_table
from indicators.views.frame import judged_year, plan_frame, viewpoint_of, year_links
from plans.access import browsable
from plans.models import Plan


@browsable
@require_safe
def plan_table(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the table of indicators as the plan prints it, with actuals and states."""
    plan = get_object_or_404(Plan, slug=slug)
    year = judged_year(request, plan)
    context = {
        **plan_frame(request, plan, page="table", year=year),
        "table": official_table(plan, year=year, viewpoint=viewpoint_of(request)),
        "year": year,
        "year_links": year_links(request, plan, year=year),
        "now": timezone.now(),
    }
    return render(request, "indicators/official.html", context)
