"""The record of who did what, for planners and admins."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from indicators.downloads import csv_file, csv_name
from indicators.selectors.review.record import (
    RECORD_HEADER,
    RecordFilters,
    record_cells,
    record_entries,
    record_facets,
    record_row,
)
from indicators.views.browse.listing import csv_response
from indicators.views.frame import chosen_count
from indicators.views.paging import asked_page
from indicators.views.review.access import supervisors_only
from indicators.views.review.forms import RecordForm
from plans.access import is_planner

PAGE_SIZE: Final = 50


@supervisors_only
@require_safe
def review_record(request: HttpRequest) -> HttpResponse:
    """Show the record, newest first, as the address filters it."""
    filters = _filters(request)
    entries = record_entries(filters)
    page = asked_page(request, entries, most=PAGE_SIZE)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "filters": filters,
        "facets": record_facets(),
        "page_of": page,
        "rows": [record_row(each) for each in page],
        "page_query": query.urlencode(),
        "is_filtered": filters != RecordFilters(),
        "chosen": chosen_count(filters, RecordFilters()),
        "is_planner": is_planner(request.user),
    }
    return render(request, "review/record.html", context)


@supervisors_only
@require_safe
def review_record_csv(request: HttpRequest) -> HttpResponse:
    """Download every line the page lists at the same address."""
    entries = record_entries(_filters(request))
    text = csv_file(header=RECORD_HEADER, rows=record_cells(entries), is_demo=settings.DEMO)
    day = timezone.localdate().isoformat()
    return csv_response(text, name=csv_name("操作记录", day, is_demo=settings.DEMO))


def _filters(request: HttpRequest) -> RecordFilters:
    """Return the filters of an address; what cannot be read counts as not asked."""
    form = RecordForm(request.GET)
    form.is_valid()
    return RecordFilters(**{name: value for name, value in form.cleaned_data.items() if value})
