"""What a load of plan files did, on the record: a line per file, and one per figure it touched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

from django.contrib.auth.models import User

from indicators.models import Series
from plans.services import Deed, Line, Subject, record_all
from shaoxing_plan.plan_files.exporting.differences import FileDifference
from shaoxing_plan.plan_files.format.tables import DEFINITIONS, TARGET_REVISIONS
from shaoxing_plan.plan_files.loading.observations import FigureChange
from shaoxing_plan.plan_files.loading.telling import counts

# Rows of these files are what people look for one by one, with the word the record has for them.
_KINDS: Final = {DEFINITIONS.file: "definition", TARGET_REVISIONS.file: "target"}


def record_load(
    differences: Iterable[FileDifference],
    figures: Sequence[FigureChange],
    *,
    actor: User | None,
    now: datetime,
) -> None:
    """Add what a load changed to the record, in its transaction; `actor` None is the system.

    Projects have lines of their own (`project_records`) beside the one of their file.
    """
    changed = [each for each in differences if each.count]
    lines = [_file_line(each) for each in changed]
    lines += [line for each in changed for line in _row_lines(each)]
    names = dict(
        Series.objects.filter(pk__in={each.observation.series_id for each in figures}).values_list(
            "pk", "name"
        )
    )
    lines += [_figure_line(each, names[each.observation.series_id]) for each in figures]
    record_all(lines, actor=actor, now=now)


def _file_line(difference: FileDifference) -> Line:
    subject = Subject(kind="plan_file", key=difference.file, name=difference.file)
    details = {
        "变化": counts(difference),
        "新增": list(difference.added),
        "修改": [str(each) for each in difference.changed],
        "删除": list(difference.removed),
    }
    told = {label: each for label, each in details.items() if each}
    return subject, Deed(action="load_file", name="载入规划文件", details=told)


def _row_lines(difference: FileDifference) -> Iterator[Line]:
    kind = _KINDS.get(difference.file.rpartition("/")[2])
    if kind is None:
        return
    for name in difference.added:
        yield _row(kind, name), Deed(action="add", name="按文件新增")
    for change in difference.changed:
        sides = {
            "原": {cell.column: cell.old for cell in change.cells},
            "新": {cell.column: cell.new for cell in change.cells},
        }
        yield _row(kind, change.name), Deed(action="change", name="按文件修改", details=sides)
    for name in difference.removed:
        yield _row(kind, name), Deed(action="delete", name="按文件删除")


def _row(kind: str, name: str) -> Subject:
    return Subject(kind=kind, key=name, name=name)


def _figure_line(change: FigureChange, series: str) -> Line:
    year = change.observation.year
    subject = Subject(
        kind="figure", key=str(change.observation.pk), name=f"{series}（{year}年）", year=year
    )
    if not change.before:
        return subject, Deed(action="add", name="按文件录入数据", details={"新": change.after})
    if not change.after:
        return subject, Deed(
            action="withdraw", name="按文件撤回数据", details={"原": change.before}
        )
    sides = {"原": change.before, "新": change.after}
    return subject, Deed(action="change", name="按文件修改数据", details=sides)
