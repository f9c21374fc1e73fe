"""The queue of one kind of report on the planners' desk: its page, whatever the reports are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from indicators.views.frame import chosen_count
from indicators.views.paging import asked_page
from indicators.views.review.deciding import outcomes_of, query_without
from indicators.views.review.report_pages import ReviewPages

PAGE_SIZE: Final = 50


@dataclass(frozen=True, kw_only=True)
class QueueDesk:
    """What the queue of one kind does its own way.

    `tab` is where the desk's menu stands, `what` what is reported, `caption` what the table
    holds; `approve` and `departments` name addresses.
    """

    pages: ReviewPages
    title: str
    what: str
    caption: str
    tab: str
    approve: str
    departments: str
    template: str
    row_template: str

    @property
    def noun(self) -> str:
        return f"个{self.what}"

    @property
    def url(self) -> str:
        return reverse(self.pages.queue)

    @property
    def approve_url(self) -> str:
        return reverse(self.approve)

    @property
    def departments_url(self) -> str:
        return reverse(self.departments)


@dataclass(frozen=True, kw_only=True)
class Queued:
    """What is in a queue as an address filters it.

    `is_wanted` tells of a row whether what would become of it was asked for, None where that
    was not: then only the rows of the page are judged.
    """

    filters: Any
    unfiltered: Any
    facets: Any
    found: Sequence[Any]
    rows_of: Callable[[Sequence[Any]], list[Any]]
    is_wanted: Callable[[Any], bool] | None


def queue_page(request: HttpRequest, desk: QueueDesk, queued: Queued) -> HttpResponse:
    """Show a queue as the address filters it."""
    page, rows = _page(request, queued)
    context = {
        "desk": desk,
        "filters": queued.filters,
        "facets": queued.facets,
        "rows": rows,
        "page_of": page,
        "page_query": query_without(request.GET, "page"),
        "query": request.GET.urlencode(),
        "waiting": sum(row.is_waiting for row in rows),
        "is_filtered": queued.filters != queued.unfiltered,
        "chosen": chosen_count(queued.filters, queued.unfiltered),
        "outcomes": outcomes_of(request, desk.pages),
    }
    return render(request, desk.template, context)


def _page(request: HttpRequest, queued: Queued) -> tuple[Any, list[Any]]:
    if queued.is_wanted is not None:
        rows = [row for row in queued.rows_of(queued.found) if queued.is_wanted(row)]
        judged = asked_page(request, rows, most=PAGE_SIZE)
        return judged, list(judged)
    page = asked_page(request, queued.found, most=PAGE_SIZE)
    return page, queued.rows_of(list(page))
