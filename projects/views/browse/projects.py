"""Pages of projects."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from indicators.selectors.standing import indicator_rows
from indicators.views.frame import judged_year, plan_frame, viewpoint_of
from plans.access import browsable
from plans.models import Plan
from projects.models import Project
from projects.selectors import projects


@browsable
@require_safe
def project_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the named projects of a plan, filtered by what the address asks for."""
    plan = get_object_or_404(Plan, slug=slug)
    filters = projects.ProjectFilters(
        field=request.GET.get("field", ""),
        region=request.GET.get("region", ""),
        section=request.GET.get("section", ""),
    )
    context = {
        **plan_frame(request, plan, page="projects"),
        "projects": projects.project_list(plan, filters=filters),
        "filters": filters,
    }
    return render(request, "projects/project_list.html", context)


@browsable
@require_safe
def project_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show a project: what the plan says of it and the targets it serves."""
    project = get_object_or_404(Project.objects.select_related("plan"), code=code)
    year = judged_year(request, project.plan)
    linked = set(project.indicators.values_list("code", flat=True))
    rows = (
        indicator_rows(project.plan, year=year, viewpoint=viewpoint_of(request)) if linked else []
    )
    context = {
        **plan_frame(request, project.plan, page="projects", year=year),
        "project": projects.project_row(project),
        "indicators": [row for row in rows if row.code in linked],
    }
    return render(request, "projects/project_detail.html", context)
