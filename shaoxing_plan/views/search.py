"""One box over everything the plans name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from indicators.views.citing import Citation, citation
from indicators.views.frame import retrospect, viewpoint_of
from plans.access import browsable
from plans.models import EntryKind
from plans.search.queries import query
from shaoxing_plan.search_results import EACH_KIND, ONE_KIND, Results, search_results

SUGGESTED = 3


@browsable
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what answers the question in the address, kind by kind or one kind in full."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in EntryKind.values else ""
    found = _results(request, most=ONE_KIND if kind else EACH_KIND, kind=kind)
    everything = request.GET.copy()
    everything.pop("kind", None)
    context = {
        "results": found,
        "searched": found.query.text,
        "kind": kind,
        "everything_url": f"?{everything.urlencode()}",
        "known_query": viewpoint_of(request).query,
        "retrospect": retrospect(request),
        "citation": _citation(request, found),
    }
    return render(request, "search/search.html", context)


def _citation(request: HttpRequest, found: Results) -> Citation:
    name = "搜索" if found.query.is_empty else f"搜索“{found.query.text}”"
    return citation(request, name, year=None, viewpoint=viewpoint_of(request), asks=("q", "kind"))


@browsable
@require_safe
def search_suggestions(request: HttpRequest) -> HttpResponse:
    """Answer with the best results only, to be shown below the box while somebody types."""
    found = _results(request, most=SUGGESTED)
    return render(request, "search/suggestions.html", {"results": found})


def _results(request: HttpRequest, *, most: int, kind: str = "") -> Results:
    asked = query(request.GET.get("q", ""))
    return search_results(asked, viewpoint=viewpoint_of(request), most=most, kind=kind)
