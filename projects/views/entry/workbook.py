"""A department's project reports as a workbook: downloaded prefilled, uploaded filled in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from indicators.downloads import csv_name
from indicators.models import Upload, UploadKind
from indicators.selectors.entry.uploads import recent_uploads
from indicators.services.uploads import NewUpload
from indicators.views.browse.listing import csv_response
from indicators.views.entry.file_access import Desk, desk
from indicators.views.entry.upload_forms import UploadForm
from indicators.views.entry.upload_pages import Link, UploadPages, department_query
from indicators.views.entry.uploads import form_of, form_page, received, why_refused
from indicators.views.entry.workbook import xlsx_response
from indicators.views.person import person
from indicators.workbook.csv_writing import csv_workbook
from plans.access import departments_of
from projects.periods import Period
from projects.selectors.entry.sheet import SheetScope, sheet_rows
from projects.services.upload_writing import write_reports
from projects.workbook.columns import REPORTS


@require_safe
def project_workbook(request: HttpRequest, slug: str, period: Period, kind: str) -> HttpResponse:
    """Download a department's project reports of a period, prefilled, to be filled in offline."""
    place = desk(request, slug, period.year)
    if place.chosen is None:
        return redirect("entry_project_upload", slug=slug, period=period)
    scope = SheetScope(
        plan=place.plan, period=period, department=place.chosen, on_behalf=place.on_behalf
    )
    rows = sheet_rows(scope)
    stem = f"{place.plan.short_title}_{period.label}_{place.chosen}_项目进展填报表"
    name = csv_name(stem, is_demo=settings.DEMO)
    if kind == "csv":
        return csv_response(csv_workbook(REPORTS, rows, is_demo=settings.DEMO), name=name)
    # Late: openpyxl takes 0.3 s to import, once, and most web workers never write a workbook.
    from indicators.workbook.writing import Cover, workbook_file

    cover = Cover(
        title=f"{place.plan.short_title}项目进展填报表",
        department=str(place.chosen),
        due=period.label,
        is_demo=settings.DEMO,
        remarks=("节点完成日期每个节点一行：节点名称、冒号、日期。",),
    )
    content = workbook_file(REPORTS, rows, cover=cover)
    return xlsx_response(content, name=name.removesuffix(".csv") + ".xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
def project_upload(request: HttpRequest, slug: str, period: Period) -> HttpResponse:
    """Take in a department's workbook of project reports."""
    place = desk(request, slug, period.year)
    form = form_of(request, on_behalf=place.on_behalf)
    new = NewUpload(
        kind=UploadKind.PROJECTS,
        plan=place.plan,
        year=period.year,
        quarter=period.quarter,
        department=place.chosen,
        opens_on=period.opens_on,
        name="",
    )
    sent = None if place.chosen is None else received(request, form, new, PROJECT_UPLOADS)
    return sent or form_page(request, form, _context(request, place, period, form, new))


def _context(
    request: HttpRequest, place: Desk, period: Period, form: UploadForm, new: NewUpload
) -> dict[str, Any]:
    code = place.chosen.code if place.chosen else ""
    query, args = f"?department={code}", [place.plan.slug, period]
    is_own = place.chosen is not None and not form.asks_why
    recent = recent_uploads(
        place.plan,
        kind=UploadKind.PROJECTS,
        year=period.year,
        quarter=period.quarter,
        user_id=person(request).pk,
    )
    return {
        "title": f"上传 {period.label}项目进展填报表",
        "of_plan": place.plan,
        "place": place,
        "must_choose": place.chosen is None,
        "desk": _desk_link(request, place.plan.slug, period, query),
        "refused": why_refused(request, new) if is_own else "",
        "downloads": [
            reverse("entry_project_workbook", args=args) + query,
            reverse("entry_project_workbook_csv", args=args) + query,
        ],
        "hint": "表里按上期填好了阶段、形象进度和未解决的问题，只有浅黄色的格子可以填。",
        "recent": [(each, PROJECT_UPLOADS.address("detail", each.pk)) for each in recent],
    }


def _desk_link(request: HttpRequest, slug: str, period: Period, query: str) -> Link:
    """Return label and address of where a person goes on with the drafts: his own desk."""
    if departments_of(person(request)):
        return "项目进展", reverse("entry_project_period", args=[slug, period]) + query
    return "代填项目", reverse("review_projects_enter", args=[slug, period]) + query


def _period_of(upload: Upload) -> Period:
    if upload.year is None:
        raise Http404
    return Period(year=upload.year, quarter=upload.quarter)


def _desk_of(request: HttpRequest, upload: Upload) -> Link:
    query = department_query(upload)
    return _desk_link(request, upload.plan.slug, _period_of(upload), query)


def _form_of(upload: Upload) -> Link:
    period = _period_of(upload)
    path = reverse("entry_project_upload", args=[upload.plan.slug, period])
    return f"上传 {period.label}项目进展填报表", f"{path}{department_query(upload)}"


PROJECT_UPLOADS = UploadPages(
    kind=UploadKind.PROJECTS,
    name="entry_project_upload",
    noun="个项目",
    write=write_reports,
    desk=_desk_of,
    form=_form_of,
)
