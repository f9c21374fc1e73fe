"""What must hold of projects, their milestones, their sums, and the verbs they are promised by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

from indicators.models import Kind
from projects.due_steps import DueStep, name_faults, order_faults
from projects.stages import BuildStage, JudgedBy
from shaoxing_plan.plan_files.checking.project_change_rules import change_errors
from shaoxing_plan.plan_files.checking.rules import (
    Reference,
    broken_rules,
    duplicates,
    rule,
    unknown_references,
)
from shaoxing_plan.plan_files.format.contents import Contents, PlanSheets
from shaoxing_plan.plan_files.format.errors import RowError
from shaoxing_plan.plan_files.format.sheets import Sheet

_EARLY: Final = (BuildStage.IDEA, BuildStage.PREPARATION)
_NEW_PHRASE: Final = "：请先在那里加一行，写明期末应到阶段、评灯方式和理由"


@rule("judged_by", "expected_stage")
def _judged_fittingly(judged_by: str, expected_stage: str) -> str | None:
    if (judged_by == JudgedBy.STAGE) == (expected_stage in _EARLY):
        return None
    return "只承诺谋划、前期的按到达阶段（stage）评灯，其余按序时进度（time）"


STAGE_RULES: Final = (_judged_fittingly,)


@rule("end", "start")
def _ends_after_start(end: date | None, start: date | None) -> str | None:
    return f"早于开始日期{start}" if start and end and end < start else None


@rule("total_investment")
def _investment_is_no_less_than_zero(amount: Decimal | None) -> str | None:
    return "投资不能小于0" if amount is not None and amount < 0 else None


@rule("due_share")
def _share_is_a_share(share: Decimal) -> str | None:
    return None if 0 <= share <= 1 else "须在0到1之间，例如0.3"


def project_errors(plan: PlanSheets, contents: Contents) -> Iterator[RowError]:
    """Yield what is wrong with a plan's projects and what hangs on them."""
    yield from broken_rules(plan.projects, (_ends_after_start, _investment_is_no_less_than_zero))
    yield from broken_rules(plan.project_milestones, (_share_is_a_share,))
    for sheet, references in _references(plan, contents):
        yield from unknown_references(sheet, references)
    for each in (plan.project_milestones, plan.roll_ups):
        yield from duplicates([each], *each.table.key)
    yield from change_errors(plan)
    yield from _faulty_milestones(plan)
    yield from _sums_of_other_kinds(plan)


def _references(
    plan: PlanSheets, contents: Contents
) -> Iterator[tuple[Sheet[Any], tuple[Reference, ...]]]:
    yield (
        plan.projects,
        (
            Reference(column="section", to=plan.sections),
            _item_reference(plan),
            Reference(
                column="promised_stage",
                to=contents.promised_stages,
                names=("phrase",),
                hint=_NEW_PHRASE,
            ),
            Reference(column="department", to=contents.departments),
            Reference(column="partners", to=contents.departments),
            Reference(column="regions", to=contents.regions),
            Reference(column="indicators", to=plan.indicators),
        ),
    )
    yield plan.project_milestones, (Reference(column="project", to=plan.projects),)
    yield plan.roll_ups, (Reference(column="indicator", to=plan.indicators),)


def _item_reference(plan: PlanSheets) -> Reference:
    """Return the reference to a box item, by its box and its position there."""
    return Reference(
        column="item",
        to=plan.box_items,
        reads=("section", "item"),
        names=("section", "position"),
    )


def _faulty_milestones(plan: PlanSheets) -> Iterator[RowError]:
    """Yield an error for each milestone out of its project's time, or that asks for too little."""
    sheet = plan.project_milestones
    columns = ("project", "title", "due_on", "due_share")
    by_project: dict[str, list[tuple[int, DueStep]]] = defaultdict(list)
    for row, (project, title, due_on, share) in sheet.readable(*columns):
        step = DueStep(title=title, due_on=due_on, due_share=share)
        by_project[project].append((row, step))
    for project, (first, last) in _project_days(plan).items():
        rows = by_project.get(project, [])
        steps = [step for _, step in rows]
        for fault in (*name_faults(steps), *order_faults(steps, first=first, last=last)):
            yield sheet.error(rows[fault.place][0], fault.field, fault.message.rstrip("。"))


def _project_days(plan: PlanSheets) -> dict[str, tuple[date, date]]:
    """Return the first and last day of each project; of the plan where it states none."""
    return {
        code: (start or date(first_year, 1, 1), end or date(last_year, 12, 31))
        for _, (first_year, last_year) in plan.plan.readable("first_year", "last_year")
        for _, (code, start, end) in plan.projects.readable("code", "start", "end")
    }


def _sums_of_other_kinds(plan: PlanSheets) -> Iterator[RowError]:
    """Yield an error for each sum of projects that is not counted year by year."""
    kinds = dict(values for _, values in plan.indicators.readable("code", "kind"))
    for row, (indicator,) in plan.roll_ups.readable("indicator"):
        if kinds.get(indicator, Kind.CUMULATIVE) != Kind.CUMULATIVE:
            yield plan.roll_ups.error(row, "indicator", "项目汇总的指标须为累计类（cumulative）")
