"""Downloads of a department's prefilled workbook, as Excel and as CSV."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from indicators.downloads import csv_name
from indicators.selectors.entry.sheet import SheetScope, due_words, past_years, sheet_rows
from indicators.views.browse.listing import csv_response
from indicators.views.entry.file_access import desk, planned
from indicators.workbook.columns import FIGURES
from indicators.workbook.csv_writing import csv_workbook
from indicators.workbook.figures import FigureRow

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def round_workbook(request: HttpRequest, slug: str, year: int, kind: str) -> HttpResponse:
    """Download a department's figures of a round, prefilled, to be filled in offline."""
    place = desk(request, slug, year)
    if place.chosen is None:
        return redirect("entry_upload", slug=slug, year=year)
    scope = SheetScope(
        plan=place.plan, years=(year,), department=place.chosen, on_behalf=place.on_behalf
    )
    return _file(scope, kind, today=timezone.localdate())


@require_safe
def history_workbook(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Download every department's figures of the years gone by, for planners to complete."""
    plan = planned(request, slug)
    today = timezone.localdate()
    scope = SheetScope(plan=plan, years=past_years(plan, today=today), on_behalf=True)
    return _file(scope, kind, today=today)


def _file(scope: SheetScope, kind: str, *, today: date) -> HttpResponse:
    rows = sheet_rows(scope, today=today)
    stem = _name(scope)
    if kind == "csv":
        text = csv_workbook(FIGURES, rows, is_demo=settings.DEMO)
        return csv_response(text, name=csv_name(stem, is_demo=settings.DEMO))
    name = csv_name(stem, is_demo=settings.DEMO).removesuffix(".csv") + ".xlsx"
    return xlsx_response(_workbook(scope, rows), name=name)


def xlsx_response(content: bytes, *, name: str) -> HttpResponse:
    """Return an Excel file as a download."""
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(
        content, content_type=XLSX, headers={"Content-Disposition": disposition or "attachment"}
    )


def _name(scope: SheetScope) -> str:
    years = str(scope.years[0]) if len(scope.years) == 1 else "往年"
    owner = str(scope.department) if scope.department else "补录"
    return f"{scope.plan.short_title}_{years}_{owner}_填报表"


def _workbook(scope: SheetScope, rows: list[FigureRow]) -> bytes:
    # Late: openpyxl takes 0.3 s to import, once, and most web workers never write a workbook.
    from indicators.workbook.writing import Cover, workbook_file

    cover = Cover(
        title=f"{scope.plan.short_title}填报表",
        department=str(scope.department or "各部门（补录往年数据）"),
        due=due_words(scope),
        is_demo=settings.DEMO,
    )
    return workbook_file(FIGURES, rows, cover=cover)
