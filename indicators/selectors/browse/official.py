"""The plan's table of indicators in its printed form, with actuals and states beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from indicators.models import Origin
from indicators.selectors.standing import (
    IndicatorRow,
    Standing,
    plan_standing,
    ruling_standpoint,
)
from indicators.selectors.wording import actual_text
from indicators.viewpoints import Viewpoint
from plans.models import Plan


@dataclass(frozen=True, kw_only=True)
class OfficialRow:
    """A row of the printed table with its figures; `category_span` is 0 but in a category's first.

    `by_year` are its figures in the table's years, "" where there is none.
    """

    row: IndicatorRow
    by_year: tuple[tuple[int, str], ...]
    category_span: int

    @property
    def name(self) -> str:
        """Return the name as the plan prints it, the unit in brackets."""
        return f"{self.row.name}（{self.row.unit}）" if self.row.unit else self.row.name


@dataclass(frozen=True, kw_only=True)
class OfficialTable:
    """The table; `years` are those of the plan up to the latest with any figure."""

    years: tuple[int, ...]
    rows: tuple[OfficialRow, ...]
    has_categories: bool


def official_table(plan: Plan, *, year: int | None, viewpoint: Viewpoint) -> OfficialTable:
    """Return a plan's printed table, judged in a year (see `plan_standing` for the queries)."""
    standing = plan_standing(plan, viewpoint=viewpoint)
    rows = [row for row in standing.rows(year=year) if row.origin == Origin.TABLE]
    actuals = {row.indicator_id: figures for row, figures in _figures(rows, standing)}
    years = tuple(
        each for each in plan.years if any(each in figures for figures in actuals.values())
    )
    shown = tuple(range(plan.first_year, max(years, default=plan.first_year) + 1))
    if len(years) == 1:
        shown = years
    return OfficialTable(
        years=shown,
        rows=tuple(_rows(rows, actuals, shown)),
        has_categories=any(row.category for row in rows),
    )


def _figures(
    rows: Sequence[IndicatorRow], standing: Standing
) -> Iterator[tuple[IndicatorRow, dict[int, str]]]:
    """Yield each row with its figures by year."""
    ruling = ruling_standpoint(standing.plan)
    indicators = {each.pk: each for each in standing.indicators}
    for row in rows:
        verdicts = standing.assessments.get(row.indicator_id, [])
        texts = {
            each.year: actual_text(each, indicators[row.indicator_id])
            for each in verdicts
            if each.standpoint == ruling
        }
        yield row, {year: text for year, text in texts.items() if text}


def _rows(
    rows: Sequence[IndicatorRow], actuals: dict[int, dict[int, str]], years: Sequence[int]
) -> Iterator[OfficialRow]:
    for _, same in groupby(rows, key=lambda row: row.category):
        members = list(same)
        for place, row in enumerate(members):
            figures = actuals[row.indicator_id]
            yield OfficialRow(
                row=row,
                by_year=tuple((year, figures.get(year, "")) for year in years),
                category_span=0 if place else len(members),
            )
