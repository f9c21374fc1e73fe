"""Pages of boxes."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from indicators.views.frame import judged_year, plan_frame, viewpoint_of
from plans.access import browsable
from plans.models import Plan
from projects.selectors import boxes


@browsable
@require_safe
def box_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show every box of a plan with how much is in it."""
    plan = get_object_or_404(Plan, slug=slug)
    context = {**plan_frame(request, plan, page="boxes"), "boxes": boxes.box_summaries(plan)}
    return render(request, "projects/box_list.html", context)


@browsable
@require_safe
def box_detail(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Show a box in the plan's own order: its text, items, projects and targets."""
    plan = get_object_or_404(Plan, slug=slug)
    year = judged_year(request, plan)
    box = boxes.box(plan, number=number, year=year, viewpoint=viewpoint_of(request))
    if box is None:
        raise Http404(f"no box {number}")
    context = {**plan_frame(request, plan, page="boxes", year=year), "box": box}
    return render(request, "projects/box_detail.html", context)
