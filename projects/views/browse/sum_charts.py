"""The chart of a sum of projects: years and total against the five-year target, and its file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from django.conf import settings

from indicators.downloads import Cell
from indicators.formatting import plain_text, with_unit
from indicators.pictures.frames import ChartFrame, trajectory_frame
from indicators.trajectories import PlanLine, Point, Trajectory
from plans.models import Plan
from projects.selectors.rollups import AMOUNT_DECIMALS, SumCell, SumRow, elapsed_share

SUMS_HEADER: Final = (
    *("指标代码", "指标", "领域", "单位", "年份", "项目合计", "累计", "按时间应完成", "五年目标"),
    *("已报项目", "应报项目", "在用的数", "在用的数据版本", "差额"),
)
SOURCE: Final = "各项目已采用的报告"
EMPTY_YEARS: Final = "没有报告的年份不算作零；数据版本为报告审核采用的数"


def trajectory_of(row: SumRow, plan: Plan) -> Trajectory:
    """Return a sum as lines and marks: what each year adds, the total so far, what is due."""
    told = [each for each in row.years if each.summed is not None]
    return Trajectory(
        unit=row.unit,
        figures_are_flows=True,
        yearly_label="当年合计",
        yearly=tuple(_point(each) for each in told),
        judged_label="累计",
        judged=tuple(_totals(told)),
        plans=(_asked_of(row, plan),) if row.target is not None else (),
    )


def sum_frame(row: SumRow, plan: Plan, *, csv_url: str) -> ChartFrame | None:
    """Return the chart of a sum with its words; None where there is nothing to draw."""
    title = title_of(row)
    frame = trajectory_frame(
        trajectory_of(row, plan),
        name=f"{row.name}汇总",
        title=title,
        source=source_of(row),
        csv_url=csv_url,
        is_demo=settings.DEMO,
    )
    if frame is None:
        return None
    return replace(
        frame,
        title=title,
        subtitle=f"{row.name}，{row.fields_text}，{frame.subtitle}",
        note="柱是当年合计，实线是累计，虚线是按时间应完成，菱形是五年目标。",
        table_url="#sums",
    )


def source_of(row: SumRow) -> str:
    """Return where the sums come from, with the newest year that reports tell of."""
    newest = f"（最新为{row.newest}年）" if row.newest else ""
    return f"{SOURCE}{newest}，{EMPTY_YEARS}"


def title_of(row: SumRow) -> str:
    """Return what the chart shows in a sentence."""
    if row.total is None:
        return f"还没有已采用的报告；五年目标 {with_unit(row.target_text, row.unit)}"
    lacking = "" if row.newest == row.year else f"（{row.newest}年以后还没有已采用的报告）"
    found = f"到{row.year}年合计 {with_unit(row.total_text, row.unit)}{lacking}"
    if row.share is None:
        return found
    return f"{found}，完成五年目标的{row.share_text}，按时间应完成{row.due_share_text}"


def sum_cells(rows: Sequence[SumRow], plan: Plan) -> Iterator[list[Cell]]:
    """Yield every year of every sum, as SUMS_HEADER names its cells."""
    for row in rows:
        total: Decimal | None = None
        for each in row.years:
            if each.summed is not None:
                total = (total or Decimal(0)) + each.summed
            yield [
                *(row.code, row.name, row.fields_text, row.unit, each.year, each.summed),
                *(total if each.summed is not None else None, _due(row, plan, each.year)),
                *(row.target, each.reported, each.expected),
                *(each.figure, each.figure_vintage, each.difference),
            ]


def _point(cell: SumCell) -> Point:
    note = f"{cell.reported}／{cell.expected} 已报"
    return Point(year=cell.year, value=cell.summed or Decimal(0), text=cell.summed_text, note=note)


def _totals(told: Sequence[SumCell]) -> Iterator[Point]:
    total = Decimal(0)
    for each in told:
        total += each.summed or Decimal(0)
        yield Point(year=each.year, value=total, text=plain_text(total, AMOUNT_DECIMALS))


def _asked_of(row: SumRow, plan: Plan) -> PlanLine:
    """Return the target and what is due of it by time, year by year."""
    due = ((year, _due(row, plan, year)) for year in range(plan.base_year, plan.last_year + 1))
    path = tuple(
        Point(year=year, value=value, text=plain_text(value, 1))
        for year, value in due
        if value is not None
    )
    target = row.target or Decimal(0)
    return PlanLine(
        label=plan.short_title,
        base_year=plan.base_year,
        last_year=plan.last_year,
        is_own=True,
        path=path,
        target=Point(year=plan.last_year, value=target, text=row.target_text),
    )


def _due(row: SumRow, plan: Plan, year: int) -> Decimal | None:
    if row.target is None:
        return None
    return row.target * elapsed_share(plan, year)
