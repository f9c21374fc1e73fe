"""Reads an uploaded workbook into its preview; only the Celery worker imports this."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from indicators.kept_files import upload_path, write_chunks
from indicators.models import PENDING_STATES, Upload, UploadState
from indicators.selectors.entry.sheet import SheetScope, owners, past_years, sheet_rows
from indicators.services.uploads import advance_upload, keep_preview, refuse_upload
from indicators.workbook.columns import BY_KEY
from indicators.workbook.comparing import Asked, Comparison, RowChange, compared
from indicators.workbook.guarding import recognised
from indicators.workbook.marking import marked_copy
from indicators.workbook.reading import OPENING_ERRORS, read_table
from indicators.workbook.rows import RawTable, UnreadableFileError

OPENED: Final = 10
READ: Final = 50
COMPARED: Final = 80


def read_upload(upload_id: UUID, *, now: datetime) -> str:
    """Read a file and keep what it would change and all that is wrong in it; return its state.

    Safe to run twice, and beside itself: it only ever writes the preview.
    """
    upload = Upload.objects.select_related("plan__region", "department").get(pk=upload_id)
    if upload.state not in PENDING_STATES:
        return upload.state
    advance_upload(upload_id, progress=OPENED, now=now)
    try:
        table = read_table(upload_path(upload_id))
    except FileNotFoundError:
        refuse_upload(upload_id, message="文件已不在服务器上，请重新上传。", now=now)
        return UploadState.REFUSED
    except UnreadableFileError as error:
        refuse_upload(upload_id, message=str(error), now=now)
        return UploadState.REFUSED
    advance_upload(upload_id, progress=READ, now=now)
    comparison = compared(table, _asked(upload, now=now))
    advance_upload(upload_id, progress=COMPARED, now=now)
    has_marked = bool(comparison.faults) and _keep_marked(upload_id, table, comparison)
    preview = _preview(table, comparison, has_marked=has_marked)
    keep_preview(upload_id, preview=preview, now=now)
    return UploadState.READY


def _asked(upload: Upload, *, now: datetime) -> Asked:
    """Return what stands now, for the figures the file is about."""
    today = timezone.localdate(now)
    years = past_years(upload.plan, today=today) if upload.year is None else (upload.year,)
    scope = SheetScope(
        plan=upload.plan,
        years=years,
        department=upload.department,
        on_behalf=bool(upload.on_behalf_reason),
    )
    return Asked(
        rows=sheet_rows(scope, today=today),
        years=frozenset(scope.years),
        owners=owners(upload.plan),
        needs_day=upload.year is None,
    )


def _keep_marked(upload_id: UUID, table: RawTable, comparison: Comparison) -> bool:
    path = upload_path(upload_id)
    try:
        content = marked_copy(path, kind=recognised(path), table=table, faults=comparison.faults)
    except OPENING_ERRORS:
        # It could be read but not written again; the list of faults says the same.
        return False
    write_chunks(upload_path(upload_id, marked=True), [content])
    return True


def _preview(table: RawTable, comparison: Comparison, *, has_marked: bool) -> dict[str, Any]:
    return {
        "sheet": table.sheet,
        "rows": comparison.rows,
        "unchanged": comparison.unchanged,
        "notices": list(comparison.notices),
        "faults": [asdict(fault) for fault in comparison.faults],
        "changes": [_change(change, table.sheet) for change in comparison.changes],
        "has_marked_copy": has_marked,
    }


def _change(change: RowChange, sheet: str) -> dict[str, Any]:
    expected = change.expected
    return {
        "sheet": sheet,
        "row": change.row,
        "indicator": expected.indicator_id,
        "code": expected.code,
        "name": expected.text("name"),
        "unit": expected.text("unit"),
        "department": expected.text("department"),
        "year": expected.year,
        "vintage": change.vintage,
        "version": change.version,
        "texts": dict(change.texts),
        "cells": [
            {"header": BY_KEY[cell.key].header, "old": cell.old, "new": cell.new}
            for cell in change.cells
        ],
    }
