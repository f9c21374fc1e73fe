"""Observations come in with a source and never change: they are superseded or withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from indicators.bounds import bound_fault
from indicators.limits import direction_of_series
from indicators.models import Definition, Observation, ObservationSource, Series, Vintage
from indicators.services.staleness import mark_stale, request_recompute
from indicators.targets import UnreadableValueError, Value, parse_value
from plans.models import Region


@dataclass(frozen=True, kw_only=True)
class NewObservation:
    """A figure about to be recorded, as it was published."""

    series: Series
    region: Region
    year: int
    value_text: str
    vintage: Vintage
    definition: Definition | None = None
    published_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a figure was read."""

    dataset: str
    title: str
    url: str = ""
    quote: str = ""
    note: str = ""


@transaction.atomic
def record_observation(new: NewObservation, *, source: Source, now: datetime) -> Observation:
    """Record a figure with its source and have the verdicts that use it computed anew.

    Raises UnreadableValueError when the text is no value or a bound that cannot stand for one,
    ValidationError when a database rule is broken, such as the same vintage published twice on
    one day.
    """
    value = parse_value(new.value_text, unit=new.series.unit)
    if fault := _series_fault(value, new.series.pk):
        raise UnreadableValueError(fault)
    observation = Observation(
        series=new.series,
        definition=new.definition,
        region=new.region,
        year=new.year,
        vintage=new.vintage,
        value_text=new.value_text,
        value=value.value,
        is_approximate=value.approximate,
        is_at_least=value.at_least,
        is_period_total=value.cumulative,
        assigned_met=value.assigned_met,
        published_on=new.published_on,
        recorded_at=now,
    )
    # What it refers to was read from the database, which would not take anything else.
    observation.clean_fields(exclude={"series", "definition", "region"})
    observation.validate_constraints()
    observation.save(force_insert=True)
    ObservationSource.objects.create(
        observation=observation,
        dataset=source.dataset,
        value_text=new.value_text,
        published_on=new.published_on,
        title=source.title,
        url=source.url,
        quote=source.quote,
        note=source.note,
    )
    mark_stale(series_ids=[new.series.pk], now=now)
    request_recompute()
    return observation


@transaction.atomic
def withdraw_observation(observation: Observation, *, now: datetime) -> None:
    """Take a figure back: it stays readable, no verdict uses it any more."""
    observation.withdrawn_at = now
    observation.save(update_fields=["withdrawn_at"])
    mark_stale(series_ids=[observation.series_id], now=now)
    request_recompute()


def _series_fault(value: Value, series_id: int) -> str:
    """Return why a value is a bound that cannot stand in its series, "" for what can.

    Nothing is asked of the database where it is none.
    """
    is_bound = value.at_least or value.at_most
    return bound_fault(value, direction=direction_of_series(series_id)) if is_bound else ""
