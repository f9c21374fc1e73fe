"""The table of a plan's projects, with its filters in the address, and the same as files."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from indicators.downloads import csv_file, csv_name
from indicators.views.browse.listing import csv_response, known_mark
from indicators.views.browse.sorting import asked_order, column_head
from indicators.views.entry.workbook import xlsx_response
from indicators.views.frame import is_senior, judged_year, viewpoint_of
from indicators.views.paging import PAGED, asked_page
from plans.access import browsable
from plans.models import Plan
from projects.selectors.browse.ordering import PLAN_ORDER, SORTS, in_order
from projects.selectors.browse.tables import project_cells, project_header
from projects.selectors.browse.tallies import LightTallier
from projects.selectors.rows import ProjectRow
from projects.views.browse.asking import SHARED, asked_rows, filter_context, page_query

ROWS_OF_A_PAGE: Final = 50
ROWS_FOR_SENIORS: Final = 15
COLUMNS: Final = (
    ("name", "项目", ""),
    ("field", "领域", ""),
    ("stage", "阶段", ""),
    ("light", "灯", ""),
    ("done", "形象进度", ""),
    ("behind", "与应完成比", ""),
    ("invested", "累计投资（亿元）", "number"),
    ("total", "总投资（亿元）", "number"),
    ("department", "责任部门", ""),
)


@browsable
@require_safe
def project_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a plan's projects as the address filters and sorts them, page by page."""
    plan = get_object_or_404(Plan, slug=slug)
    shown = asked_rows(request, plan)
    sort, descending = _order(request.GET)
    rows = in_order(shown.rows, sort=sort, descending=descending)
    tallier = LightTallier(
        plan=plan,
        year=judged_year(request, plan),
        viewpoint=viewpoint_of(request),
        filters={name: request.GET.get(name, "") for name in SHARED if name != "light"},
    )
    most = ROWS_FOR_SENIORS if is_senior(request) else ROWS_OF_A_PAGE
    context = {
        **filter_context(request, plan, shown, view="table", kept=("sort",), paged=PAGED),
        "page_of": asked_page(request, rows, most=most),
        "page_query": page_query(request),
        "columns": [column_head(request, *each, order=(sort, descending)) for each in COLUMNS],
        "tally": tallier.of("全部", shown.rows),
        "groups": tallier.by_field_and_region(shown.rows),
        "order_label": _order_label(sort, descending=descending),
        "csv_url": _file_url(request, slug, "project_list_csv"),
        "xlsx_url": _file_url(request, slug, "project_list_xlsx"),
    }
    return render(request, "projects/browse/table.html", context)


@browsable
@require_safe
def project_list_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Download all rows of the table at the same address, in the same order."""
    plan = get_object_or_404(Plan, slug=slug)
    text = csv_file(
        header=project_header(),
        rows=(project_cells(row) for row in _rows(request, plan)),
        is_demo=settings.DEMO,
    )
    return csv_response(text, name=_file_name(request, plan))


@browsable
@require_safe
def project_list_xlsx(request: HttpRequest, slug: str) -> HttpResponse:
    """Download the same rows as an Excel workbook."""
    # Late: openpyxl takes 0.3 s to import, once, and most web workers never write a workbook.
    from indicators.workbook.table_writing import table_file

    plan = get_object_or_404(Plan, slug=slug)
    content = table_file(
        title="重大项目",
        header=project_header(),
        rows=(project_cells(row) for row in _rows(request, plan)),
        is_demo=settings.DEMO,
    )
    name = _file_name(request, plan).removesuffix(".csv") + ".xlsx"
    return xlsx_response(content, name=name)


def _rows(request: HttpRequest, plan: Plan) -> list[ProjectRow]:
    sort, descending = _order(request.GET)
    return in_order(asked_rows(request, plan).rows, sort=sort, descending=descending)


def _order(query: QueryDict) -> tuple[str, bool]:
    return asked_order(query, sorts=SORTS, otherwise=PLAN_ORDER)


def _order_label(sort: str, *, descending: bool) -> str:
    """Return the order in words where it is not the plan's own."""
    labels = {name: label for name, label, _ in COLUMNS} | {"end": "计划完成"}
    if sort not in labels:
        return ""
    return f"按{labels[sort]}{'降序' if descending else '升序'}"


def _file_url(request: HttpRequest, slug: str, name: str) -> str:
    return f"{reverse(name, args=[slug])}?{page_query(request)}"


def _file_name(request: HttpRequest, plan: Plan) -> str:
    year = judged_year(request, plan)
    parts = (plan.short_title, "重大项目", str(year or "最新"), *known_mark(request))
    return csv_name(*parts, is_demo=settings.DEMO)
