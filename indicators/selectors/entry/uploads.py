"""An uploaded workbook as its sender sees it: how far it is, its changes, its faults."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from indicators.models import WORKED_AT, Upload, UploadState, Vintage
from plans.models import Plan

SLOW_AFTER: Final = timedelta(seconds=8)
"""A worker that is at it says so more often; asked again it is by `RESENT_AFTER` and the sweep."""
RECENT: Final = 8
FAULTY_LABEL: Final = "有问题，未写入"
_STEPS: Final = (
    (80, "正在标注和整理结果"),
    (70, "正在核对数值"),
    (50, "正在与现有数据对照"),
    (10, "正在读取单元格"),
)
NOTE_LABELS: Final = {
    "lacking": "提交前须补",
    "asked": "提交前须答复",
    "answered": "已答复",
    "told": "提示",
}


@dataclass(frozen=True, kw_only=True)
class FaultLine:
    """Something wrong: where it stands and what to do."""

    sheet: str
    row: str
    column: str
    header: str
    text: str
    message: str


@dataclass(frozen=True, kw_only=True)
class CellLine:
    """One cell that would change."""

    header: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class NoteLine:
    """What the checks say of a figure; `label` what that means for submitting it."""

    kind: str
    label: str
    message: str

    @property
    def is_open(self) -> bool:
        """Return whether something has to be done before the figure is submitted."""
        return self.kind in ("lacking", "asked")


@dataclass(frozen=True, kw_only=True)
class ChangeLine:
    """One figure that would be written as a draft, with the verdict it would give."""

    row: int
    name: str
    unit: str
    department: str
    period: str
    is_new: bool
    beside: str
    cells: tuple[CellLine, ...]
    state: str
    state_label: str
    notes: tuple[NoteLine, ...]


@dataclass(frozen=True, kw_only=True)
class UploadPage:
    """All that the page of an upload shows."""

    pk: UUID
    name: str
    size_text: str
    created_at: datetime
    sender: str
    plan: Plan
    year: int | None
    scope_label: str
    department_name: str
    state: str
    state_label: str
    is_pending: bool
    is_slow: bool
    progress: int
    step: str
    message: str
    notices: tuple[str, ...]
    faults: tuple[FaultLine, ...]
    changes: tuple[ChangeLine, ...]
    change_count: int
    cell_count: int
    rows: int
    unchanged: int
    has_marked_copy: bool
    on_behalf_reason: str
    on_behalf_document: str

    @property
    def open_count(self) -> int:
        """Return how many figures cannot be submitted as they are."""
        return sum(any(note.is_open for note in each.notes) for each in self.changes)

    @property
    def can_confirm(self) -> bool:
        return self.state == UploadState.READY and bool(self.changes) and not self.faults

    @property
    def is_writing(self) -> bool:
        return self.state == UploadState.WRITING

    @property
    def can_discard(self) -> bool:
        return self.state == UploadState.READY


@dataclass(frozen=True, kw_only=True)
class UploadLine:
    """An upload in the list of one's own."""

    pk: UUID
    name: str
    created_at: datetime
    state: str
    state_label: str


def find_upload(pk: UUID) -> Upload | None:
    """Return an upload with what its page reads (one query)."""
    related = ("plan__region", "department", "user")
    return Upload.objects.select_related(*related).filter(pk=pk).first()


def recent_uploads(
    plan: Plan, *, kind: str, year: int | None, quarter: int | None, user_id: int
) -> list[UploadLine]:
    """Return the last files a person sent for a round, newest first (one query)."""
    found = Upload.objects.filter(plan=plan, kind=kind, year=year, quarter=quarter, user=user_id)
    uploads = found.defer("result")[:RECENT]
    return [
        UploadLine(
            pk=each.pk,
            name=each.name,
            created_at=each.created_at,
            state=each.state,
            state_label=each.get_state_display(),
        )
        for each in uploads
    ]


def upload_page(upload: Upload, *, now: datetime) -> UploadPage:
    """Return what the page of an upload shows; runs no queries."""
    result: dict[str, Any] = upload.result
    changes = tuple(_change(each) for each in result.get("changes", []))
    is_pending = upload.state in WORKED_AT
    return UploadPage(
        pk=upload.pk,
        name=upload.name,
        size_text=size_text(upload.size),
        created_at=upload.created_at,
        sender=upload.user.get_full_name() or upload.user.get_username(),
        plan=upload.plan,
        year=upload.year,
        scope_label=_scope_label(upload),
        department_name=upload.department.name if upload.department else "",
        state=upload.state,
        state_label=FAULTY_LABEL if result.get("faults") else upload.get_state_display(),
        is_pending=is_pending,
        is_slow=is_pending and now - upload.updated_at > SLOW_AFTER,
        progress=upload.progress,
        step=_step(upload),
        message=upload.message,
        notices=tuple(result.get("notices", [])),
        faults=tuple(_fault(each) for each in result.get("faults", [])),
        changes=changes,
        change_count=len(changes),
        cell_count=sum(len(change.cells) for change in changes),
        rows=result.get("rows", 0),
        unchanged=result.get("unchanged", 0),
        has_marked_copy=result.get("has_marked_copy", False),
        on_behalf_reason=upload.on_behalf_reason,
        on_behalf_document=upload.on_behalf_document,
    )


def size_text(size: int) -> str:
    """Return a file's size for readers.

    >>> size_text(900), size_text(20_480), size_text(5_400_000)
    ('900 字节', '20 KB', '5.1 MB')
    """
    if size < 1024:  # noqa: PLR2004
        return f"{size} 字节"
    if size < 2**20:
        return f"{size / 1024:.0f} KB"
    return f"{size / 2**20:.1f} MB"


def _scope_label(upload: Upload) -> str:
    """Return of which period and what a file is, "" for past years."""
    if upload.year is None:
        return ""
    quarter = f"第{upload.quarter}季度" if upload.quarter else ""
    return f"{upload.year}年{quarter}{upload.get_kind_display()}"


def _step(upload: Upload) -> str:
    if upload.state == UploadState.WRITING:
        return "正在写入草稿，写完之前谁也看不到其中任何一份"
    if upload.state == UploadState.QUEUED:
        return "正在排队等待读取"
    return next((step for share, step in _STEPS if upload.progress >= share), "正在打开文件")


def _change(change: dict[str, Any]) -> ChangeLine:
    return ChangeLine(
        row=change["row"],
        name=change["name"],
        unit=change.get("unit", ""),
        department=change["department"],
        period=change.get("period") or f"{change['year']}年",
        is_new=not change.get("seen"),
        beside=_beside(change),
        cells=tuple(CellLine(**cell) for cell in change["cells"]),
        state=change.get("state", ""),
        state_label=change.get("label", ""),
        notes=tuple(
            NoteLine(**note, label=NOTE_LABELS[note["kind"]]) for note in change.get("notes", [])
        ),
    )


def _beside(change: dict[str, Any]) -> str:
    """Return what becomes of the draft a changed vintage leaves behind, "" for any other change."""
    if not change.get("beside"):
        return ""
    new, old = Vintage(change["vintage"]).label, Vintage(change["beside"]).label
    return f"将新建一份{new}草稿，{old}草稿保留"


def _fault(fault: dict[str, Any]) -> FaultLine:
    return FaultLine(**{**fault, "row": str(fault["row"] or "")})
