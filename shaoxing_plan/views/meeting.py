"""What lags, one item a slide, for a meeting: indicators first, then projects."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from indicators.pictures.frames import ChartFrame, trajectory_frame
from indicators.selectors.browse.meeting import Slide, meeting
from indicators.views.frame import judged_year, plan_frame, viewpoint_of, year_links
from plans.access import browsable
from plans.models import Plan
from projects.selectors.lagging import lagging_projects
from shaoxing_plan.agendas import agendas


@browsable
@require_safe
def plan_meeting(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what lags in a plan, binding indicators first, one a slide."""
    plan = get_object_or_404(Plan, slug=slug)
    year, seen = judged_year(request, plan), viewpoint_of(request)
    shown = meeting(plan, year=year, viewpoint=seen)
    projects = lagging_projects(plan, year=year, viewpoint=seen)
    context = {
        **plan_frame(request, plan, page="meeting", year=year),
        "meeting": shown,
        "slides": [(slide, _frame(slide)) for slide in shown.slides],
        "projects": projects,
        "agendas": agendas(shown, projects),
        "total": len(shown.slides) + len(projects.worst),
        "year_links": year_links(request, plan, year=year),
        "now": timezone.now(),
    }
    return render(request, "meeting/meeting.html", context)


def _frame(slide: Slide) -> ChartFrame | None:
    return trajectory_frame(
        slide.trajectory,
        name=slide.row.name,
        title=slide.row.name,
        sentence=slide.row.sentence,
        is_demo=settings.DEMO,
    )
