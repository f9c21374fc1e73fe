"""A plan at a glance."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from indicators.selectors.browse import overview as selectors
from indicators.views.frame import judged_year, plan_frame, viewpoint_of, year_links
from plans.access import browsable
from plans.models import Plan
from plans.selectors import newest_plan


@browsable
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the newest plan that has begun, or how to load the first one."""
    plan = newest_plan(today=timezone.localdate())
    if plan is None:
        return render(request, "no_plan.html")
    return _overview_page(request, plan)


@browsable
@require_safe
def plan_overview(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how a plan stands: counts by state, what needs attention, what changed."""
    return _overview_page(request, get_object_or_404(Plan, slug=slug))


def _overview_page(request: HttpRequest, plan: Plan) -> HttpResponse:
    year = judged_year(request, plan)
    overview = selectors.plan_overview(plan, year=year, viewpoint=viewpoint_of(request))
    context = {
        **plan_frame(request, plan, page="overview", year=year),
        "overview": overview,
        "year_links": year_links(request, plan, year=year),
    }
    return render(request, "plan_overview.html", context)
