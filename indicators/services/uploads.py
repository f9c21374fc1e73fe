"""Uploaded workbooks: taken in, previewed by a worker, dropped or cleared away.

The file is read by `indicators.upload_reading`, which only the worker imports; what is
confirmed is written by `indicators.services.confirming`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from celery import current_app
from django.contrib.auth.models import User
from django.db import transaction
from kombu.exceptions import OperationalError as BrokerError

from indicators.emptiness import says_nothing
from indicators.kept_files import (
    remove_files,
    upload_files_older_than,
    upload_path,
    write_chunks,
)
from indicators.models import (
    PENDING_STATES,
    ReportingRound,
    Upload,
    UploadKind,
    UploadState,
)
from indicators.openings import why_closed
from indicators.services.on_behalf import OnBehalf
from indicators.services.parts import parts_of
from indicators.workflow import Part, RefusedError
from plans.access import is_planner
from plans.models import Department, Plan

logger = logging.getLogger(__name__)

# By name: services know of the queue, never of the tasks that call them.
READ_TASKS: Final[Mapping[str, str]] = {
    UploadKind.FIGURES: "indicators.tasks.read_upload",
    UploadKind.PROJECTS: "projects.tasks.read_upload",
}
WRITE_TASKS: Final[Mapping[str, str]] = {
    UploadKind.FIGURES: "indicators.tasks.write_upload",
    UploadKind.PROJECTS: "projects.tasks.write_upload",
}
"""Kinds of which many are left to a worker; the others are written while the sender waits."""
KEPT_FOR: Final = timedelta(days=7)
RESENT_AFTER: Final = timedelta(seconds=90)
GIVEN_UP_AFTER: Final = timedelta(hours=2)
_ORPHANS_AFTER: Final = KEPT_FOR + timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class NewUpload:
    """A file somebody sends, for a department's round, or (`year` None) for past years.

    `opens_on` is the day entry opens where that is not the round's: that of a quarter.
    """

    plan: Plan
    year: int | None
    department: Department | None
    name: str
    kind: UploadKind = UploadKind.FIGURES
    quarter: int | None = None
    opens_on: date | None = None
    on_behalf: OnBehalf | None = None


def receive_upload(new: NewUpload, chunks: Iterable[bytes], *, user: User, now: datetime) -> Upload:
    """Keep a file and have it read in the background; nothing of it counts yet.

    Raises RefusedError where the person may not enter these figures.
    """
    require_may_upload(new, user=user, now=now)
    upload = Upload(
        kind=new.kind,
        plan=new.plan,
        year=new.year,
        quarter=new.quarter,
        department=new.department,
        user=user,
        name=new.name[-200:],
        on_behalf_reason=new.on_behalf.reason if new.on_behalf else "",
        on_behalf_document=new.on_behalf.document if new.on_behalf else "",
        created_at=now,
        updated_at=now,
        expires_at=now + KEPT_FOR,
    )
    upload.size = write_chunks(upload_path(upload.pk), chunks).size
    with transaction.atomic():
        upload.save(force_insert=True)
        transaction.on_commit(lambda: send_reading(upload))
    return upload


def require_may_upload(new: NewUpload, *, user: User, now: datetime) -> None:
    """Raise RefusedError, saying why, where a person may not enter such figures now."""
    if new.on_behalf is not None or new.year is None:
        if not is_planner(user):
            raise RefusedError("只有规划人员可以代部门填报或补录往年数据。")
        said = (new.on_behalf.reason, new.on_behalf.document) if new.on_behalf else ("",)
        if any(map(says_nothing, said)):
            raise RefusedError("代部门填报须写明理由和依据文件。")
        return
    if new.department is None or Part.CLERK not in parts_of(user, new.department):
        raise RefusedError("您没有为这个部门填报的权限。")
    round_ = ReportingRound.objects.prefetch_related("extensions").get(plan=new.plan, year=new.year)
    closed = why_closed(round_, department=new.department, now=now, opens_on=new.opens_on)
    if closed:
        raise RefusedError(closed)


def send_reading(upload: Upload) -> None:
    """Ask a worker to read an upload; if the broker is down, the sweep asks again."""
    _send(READ_TASKS[upload.kind], upload)


def send_writing(upload: Upload) -> None:
    """Ask a worker to write what was confirmed; if the broker is down, the sweep asks again."""
    _send(WRITE_TASKS[upload.kind], upload)


def _send(task: str, upload: Upload) -> None:
    try:
        current_app.send_task(task, args=[str(upload.pk)])
    except BrokerError as error:
        logger.warning("消息队列暂不可用，稍后重新安排：%s", error)


def advance_upload(upload_id: UUID, *, progress: int, now: datetime) -> None:
    """Show how far a file is read, in per cent; committed at once, for the page that waits."""
    Upload.objects.filter(pk=upload_id, state__in=PENDING_STATES).update(
        state=UploadState.READING, progress=progress, updated_at=now
    )


def keep_preview(upload_id: UUID, *, preview: dict[str, Any], now: datetime) -> None:
    """Keep what a file would change and what is wrong in it; nothing of it counts yet."""
    Upload.objects.filter(pk=upload_id, state__in=PENDING_STATES).update(
        state=UploadState.READY, progress=100, result=preview, updated_at=now
    )


def refuse_upload(upload_id: UUID, *, message: str, now: datetime) -> None:
    """Note that a file cannot be read as a whole, and why."""
    Upload.objects.filter(pk=upload_id, state__in=PENDING_STATES).update(
        state=UploadState.REFUSED, progress=100, message=message, updated_at=now
    )


def give_up(upload_id: UUID, *, seconds: int, now: datetime) -> None:
    """Note that a file could not be read in the time there is."""
    message = f"读了 {seconds} 秒还没有读完，已停止。请把数据复制到新下载的填报表后再上传。"
    refuse_upload(upload_id, message=message, now=now)


def refuse_broken(upload_id: UUID, *, now: datetime) -> None:
    """Note that the reading of a file broke off for a reason nobody foresaw."""
    message = (
        "读取时系统意外出错，没有写入任何数据。请重新下载填报表，只填数据后再上传；"
        "仍不行请把文件和上传时间告诉管理员，原因在系统日志里。"
    )
    refuse_upload(upload_id, message=message, now=now)


def discard_upload(upload_id: UUID, *, user: User, now: datetime) -> None:
    """Drop an upload that was not confirmed.

    Raises RefusedError for anybody but who sent it, and while it is being written.
    """
    with transaction.atomic():
        upload = own_upload(upload_id, user=user)
        if upload.state == UploadState.WRITING:
            raise RefusedError("这个文件正在写入草稿，不能放弃。")
        if upload.state != UploadState.CONFIRMED:
            upload.state, upload.updated_at = UploadState.DISCARDED, now
            upload.save(update_fields=["state", "updated_at"])


def resend_uploads(*, now: datetime) -> int:
    """Have forgotten uploads read or written, give up on hopeless ones; return how many."""
    pending = Upload.objects.filter(state__in=PENDING_STATES)
    pending.filter(created_at__lt=now - GIVEN_UP_AFTER).update(
        state=UploadState.REFUSED,
        progress=100,
        message="后台一直没有读完这个文件。请重新下载填报表，填好后再上传；仍不行请联系管理员。",
        updated_at=now,
    )
    forgotten = list(pending.filter(updated_at__lt=now - RESENT_AFTER))
    for upload in forgotten:
        send_reading(upload)
    confirmed = Upload.objects.filter(state=UploadState.WRITING, kind__in=WRITE_TASKS)
    unwritten = list(confirmed.filter(updated_at__lt=now - RESENT_AFTER))
    for upload in unwritten:
        send_writing(upload)
    return len(forgotten) + len(unwritten)


def clear_uploads(*, now: datetime) -> int:
    """Remove uploads past their time with their files, and files nobody knows of."""
    expired = list(Upload.objects.filter(expires_at__lt=now).values_list("pk", flat=True))
    Upload.objects.filter(pk__in=expired).delete()
    remove_files(upload_path(pk, marked=marked) for pk in expired for marked in (False, True))
    remove_files(list(upload_files_older_than(_ORPHANS_AFTER.total_seconds(), now=now.timestamp())))
    return len(expired)


def own_upload(upload_id: UUID, *, user: User) -> Upload:
    """Return an upload, locked.

    Raises RefusedError for anybody but who sent it.
    """
    upload = Upload.objects.select_for_update(of=("self",)).get(pk=upload_id)
    if upload.user_id != user.pk:
        raise RefusedError("只有上传人本人可以确认或放弃。")
    return upload
