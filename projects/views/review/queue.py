"""The queue of project reports, filtered by the address."""

from __future__ import annotations

from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from indicators.selectors.review.queue import STAGE_CHOICES, WAITING
from indicators.views.review.access import planners_only
from indicators.views.review.deciding import outcomes_of, query_without
from projects.models import ProjectReport
from projects.periods import period_of
from projects.selectors.review.queue import (
    QueueFilters,
    ReportRow,
    facets,
    queued,
    report_rows,
)
from projects.views.review.report import PROJECT_REVIEW

PAGE_SIZE: Final = 50


@planners_only
@require_safe
def review_projects(request: HttpRequest) -> HttpResponse:
    """Show the reports departments sent of their projects, as the address filters them."""
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
        "outcomes": outcomes_of(request, PROJECT_REVIEW),
    }
    return render(request, "projects/review/queue.html", context)


def queue_filters(query: QueryDict) -> QueueFilters:
    """Return the filters of an address; nonsense counts as not asked."""
    stage = query.get("stage", WAITING)
    return QueueFilters(
        plan=query.get("plan", ""),
        period=period_of(query.get("period", "")),
        department=query.get("department", ""),
        field=query.get("field", ""),
        stage=stage if stage in dict(STAGE_CHOICES) else WAITING,
        light=query.get("light", ""),
    )


def _page(request: HttpRequest, filters: QueueFilters) -> tuple[Any, list[ReportRow]]:
    """Return a page of the queue; only a wanted light makes all rows be judged first."""
    today, number = timezone.localdate(), request.GET.get("page")
    found = queued(filters)
    if filters.light:
        rows = [
            row for row in report_rows(found, today=today) if row.prospect.light == filters.light
        ]
        judged = Paginator(rows, PAGE_SIZE).get_page(number)
        return judged, list(judged)
    page = Paginator[ProjectReport](found, PAGE_SIZE).get_page(number)
    return page, report_rows(list(page), today=today)
