"""The columns of a department's workbook of figures, in their order."""

from __future__ import annotations

from typing import Final

from indicators.models import Vintage
from indicators.workbook.layouts import Column, Form, Layout

VINTAGES: Final = {choice.label: choice.value for choice in Vintage}
COLUMNS: Final = (
    Column(key="number", header="序号", width=6, is_number=True),
    Column(key="name", header="指标", width=34, is_checked=True),
    Column(key="unit", header="单位", width=11, form=Form.COMPACT, is_checked=True),
    Column(key="department", header="填报部门", width=14),
    Column(key="year", header="年份", width=7, form=Form.COMPACT, is_number=True, is_checked=True),
    Column(key="ask", header="填什么", width=20),
    Column(key="last_value", header="上年数", width=13, is_number=True),
    Column(key="due_value", header="路径值", width=13, is_number=True),
    Column(key="approved", header="已采用", width=18),
    Column(key="status", header="状态", width=22),
    Column(
        key="value_text",
        header="本年数",
        width=15,
        form=Form.VALUE,
        is_number=True,
        is_editable=True,
        most=60,
        help="只填数值，单位以“单位”列为准；完成类指标填“完成”或“未完成”。0 是数值，没有数就留空。",
    ),
    Column(
        key="vintage",
        header="数据版本",
        width=12,
        form=Form.COMPACT,
        choices=tuple(VINTAGES),
        is_editable=True,
        most=12,
        help="预计、初步核算、最终核实、修订四选一；改了版本就另立一份填报，原来的保留。",
    ),
    Column(
        key="source_title",
        header="来源",
        width=28,
        is_editable=True,
        most=300,
        help="例如“2023年国民经济和社会发展统计公报”。",
    ),
    Column(
        key="source_url",
        header="来源网址",
        width=24,
        is_editable=True,
        most=500,
        help="可不填；填则以 http:// 或 https:// 开头。",
    ),
    Column(
        key="published_on",
        header="公布日期",
        width=12,
        form=Form.DATE,
        is_editable=True,
        most=10,
        help="例如 2024-02-28；留空则以审核采用的日期为准（补录往年数据时必填）。",
    ),
    Column(
        key="note",
        header="说明",
        width=30,
        is_editable=True,
        most=2000,
        help="口径、异常变动的解释；完成类指标必须说明依据。",
    ),
    Column(
        key="cause",
        header="滞后原因",
        width=26,
        is_editable=True,
        most=2000,
        help="评判为滞后或更差时，提交前必填。",
    ),
    Column(
        key="measure",
        header="整改措施",
        width=26,
        is_editable=True,
        most=2000,
        help="评判为滞后或更差时，提交前必填。",
    ),
    Column(
        key="measure_by",
        header="整改期限",
        width=12,
        form=Form.DATE,
        is_editable=True,
        most=10,
        help="例如 2024-12-31；评判为滞后或更差时，提交前必填。",
    ),
)
FIGURES: Final = Layout("填报", "指标", COLUMNS, frozen_at="unit")
