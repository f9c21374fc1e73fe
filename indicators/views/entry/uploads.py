"""Uploading a filled-in workbook: sent, read in the background, previewed, then confirmed."""

from __future__ import annotations

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
from indicators.selectors.entry.uploads import recent_uploads, upload_page
from indicators.services.uploads import (
    NewUpload,
    NotAllWrittenError,
    confirm_upload,
    discard_upload,
    receive_upload,
    require_may_upload,
)
from indicators.views.entry.access import person
from indicators.views.entry.file_access import Desk, desk, desk_link, planned, seen_upload
from indicators.views.entry.upload_forms import UploadForm
from indicators.views.entry.workbook import xlsx_response
from indicators.workflow import RefusedError
from plans.models import Plan


@require_http_methods(["GET", "HEAD", "POST"])
def round_upload(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Take in a department's workbook of a round."""
    place = desk(request, slug, year)
    form = UploadForm(
        *_sent(request),
        on_behalf=place.on_behalf,
        oversized=oversized_files(request),
    )
    sent = _received(request, form, place.plan, place=place) if request.method == "POST" else None
    return sent or _form_page(request, form, place.plan, place=place)


@require_http_methods(["GET", "HEAD", "POST"])
def history_upload(request: HttpRequest, slug: str) -> HttpResponse:
    """Take in figures of years gone by, from a planner, with reason and document."""
    plan = planned(request, slug)
    form = UploadForm(*_sent(request), on_behalf=True, oversized=oversized_files(request))
    sent = _received(request, form, plan, place=None) if request.method == "POST" else None
    return sent or _form_page(request, form, plan, place=None)


@never_cache
@require_safe
def upload_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show how far an upload is; once read, every change it would make and all its faults."""
    upload = seen_upload(request, pk)
    page = upload_page(upload, now=timezone.now())
    context = {
        "upload": page,
        "plan": None,
        "desk": desk_link(request, upload.plan.slug, upload.year, page.department_code),
    }
    return render(request, "entry/upload.html", context)


@never_cache
@require_safe
def upload_progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the progress bar alone, for the page that waits; send it on when all is read."""
    page = upload_page(seen_upload(request, pk), now=timezone.now())
    if not page.is_pending:
        return HttpResponseClientRedirect(reverse("upload_detail", args=[pk]))
    return render(request, "entry/upload_progress.html", {"upload": page})


@require_POST
def upload_confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write the previewed changes as drafts, all or none."""
    seen_upload(request, pk)
    try:
        count = confirm_upload(pk, user=person(request), now=timezone.now())
    except (RefusedError, NotAllWrittenError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已写入 {count} 份草稿。")
    return redirect("upload_detail", pk=pk)


@require_POST
def upload_discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Drop an upload; nothing of it was written."""
    upload = seen_upload(request, pk)
    try:
        discard_upload(pk, user=person(request), now=timezone.now())
    except RefusedError as error:
        messages.error(request, str(error))
        return redirect("upload_detail", pk=pk)
    messages.success(request, f"已放弃“{upload.name}”，没有写入任何数据。")
    if upload.year is None:
        return redirect("entry_history_upload", slug=upload.plan.slug)
    return redirect("entry_upload", slug=upload.plan.slug, year=upload.year)


@never_cache
@require_safe
def upload_marked(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Download the copy of an uploaded file in which the bad cells are marked."""
    upload = seen_upload(request, pk)
    path = upload_path(pk, marked=True)
    if upload.state != UploadState.READY or not path.exists():
        raise Http404
    stem = upload.name.rpartition(".")[0] or upload.name
    return xlsx_response(path.read_bytes(), name=f"{stem}_问题标注.xlsx")


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    """Return what a form was sent with, nothing for a form that is only looked at."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _received(
    request: HttpRequest, form: UploadForm, plan: Plan, *, place: Desk | None
) -> HttpResponse | None:
    """Return the way to the preview; None where the form has to be shown again."""
    if not form.is_valid():
        return None
    file: UploadedFile[bytes] = form.cleaned_data["file"]
    new = NewUpload(
        plan=plan,
        year=place.year if place else None,
        department=place.chosen if place else None,
        name=file.name or "填报表",
        on_behalf=form.on_behalf,
    )
    try:
        upload = receive_upload(new, file.chunks(), user=person(request), now=timezone.now())
    except RefusedError as error:
        form.add_error(None, str(error))
        return None
    return redirect("upload_detail", pk=upload.pk)


def _why_not(request: HttpRequest, plan: Plan, place: Desk | None) -> str:
    """Return why a department's person can send nothing now, "" where he can."""
    if place is None or place.chosen is None:
        return ""
    new = NewUpload(plan=plan, year=place.year, department=place.chosen, name="")
    try:
        require_may_upload(new, user=person(request), now=timezone.now())
    except RefusedError as error:
        return str(error)
    return ""


def _code(place: Desk | None) -> str:
    return place.chosen.code if place and place.chosen else ""


def _form_page(
    request: HttpRequest, form: UploadForm, plan: Plan, *, place: Desk | None
) -> HttpResponse:
    year = place.year if place else None
    context = {
        "form": form,
        "plan": None,
        "of_plan": plan,
        "year": year,
        "place": place,
        "desk": desk_link(request, plan.slug, year, _code(place)),
        "refused": "" if form.asks_why else _why_not(request, plan, place),
        "years": past_years(plan, today=timezone.localdate()),
        "recent": recent_uploads(plan, year=year, user_id=person(request).pk),
    }
    status = 400 if form.is_bound and form.errors else 200
    return render(request, "entry/upload_form.html", context, status=status)
