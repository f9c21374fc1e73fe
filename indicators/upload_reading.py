"""Reads an uploaded workbook into its preview; only the Celery worker imports this."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Final, Generic
from uuid import UUID

from django.utils import timezone

from indicators.kept_files import upload_path, write_chunks
from indicators.models import PENDING_STATES, Upload, UploadState
from indicators.seen import known_text
from indicators.selectors.entry.preview import Looked, Proposed, looked_at
from indicators.selectors.entry.sheet import (
    SheetScope,
    decided_texts,
    owners,
    past_years,
    sheet_rows,
)
from indicators.services.uploads import advance_upload, keep_preview, refuse_upload
from indicators.workbook.columns import VINTAGES
from indicators.workbook.comparing import MOST_FAULTS, Comparison, RowChange, compared
from indicators.workbook.figures import FigureRow, FigureRules
from indicators.workbook.guarding import recognised
from indicators.workbook.layouts import Layout
from indicators.workbook.marking import marked_copy
from indicators.workbook.reading import OPENING_ERRORS, read_table
from indicators.workbook.rows import Fault, RawTable, UnreadableFileError
from indicators.workbook.sheet_rules import Row, SheetRules

OPENED: Final = 10
READ: Final = 50
COMPARED: Final = 70
CHECKED: Final = 80


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What is said of a change besides its cells.

    `faults` are (column, message) of cells that no file may bring in, `preview` is what the
    page is told more.
    """

    faults: tuple[tuple[str, str], ...] = ()
    preview: dict[str, Any] = field(default_factory=dict)


def nothing_to_remark(
    _upload: Upload, changes: Sequence[RowChange[Row]], _now: datetime
) -> list[Remark]:
    """Return no remark on any change."""
    return [Remark() for _ in changes]


@dataclass(frozen=True, kw_only=True)
class Reader(Generic[Row]):
    """How a kind of file is read: what it is held against, what names a change and what it says.

    `remarks` are asked for all changes at once, and come in their order.
    """

    rules: Callable[[Upload, datetime], SheetRules[Row]]
    named: Callable[[RowChange[Row]], dict[str, Any]]
    remarks: Callable[[Upload, Sequence[RowChange[Row]], datetime], list[Remark]] = (
        nothing_to_remark
    )


def read_upload(upload_id: UUID, *, now: datetime) -> str:
    """Read a file of figures and keep its preview; return its state."""
    return read_with(Reader(rules=_rules, named=_named, remarks=_remarks), upload_id, now=now)


def read_with(reader: Reader[Row], upload_id: UUID, *, now: datetime) -> str:
    """Read a file and keep what it would change and all that is wrong in it; return its state.

    Safe to run twice, and beside itself: it only ever writes the preview.
    """
    upload = Upload.objects.select_related("plan__region", "department").get(pk=upload_id)
    if upload.state not in PENDING_STATES:
        return upload.state
    advance_upload(upload_id, progress=OPENED, now=now)
    rules = reader.rules(upload, now)
    try:
        table = read_table(upload_path(upload_id), rules.layout)
    except FileNotFoundError:
        refuse_upload(upload_id, message="文件已不在服务器上，请重新上传。", now=now)
        return UploadState.REFUSED
    except UnreadableFileError as error:
        refuse_upload(upload_id, message=str(error), now=now)
        return UploadState.REFUSED
    advance_upload(upload_id, progress=READ, now=now)
    comparison = compared(table, rules)
    advance_upload(upload_id, progress=COMPARED, now=now)
    remarks = _by_row(comparison, reader.remarks(upload, comparison.changes, now))
    comparison = _without_faulty(table, comparison, remarks)
    advance_upload(upload_id, progress=CHECKED, now=now)
    changes = [
        {**_change(change, table.sheet), **reader.named(change), **remarks[change.row].preview}
        for change in comparison.changes
    ]
    has_marked = _has_marked(upload_id, rules.layout, table, comparison)
    preview = _preview(table, comparison, changes, has_marked=has_marked)
    keep_preview(upload_id, preview=preview, now=now)
    return UploadState.READY


def _rules(upload: Upload, now: datetime) -> FigureRules:
    """Return what stands now, for the figures the file is about."""
    today = timezone.localdate(now)
    years = past_years(upload.plan, today=today) if upload.year is None else (upload.year,)
    scope = SheetScope(
        plan=upload.plan,
        years=years,
        department=upload.department,
        on_behalf=bool(upload.on_behalf_reason),
    )
    return FigureRules(
        rows=sheet_rows(scope, today=today),
        years=frozenset(scope.years),
        owners=owners(upload.plan),
        needs_day=upload.year is None,
        decided=decided_texts(scope),
    )


def _named(change: RowChange[FigureRow]) -> dict[str, Any]:
    """Return which figure a change is of."""
    expected, vintage = change.expected, VINTAGES[change.texts["vintage"]]
    return {
        "indicator": expected.indicator_id,
        "code": expected.code,
        "unit": expected.text("unit"),
        "year": expected.year,
        "vintage": vintage,
        "known": known_text(expected.approved.get(vintage, ())),
        "basis_mark": expected.basis_mark,
        "beside": expected.vintage if _is_beside(change) else "",
    }


def _is_beside(change: RowChange[FigureRow]) -> bool:
    """Return whether a change makes a draft of another vintage beside the one there is."""
    return change.expected.seen is not None and change.where != change.expected.row_id


def _remarks(
    upload: Upload, changes: Sequence[RowChange[FigureRow]], now: datetime
) -> list[Remark]:
    """Return what the checks say of the figures that would be written."""
    proposed = [
        Proposed(
            indicator_id=each.expected.indicator_id,
            year=each.expected.year,
            vintage=VINTAGES[each.texts["vintage"]],
            texts=each.texts,
            on_behalf=bool(upload.on_behalf_reason),
        )
        for each in changes
    ]
    return [_remark(each) for each in looked_at(proposed, today=timezone.localdate(now))]


def _remark(looked: Looked) -> Remark:
    return Remark(
        faults=tuple(("value_text", message) for message in looked.errors),
        preview={
            "state": looked.state,
            "label": looked.label,
            "notes": [asdict(note) for note in looked.notes],
        },
    )


def _by_row(comparison: Comparison[Row], remarks: Sequence[Remark]) -> dict[int, Remark]:
    rows = (change.row for change in comparison.changes)
    return dict(zip(rows, remarks, strict=True))


def _without_faulty(
    table: RawTable, comparison: Comparison[Row], remarks: dict[int, Remark]
) -> Comparison[Row]:
    """Return a comparison in which what no file may bring in is a fault of its cell."""
    bad = {change.row: change for change in comparison.changes if remarks[change.row].faults}
    found = [each for row, change in bad.items() for each in _faults(table, change, remarks[row])]
    faults = sorted((*comparison.faults, *found), key=lambda fault: (fault.row, fault.column))
    return replace(
        comparison,
        changes=tuple(each for each in comparison.changes if each.row not in bad),
        faults=tuple(faults[:MOST_FAULTS]),
    )


def _faults(table: RawTable, change: RowChange[Row], remark: Remark) -> Iterator[Fault]:
    for key, message in remark.faults:
        yield Fault(
            sheet=table.sheet,
            row=change.row,
            column=table.letters.get(key, ""),
            header=change.expected.layout.by_key[key].header,
            text=change.texts[key],
            message=message,
        )


def _has_marked(
    upload_id: UUID, layout: Layout, table: RawTable, comparison: Comparison[Row]
) -> bool:
    """Return whether a copy with its faults marked is kept: not where there are none."""
    if not comparison.faults:
        return False
    path = upload_path(upload_id)
    try:
        content = marked_copy(
            path, layout=layout, kind=recognised(path), table=table, faults=comparison.faults
        )
    except OPENING_ERRORS:
        # It could be read but not written again; the list of faults says the same.
        return False
    write_chunks(upload_path(upload_id, marked=True), [content])
    return True


def _preview(
    table: RawTable,
    comparison: Comparison[Row],
    changes: list[dict[str, Any]],
    *,
    has_marked: bool,
) -> dict[str, Any]:
    return {
        "sheet": table.sheet,
        "rows": comparison.rows,
        "unchanged": comparison.unchanged,
        "notices": list(comparison.notices),
        "faults": [asdict(fault) for fault in comparison.faults],
        "changes": changes,
        "has_marked_copy": has_marked,
    }


def _change(change: RowChange[Row], sheet: str) -> dict[str, Any]:
    columns = change.expected.layout.by_key
    return {
        "sheet": sheet,
        "row": change.row,
        "name": change.expected.text("name"),
        "unit": "",
        "department": change.expected.text("department"),
        "seen": str(change.seen or ""),
        "texts": dict(change.texts),
        "cells": [
            {"header": columns[cell.key].header, "old": cell.old, "new": cell.new}
            for cell in change.cells
        ],
    }
