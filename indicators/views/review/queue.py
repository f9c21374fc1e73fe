"""The queue of submitted figures, filtered by the address."""

from __future__ import annotations

from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

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
from indicators.views.review.access import planners_only
from indicators.views.review.deciding import outcomes_of, query_without
from indicators.views.review.figure import FIGURE_REVIEW

PAGE_SIZE: Final = 50
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
        "page_query": query_without(request.GET, "page"),
        "query": request.GET.urlencode(),
        "waiting": sum(row.is_waiting for row in rows),
        "is_filtered": filters != QueueFilters(),
        "outcomes": outcomes_of(request, FIGURE_REVIEW),
    }
    return render(request, "review/queue.html", context)


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
