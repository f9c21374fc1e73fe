"""Files that prove reports: kept once by content, attached to any report of their department."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

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
from indicators.models import Evidence, Report
from indicators.services.admitting import why_not_open
from indicators.services.parts import parts_of
from indicators.services.reporting import FIGURES
from indicators.services.ways import Way
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
    report_id: int,
    files: Sequence[NewFile],
    *,
    user: User,
    now: datetime,
    way: Way[Any, Any] = FIGURES,
) -> list[Evidence]:
    """Keep files and attach them to a report, all or none.

    Raises RefusedError where the person may not, RefusedFilesError naming every bad file.
    """
    with transaction.atomic():
        _require_room(_changeable(way, report_id, user=user, now=now), more=len(files))
    arrived = _looked_into(files)
    try:
        with transaction.atomic():
            report = _changeable(way, report_id, user=user, now=now)
            _require_room(report, more=len(arrived))
            kept = [_kept(each, report.department, user=user, now=now) for each in arrived]
            for each in kept:
                _attach(way, each, report, user=user, now=now)
            return kept
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
def attach_evidence(
    report_id: int,
    evidence_id: int,
    *,
    user: User,
    now: datetime,
    way: Way[Any, Any] = FIGURES,
) -> None:
    """Attach a file the department has sent before to another of its reports.

    Raises RefusedError where the person may not, or the file is another department's.
    """
    report = _changeable(way, report_id, user=user, now=now)
    evidence = Evidence.objects.filter(pk=evidence_id, department=report.department_id).first()
    if evidence is None:
        raise RefusedError("本单位没有这份佐证材料。")
    _require_room(report, more=1)
    _attach(way, evidence, report, user=user, now=now)


@transaction.atomic
def detach_evidence(
    report_id: int,
    evidence_id: int,
    *,
    user: User,
    now: datetime,
    way: Way[Any, Any] = FIGURES,
) -> None:
    """Take a file off a report; the file stays, the record says who took it off.

    Raises RefusedError where the person may not.
    """
    report = _changeable(way, report_id, user=user, now=now)
    evidence = report.evidence.filter(pk=evidence_id).first()
    if evidence is None:
        return
    report.evidence.remove(evidence)
    _record(way, evidence, report, _DETACHED, user=user, now=now)


def why_unchangeable(
    report: Report, *, user: User, now: datetime, way: Way[Any, Any] = FIGURES
) -> str:
    """Return why a person may not change a report's files, "" where he may."""
    parts = parts_of(user, report.department)
    if not parts & {Part.CLERK, Part.PLANNER}:
        return "只有本单位的填报人员可以增减佐证材料。"
    if report.is_only_kept:
        return "这一份的采用已撤销，由另一份接续，只供查阅；请在那一份上增减佐证材料。"
    if Stage(report.stage) not in EDITABLE:
        label, way_out = STAGE_LABELS[Stage(report.stage)], _WAYS_OUT[Stage(report.stage)]
        return f"当前状态是“{label}”，不能增减佐证材料；需要补充的，{way_out}。"
    if Part.CLERK not in parts:
        is_on_behalf = bool(report.on_behalf_reason)
        return "" if is_on_behalf else "规划人员只为代填的数据增减佐证材料。"
    return why_not_open(way.asked(report), now=now)


_WAYS_OUT: Final = {
    Stage.SUBMITTED: "请先撤回提交",
    Stage.SIGNED: "请规划人员写明理由退回",
    Stage.APPROVED: "请规划人员撤销采用",
}


def _changeable(way: Way[Any, Any], report_id: int, *, user: User, now: datetime) -> Any:
    """Return a report with its row locked; its manager `evidence` holds its files."""
    report = way.locked(report_id)
    reason = why_unchangeable(report, user=user, now=now, way=way)
    if reason:
        raise RefusedError(reason)
    return report


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


def _require_room(report: Any, *, more: int) -> None:
    had = report.evidence.count()
    if had + more > MOST_FILES:
        raise RefusedError(too_many(more, had=had))


def too_many(more: int, *, had: int = 0) -> str:
    """Return why so many files more are not attached."""
    known = f"已附 {had} 份，" if had else ""
    return (
        f"一个数据最多附 {MOST_FILES} 份佐证材料；{known}这次选了 {more} 份，请挑选或合并后再附。"
    )


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


_ATTACHED: Final = ("attach", "附佐证")
_DETACHED: Final = ("detach", "移除佐证")


def _attach(
    way: Way[Any, Any], evidence: Evidence, report: Any, *, user: User, now: datetime
) -> None:
    if report.evidence.filter(pk=evidence.pk).exists():
        return
    report.evidence.add(evidence)
    _record(way, evidence, report, _ATTACHED, user=user, now=now)


def _record(
    way: Way[Any, Any],
    evidence: Evidence,
    report: Any,
    did: tuple[str, str],
    *,
    user: User,
    now: datetime,
) -> None:
    action, name = did
    details = {"文件": evidence.name, "校验值": evidence.sha256, "字节数": evidence.size}
    deed = Deed(action=action, name=name, details=details)
    record(actor=user, subject=way.subject(report), deed=deed, now=now)
