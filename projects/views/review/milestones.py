"""The milestones of a project, set by planners."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from indicators.views.person import person
from indicators.views.review.access import supervisors_only
from indicators.workflow import RefusedError
from plans.access import is_planner
from projects.milestones import Milestones, milestones_of
from projects.models import Project
from projects.selectors.related import promises
from projects.selectors.review.claims import claim_lines
from projects.services.milestones import FaultyMilestonesError, set_milestones
from projects.stages import JudgedBy
from projects.views.review.milestone_forms import (
    MilestoneForms,
    WhyForm,
    milestone_forms,
    show_faults,
    wanted_forms,
)

UNPROCESSABLE: Final = 422


@supervisors_only
@require_http_methods(["GET", "HEAD", "POST"])
def review_project_milestones(request: HttpRequest, code: str) -> HttpResponse:
    """Show the milestones of a project; set them anew."""
    project = get_object_or_404(Project.objects.select_related("plan", "department"), code=code)
    stored = milestones_of(project)
    if project.retired_on is not None:
        return _closed(request, project, stored)
    if request.method != "POST":
        forms, why = milestone_forms(stored.open), WhyForm(initial={"seen": stored.seen})
        return _page(request, project, stored, forms, why)
    forms, why = milestone_forms(stored.open, request.POST), WhyForm(request.POST)
    is_readable = all([forms.is_valid(), why.is_valid()])
    if is_readable and _set(request, project, forms, why):
        return redirect(f"{project.get_absolute_url()}#progress")
    return _page(request, project, stored, forms, why, status=UNPROCESSABLE)


def _set(request: HttpRequest, project: Project, forms: MilestoneForms, why: WhyForm) -> bool:
    """Set the milestones; what is refused is said in the forms."""
    steps = [each.step for each in wanted_forms(forms)]
    try:
        set_milestones(project, steps, **why.cleaned_data, user=person(request), now=timezone.now())
    except FaultyMilestonesError as error:
        show_faults(forms, error.faults)
        return False
    except RefusedError as error:
        why.add_error(None, str(error))
        return False
    messages.success(request, f"“{project}”的节点已设定，评灯按新的节点折算。")
    return True


def _closed(request: HttpRequest, project: Project, stored: Milestones) -> HttpResponse:
    """Say that a project was merged, split or given up, and what its milestones were."""
    context = {
        "project": project,
        "parts": project.split_into.all(),
        "stored": stored,
        "is_planner": is_planner(request.user),
    }
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "projects/review/milestones_closed.html", context, status=status)


def _page(
    request: HttpRequest,
    project: Project,
    stored: Milestones,
    forms: MilestoneForms,
    why: WhyForm,
    *,
    status: int = 200,
) -> HttpResponse:
    promise = promises().get(project.promised_stage)
    reader_plans = is_planner(request.user)
    claims = claim_lines(project, is_planner=reader_plans)
    context = {
        "project": project,
        "days": project.days,
        "is_timed": promise is None or promise.judged_by == JudgedBy.TIME,
        "stored": stored,
        "confirming": [each for each in claims if each.is_approved],
        "claims": [each for each in claims if not each.is_approved],
        "forms": forms,
        "why": why,
        "is_planner": reader_plans,
    }
    return render(request, "projects/review/milestones.html", context, status=status)
