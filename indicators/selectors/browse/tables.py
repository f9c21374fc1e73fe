"""Rows of downloads: what an indicator list and open data files hold, column by column."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from indicators.downloads import Cell
from indicators.selectors.browse.listing import as_per_cent
from indicators.selectors.standing import IndicatorRow

Column = tuple[str, Callable[[IndicatorRow], Cell]]

INDICATOR_COLUMNS: Final[tuple[Column, ...]] = (
    ("序号", lambda row: int(row.number) if row.number else None),
    ("代码", lambda row: row.code),
    ("上级指标", lambda row: row.parent_code),
    ("出处", lambda row: row.origin_label),
    ("类别", lambda row: row.category),
    ("指标", lambda row: row.name),
    ("单位", lambda row: row.unit),
    ("属性", lambda row: row.nature_label),
    ("评判类型", lambda row: row.kind_label),
    ("基期值（原文）", lambda row: row.baseline_text),
    ("基期值", lambda row: row.baseline_value),
    ("目标值（原文）", lambda row: row.target_text),
    ("目标值", lambda row: row.target_value),
    ("现行目标", lambda row: row.target_in_force),
    ("评判年份", lambda row: row.year),
    ("实绩（显示）", lambda row: row.actual_text),
    ("实绩", lambda row: row.actual),
    ("数据版本", lambda row: row.vintage_label),
    ("年均与参照增速之差（百分点）", lambda row: row.difference),
    ("状态", lambda row: row.state_label),
    ("完成进度（%）", lambda row: as_per_cent(row.share)),
    ("应有进度（%）", lambda row: as_per_cent(row.due_share)),
    ("差距", lambda row: row.gap),
    ("领先月数", lambda row: row.lead_months),
    ("说明", lambda row: row.sentence),
    ("原因", lambda row: row.reason),
    ("上次评判年份", lambda row: row.last_year),
    ("上次状态", lambda row: row.last_state_label),
    (
        "其他口径",
        lambda row: "；".join(f"{other.label}：{other.state_label}" for other in row.others),
    ),
    ("责任部门", lambda row: row.department_name),
    ("部门已确认", lambda row: row.departments_confirmed if row.department_name else None),
    ("章节", lambda row: row.section_label),
    ("规划原文", lambda row: row.quote),
)


def indicator_header() -> list[str]:
    """Return the column names of an indicator list."""
    return [name for name, _ in INDICATOR_COLUMNS]


def indicator_cells(row: IndicatorRow) -> list[Cell]:
    """Return one row of an indicator list as cells."""
    return [cell(row) for _, cell in INDICATOR_COLUMNS]
