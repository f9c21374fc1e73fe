"""The queue of submitted figures, filtered by the address; many approved at once."""

from __future__ import annotations

from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from indicators.models import Submission
from indicators.selectors.review.queue import (
    STAGE_CHOICES,
    WAITING,
    QueueFilters,
    QueueRow,
    facets,
    queue_rows,
    queued,
)
from indicators.services.reviewing import Outcome, Ticket, approve_many
from indicators.views.review.access import person, planners_only

PAGE_SIZE: Final = 50
OUTCOMES: Final = "review_outcomes"
"""Where the session keeps what became of the last figures decided on together."""
FILTER_NAMES: Final = ("plan", "year", "department", "stage", "nature", "state")


@planners_only
@require_safe
def review_queue(request: HttpRequest) -> HttpResponse:
    """Show what departments sent, as the address filters it."""
    filters = queue_filters(request.GET)
    page, rows = _page(request, filters)
    context = {
        "filters": filters,
        "facets": facets(),
        "rows": rows,
        "page_of": page,
        "page_query": _query(request.GET, without="page"),
        "query": request.GET.urlencode(),
        "waiting": sum(row.is_waiting for row in rows),
        "is_filtered": filters != QueueFilters(),
        "outcomes": _outcomes(request),
    }
    return render(request, "review/queue.html", context)


@planners_only
@require_POST
def review_approve(request: HttpRequest) -> HttpResponse:
    """Approve the figures marked, or the one whose own button was pressed."""
    texts = request.POST.getlist("only") or request.POST.getlist("ticket")
    tickets = [ticket for text in texts if (ticket := _ticket(text))]
    outcomes = approve_many(tickets, user=person(request), now=timezone.now())
    request.session[OUTCOMES] = [
        {"name": each.name, "refusal": each.refusal, "id": each.report_id} for each in outcomes
    ]
    query = QueryDict(request.POST.get("query", ""), mutable=True)
    query["done"] = "1"
    return HttpResponseRedirect(f"{reverse('review_queue')}?{query.urlencode()}")


def queue_filters(query: QueryDict) -> QueueFilters:
    """Return the filters of an address; nonsense counts as not asked."""
    year, stage = query.get("year", ""), query.get("stage", WAITING)
    return QueueFilters(
        plan=query.get("plan", ""),
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,  # noqa: PLR2004 - a year
        department=query.get("department", ""),
        stage=stage if stage in dict(STAGE_CHOICES) else WAITING,
        nature=query.get("nature", ""),
        state=query.get("state", ""),
    )


def _page(request: HttpRequest, filters: QueueFilters) -> tuple[Any, list[QueueRow]]:
    """Return a page of the queue; only a wanted verdict makes all rows be judged first."""
    today, number = timezone.localdate(), request.GET.get("page")
    found = queued(filters)
    if filters.state:
        rows = [
            row for row in queue_rows(found, today=today) if row.prospect.state == filters.state
        ]
        judged = Paginator(rows, PAGE_SIZE).get_page(number)
        return judged, list(judged)
    page = Paginator[Submission](found, PAGE_SIZE).get_page(number)
    return page, queue_rows(list(page), today=today)


def _ticket(text: str) -> Ticket | None:
    """Return which figure in which version a form names, None for nonsense."""
    submission_id, _, version = text.partition(":")
    if not (submission_id.isdecimal() and version.isdecimal()):
        return None
    return Ticket(report_id=int(submission_id), version=int(version))


def _outcomes(request: HttpRequest) -> dict[str, list[Outcome]]:
    """Return what became of the figures just decided on, done and refused apart."""
    if "done" not in request.GET:
        return {}
    rows = [
        Outcome(name=each["name"], refusal=each["refusal"], report_id=each["id"])
        for each in request.session.get(OUTCOMES, [])
    ]
    return {
        "done": [each for each in rows if not each.refusal],
        "refused": [each for each in rows if each.refusal],
    }


def _query(query: QueryDict, *, without: str) -> str:
    kept = query.copy()
    for name in (without, "done"):
        kept.pop(name, None)
    return kept.urlencode()
