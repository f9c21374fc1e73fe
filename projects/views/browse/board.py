"""The projects of a plan by stage, and beside the indicators they are to move."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from indicators.views.frame import is_senior, judged_year, viewpoint_of
from indicators.views.paging import PAGED, asked_page
from plans.access import browsable
from plans.models import Plan
from projects.selectors.browse.board import CARDS_FOR_SENIORS, MOST_CARDS, stage_columns
from projects.selectors.browse.links import (
    AGREEMENT_LABELS,
    Agreement,
    Links,
    by_indicator,
    project_links,
)
from projects.views.browse.asking import (
    asked_rows,
    changed,
    filter_context,
    page_query,
    table_query,
)

LINKS_OF_A_PAGE: Final = 100


@browsable
@require_safe
def project_board(request: HttpRequest, slug: str) -> HttpResponse:
    """Show projects as cards in the column of their stage."""
    plan = get_object_or_404(Plan, slug=slug)
    shown = asked_rows(request, plan)
    most = CARDS_FOR_SENIORS if is_senior(request) else MOST_CARDS
    context = {
        **filter_context(request, plan, shown, view="board"),
        "columns": stage_columns(shown.rows, most=most),
        "stage_query": table_query(request, without="stage"),
    }
    return render(request, "projects/browse/board.html", context)


@browsable
@require_safe
def project_links_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show where projects and the indicators they are to move say opposite things."""
    plan = get_object_or_404(Plan, slug=slug)
    shown = asked_rows(request, plan)
    year, viewpoint = judged_year(request, plan), viewpoint_of(request)
    links = project_links(plan, shown.rows, year=year, viewpoint=viewpoint)
    kind = _kind(request, links)
    page_of = asked_page(request, links.pairs(kind), most=LINKS_OF_A_PAGE)
    context = {
        **filter_context(request, plan, shown, view="links", kept=("kind",), paged=PAGED),
        "links": links,
        "kind": kind.value,
        "kinds": [
            (label, links.count(each), changed(request, kind=each.value), each == kind)
            for each, label in AGREEMENT_LABELS.items()
        ],
        "page_of": page_of,
        "indicators": by_indicator(page_of.object_list),
        "page_query": page_query(request),
    }
    return render(request, "projects/browse/links.html", context)


def _kind(request: HttpRequest, links: Links) -> Agreement:
    """Return the kind the address asks for, else the first there is anything of."""
    asked = request.GET.get("kind", "")
    if asked in set(Agreement):
        return Agreement(asked)
    return next((each for each in Agreement if links.count(each)), Agreement.GREEN_RED)
