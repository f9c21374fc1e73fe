"""What loading did, or would do, in Chinese lines; pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shaoxing_plan.plan_files.exporting.differences import FileDifference

if TYPE_CHECKING:
    from shaoxing_plan.plan_files.loading.load import LoadReport


def told(report: LoadReport, *, dry_run: bool) -> Iterator[str]:
    """Yield the lines of a report: every row on a dry run, otherwise counts by file."""
    for each in report.differences:
        if each.count:
            yield f"{each.file}：{counts(each)}"
            yield from rows_told(each) if dry_run else ()
        if each.kept:
            yield f"{each.file}：库中另有{len(each.kept)}条不是从文件载入的，保留不动"
    yield from report.notes
    if not report.count:
        yield "没有变化（0处）。" if report.notes else "与库中一致，没有变化（0处）。"
    elif dry_run:
        yield f"共{report.count}处变化；这是预览，未写入任何内容。"
    else:
        yield f"已载入，共{report.count}处变化。"


def counts(difference: FileDifference) -> str:
    """Return how many rows of a file are added, changed and removed."""
    parts = [
        f"新增{len(difference.added)}" if difference.added else "",
        f"修改{len(difference.changed)}" if difference.changed else "",
        f"删除{len(difference.removed)}" if difference.removed else "",
        "顺序有变" if difference.is_reordered else "",
    ]
    return "，".join(filter(None, parts))


def rows_told(difference: FileDifference) -> Iterator[str]:
    """Yield a line for each row of a file that differs."""
    yield from (f"  + {name}" for name in difference.added)
    yield from (f"  ~ {change}" for change in difference.changed)
    yield from (f"  - {name}" for name in difference.removed)
