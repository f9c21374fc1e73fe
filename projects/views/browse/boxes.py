"""Pages of the boxes (专栏) of a plan."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from indicators.views.frame import judged_year, plan_frame, viewpoint_of, year_links
from plans.access import browsable
from plans.models import Plan
from projects.selectors.browse import boxes
from projects.selectors.standing import rules_in_force


@browsable
@require_safe
def box_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show every box of a plan with how much is in it and how that stands."""
    plan = get_object_or_404(Plan, slug=slug)
    year, viewpoint = judged_year(request, plan), viewpoint_of(request)
    context = {
        **plan_frame(request, plan, page="boxes", year=year),
        "year_links": year_links(request, plan, year=year),
        "year": year,
        "boxes": boxes.box_summaries(plan, year=year, viewpoint=viewpoint),
    }
    return render(request, "projects/browse/box_list.html", context)


@browsable
@require_safe
def box_detail(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Show a box in the plan's own order: its text, items, projects and targets."""
    plan = get_object_or_404(Plan, slug=slug)
    year, viewpoint = judged_year(request, plan), viewpoint_of(request)
    box = boxes.box(plan, number=number, year=year, viewpoint=viewpoint)
    if box is None:
        raise Http404(f"no box {number}")
    name = f"{box.link.heading} {box.link.title}"
    context = {
        **plan_frame(request, plan, page="boxes", year=year, name=name),
        "year_links": year_links(request, plan, year=year),
        "year": year,
        "box": box,
        "rules": rules_in_force(viewpoint.day),
    }
    return render(request, "projects/browse/box_detail.html", context)
