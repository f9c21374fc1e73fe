"""The record of who did what, as planners read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from indicators.downloads import Cell
from indicators.selectors.deeds import Change, changes
from plans.models import RecordEntry

KIND_LABELS: Final = {
    "submission": "数据",
    "figure": "按文件载入的数据",
    "plan_file": "规划文件",
    "project_report": "项目进展",
    "upload": "填报表",
    "lock": "填报轮次与锁定",
    "definition": "口径",
    "reference": "参考数据",
    "target": "目标",
    "right": "权限",
    "rule": "评判规则",
    "project": "项目",
    "indicator": "指标",
    "series": "数据序列",
    "plan": "规划",
    "section": "章节",
    "department": "部门",
    "region": "地区",
    "box_item": "专栏事项",
    "promised_stage": "阶段用语",
}
RECORD_HEADER: Final = (
    *("时间", "操作人", "账号", "部门", "规划", "年份", "对象类型", "对象", "对象编号"),
    *("操作", "理由", "前后内容"),
)


@dataclass(frozen=True, kw_only=True)
class RecordFilters:
    """What of the record is shown; "" and None are everything."""

    kind: str = ""
    action: str = ""
    person: str = ""
    department: str = ""
    text: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class RecordRow:
    """One line of the record; `*_id` links to what it is of, by its kind."""

    at: datetime
    actor_name: str
    username: str
    department_name: str
    plan_label: str
    year: int | None
    kind_label: str
    subject_name: str
    subject_key: str
    action: str
    action_name: str
    reason: str
    changes: tuple[Change, ...]
    submission_id: int | None
    project_report_id: int | None
    round_id: int | None


@dataclass(frozen=True, kw_only=True)
class RecordFacets:
    """What can be chosen in the filters: (value, words) each."""

    kinds: tuple[tuple[str, str], ...]
    actions: tuple[tuple[str, str], ...]
    departments: tuple[tuple[str, str], ...]


def record_entries(filters: RecordFilters) -> QuerySet[RecordEntry]:
    """Return the lines of the record that pass, newest first."""
    rows = RecordEntry.objects.select_related("actor", "department", "plan")
    if filters.kind:
        rows = rows.filter(subject_kind=filters.kind)
    if filters.action:
        rows = rows.filter(action=filters.action)
    if filters.department:
        rows = rows.filter(department__code=filters.department)
    if filters.person:
        named = Q(actor_name__icontains=filters.person)
        rows = rows.filter(named | Q(actor__username__icontains=filters.person))
    if filters.text:
        rows = rows.filter(
            Q(subject_name__icontains=filters.text)
            | Q(reason__icontains=filters.text)
            | Q(subject_key=filters.text)
        )
    if filters.since:
        rows = rows.filter(at__gte=_midnight(filters.since))
    if filters.until:
        rows = rows.filter(at__lt=_midnight(filters.until + timedelta(days=1)))
    return rows


def record_row(entry: RecordEntry) -> RecordRow:
    """Return a line of `record_entries` as it is shown; runs no query."""
    key = int(entry.subject_key) if entry.subject_key.isdecimal() else None
    return RecordRow(
        at=entry.at,
        actor_name=entry.actor_name,
        username=entry.actor.get_username() if entry.actor else "",
        department_name=entry.department.short_name if entry.department else "",
        plan_label=entry.plan.short_title if entry.plan else "",
        year=entry.year,
        kind_label=KIND_LABELS.get(entry.subject_kind, entry.subject_kind),
        subject_name=entry.subject_name,
        subject_key=entry.subject_key,
        action=entry.action,
        action_name=entry.action_name,
        reason=entry.reason,
        changes=changes(entry.details),
        submission_id=key if entry.subject_kind == "submission" else None,
        project_report_id=key if entry.subject_kind == "project_report" else None,
        round_id=key if entry.subject_kind == "lock" else None,
    )


def record_facets() -> RecordFacets:
    """Return what the filters offer: what the record holds (two queries)."""
    found = list(
        RecordEntry.objects.order_by("subject_kind", "action")
        .values_list("subject_kind", "action", "action_name")
        .distinct()
    )
    departments = (
        RecordEntry.objects.exclude(department=None)
        .order_by("department__position", "department__code")
        .values_list("department__code", "department__short_name")
        .distinct()
    )
    kinds = dict.fromkeys(kind for kind, *_ in found)
    return RecordFacets(
        kinds=tuple((kind, KIND_LABELS.get(kind, kind)) for kind in kinds),
        actions=tuple({action: name for _, action, name in found}.items()),
        departments=tuple(departments),
    )


def record_cells(entries: QuerySet[RecordEntry]) -> Iterator[list[Cell]]:
    """Yield the lines of an exported record, see RECORD_HEADER."""
    for entry in entries.iterator(chunk_size=2000):
        row = record_row(entry)
        yield [
            timezone.localtime(row.at).strftime("%Y-%m-%d %H:%M:%S"),
            *(row.actor_name, row.username, row.department_name, row.plan_label, row.year),
            *(row.kind_label, row.subject_name, row.subject_key, row.action_name, row.reason),
            "；".join(_told(each) for each in row.changes),
        ]


def _told(change: Change) -> str:
    before = f"{change.before} → " if change.before else ""
    return f"{change.label}：{before}{change.after or '（空）'}"


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
