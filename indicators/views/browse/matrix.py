"""The page of every indicator in every year."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from indicators.models import Nature, Origin
from indicators.selectors.browse.matrix import MatrixFilters, matrix
from indicators.views.browse.heat import figure_of, frame_of, signs_of
from indicators.views.frame import chosen_count, judged_year, plan_frame, viewpoint_of
from plans.access import browsable
from plans.models import Plan

ALL = "all"
ASKED = ("origin", "nature", "category")
"""What an address of the page may say besides year and day."""


@browsable
@require_safe
def plan_matrix(request: HttpRequest, slug: str) -> HttpResponse:
    """Show indicator × year; the plan's table unless the address asks for more."""
    plan = get_object_or_404(Plan, slug=slug)
    filters = _filters(request)
    shown = matrix(plan, filters=filters, viewpoint=viewpoint_of(request))
    context = {
        **plan_frame(request, plan, page="matrix", year=judged_year(request, plan), asks=ASKED),
        "matrix": shown,
        "heat_frame": frame_of(request, shown.heat, slug) if shown.heat else None,
        "heat_figure": figure_of(shown, shown.heat) if shown.heat else None,
        "heat_signs": signs_of(shown),
        "filters": filters,
        "asked": list(_asked(filters)),
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


def _asked(filters: MatrixFilters) -> Iterator[str]:
    """Yield what of a plan is shown, in words; nothing where its table is, as is usual."""
    if filters.category:
        yield filters.category
    if filters.nature in Nature.values:
        yield str(Nature(filters.nature).label)
    if filters.origin != Origin.TABLE:
        yield str(Origin(filters.origin).label) if filters.origin in Origin.values else "全部出处"
