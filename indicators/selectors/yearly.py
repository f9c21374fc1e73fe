"""The table of an indicator's years: figure, path, verdict, vintage and source of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from indicators.models import Assessment, Indicator
from indicators.selectors.evidence import SourceLink, figure_of_year, sources_of
from indicators.selectors.family import Family
from indicators.selectors.trajectory import (
    JUDGED_LABELS,
    Asked,
    figure_text,
    judged_total_text,
    observed_text,
    path_by_year,
)
from indicators.selectors.wording import state_label


@dataclass(frozen=True, kw_only=True)
class YearRow:
    """One year in the table under the chart; "" where there is nothing to say."""

    year: int
    is_base: bool
    is_judged: bool
    actual_text: str
    later_text: str
    otherwise_text: str
    judged_text: str
    reference_text: str
    due_text: str
    state: str
    state_label: str
    vintage_label: str
    published_on: date | None
    sources: tuple[SourceLink, ...]
    reason: str


def year_rows(own: Asked, family: Family) -> Iterable[YearRow]:
    """Yield the years of the plan and every other year that has a figure, oldest first."""
    plan = own.indicator.plan
    reference = family.book.read(own.indicator.reference_id, definition=None, known_on=None)
    path = path_by_year(own)
    for year in sorted({*own.current.chosen, *plan.years, plan.base_year}):
        verdict = family.ruling.get(year)
        yield YearRow(
            **_figures(own, year),
            year=year,
            is_base=year == plan.base_year,
            is_judged=year in plan.years,
            judged_text=_judged_text(verdict, own.indicator),
            reference_text=figure_of_year(reference, year, own.indicator),
            due_text=_due_text(own, path.get(year), verdict),
            state=verdict.state if verdict else "",
            state_label=state_label(verdict, today=family.viewpoint.day),
        )


def _due_text(own: Asked, due: Decimal | None, verdict: Assessment | None) -> str:
    if due is None:
        return ""
    return figure_text(due, own.indicator, beside=verdict.value if verdict else None)


def _figures(own: Asked, year: int) -> dict[str, Any]:
    """Return the figure a verdict of the year rests on, and today's where it is another."""
    plan = own.indicator.plan
    ruling = own.ruling if plan.base_year <= year <= plan.last_year else own.current
    actual_text = figure_of_year(ruling, year, own.indicator)
    latest_text = figure_of_year(own.current, year, own.indicator)
    used, latest = ruling.chosen.get(year), own.current.chosen.get(year)
    main = used or latest
    otherwise = [each for each in own.otherwise if each.year == year]
    shown = dict.fromkeys(each for each in (used, latest, *otherwise) if each)
    return {
        "actual_text": actual_text,
        "later_text": latest_text if latest_text != actual_text else "",
        "vintage_label": main.get_vintage_display() if main else "",
        "published_on": main.published_on if main else None,
        "otherwise_text": "、".join(
            observed_text(each, own.indicator, each.value) for each in otherwise
        ),
        "sources": tuple(source for each in shown for source in sources_of(each)),
        "reason": (ruling if used else own.current).incomparable.get(year, ""),
    }


def _judged_text(verdict: Assessment | None, indicator: Indicator) -> str:
    if verdict is None or indicator.kind not in JUDGED_LABELS:
        return ""
    return judged_total_text(verdict, indicator)
