"""The list of a plan's indicators, with its filters in the address."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from indicators.downloads import csv_file, csv_name
from indicators.selectors.browse.listing import (
    PLAN_ORDER,
    SORTS,
    Active,
    ListFilters,
    Listing,
    listing,
)
from indicators.selectors.browse.tables import indicator_cells, indicator_header
from indicators.selectors.standing import indicator_rows
from indicators.viewpoints import KNOWN_ON
from indicators.views.browse.simple_list import simple_list
from indicators.views.browse.sorting import asked_order, column_head, with_query
from indicators.views.frame import is_senior, judged_year, plan_frame, viewpoint_of, year_links
from plans.access import browsable
from plans.models import Plan

MAX_TEXT: Final = 60
PARAMETERS: Final = {"text": "q", "states": "state"}
"""Filters whose name in the address differs from that in the code."""
ASKED: Final = (
    *(PARAMETERS.get(field.name, field.name) for field in fields(ListFilters)),
    "sort",
)
"""What an address of the list may say besides year and day."""
COLUMNS: Final = (
    (PLAN_ORDER, "序号", ""),
    ("name", "指标", ""),
    ("baseline", "基期", "number"),
    ("target", "目标", "number"),
    ("actual", "实绩", "number"),
    ("share", "进度", ""),
    ("state", "状态", ""),
    ("gap", "差距", "number"),
    ("department", "责任部门", ""),
)


@dataclass(frozen=True, kw_only=True)
class Chip:
    """A filter in force; its address is the list without it."""

    label: str
    url: str
    count_without: int


@browsable
@require_safe
def indicator_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a plan's indicators as the address filters and sorts them."""
    plan = get_object_or_404(Plan, slug=slug)
    year = judged_year(request, plan)
    rows = indicator_rows(plan, year=year, viewpoint=viewpoint_of(request))
    sort, descending = _order(request.GET)
    shown = listing(rows, filters=_filters(request.GET), sort=sort, descending=descending)
    kept, simple = _kept_only(request.GET), is_senior(request)
    context = {
        **plan_frame(request, plan, page="indicators", year=year, asks=ASKED),
        "year": year,
        "year_links": year_links(request, plan, year=year),
        "listing": shown,
        "columns": [column_head(request, *each, order=(sort, descending)) for each in COLUMNS],
        "chips": [_chip(request, each) for each in shown.active],
        "search_text": _filters(request.GET).text,
        "kept": _kept(request.GET),
        "orders": _orders(sort, descending=descending),
        "summary": _summary(shown, order=_sort_label(sort, descending=descending)),
        "csv_url": f"{reverse('indicator_list_csv', args=[slug])}?{request.GET.urlencode()}",
        "clear_url": with_query(request, kept),
        "simple": simple_list(request, rows, shown, kept=kept) if simple else None,
    }
    return render(
        request, "indicators/list_simple.html" if simple else "indicators/list.html", context
    )


@browsable
@require_safe
def indicator_list_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Download exactly the rows the list shows at the same address, in the same order."""
    plan = get_object_or_404(Plan, slug=slug)
    year = judged_year(request, plan)
    found = indicator_rows(plan, year=year, viewpoint=viewpoint_of(request))
    sort, descending = _order(request.GET)
    rows = listing(found, filters=_filters(request.GET), sort=sort, descending=descending).rows
    text = csv_file(
        header=indicator_header(),
        rows=(indicator_cells(row) for row in rows),
        is_demo=settings.DEMO,
    )
    parts = (plan.short_title, "指标", str(year or "最新"), *known_mark(request))
    name = csv_name(*parts, is_demo=settings.DEMO)
    return csv_response(text, name=name)


def known_mark(request: HttpRequest) -> tuple[str, ...]:
    """Return what the name of a file says of the day it looks back at."""
    known_on = viewpoint_of(request).known_on
    return (f"截至{known_on}",) if known_on else ()


def csv_response(text: str, *, name: str) -> HttpResponse:
    """Return a CSV file as a download."""
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": disposition or "attachment"},
    )


def _filters(query: QueryDict) -> ListFilters:
    """Return the filters of an address; a state may stand several times or with commas."""
    states = [state for value in query.getlist("state") for state in value.split(",") if state]
    return ListFilters(
        category=query.get("category", ""),
        nature=query.get("nature", ""),
        origin=query.get("origin", ""),
        department=query.get("department", ""),
        supplier=query.get("supplier", ""),
        states=tuple(dict.fromkeys(states)),
        text=query.get("q", "").strip()[:MAX_TEXT],
    )


def _order(query: QueryDict) -> tuple[str, bool]:
    return asked_order(query, sorts=SORTS, otherwise=PLAN_ORDER)


def _summary(shown: Listing, *, order: str) -> str:
    """Return in words how much of the plan is listed, and in which order."""
    filtered = f"全部 {shown.total} 项中有 {shown.count} 项符合条件"
    parts = (
        filtered if shown.active else f"共 {shown.count} 项",
        f"另列 {shown.part_count} 个分项" if shown.part_count else "",
        order,
    )
    return "，".join(part for part in parts if part)


def _orders(sort: str, *, descending: bool) -> list[tuple[str, str, bool]]:
    """Return every order as (value in the address, words, whether it is in force)."""
    return [
        (
            f"-{name}" if downwards else name,
            "规划顺序" if (name, downwards) == (PLAN_ORDER, False) else f"{label}{arrow}",
            (name, downwards) == (sort, descending),
        )
        for name, label, _ in COLUMNS
        for downwards, arrow in ((False, " ↑"), (True, " ↓"))
    ]


def _sort_label(sort: str, *, descending: bool) -> str:
    """Return the order in words where it is not the plan's own."""
    label = next(label for name, label, _ in COLUMNS if name == sort)
    if sort == PLAN_ORDER and not descending:
        return ""
    return f"按{label}{'降序' if descending else '升序'}"


def _chip(request: HttpRequest, active: Active) -> Chip:
    query, parameter = request.GET.copy(), PARAMETERS.get(active.name, active.name)
    remaining = [
        each
        for value in query.getlist(parameter)
        for each in value.split(",")
        if active.name == "states" and each != active.value
    ]
    query.setlist(parameter, remaining)
    return Chip(
        label=active.label, url=with_query(request, query), count_without=active.count_without
    )


def _kept(query: QueryDict) -> list[tuple[str, str]]:
    """Return what the filter form hands on besides its own fields."""
    return [(name, query.get(name, "")) for name in ("year", KNOWN_ON) if name in query]


def _kept_only(query: QueryDict) -> QueryDict:
    kept = QueryDict(mutable=True)
    kept.update(dict(_kept(query)))
    return kept
