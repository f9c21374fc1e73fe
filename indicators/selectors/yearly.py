"""The table of an indicator's years: figure, path, verdict, vintage and source of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from indicators.models import Assessment, Indicator, Observation
from indicators.selectors.evidence import SourceLink, figure_of_year, sources_of
from indicators.selectors.family import Family
from indicators.selectors.trajectory import JUDGED_LABELS, Asked, figure_text, path_by_year
from indicators.selectors.wording import state_label


@dataclass(frozen=True, kw_only=True)
class YearRow:
    """One year in the table under the chart; "" where there is nothing to say."""

    year: int
    is_base: bool
    is_judged: bool
    actual_text: str
    later_text: str
    judged_text: str
    reference_text: str
    due_text: str
    state: str
    state_label: str
    vintage_label: str
    published_on: date | None
    sources: tuple[SourceLink, ...]
    reason: str


def year_rows(own: Asked, family: Family, *, today: date) -> Iterable[YearRow]:
    """Yield the years of the plan and every other year that has a figure, oldest first."""
    plan = own.indicator.plan
    path = path_by_year(own)
    years = {*own.current.chosen, *plan.years, plan.base_year}
    for year in sorted(years):
        inside = plan.base_year <= year <= plan.last_year
        reading = own.ruling if inside else own.current
        yield _year_row(
            own,
            family,
            year=year,
            reading_text=figure_of_year(reading, year, own.indicator),
            observation=reading.chosen.get(year),
            reason=reading.incomparable.get(year, ""),
            due_text=figure_text(path[year], own.indicator) if year in path else "",
            today=today,
        )


def _year_row(
    own: Asked,
    family: Family,
    *,
    year: int,
    reading_text: str,
    observation: Observation | None,
    reason: str,
    due_text: str,
    today: date,
) -> YearRow:
    verdict = family.ruling.get(year)
    later_text = figure_of_year(own.current, year, own.indicator)
    reference = family.book.read(own.indicator.reference_id, definition=None, known_on=None)
    return YearRow(
        year=year,
        is_base=year == own.indicator.plan.base_year,
        is_judged=year in own.indicator.plan.years,
        actual_text=reading_text,
        later_text=later_text if later_text != reading_text else "",
        judged_text=_judged_text(verdict, own.indicator),
        reference_text=figure_of_year(reference, year, own.indicator),
        due_text=due_text,
        state=verdict.state if verdict else "",
        state_label=state_label(verdict, today=today),
        vintage_label=observation.get_vintage_display() if observation else "",
        published_on=observation.published_on if observation else None,
        sources=sources_of(observation),
        reason=reason,
    )


def _judged_text(verdict: Assessment | None, indicator: Indicator) -> str:
    if verdict is None or verdict.value is None or indicator.kind not in JUDGED_LABELS:
        return ""
    return ("≥" if verdict.is_lower_bound else "") + figure_text(verdict.value, indicator)
