"""Uploading a filled-in workbook: sent, read in the background, previewed, then confirmed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from indicators.kept_files import oversized_files, upload_path
from indicators.models import UploadState
from indicators.selectors.entry.sheet import past_years
from indicators.selectors.entry.uploads import UploadLine, recent_uploads, upload_page
from indicators.services.confirming import NotAllWrittenError, confirm_upload
from indicators.services.uploads import (
    NewUpload,
    discard_upload,
    receive_upload,
    require_may_upload,
)
from indicators.views.entry.file_access import Desk, desk, desk_link, planned
from indicators.views.entry.upload_forms import UploadForm
from indicators.views.entry.upload_pages import FIGURE_UPLOADS, UploadPages
from indicators.views.entry.workbook import xlsx_response
from indicators.views.person import person
from indicators.workflow import RefusedError
from plans.models import Plan


@require_http_methods(["GET", "HEAD", "POST"])
def round_upload(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Take in a department's workbook of a round."""
    place = desk(request, slug, year)
    form = form_of(request, on_behalf=place.on_behalf)
    new = NewUpload(plan=place.plan, year=year, department=place.chosen, name="")
    sent = received(request, form, new, FIGURE_UPLOADS)
    return sent or form_page(request, form, _round_context(request, place, form, new))


@require_http_methods(["GET", "HEAD", "POST"])
def history_upload(request: HttpRequest, slug: str) -> HttpResponse:
    """Take in figures of years gone by, from a planner, with reason and document."""
    plan = planned(request, slug)
    form = form_of(request, on_behalf=True)
    new = NewUpload(plan=plan, year=None, department=None, name="")
    sent = received(request, form, new, FIGURE_UPLOADS)
    return sent or form_page(request, form, _history_context(request, plan))


@never_cache
@require_safe
def upload_detail(request: HttpRequest, pk: UUID, pages: UploadPages) -> HttpResponse:
    """Show how far an upload is; once read, every change it would make and all its faults."""
    upload = pages.seen(request, pk)
    context = {
        "upload": upload_page(upload, now=timezone.now()),
        "plan": None,
        "noun": pages.noun,
        "links": pages.addresses(pk),
        "desk": pages.desk(request, upload),
        "form": pages.form(upload),
    }
    return render(request, "entry/upload.html", context)


@never_cache
@require_safe
def upload_progress(request: HttpRequest, pk: UUID, pages: UploadPages) -> HttpResponse:
    """Show the progress bar alone, for the page that waits; send it on when all is read."""
    page = upload_page(pages.seen(request, pk), now=timezone.now())
    if not page.is_pending:
        return HttpResponseClientRedirect(pages.address("detail", pk))
    return render(request, "entry/upload_progress.html", {"upload": page})


@require_POST
def upload_confirm(request: HttpRequest, pk: UUID, pages: UploadPages) -> HttpResponse:
    """Write the previewed changes as drafts, all or none; many of them in the background."""
    pages.seen(request, pk)
    try:
        count = confirm_upload(pk, user=person(request), now=timezone.now(), write=pages.write)
    except (RefusedError, NotAllWrittenError) as error:
        messages.error(request, str(error))
    else:
        if count is not None:
            messages.success(request, f"已写入 {count} 份草稿。")
    return redirect(pages.address("detail", pk))


@require_POST
def upload_discard(request: HttpRequest, pk: UUID, pages: UploadPages) -> HttpResponse:
    """Drop an upload; nothing of it was written."""
    upload = pages.seen(request, pk)
    try:
        discard_upload(pk, user=person(request), now=timezone.now())
    except RefusedError as error:
        messages.error(request, str(error))
        return redirect(pages.address("detail", pk))
    messages.success(request, f"已放弃“{upload.name}”，没有写入任何数据。")
    return redirect(pages.form(upload)[1])


@never_cache
@require_safe
def upload_marked(request: HttpRequest, pk: UUID, pages: UploadPages) -> HttpResponse:
    """Download the copy of an uploaded file in which the bad cells are marked."""
    upload = pages.seen(request, pk)
    path = upload_path(pk, marked=True)
    if upload.state != UploadState.READY or not path.exists():
        raise Http404
    stem = upload.name.rpartition(".")[0] or upload.name
    return xlsx_response(path.read_bytes(), name=f"{stem}_问题标注.xlsx")


def form_of(request: HttpRequest, *, on_behalf: bool) -> UploadForm:
    """Return the form of a request, bound where something was sent."""
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return UploadForm(*sent, on_behalf=on_behalf, oversized=oversized_files(request))


def received(
    request: HttpRequest, form: UploadForm, new: NewUpload, pages: UploadPages
) -> HttpResponse | None:
    """Take in what was sent, `new` but for its file; return the way to the preview.

    None where nothing was sent, or the form has to be shown again.
    """
    if not form.is_bound or not form.is_valid():
        return None
    file: UploadedFile[bytes] = form.cleaned_data["file"]
    new = replace(new, name=file.name or "填报表", on_behalf=form.on_behalf)
    try:
        upload = receive_upload(new, file.chunks(), user=person(request), now=timezone.now())
    except RefusedError as error:
        form.add_error(None, str(error))
        return None
    return redirect(pages.address("detail", upload.pk))


def why_refused(request: HttpRequest, new: NewUpload) -> str:
    """Return why a department's person can send nothing now, "" where he can."""
    try:
        require_may_upload(new, user=person(request), now=timezone.now())
    except RefusedError as error:
        return str(error)
    return ""


def form_page(request: HttpRequest, form: UploadForm, context: dict[str, Any]) -> HttpResponse:
    """Show the form of a kind of upload; `context` is what entry/upload_form.html wants more."""
    status = 400 if form.is_bound and form.errors else 200
    page = {"form": form, "plan": None, **context}
    return render(request, "entry/upload_form.html", page, status=status)


def _round_context(
    request: HttpRequest, place: Desk, form: UploadForm, new: NewUpload
) -> dict[str, Any]:
    code = place.chosen.code if place.chosen else ""
    query, args = f"?department={code}", [place.plan.slug, place.year]
    is_own = place.chosen is not None and not form.asks_why
    return {
        "title": f"上传 {place.year} 年填报表",
        "of_plan": place.plan,
        "place": place,
        "must_choose": place.chosen is None,
        "desk": desk_link(request, place.plan.slug, place.year, code),
        "refused": why_refused(request, new) if is_own else "",
        "downloads": [
            reverse("entry_workbook", args=args) + query,
            reverse("entry_workbook_csv", args=args) + query,
        ],
        "hint": "表里有每个指标的单位、上年数和路径值，只有浅黄色的格子可以填。",
        "recent": _recent(request, place.plan, place.year),
    }


def _history_context(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    years = "、".join(map(str, past_years(plan, today=timezone.localdate())))
    return {
        "title": "补录往年数据",
        "of_plan": plan,
        "desk": desk_link(request, plan.slug, None, ""),
        "downloads": [
            reverse("entry_history_xlsx", args=[plan.slug]),
            reverse("entry_history_csv", args=[plan.slug]),
        ],
        "hint": f"含{years}年各部门的指标。只填要补录的行，其余留着不动；每个数都须填公布日期。",
        "recent": _recent(request, plan, None),
    }


def _recent(request: HttpRequest, plan: Plan, year: int | None) -> list[tuple[UploadLine, str]]:
    found = recent_uploads(
        plan, kind=FIGURE_UPLOADS.kind, year=year, quarter=None, user_id=person(request).pk
    )
    return [(each, FIGURE_UPLOADS.address("detail", each.pk)) for each in found]
