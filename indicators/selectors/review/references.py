"""The series a plan's indicators are compared or checked with, and that nobody is asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from indicators.checks.relations import codes_related_to
from indicators.formatting import reported_text
from indicators.models import Indicator, Kind, Observation, Series
from indicators.models.series import ENTERED_AS_REFERENCE
from indicators.readings import Book, Reading
from indicators.targets import Value
from plans.models import Plan


@dataclass(frozen=True, kw_only=True)
class ReferenceYear:
    """A year with the figure that stands; `removable_id` where it was entered here."""

    series_id: int
    year: int
    text: str = ""
    vintage_label: str = ""
    published_on: date | None = None
    source: str = ""
    removable_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A series with its years; `compared` and `checked` name the indicators that rest on it.

    `last` holds the value of each year for the checks of the next.
    """

    series: Series
    compared: tuple[str, ...]
    checked: tuple[str, ...]
    years: tuple[ReferenceYear, ...]
    last: dict[int, Decimal]

    @property
    def missing(self) -> int:
        return sum(not each.text for each in self.years)


def references(plan: Plan, *, today: date) -> list[Reference]:
    """Return the reference series of a plan, those verdicts rest on first (four queries).

    With the years of the period that have begun.
    """
    years = range(plan.first_year, min(plan.last_year, today.year) + 1)
    indicators = list(
        Indicator.objects.filter(plan=plan)
        .exclude(kind=Kind.COMPOSITE)
        .select_related("series", "reference")
        .order_by("position", "pk")
    )
    own = {each.series_id for each in indicators if each.series_id is not None}
    compared: dict[str, list[str]] = defaultdict(list)
    checked: dict[str, list[str]] = defaultdict(list)
    for each in indicators:
        if each.reference:
            compared[each.reference.code].append(each.name)
        for code in sorted(codes_related_to(each.series.code)) if each.series else ():
            checked[code].append(each.name)
    found = Series.objects.filter(code__in={*compared, *checked}).exclude(pk__in=own)
    series = sorted(found, key=lambda each: (each.code not in compared, each.position, each.code))
    standing = _standing(plan, series)
    return [
        _reference(
            plan,
            each,
            standing[each.pk],
            years,
            compared=tuple(compared.get(each.code, ())),
            checked=tuple(checked.get(each.code, ())),
        )
        for each in series
    ]


def _standing(plan: Plan, series: Iterable[Series]) -> dict[int, Reading]:
    """Return the figures that stand, as verdicts read them (two queries)."""
    members = list(series)
    rows = (
        Observation.objects.filter(series__in=members, region=plan.region_id)
        .select_related("definition")
        .prefetch_related("sources")
        .order_by("year", "pk")
    )
    book = Book(rows)
    return {each.pk: book.read(each.pk, definition=None, known_on=None) for each in members}


def _reference(
    plan: Plan,
    series: Series,
    reading: Reading,
    years: range,
    *,
    compared: tuple[str, ...],
    checked: tuple[str, ...],
) -> Reference:
    return Reference(
        series=series,
        compared=compared,
        checked=checked,
        years=tuple(_year(series, year, reading) for year in years),
        last={
            year: value
            for year in range(plan.base_year, plan.last_year + 1)
            if (value := reading.values.get(year, Value()).value) is not None
        },
    )


def _year(series: Series, year: int, reading: Reading) -> ReferenceYear:
    chosen = reading.chosen.get(year)
    if chosen is None:
        return ReferenceYear(series_id=series.pk, year=year)
    sources = list(chosen.sources.all())
    is_ours = bool(sources) and all(each.dataset == ENTERED_AS_REFERENCE for each in sources)
    return ReferenceYear(
        series_id=series.pk,
        year=year,
        text=reported_text(chosen.value, series.decimals)
        if chosen.value is not None
        else chosen.value_text,
        vintage_label=chosen.get_vintage_display(),
        published_on=chosen.published_on,
        source="；".join(each.title for each in sources),
        removable_id=chosen.pk if is_ours else None,
    )
