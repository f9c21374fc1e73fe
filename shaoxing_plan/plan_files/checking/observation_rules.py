"""What must hold of observations: readable values, and one value for each key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from indicators.models import Vintage
from indicators.targets import Value
from shaoxing_plan.plan_files.checking import expressions
from shaoxing_plan.plan_files.checking.rules import broken_rules, rule
from shaoxing_plan.plan_files.format.contents import Contents
from shaoxing_plan.plan_files.format.errors import RowError
from shaoxing_plan.plan_files.format.rows import ObservationRow
from shaoxing_plan.plan_files.format.sheets import Sheet

# Series, definition, region, year, vintage, and of revisions the day they were published.
ObservationKey: TypeAlias = tuple[str, str, str, int, str, date | None]


def observation_key(row: ObservationRow) -> ObservationKey:
    """Return what two rows share when they tell of the same figure."""
    published_on = row.published_on if row.vintage == Vintage.REVISED else None
    return (row.series, row.definition, row.region, row.year, row.vintage, published_on)


@rule("published_on", "year")
def _published_no_earlier_than_its_year(published_on: date | None, year: int) -> str | None:
    if published_on is None or published_on.year >= year:
        return None
    return f"公布日期{published_on}早于数据所属的{year}年"


def observation_errors(contents: Contents) -> Iterator[RowError]:
    """Yield what is wrong with all sets of observations, apart from unknown codes."""
    units = dict(values for _, values in contents.series.readable("code", "unit"))
    for sheet in contents.datasets.values():
        yield from broken_rules(sheet, (_published_no_earlier_than_its_year,))
        yield from _unreadable_values(sheet, units)
    yield from _contradictions(contents, units)


def _unreadable_values(
    sheet: Sheet[ObservationRow], units: Mapping[str, str]
) -> Iterator[RowError]:
    for row, (text, series) in sheet.readable("value_text", "series"):
        if series not in units:
            continue
        fault = expressions.value_fault(text, unit=units[series])
        value = expressions.value(text, unit=units[series])
        if value is not None and value.value is None and value.assigned_met is None:
            fault = f"“{text}”没有数值；没有公布的数不要写成一行"
        if fault:
            yield sheet.error(row, "value_text", fault)


@dataclass(frozen=True, kw_only=True)
class _Stated:
    sheet: Sheet[ObservationRow]
    row: ObservationRow
    value: Value


def _contradictions(contents: Contents, units: Mapping[str, str]) -> Iterator[RowError]:
    """Yield an error for each row that repeats one before it, or gives its figure otherwise."""
    first: dict[ObservationKey, _Stated] = {}
    seen: dict[tuple[str, ObservationRow], int] = {}
    for stated in _statements(contents, units):
        row, sheet = stated.row, stated.sheet
        before = first.setdefault(observation_key(row), stated)
        if (sheet.file, row) in seen:
            message = f"与第{seen[sheet.file, row]}行完全相同，请删去一行"
            yield sheet.error(row.row, "", message)
        elif before.value != stated.value:
            yield sheet.error(row.row, "value_text", _contradiction(stated, before))
        seen.setdefault((sheet.file, row), row.row)


def _statements(contents: Contents, units: Mapping[str, str]) -> Iterator[_Stated]:
    for sheet in contents.datasets.values():
        for row in sheet.rows:
            value = expressions.value(row.value_text, unit=units.get(row.series, ""))
            if value is not None:
                yield _Stated(sheet=sheet, row=row, value=replace(value, text=""))


def _contradiction(stated: _Stated, before: _Stated) -> str:
    where = f"第{before.row.row}行"
    if before.sheet.file != stated.sheet.file:
        where = f"{before.sheet.file}{where}"
    return (
        f"“{stated.row.value_text}”与{where}的“{before.row.value_text}”不同，"
        "而统计指标、口径、地区、年份、数据版本都相同；请改正其一，或写明不同的数据版本"
    )
