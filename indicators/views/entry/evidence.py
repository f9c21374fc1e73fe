"""Files that prove a figure: sent, reused, taken off, and downloaded by those who may."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from indicators.kept_files import evidence_path, oversized_files
from indicators.models import Submission
from indicators.selectors.entry.attachments import EvidenceList, evidence_list, visible_evidence
from indicators.services.evidence import (
    NewFile,
    RefusedFilesError,
    add_evidence,
    attach_evidence,
    detach_evidence,
    why_unchangeable,
)
from indicators.views.entry.access import own_submission, person
from indicators.workflow import RefusedError
from plans.access import departments_of


@require_POST
def figure_evidence(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Attach files to a figure: new ones (`files`), and those sent before (`evidence`)."""
    submission = own_submission(person(request), submission_id)
    try:
        count = _attach_all(request, submission)
    except RefusedFilesError as error:
        for message in error.messages:
            messages.error(request, message)
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        _tell(request, count)
    return _back(request, submission)


@require_POST
def figure_evidence_detach(
    request: HttpRequest, submission_id: int, evidence_id: int
) -> HttpResponse:
    """Take a file off a figure; the file itself is kept."""
    submission = own_submission(person(request), submission_id)
    try:
        detach_evidence(submission_id, evidence_id, user=person(request), now=timezone.now())
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "已从这个数据移除，文件仍保存在本单位的材料中。")
    return _back(request, submission)


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


def evidence_of(request: HttpRequest, submission: Submission) -> EvidenceList:
    """Return what components/evidence_list.html shows of a figure to the one who asks."""
    why_not = why_unchangeable(submission, user=person(request), now=timezone.now())
    return evidence_list(submission, why_not=why_not)


def _attach_all(request: HttpRequest, submission: Submission) -> int:
    """Attach what was sent and chosen; return how many files."""
    user, now = person(request), timezone.now()
    sent = cast("list[UploadedFile[bytes]]", request.FILES.getlist("files"))
    chosen = [int(each) for each in request.POST.getlist("evidence") if each.isdecimal()]
    _refuse_oversized(request)
    if sent:
        files = [NewFile(name=each.name or "文件", chunks=each.chunks()) for each in sent]
        add_evidence(submission.pk, files, user=user, now=now)
    for evidence_id in chosen:
        attach_evidence(submission.pk, evidence_id, user=user, now=now)
    return len(sent) + len(chosen)


def _refuse_oversized(request: HttpRequest) -> None:
    most = settings.UPLOAD_MOST_BYTES // 2**20
    names = oversized_files(request)
    if names:
        answer = f"超过 {most} MB 的上限，没有接收。请压缩图片或拆分后再上传。"
        raise RefusedFilesError([f"“{name}”{answer}" for name in names])


def _tell(request: HttpRequest, count: int) -> None:
    if count:
        messages.success(request, f"已附上 {count} 份佐证材料。")
    else:
        messages.error(request, "请选择文件，或勾选已有的材料。")


def _back(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Return to the figure's page: a department's, or the planners'."""
    is_member = submission.department_id in departments_of(person(request))
    return redirect("entry_figure" if is_member else "review_figure", submission.pk)
