"""Files that prove figures: kept once by content, attached to any figure of their department."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction

from indicators.file_kinds import Kind, UnacceptableFileError, kind_of
from indicators.kept_files import (
    Written,
    evidence_path,
    incoming_path,
    move_into_place,
    remove_files,
    write_chunks,
)
from indicators.models import Evidence, ReportingRound, Submission
from indicators.openings import why_closed
from indicators.services.reporting import parts_of, subject_of
from indicators.workflow import EDITABLE, STAGE_LABELS, Part, RefusedError, Stage
from plans.models import Department
from plans.services import Deed, record

MOST_FILES: Final = 20


@dataclass(frozen=True, kw_only=True)
class NewFile:
    """A file somebody sends."""

    name: str
    chunks: Iterable[bytes]


@dataclass(frozen=True, kw_only=True)
class _Arrived:
    """A file that was looked into, not yet under its final name."""

    name: str
    path: Path
    written: Written
    kind: Kind


class RefusedFilesError(ValueError):
    """Some files cannot be kept, so none was; `messages` says why of each."""

    def __init__(self, messages: list[str]) -> None:
        self.messages = messages
        super().__init__(" ".join(messages))


def add_evidence(
    submission_id: int, files: Sequence[NewFile], *, user: User, now: datetime
) -> list[Evidence]:
    """Keep files and attach them to a figure, all or none.

    Raises RefusedError where the person may not, RefusedFilesError naming every bad file.
    """
    with transaction.atomic():
        _changeable(submission_id, user=user, now=now)
    arrived = _looked_into(files)
    try:
        with transaction.atomic():
            submission = _changeable(submission_id, user=user, now=now)
            _require_room(submission, more=len(arrived))
            return [_keep(each, submission, user=user, now=now) for each in arrived]
    finally:
        remove_files(each.path for each in arrived)


def keep_file(file: NewFile, *, department: Department, user: User, now: datetime) -> Evidence:
    """Keep a file that proves something else than a figure, such as a change of target.

    Raises RefusedFilesError where it is of no kind that is kept.
    """
    arrived = _looked_into([file])[0]
    try:
        with transaction.atomic():
            return _kept(arrived, department, user=user, now=now)
    finally:
        remove_files([arrived.path])


@transaction.atomic
def attach_evidence(submission_id: int, evidence_id: int, *, user: User, now: datetime) -> None:
    """Attach a file the department has sent before to another of its figures.

    Raises RefusedError where the person may not, or the file is another department's.
    """
    submission = _changeable(submission_id, user=user, now=now)
    evidence = Evidence.objects.filter(pk=evidence_id, department=submission.department_id).first()
    if evidence is None:
        raise RefusedError("本单位没有这份佐证材料。")
    _require_room(submission, more=1)
    _attach(evidence, submission, user=user, now=now)


@transaction.atomic
def detach_evidence(submission_id: int, evidence_id: int, *, user: User, now: datetime) -> None:
    """Take a file off a figure; the file stays, the record says who took it off.

    Raises RefusedError where the person may not.
    """
    submission = _changeable(submission_id, user=user, now=now)
    evidence = submission.evidence.filter(pk=evidence_id).first()
    if evidence is None:
        return
    submission.evidence.remove(evidence)
    _record(evidence, submission, action="detach", name="移除佐证", user=user, now=now)


def why_unchangeable(submission: Submission, *, user: User, now: datetime) -> str:
    """Return why a person may not change a figure's files, "" where he may."""
    parts = parts_of(user, submission.department)
    if not parts & {Part.CLERK, Part.PLANNER}:
        return "只有本单位的填报人员可以增减佐证材料。"
    if Stage(submission.stage) not in EDITABLE:
        label = STAGE_LABELS[Stage(submission.stage)]
        return f"当前状态是“{label}”，不能增减佐证材料；需要补充的，请先撤回提交。"
    if Part.CLERK not in parts:
        is_on_behalf = bool(submission.on_behalf_reason)
        return "" if is_on_behalf else "规划人员只为代填的数据增减佐证材料。"
    round_ = (
        ReportingRound.objects.prefetch_related("extensions")
        .filter(plan=submission.indicator.plan_id, year=submission.year)
        .first()
    )
    if round_ is None:
        return f"没有{submission.year}年数据的填报轮次，请联系规划人员。"
    return why_closed(round_, department=submission.department, now=now)


def _changeable(submission_id: int, *, user: User, now: datetime) -> Submission:
    submission = (
        Submission.objects.select_for_update(of=("self",))
        .select_related("indicator__plan", "department")
        .get(pk=submission_id)
    )
    reason = why_unchangeable(submission, user=user, now=now)
    if reason:
        raise RefusedError(reason)
    return submission


def _looked_into(files: Sequence[NewFile]) -> list[_Arrived]:
    """Write files beside their final place and tell what each is; on any fault, none stays."""
    arrived, messages = [], []
    for file in files:
        path = incoming_path()
        written = write_chunks(path, file.chunks)
        try:
            kind = kind_of(path, name=file.name)
        except UnacceptableFileError as error:
            messages.append(str(error))
            remove_files([path])
            continue
        arrived.append(_Arrived(name=file.name[-200:], path=path, written=written, kind=kind))
    if messages:
        remove_files(each.path for each in arrived)
        raise RefusedFilesError(messages)
    return arrived


def _require_room(submission: Submission, *, more: int) -> None:
    if submission.evidence.count() + more > MOST_FILES:
        raise RefusedError(f"一个数据最多附 {MOST_FILES} 份佐证材料。")


def _keep(file: _Arrived, submission: Submission, *, user: User, now: datetime) -> Evidence:
    evidence = _kept(file, submission.department, user=user, now=now)
    _attach(evidence, submission, user=user, now=now)
    return evidence


def _kept(file: _Arrived, department: Department, *, user: User, now: datetime) -> Evidence:
    """Keep a file under its hash; the same content sent again is the same evidence."""
    move_into_place(file.path, evidence_path(file.written.sha256))
    evidence = Evidence.objects.filter(department=department, sha256=file.written.sha256).first()
    if evidence is None:
        evidence = Evidence.objects.create(
            department=department,
            name=file.name,
            media_type=file.kind.media_type,
            size=file.written.size,
            sha256=file.written.sha256,
            uploaded_by=user,
            uploaded_at=now,
        )
    return evidence


def _attach(evidence: Evidence, submission: Submission, *, user: User, now: datetime) -> None:
    if submission.evidence.filter(pk=evidence.pk).exists():
        return
    submission.evidence.add(evidence)
    _record(evidence, submission, action="attach", name="附佐证", user=user, now=now)


def _record(
    evidence: Evidence,
    submission: Submission,
    *,
    action: str,
    name: str,
    user: User,
    now: datetime,
) -> None:
    details = {"文件": evidence.name, "校验值": evidence.sha256, "字节数": evidence.size}
    deed = Deed(action=action, name=name, details=details)
    record(actor=user, subject=subject_of(submission), deed=deed, now=now)
