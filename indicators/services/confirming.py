"""Confirming a previewed upload: its drafts are written all or none, many by a worker.

A confirmed upload is marked before anything is written, so that a lost message or a worker
that dies loses nothing: the transaction writes all drafts and the mark that they are, or
nothing, and the sweep asks again for what stays marked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.models import User
from django.db import connection, transaction

from indicators.models import Upload, UploadState
from indicators.services.upload_writing import write_figures
from indicators.services.uploads import WRITE_TASKS, own_upload, send_writing
from indicators.workflow import RefusedError
from plans.services import Deed, Subject, record

AT_ONCE: Final = 40
"""So many drafts are written while the sender waits; more go to a worker."""
CHUNK: Final = 10
"""After so many drafts the progress bar moves."""
BROKE_OFF: Final = (
    "写入时系统意外出错，已全部撤回，一份草稿也没有写入。请再点“确认写入”；"
    "仍不行请把文件名和时间告诉管理员，原因在系统日志里。"
)
TOO_LONG: Final = (
    "写入用的时间太长，已停止并全部撤回，一份草稿也没有写入。请再点“确认写入”，"
    "或把填报表分成几份上传。"
)


class NotAllWrittenError(RuntimeError):
    """Some drafts could not be written, so none was; `faults` says which and why."""

    def __init__(self, faults: list[dict[str, Any]]) -> None:
        self.faults = faults
        super().__init__(f"{len(faults)} 项不能写入，因此一项也没有写入。")


WriteAll = Callable[[Upload, list[dict[str, Any]], User, datetime], list[dict[str, Any]]]
"""Writes changes of a preview as drafts; returns what is in the way, nothing if all is well."""


def confirm_upload(
    upload_id: UUID, *, user: User, now: datetime, write: WriteAll = write_figures
) -> int | None:
    """Write the previewed changes as drafts, all or none; return how many.

    None where there are so many that a worker writes them. `write` does so for one kind of
    file. Raises RefusedError when there is nothing to confirm, NotAllWrittenError when
    something was changed meanwhile or may not be entered: nothing is written then. Whatever
    else is raised, it can be confirmed again.
    """
    with transaction.atomic():
        upload = own_upload(upload_id, user=user)
        changes = _writable(upload)
        upload.state, upload.progress, upload.updated_at = UploadState.WRITING, 0, now
        upload.message = ""
        upload.save(update_fields=["state", "progress", "message", "updated_at"])
        if len(changes) > AT_ONCE and upload.kind in WRITE_TASKS:
            transaction.on_commit(lambda: send_writing(upload))
            return None
    with ExitStack() as undo:
        undo.callback(give_back, upload_id, message=BROKE_OFF, now=now)
        count = write_upload(upload_id, write=write, now=now)
        undo.pop_all()
    return count


def write_upload(
    upload_id: UUID,
    *,
    write: WriteAll,
    now: datetime,
    tell: Callable[[int], None] | None = None,
) -> int | None:
    """Write a confirmed upload; return how many drafts, None where another does or did it.

    `tell` is called with the per cent done. Safe to run twice, and beside itself. Raises
    NotAllWrittenError; what was in the way is kept for the page then.
    """
    try:
        with transaction.atomic():
            return _write_all(upload_id, write, now=now, tell=tell or _nobody)
    except NotAllWrittenError as error:
        _keep_faults(upload_id, error.faults, now=now)
        raise


def give_back(upload_id: UUID, *, message: str, now: datetime) -> None:
    """Let a confirmed upload that was not written be confirmed again; `message` says why."""
    Upload.objects.filter(pk=upload_id, state=UploadState.WRITING).update(
        state=UploadState.READY, progress=100, message=message, updated_at=now
    )


@contextmanager
def shown_progress(
    upload_id: UUID, *, clock: Callable[[], datetime]
) -> Iterator[Callable[[int], None]]:
    """Give what shows the page how far the writing is, by a connection of its own.

    What the writing transaction itself changes nobody sees before it ends.
    """
    own = connection.copy()

    def tell(progress: int) -> None:
        with own.cursor() as cursor:
            cursor.execute(
                "update indicators_upload set progress = %s, updated_at = %s"
                " where id = %s and state = %s",
                [progress, clock(), upload_id, UploadState.WRITING.value],
            )

    try:
        yield tell
    finally:
        own.close()


def _nobody(_progress: int) -> None:
    return None


def _writable(upload: Upload) -> list[dict[str, Any]]:
    """Return the changes of an upload that may be written now."""
    if upload.state != UploadState.READY:
        raise RefusedError(f"这个文件{upload.get_state_display()}，不能再写入。")
    changes: list[dict[str, Any]] = upload.result.get("changes", [])
    if upload.result.get("faults") or not changes:
        raise RefusedError("文件里还有问题，或没有任何改动，不能写入。")
    return changes


def _write_all(
    upload_id: UUID, write: WriteAll, *, now: datetime, tell: Callable[[int], None]
) -> int | None:
    if not _is_alone(upload_id):
        return None
    upload = Upload.objects.select_related("user", "plan", "department").get(pk=upload_id)
    if upload.state != UploadState.WRITING:
        return None
    changes: list[dict[str, Any]] = upload.result["changes"]
    faults = []
    for start in range(0, len(changes), CHUNK):
        faults += write(upload, changes[start : start + CHUNK], upload.user, now)
        tell(min(start + CHUNK, len(changes)) * 100 // len(changes))
    if faults:
        raise NotAllWrittenError(faults)
    upload.state, upload.progress, upload.updated_at = UploadState.CONFIRMED, 100, now
    upload.save(update_fields=["state", "progress", "updated_at"])
    _record(upload, count=len(changes), now=now)
    return len(changes)


def _is_alone(upload_id: UUID) -> bool:
    """Return whether no other worker is writing an upload; held until the transaction ends.

    Not by a lock on the row, which the progress bar writes to meanwhile.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [upload_id.int % 2**63])
        return bool(cursor.fetchone()[0])


def _keep_faults(upload_id: UUID, faults: list[dict[str, Any]], *, now: datetime) -> None:
    with transaction.atomic():
        upload = Upload.objects.select_for_update(of=("self",)).get(pk=upload_id)
        upload.result = {**upload.result, "faults": faults}
        upload.state, upload.progress, upload.updated_at = UploadState.READY, 100, now
        upload.save(update_fields=["result", "state", "progress", "updated_at"])


def _record(upload: Upload, *, count: int, now: datetime) -> None:
    subject = Subject(
        kind="upload",
        key=str(upload.pk),
        name=upload.name,
        plan=upload.plan,
        department=upload.department,
        year=upload.year,
    )
    deed = Deed(
        action="confirm_upload",
        name="导入填报表",
        reason=upload.on_behalf_reason,
        details={"写入草稿": count},
    )
    record(actor=upload.user, subject=subject, deed=deed, now=now)
