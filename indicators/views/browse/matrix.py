"""The page of every indicator in every year."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from indicators.models import Nature, Origin
from indicators.selectors.browse.matrix import MatrixFilters, matrix
from indicators.views.frame import chosen_count, judged_year, plan_frame, viewpoint_of
from plans.access import browsable
from plans.models import Plan

ALL = "all"


@browsable
@require_safe
def plan_matrix(request: HttpRequest, slug: str) -> HttpResponse:
    """Show indicator × year; the plan's table unless the address asks for more."""
    plan = get_object_or_404(Plan, slug=slug)
    filters = _filters(request)
    context = {
        **plan_frame(request, plan, page="matrix", year=judged_year(request, plan)),
        "matrix": matrix(plan, filters=filters, viewpoint=viewpoint_of(request)),
        "filters": filters,
        "chosen": chosen_count(filters, MatrixFilters(origin=Origin.TABLE.value)),
        "origins": Origin.choices,
        "natures": Nature.choices,
    }
    return render(request, "indicators/matrix.html", context)


def _filters(request: HttpRequest) -> MatrixFilters:
    origin = request.GET.get("origin", Origin.TABLE.value)
    return MatrixFilters(
        origin="" if origin == ALL else origin,
        nature=request.GET.get("nature", ""),
        category=request.GET.get("category", ""),
    )
