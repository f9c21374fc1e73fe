"""One indicator in little, to be shown in the page of another site."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from indicators.pictures.frames import trajectory_frame
from indicators.selectors.browse.detail import indicator_detail
from indicators.selectors.family import asked_about
from indicators.views.frame import judged_year
from indicators.views.framing import framable, page_shown, public_viewpoint
from plans.access import browsable


@browsable
@require_safe
@framable
def indicator_embed(request: HttpRequest, code: str) -> HttpResponse:
    """Show an indicator as everybody may see it, whoever looks."""
    indicator = get_object_or_404(asked_about(), code=code)
    seen = public_viewpoint(request)
    detail = indicator_detail(indicator, year=judged_year(request, indicator.plan), viewpoint=seen)
    context = {
        "row": detail.row,
        "page_url": page_shown(request, detail, seen),
        "day": seen.day,
        "frame": trajectory_frame(
            detail.trajectory,
            name=indicator.name,
            title=detail.chart_title,
            is_demo=settings.DEMO,
        ),
        "plan": indicator.plan,
        "source": next((each for each in detail.years if each.year == detail.row.year), None),
    }
    return render(request, "embed/indicator.html", context)
