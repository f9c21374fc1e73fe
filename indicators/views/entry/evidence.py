"""Files that prove a report: sent, reused, taken off, and downloaded by those who may."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from indicators.kept_files import evidence_path, oversized_files, surplus_files
from indicators.selectors.entry.attachments import EvidenceList, evidence_list, visible_evidence
from indicators.services.evidence import (
    NewFile,
    RefusedFilesError,
    add_evidence,
    attach_evidence,
    detach_evidence,
    too_many,
    why_unchangeable,
)
from indicators.services.ways import Way
from indicators.views.entry.report_pages import ReportPages
from indicators.views.entry.unkept_files import tell_of_unkept
from indicators.views.person import person
from indicators.views.posted import whole_number
from indicators.workflow import RefusedError
from plans.access import departments_of


@require_POST
def entry_evidence(request: HttpRequest, report_id: int, pages: ReportPages) -> HttpResponse:
    """Attach files to a report: new ones (`files`), and those sent before (`evidence`)."""
    report = pages.own(person(request), report_id)
    count = attach_sent(request, report, way=pages.way)
    if count == 0:
        messages.error(request, "请选择文件，或勾选已有的材料。")
    return _back(request, report, pages)


@require_POST
def entry_evidence_detach(
    request: HttpRequest, report_id: int, evidence_id: int, pages: ReportPages
) -> HttpResponse:
    """Take a file off a report; the file itself is kept."""
    report = pages.own(person(request), report_id)
    try:
        detach_evidence(
            report_id, evidence_id, user=person(request), now=timezone.now(), way=pages.way
        )
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "已移除，文件仍保存在本单位的材料中。")
    return _back(request, report, pages)


@require_safe
def evidence_download(request: HttpRequest, evidence_id: int) -> HttpResponse | FileResponse:
    """Send a file as a download, never to be shown in place."""
    evidence = visible_evidence(evidence_id, person(request))
    if evidence is None:
        raise Http404
    try:
        file = evidence_path(evidence.sha256).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(
        cast("Any", file),
        as_attachment=True,
        filename=evidence.name,
        content_type=evidence.media_type,
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
    )


def evidence_of(
    request: HttpRequest, report: Any, *, way: Way[Any, Any], name: str
) -> EvidenceList:
    """Return what components/evidence_list.html shows of a report to the one who asks.

    `name` begins the names of the addresses that attach and detach.
    """
    why_not = why_unchangeable(report, user=person(request), now=timezone.now(), way=way)
    return evidence_list(
        report,
        why_not=why_not,
        attach_url=reverse(name, args=[report.pk]),
        detach_url=lambda pk: reverse(f"{name}_detach", args=[report.pk, pk]),
    )


def attach_sent(request: HttpRequest, report: Any, *, way: Way[Any, Any]) -> int | None:
    """Attach what was sent and chosen, and tell; return how many files, None where refused."""
    try:
        count, added = _attach_all(request, report, way)
    except RefusedFilesError as error:
        for message in error.messages:
            messages.error(request, message)
        tell_of_unkept(request, report, told=error.messages)
        return None
    except RefusedError as error:
        messages.error(request, str(error))
        tell_of_unkept(request, report, why="没有保存。")
        return None
    _tell_of_attached(request, added=added, again=count - added)
    return count


def _tell_of_attached(request: HttpRequest, *, added: int, again: int) -> None:
    """Tell how many files a report has more, and how many it had: one content is one file."""
    if added:
        known = f"另有 {again} 份与附上的内容相同，没有重复附。" if again else ""
        messages.success(request, f"已附上 {added} 份佐证材料。{known}")
    elif again:
        messages.info(request, f"选的 {again} 份佐证材料早已附上（内容相同），没有重复附。")


@transaction.atomic
def _attach_all(request: HttpRequest, report: Any, way: Way[Any, Any]) -> tuple[int, int]:
    """Attach what was sent and chosen, all or none; return how many, and how many are new to it."""
    user, now = person(request), timezone.now()
    sent = cast("list[UploadedFile[bytes]]", request.FILES.getlist("files"))
    asked = [whole_number(each) for each in request.POST.getlist("evidence")]
    chosen = [each for each in asked if each is not None]
    _refuse_oversized(request)
    surplus = surplus_files(request)
    if surplus:
        raise RefusedError(too_many(len(sent) + len(surplus)))
    if not (sent or chosen):
        return 0, 0
    before = way.locked(report.pk).evidence.count()
    if sent:
        files = [NewFile(name=each.name or "文件", chunks=each.chunks()) for each in sent]
        add_evidence(report.pk, files, user=user, now=now, way=way)
    for evidence_id in chosen:
        attach_evidence(report.pk, evidence_id, user=user, now=now, way=way)
    return len(sent) + len(chosen), report.evidence.count() - before


def _refuse_oversized(request: HttpRequest) -> None:
    most = settings.UPLOAD_MOST_BYTES // 2**20
    names = oversized_files(request)
    if names:
        answer = f"超过 {most} MB 的上限，没有接收。请压缩图片或拆分后再上传。"
        raise RefusedFilesError([f"“{name}”{answer}" for name in names])


def _back(request: HttpRequest, report: Any, pages: ReportPages) -> HttpResponse:
    """Return to the report's page: a department's, or the planners'."""
    is_member = report.department_id in departments_of(person(request))
    return redirect(pages.address(report) if is_member else pages.review_address(report))
