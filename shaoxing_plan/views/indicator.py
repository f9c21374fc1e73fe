"""One indicator, with the projects that are to move it.

The page belongs to the indicators; only its projects, which lie above them, are added here.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from indicators.models import Indicator
from indicators.selectors.browse.detail import IndicatorDetail
from indicators.selectors.browse.sharing import Addresses, Sharing, sharing
from indicators.selectors.family import asked_about
from indicators.viewpoints import KNOWN_ON
from indicators.views.browse.detail import detail_context
from indicators.views.frame import judged_year, viewpoint_of
from plans.access import browsable
from projects.selectors.browse.links import linked_projects


def _sharing(request: HttpRequest, indicator: Indicator, detail: IndicatorDetail) -> Sharing:
    addresses = Addresses(
        page=request.build_absolute_uri(indicator.get_absolute_url()),
        embed=request.build_absolute_uri(reverse("indicator_embed", args=[indicator.code])),
        picture=request.build_absolute_uri(reverse("indicator_picture", args=[indicator.code])),
        asked={name: request.GET[name] for name in ("year", KNOWN_ON) if name in request.GET},
    )
    return sharing(
        detail,
        indicator.plan,
        addresses=addresses,
        site_name=settings.SITE_NAME,
        viewpoint=viewpoint_of(request),
        is_demo=settings.DEMO,
    )


@browsable
@require_safe
def indicator_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show how one indicator stands in a year, and why."""
    indicator = get_object_or_404(asked_about(), code=code)
    year = judged_year(request, indicator.plan)
    context = {
        **detail_context(request, indicator),
        "projects": linked_projects(indicator, year=year, viewpoint=viewpoint_of(request)),
    }
    context["sharing"] = _sharing(request, indicator, context["detail"])
    return render(request, "indicators/detail.html", context)
