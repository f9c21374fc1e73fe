"""One indicator, with the projects that are to move it.

The page belongs to the indicators; only its projects, which lie above them, are added here.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from indicators.selectors.family import asked_about
from indicators.views.browse.detail import detail_context
from plans.access import browsable
from projects.selectors.projects import linked_projects


@browsable
@require_safe
def indicator_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show how one indicator stands in a year, and why."""
    indicator = get_object_or_404(asked_about(), code=code)
    context = {
        **detail_context(request, indicator),
        "projects": linked_projects(indicator),
    }
    return render(request, "indicators/detail.html", context)
