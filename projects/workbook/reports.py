"""The rules of a department's workbook of project reports: what its cells may say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Final

from indicators.workbook.checking import cell_problem
from indicators.workbook.guarding import FRESH
from indicators.workbook.rows import SheetRow
from indicators.workbook.sheet_rules import SheetRules
from projects.periods import Period, period_of
from projects.typed import TypedError, typed_money, typed_share
from projects.workbook.claims import ClaimError, read_claims
from projects.workbook.columns import REPORTS, STAGES

_ROW_ID: Final = re.compile(r"([a-z0-9][a-z0-9-]*):(\d{4}(?:-q[1-4])?)")
_NUMBERS: Final[Mapping[str, Callable[[str], Decimal | None]]] = {
    "physical_share": typed_share,
    "invested": typed_money,
}
_UNITS: Final = {"physical_share": "%", "invested": "亿元"}


@dataclass(frozen=True, kw_only=True)
class ReportRow(SheetRow):
    """One project's report that is asked for; `titles` are its open milestones by key."""

    project_id: int
    code: str
    titles: Mapping[int, str] = field(default_factory=dict)


def report_row_id(code: str, period: Period) -> str:
    """Return how the hidden column names a report."""
    return f"{code}:{period.key}"


def typed_values(texts: Mapping[str, str], titles: Mapping[int, str]) -> dict[str, Any]:
    """Return what the texts of a row mean, by the fields of a report, `claims` among them.

    The texts have passed the rules of their cells.
    """
    day = texts["problem_due_on"]
    return {
        "reached_stage": STAGES.get(texts["reached_stage"], ""),
        "physical_share": typed_share(texts["physical_share"]),
        "invested": typed_money(texts["invested"]),
        "problem_due_on": date.fromisoformat(day) if day else None,
        "claims": read_claims(texts["claims"], titles),
        **{name: texts[name] for name in _WORDS},
    }


_WORDS: Final = ("progress_text", "halt_reason", "problem", "problem_owner")


@dataclass(frozen=True, kw_only=True)
class ReportRules(SheetRules[ReportRow]):
    """What a file of project reports is held against.

    `owners` names the department of each project of the plan by code, to say whose row a
    foreign one is; `department` the one the file is for.
    """

    layout: ClassVar = REPORTS

    period: Period
    owners: Mapping[str, str]
    department: str

    def stored_text(self, key: str, text: str, row: ReportRow) -> str:
        """Return a cell's meaning: of a number the number alone, without its unit."""
        written = row.layout.normal(key, text)
        unit = _UNITS.get(key)
        if unit and written.endswith(unit):
            return row.layout.normal(key, written.removesuffix(unit))
        return written

    def problem_of(self, key: str, text: str, row: ReportRow) -> str:
        problem = cell_problem(self.layout.by_key[key], text)
        if problem or not text:
            return problem
        try:
            if key in _NUMBERS:
                _NUMBERS[key](text)
            elif key == "claims":
                read_claims(text, row.titles)
        except (TypedError, ClaimError) as error:
            return f"：{error}"
        return ""

    def standing_text(self, row: ReportRow) -> str:
        parts = (row.text("reached_stage"), row.text("physical_share"), row.text("invested"))
        return "，".join(filter(None, parts))

    def why_unknown(self, row_id: str) -> str:
        match = _ROW_ID.fullmatch(row_id)
        if match is None:
            return f"隐藏的行标识“{row_id[:40]}”被改动。{FRESH}"
        owner = self.owners.get(match[1])
        if owner is None:
            return f"这个规划里没有代码为“{match[1]}”的项目。{FRESH}"
        period = period_of(match[2])
        if period is not None and period != self.period:
            return (
                f"这一行是{period.label}的，不属于这一次填报。请上传{self.period.label}的填报表。"
            )
        if any(row.code == match[1] for row in self.rows):
            return f"下载之后这个项目的填报状态有变。{FRESH}"
        if owner == self.department:
            year = self.period.year
            return f"这个项目经过合并或拆分，{year}年的进展不由它填报。请删去这一行。"
        return f"这一行的项目由“{owner}”填报，不属于本单位。请删去这一行。"
