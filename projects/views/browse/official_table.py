"""The official table of projects: on screen, printed, as Excel and as CSV."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from indicators.downloads import DEMO_LABEL, csv_file, csv_name
from indicators.views.browse.listing import csv_response, known_mark
from indicators.views.entry.workbook import xlsx_response
from indicators.views.frame import (
    chosen_count,
    judged_year,
    plan_frame,
    viewpoint_of,
    year_links,
)
from plans.access import browsable
from plans.models import Plan
from projects.progress_tables import OfficialTable, TableScope
from projects.selectors.official_table import official_table, scope_choices
from projects.selectors.progress_texts import progress_texts
from projects.views.browse.asking import view_links

CSV_HEADER = ("章节", "事项", "序号", "内容与要求", "进展情况", "责任单位")

SCOPE = ("box", "field", "department", "region")
"""What an address of the table may say besides year and day."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which table an address asks for; `year` None is the latest of each project."""

    plan: Plan
    year: int | None
    scope: TableScope
    table: OfficialTable
    subtitle: str

    @property
    def title(self) -> str:
        return f"{self.plan.short_title}专栏和重大项目进展情况表"

    @property
    def file_parts(self) -> tuple[str, ...]:
        """Return what the name of a download says of it."""
        of = self.table.scope_text.replace(" · ", "_").replace(" ", "")
        return (self.plan.short_title, *filter(None, (of,)), "进展情况表", str(self.year or "最新"))


@browsable
@require_safe
def official_table_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the table of a box, a field, a department or all, ready to be printed."""
    asked = _asked(request, slug)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    context: dict[str, Any] = {
        **plan_frame(request, asked.plan, page="projects", year=asked.year, asks=SCOPE),
        "asked": asked,
        "views": view_links(request, asked.plan, current="official"),
        "table": asked.table,
        "scope": asked.scope,
        "chosen": chosen_count(asked.scope, TableScope()),
        "choices": scope_choices(asked.plan),
        "year_links": year_links(request, asked.plan, year=asked.year),
        "xlsx_url": reverse("official_table_xlsx", args=[slug]) + query,
        "csv_url": reverse("official_table_csv", args=[slug]) + query,
    }
    return render(request, "projects/browse/official_table.html", context)


@browsable
@require_safe
def official_table_xlsx(request: HttpRequest, slug: str) -> HttpResponse:
    """Download the table the page shows at the same address as an Excel file."""
    # Late: openpyxl takes 0.3 s to import, once, and most web workers never write a workbook.
    from projects.workbook.official_table import TableCover, official_workbook

    asked = _asked(request, slug)
    cover = TableCover(title=asked.title, subtitle=asked.subtitle)
    name = csv_name(*asked.file_parts, *known_mark(request), is_demo=settings.DEMO)
    content = official_workbook(asked.table, cover=cover)
    return xlsx_response(content, name=name.removesuffix(".csv") + ".xlsx")


@browsable
@require_safe
def official_table_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Download the table the page shows at the same address, with its headings as columns."""
    asked = _asked(request, slug)
    rows = [
        (
            *(group.heading, part.heading, line.number),
            *(_said(line.title, line.text), "\n".join(line.progress), line.units),
        )
        for group in asked.table.groups
        for part in group.parts
        for line in part.lines
    ]
    text = csv_file(header=CSV_HEADER, rows=rows, is_demo=settings.DEMO)
    name = csv_name(*asked.file_parts, *known_mark(request), is_demo=settings.DEMO)
    return csv_response(text, name=name)


def _said(title: str, text: str) -> str:
    return "\n".join(dict.fromkeys(filter(None, (title, text))))


def _asked(request: HttpRequest, slug: str) -> Asked:
    plan = get_object_or_404(Plan, slug=slug)
    year = judged_year(request, plan)
    asked = {name: request.GET.get(name, "") for name in SCOPE}
    scope = TableScope(**asked)
    seen = viewpoint_of(request)
    told = progress_texts(plan, year=year, viewpoint=seen)
    table = official_table(plan, scope=scope, year=year, seen=seen, progress=told)
    return Asked(
        plan=plan, year=year, scope=scope, table=table, subtitle=_subtitle(request, year, table)
    )


def _subtitle(request: HttpRequest, year: int | None, table: OfficialTable) -> str:
    """Return of what and of when the table is, for its head and for paper."""
    seen = viewpoint_of(request)
    parts = (
        table.scope_text,
        f"截至{year}年底" if year else "最新情况",
        f"按{seen.known_on}已知" if seen.known_on else f"{timezone.localdate()}制表",
        DEMO_LABEL if settings.DEMO else "",
    )
    return " · ".join(part for part in parts if part)
