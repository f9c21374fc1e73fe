"""The components every page is made of, for those who build pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plans.access import browsable
from shaoxing_plan import design_samples as samples
from shaoxing_plan.design_pieces import YEARS, pieces


@browsable
@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """Show each component in each of its states, with samples."""
    context = {
        "colours": samples.COLOURS,
        "states": samples.states(),
        "shares": samples.shares(),
        "lines": samples.category_lines(),
        "trends": samples.trends(),
        "year_marks": samples.year_marks(),
        "frame": samples.chart(),
        "figures": samples.FIGURES,
        "pieces": pieces(),
        "years": YEARS,
        "multiples": samples.MULTIPLES,
    }
    return render(request, "design.html", context)
