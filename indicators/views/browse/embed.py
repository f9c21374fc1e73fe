"""One indicator in little, to be shown in the page of another site."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from indicators.selectors.browse.detail import indicator_detail
from indicators.selectors.family import asked_about
from indicators.viewpoints import Viewpoint
from indicators.views.frame import judged_year
from indicators.views.framing import framable
from plans.access import browsable


@browsable
@require_safe
@framable
def indicator_embed(request: HttpRequest, code: str) -> HttpResponse:
    """Show an indicator as everybody may see it, whoever looks."""
    indicator = get_object_or_404(asked_about(), code=code)
    public = Viewpoint(today=timezone.localdate(), sees_unpublished=False)
    detail = indicator_detail(
        indicator, year=judged_year(request, indicator.plan), viewpoint=public
    )
    context = {
        "row": detail.row,
        "plan": indicator.plan,
        "source": next((each for each in detail.years if each.year == detail.row.year), None),
    }
    return render(request, "embed/indicator.html", context)
