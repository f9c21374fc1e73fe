"""What a planner sees when entering figures for departments: one plan, year and vintage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet

from indicators.checks.findings import Finding
from indicators.models import Indicator, Kind, Submission
from indicators.seen import Seen, known_text
from indicators.selectors.checking import Checked, Examiner, Question
from indicators.selectors.duties import asked_for
from indicators.selectors.evidence import figure_of_year
from indicators.selectors.family import asked_about
from indicators.workflow import EDITABLE, GAVE_WAY, Stage
from plans.models import Department, Plan

ENTRY_FIELDS: Final = ("value_text", "published_on", "source_title", "source_url", "note")
_ASKED: Final = {
    Kind.CUMULATIVE: "当年数，不是累计",
    Kind.AVERAGE_GROWTH: "当年增速",
    Kind.RELATIVE: "当年实际增速",
    Kind.ASSIGNED: "填“完成”或“未完成”",
}
PLAN_FIELDS: Final = ("cause", "measure", "measure_by")
"""What is asked beside a verdict of 滞后 or worse."""


@dataclass(frozen=True, kw_only=True)
class BehalfRow:
    """One indicator; `current` is what is under way in the vintage, `locked` why not to touch.

    `approved` are the approved figures of the vintage: a new one is begun knowingly.
    `checked` is what the checks say of what was typed, or else of `current`; None for nothing.
    """

    indicator: Indicator
    department_name: str
    current: Submission | None
    approved: tuple[Seen, ...]
    locked: str
    standing_text: str
    standing_label: str
    last_text: str
    due_text: str
    input_label: str
    checked: Checked | None

    @property
    def questions(self) -> tuple[Question, ...]:
        return self.checked.questions if self.checked else ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Return the errors beside those of cause, measure and date, which show at their fields."""
        found = self.checked.errors if self.checked else ()
        return tuple(each for each in found if each.field not in PLAN_FIELDS)

    @property
    def demands_plan(self) -> bool:
        return self.checked is not None and self.checked.demands_plan

    @property
    def initial(self) -> dict[str, Any]:
        """Return what the line of the form holds at first."""
        if self.locked:
            return {}
        if self.current is None:
            return {"known": self.known}
        names = (*ENTRY_FIELDS, *PLAN_FIELDS)
        entered = {name: getattr(self.current, name) for name in names}
        return {**entered, "version": str(Seen.of(self.current))}

    @property
    def known(self) -> str:
        """Return the approved figures as the page holds them."""
        return known_text(self.approved)

    @property
    def is_ready(self) -> bool:
        """Return whether what is saved here could be submitted as it is.

        What the system took back is submitted only once it was typed into.
        """
        if self.current is None or self.locked or self.current.reason in GAVE_WAY:
            return False
        return bool(self.current.value_text)


def behalf_rows(
    plan: Plan,
    *,
    year: int,
    vintage: str,
    department: str,
    today: date,
    typed: Mapping[int, Submission] | None = None,
) -> list[BehalfRow]:
    """Return a line for each indicator somebody is asked for (fixed query count).

    `typed` holds by indicator what was typed and not saved; the checks are made on that.
    """
    indicators = [
        each
        for each in _indicators(plan)
        if department in ("", _code(each.data_department or each.department))
    ]
    # Before all else that is shown: what is approved after this is unknown.
    approved = _approved(plan, year=year, vintage=vintage)
    under_way = _under_way(plan, year=year, vintage=vintage)
    own = {pk: each for pk, each in under_way.items() if _is_theirs_to_edit(each)}
    said = {**own, **(typed or {})}
    examiner = Examiner(indicators, year=year, submissions=said.values(), today=today)
    return [
        _row(
            each,
            under_way.get(each.pk),
            said,
            examiner,
            year=year,
            approved=tuple(approved[each.pk]),
        )
        for each in indicators
    ]


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
    rows = (
        _of_year(plan, year=year, vintage=vintage)
        .exclude(stage=Stage.APPROVED)
        .select_related("definition", "department")
    )
    return {each.indicator_id: each for each in rows}


def _approved(plan: Plan, *, year: int, vintage: str) -> Mapping[int, list[Seen]]:
    """Return the approved figures by indicator."""
    rows = _of_year(plan, year=year, vintage=vintage).filter(stage=Stage.APPROVED)
    found: dict[int, list[Seen]] = defaultdict(list)
    for indicator_id, key, version in rows.values_list("indicator_id", "pk", "version"):
        found[indicator_id].append(Seen(report_id=key, version=version))
    return found


def _of_year(plan: Plan, *, year: int, vintage: str) -> QuerySet[Submission]:
    return Submission.objects.filter(
        indicator__plan=plan, region=plan.region_id, year=year, vintage=vintage
    )


def _row(
    indicator: Indicator,
    current: Submission | None,
    said: Mapping[int, Submission],
    examiner: Examiner,
    *,
    year: int,
    approved: tuple[Seen, ...],
) -> BehalfRow:
    reading = examiner.prospects.reading(indicator)
    standing = reading.chosen.get(year)
    department = indicator.data_department or indicator.department
    own = said.get(indicator.pk)
    return BehalfRow(
        indicator=indicator,
        department_name=department.short_name if department else "",
        current=current,
        approved=approved,
        locked=_locked(current, department),
        standing_text=figure_of_year(reading, year, indicator),
        standing_label=standing.get_vintage_display() if standing else "",
        last_text=examiner.last_year_text(indicator),
        due_text=examiner.due_text(indicator),
        input_label=_ASKED.get(examiner.kind(indicator), ""),
        checked=examiner.checked(indicator, own) if own and _is_said(own) else None,
    )


def _is_said(figure: Submission) -> bool:
    """Return whether somebody means a figure as it is: what the system took back nobody does."""
    return bool(figure.value_text) and figure.reason not in GAVE_WAY


def _locked(current: Submission | None, department: Department | None) -> str:
    """Return why a planner does not enter this figure, "" when he may."""
    if department is None:
        return "还没有数据提供部门，请先在后台指定。"
    if current is None:
        return ""
    if current.stage not in EDITABLE:
        return f"{current.get_stage_display()}，在审核队列中。"
    if not current.on_behalf_reason or current.department != department:
        return f"{current.department}正在填报这个数据。"
    return ""


def _is_theirs_to_edit(current: Submission) -> bool:
    return current.stage in EDITABLE and bool(current.on_behalf_reason)


def _code(department: Department | None) -> str:
    return department.code if department else ""
