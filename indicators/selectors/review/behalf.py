"""What a planner sees when entering figures for departments: one plan, year and vintage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from indicators.models import Indicator, Kind, Submission
from indicators.selectors.duties import asked_for
from indicators.selectors.evidence import figure_of_year
from indicators.selectors.family import asked_about
from indicators.selectors.prospect import Prospects
from indicators.workflow import EDITABLE, Stage
from plans.models import Department, Plan

ENTRY_FIELDS: Final = ("value_text", "published_on", "source_title", "source_url", "note")


@dataclass(frozen=True, kw_only=True)
class BehalfRow:
    """One indicator; `current` is what is under way in the vintage, `locked` why not to touch."""

    indicator: Indicator
    department_name: str
    current: Submission | None
    locked: str
    standing_text: str
    standing_label: str
    last_text: str
    due_text: str

    @property
    def initial(self) -> dict[str, Any]:
        """Return what the line of the form holds at first."""
        if self.current is None or self.locked:
            return {}
        entered = {name: getattr(self.current, name) for name in ENTRY_FIELDS}
        return {**entered, "version": self.current.version}

    @property
    def is_ready(self) -> bool:
        """Return whether what is saved here could be submitted as it is."""
        return self.current is not None and not self.locked and bool(self.current.value_text)


def behalf_rows(
    plan: Plan, *, year: int, vintage: str, department: str, today: date
) -> list[BehalfRow]:
    """Return a line for each indicator somebody is asked for (fixed query count)."""
    indicators = [
        each
        for each in _indicators(plan)
        if department in ("", _code(each.data_department or each.department))
    ]
    under_way = _under_way(plan, year=year, vintage=vintage)
    prospects = Prospects(indicators, today=today)
    return [_row(each, under_way.get(each.pk), prospects, year=year) for each in indicators]


def behalf_departments(plan: Plan) -> list[tuple[str, str]]:
    """Return the departments a plan asks for figures: code and name (one query)."""
    owners = [each.data_department or each.department for each in asked_for(plan)]
    found = {each.pk: each for each in owners if each}
    ordered = sorted(found.values(), key=lambda each: (each.position, each.code))
    return [(each.code, each.short_name) for each in ordered]


def _indicators(plan: Plan) -> list[Indicator]:
    return list(
        asked_about()
        .filter(plan=plan)
        .exclude(series=None)
        .exclude(kind=Kind.COMPOSITE)
        .order_by("position", "pk")
    )


def _under_way(plan: Plan, *, year: int, vintage: str) -> dict[int, Submission]:
    rows = Submission.objects.filter(
        indicator__plan=plan, region=plan.region_id, year=year, vintage=vintage
    ).exclude(stage=Stage.APPROVED)
    return {each.indicator_id: each for each in rows}


def _row(
    indicator: Indicator, current: Submission | None, prospects: Prospects, *, year: int
) -> BehalfRow:
    reading = prospects.reading(indicator)
    standing = reading.chosen.get(year)
    department = indicator.data_department or indicator.department
    return BehalfRow(
        indicator=indicator,
        department_name=department.short_name if department else "",
        current=current,
        locked=_locked(current, department),
        standing_text=figure_of_year(reading, year, indicator),
        standing_label=standing.get_vintage_display() if standing else "",
        last_text=figure_of_year(reading, year - 1, indicator),
        due_text=prospects.due_text(indicator, year),
    )


def _locked(current: Submission | None, department: Department | None) -> str:
    """Return why a planner does not enter this figure, "" when he may."""
    if department is None:
        return "还没有数据提供部门，请先在后台指定。"
    if current is None:
        return ""
    if current.stage not in EDITABLE:
        return f"{current.get_stage_display()}，在审核队列中。"
    if not current.on_behalf_reason:
        return f"{department.short_name}正在填报这个数据。"
    return ""


def _code(department: Department | None) -> str:
    return department.code if department else ""
