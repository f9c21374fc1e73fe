"""The columns of a department's workbook of project reports, in their order."""

from __future__ import annotations

from typing import Final

from indicators.workbook.layouts import Column, Form, Layout
from projects.models import ProjectStage

STAGES: Final = {str(label): str(value) for value, label in ProjectStage.choices}
_LONG: Final = 4000

REPORTS: Final = Layout(
    "项目进展",
    "项目",
    (
        Column(key="number", header="序号", width=6, is_number=True),
        Column(key="name", header="项目", width=30, is_checked=True),
        Column(key="field", header="领域", width=8),
        Column(key="promised", header="规划用语", width=11),
        Column(key="department", header="填报部门", width=14),
        Column(key="period", header="填报期", width=14, form=Form.COMPACT, is_checked=True),
        Column(key="last", header="上期所报", width=26),
        Column(key="before", header="以前年度累计投资（亿元）", width=13, is_number=True),
        Column(key="milestones", header="未完成的节点", width=22),
        Column(key="status", header="状态", width=16),
        Column(
            key="reached_stage",
            header="到达阶段",
            width=11,
            form=Form.COMPACT,
            choices=tuple(STAGES),
            is_editable=True,
            most=10,
            help=f"{'、'.join(STAGES)}五选一。",
        ),
        Column(
            key="physical_share",
            header="形象进度（%）",
            width=11,
            form=Form.VALUE,
            is_number=True,
            is_editable=True,
            most=20,
            help="到期末完成的实物工作量，0 到 100；建成投用的填 100。",
        ),
        Column(
            key="invested",
            header="本年累计完成投资（亿元）",
            width=14,
            form=Form.VALUE,
            is_number=True,
            is_editable=True,
            most=30,
            help="从1月1日到期末，不是开工以来；0 是数值，没有数就留空。",
        ),
        Column(
            key="claims",
            header="节点完成日期",
            width=24,
            is_editable=True,
            most=2000,
            help="每个节点一行：节点名称、冒号、日期，例如“主体封顶：2024-06-30”。",
        ),
        Column(
            key="progress_text",
            header="进展情况",
            width=40,
            is_editable=True,
            most=_LONG,
            help="写进官方的进展情况表；一两句话，写到期末做到哪一步。",
        ),
        Column(
            key="halt_reason",
            header="停缓建原因",
            width=20,
            is_editable=True,
            most=_LONG,
            help="停缓建时必填。",
        ),
        Column(key="problem", header="存在问题", width=26, is_editable=True, most=_LONG),
        Column(
            key="problem_owner",
            header="问题责任人",
            width=14,
            is_editable=True,
            most=80,
            help="写了存在问题就必填。",
        ),
        Column(
            key="problem_due_on",
            header="解决期限",
            width=12,
            form=Form.DATE,
            is_editable=True,
            most=10,
            help="例如 2024-12-31；写了存在问题就必填。",
        ),
    ),
    frozen_at="field",
)
