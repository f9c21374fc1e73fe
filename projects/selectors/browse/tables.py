"""The table of projects as a file, column by column."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from indicators.downloads import Cell
from indicators.selectors.browse.listing import as_per_cent
from projects.selectors.rows import ProjectRow

Column = tuple[str, Callable[[ProjectRow], Cell]]

PROJECT_COLUMNS: Final[tuple[Column, ...]] = (
    ("代码", lambda row: row.code),
    ("项目", lambda row: row.name),
    ("领域", lambda row: row.field_label),
    ("章", lambda row: row.path.chapter_label),
    ("章节或专栏", lambda row: row.section_label),
    ("专栏事项", lambda row: row.item_title),
    ("规划用语", lambda row: row.promised_stage),
    ("规划期末应到阶段", lambda row: row.promise.expected_label),
    ("评判截至", lambda row: row.now.period_label),
    ("灯", lambda row: row.light_label),
    ("阶段", lambda row: row.stage_label),
    ("阶段截至", lambda row: row.known_label),
    ("停缓建原因", lambda row: row.known.halt_reason if row.known else ""),
    ("应完成形象进度（%）", lambda row: as_per_cent(row.due_share)),
    ("已完成形象进度（%）", lambda row: as_per_cent(row.done_share)),
    ("落后（百分点）", lambda row: row.behind_points),
    ("评判依据", lambda row: row.sentence),
    ("上次评判截至", lambda row: row.last.period_label if row.last else ""),
    ("上次的灯", lambda row: row.last_label),
    ("当年完成投资（亿元）", lambda row: row.invested_in_year),
    ("累计完成投资（亿元）", lambda row: row.invested),
    ("总投资（亿元）", lambda row: row.total_investment),
    ("计划开始", lambda row: row.start),
    ("计划完成", lambda row: row.end),
    ("责任部门", lambda row: row.department_name),
    ("部门已确认", lambda row: row.departments_confirmed if row.department_name else None),
    ("配合部门", lambda row: row.partners_text),
    ("地区", lambda row: row.regions_text),
    ("存在问题", lambda row: row.problem),
    ("问题责任人", lambda row: row.known.problem_owner if row.known else ""),
    ("解决期限", lambda row: row.known.problem_due_on if row.known else None),
    ("规划原文", lambda row: row.quote),
)


def project_header() -> list[str]:
    """Return the column names of a table of projects."""
    return [name for name, _ in PROJECT_COLUMNS]


def project_cells(row: ProjectRow) -> list[Cell]:
    """Return one project as cells."""
    return [cell(row) for _, cell in PROJECT_COLUMNS]
