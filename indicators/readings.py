"""A series as one question sees it: which figure of each year counts, and in whose definition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.utils import timezone

from indicators.models import Definition, Observation
from indicators.models.series import VINTAGE_RANK
from indicators.targets import Value


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A series as one question sees it: a value a year, and which years do not compare."""

    chosen: Mapping[int, Observation] = field(default_factory=dict)
    values: Mapping[int, Value] = field(default_factory=dict)
    incomparable: Mapping[int, str] = field(default_factory=dict)


class Book:
    """The observations of some series in one region, by series.

    With `known_on` the book was closed on that day: no question sees past it.
    """

    def __init__(
        self, observations: Iterable[Observation], *, known_on: date | None = None
    ) -> None:
        self._known_on = known_on
        self._by_series: dict[int, list[Observation]] = {}
        for observation in observations:
            self._by_series.setdefault(observation.series_id, []).append(observation)

    def read(
        self, series_id: int | None, *, definition: Definition | None, known_on: date | None
    ) -> Reading:
        """Return the value of each year, as known on a day (`None`: now), best vintage first.

        A figure in the question's own definition goes before any other.
        """
        if series_id is None:
            return Reading()
        chosen: dict[int, Observation] = {}
        for observation in self._standing(series_id, known_on):
            rival = chosen.get(observation.year)
            if rival is None or _rank(observation, definition) > _rank(rival, definition):
                chosen[observation.year] = observation
        linked = {year: _linked_value(each, definition) for year, each in chosen.items()}
        return Reading(
            chosen=chosen,
            values={year: value for year, (value, _) in linked.items()},
            incomparable={year: reason for year, (_, reason) in linked.items() if reason},
        )

    def measured_otherwise(
        self, series_id: int | None, *, definition: Definition | None
    ) -> list[Observation]:
        """Return figures of other definitions that stand beside one that compares, by year.

        Of each definition the best vintage; none that a factor takes into the question's own,
        nor words. What stands alone in its year is among the incomparable of `read`.
        """
        if series_id is None:
            return []
        reading = self.read(series_id, definition=definition, known_on=None)
        best: dict[tuple[int, int | None], Observation] = {}
        for each in self._standing(series_id, None):
            key = (each.year, each.definition_id)
            if key not in best or _rank(each, definition) > _rank(best[key], definition):
                best[key] = each
        chosen = {each.pk for each in reading.chosen.values()}
        return [
            best[key]
            for key in sorted(best, key=lambda key: (key[0], best[key].pk))
            if best[key].pk not in chosen and _linked_value(best[key], definition)[1]
        ]

    def definitions(self, series_id: int | None, *, years: range) -> set[Definition]:
        """Return the versioned definitions in which figures of some years stand."""
        if series_id is None:
            return set()
        figures = self._standing(series_id, None)
        return {each.definition for each in figures if each.definition and each.year in years}

    def _standing(self, series_id: int, known_on: date | None) -> Iterator[Observation]:
        last_day = min((each for each in (known_on, self._known_on) if each), default=None)
        figures = self._by_series.get(series_id, [])
        later = came_later(figures, last_day)
        for observation in figures:
            if was_known(observation, last_day) and observation.pk not in later:
                yield observation


def was_known(observation: Observation, known_on: date | None) -> bool:
    """Return whether a figure stood on a day; a withdrawn one did only if it was here by then."""
    withdrawn_at = observation.withdrawn_at
    if known_on is None:
        return withdrawn_at is None
    if observation.published_on is None or observation.published_on > known_on:
        return False
    if withdrawn_at is None:
        return True
    recorded_on, withdrawn_on = map(timezone.localdate, (observation.recorded_at, withdrawn_at))
    return recorded_on <= known_on < withdrawn_on


def came_later(observations: Iterable[Observation], day: date | None) -> set[int]:
    """Return the figures that were not here on a day, whatever day they were published on.

    Whoever looked found the one that was taken back afterwards, or none; what nobody had
    recorded by then counts from its publication, as history that is loaded late does.
    """
    if day is None:
        return set()
    by_year: dict[tuple[int, int, int], list[Observation]] = {}
    for each in sorted(observations, key=lambda each: (each.recorded_at, each.pk)):
        by_year.setdefault((each.series_id, each.region_id, each.year), []).append(each)
    return {pk for figures in by_year.values() for pk in _corrections(figures, day)}


def _corrections(figures: Sequence[Observation], day: date) -> set[int]:
    """Return the figures of a year, given as they were recorded, that came later than a day.

    What is recorded first after a withdrawal corrects it, in whatever vintage; after that, what
    is of the vintage taken back. Another vintage recorded then is a publication of its own.
    """
    later: set[int] = set()
    for number, each in enumerate(figures):
        if timezone.localdate(each.recorded_at) <= day:
            continue
        for former in figures[:number]:
            was_there = timezone.localdate(former.recorded_at) <= day or former.pk in later
            if was_there and _is_correction(each, former, figures[:number]):
                later.add(each.pk)
    return later


def _is_correction(figure: Observation, former: Observation, before: Sequence[Observation]) -> bool:
    """Return whether a figure takes the place of one that was taken back before it came."""
    taken_at = former.withdrawn_at
    if taken_at is None or taken_at > figure.recorded_at:
        return False
    is_first = not any(taken_at <= each.recorded_at for each in before if each.pk != former.pk)
    return is_first or figure.vintage == former.vintage


def observation_value(observation: Observation) -> Value:
    """Return an observation as the core reads it."""
    return Value(
        text=observation.value_text,
        value=observation.value,
        approximate=observation.is_approximate,
        at_least=observation.is_at_least,
        cumulative=observation.is_period_total,
        assigned_met=observation.assigned_met,
    )


def _rank(observation: Observation, definition: Definition | None) -> tuple[bool, int, date, int]:
    return (
        observation.definition_id == (definition.pk if definition else None),
        VINTAGE_RANK[observation.vintage],
        observation.published_on or date.min,
        observation.pk,
    )


def _linked_value(observation: Observation, definition: Definition | None) -> tuple[Value, str]:
    """Return a figure in the question's definition, or as it is with the reason it is not."""
    value = observation_value(observation)
    own = observation.definition
    if own == definition or value.value is None:
        return value, ""
    link = link_between(own, definition)
    if link is None:
        return value, _incomparability(observation.year, own, definition)
    return replace(value, value=link.applied(value.value)), ""


@dataclass(frozen=True, kw_only=True)
class Link:
    """What takes a value from one definition into another."""

    factor: Decimal
    divisor: Decimal

    def applied(self, value: Decimal) -> Decimal:
        """Return a value in the other definition."""
        return value * self.factor / self.divisor


def link_between(own: Definition | None, other: Definition | None) -> Link | None:
    """Return how values get from one definition into another, None where no factor is given."""
    factors = [each.linking_factor if each else Decimal(1) for each in (own, other)]
    if factors[0] is None or factors[1] is None:
        return None
    return Link(factor=factors[0], divisor=factors[1])


def _incomparability(year: int, own: Definition | None, other: Definition | None) -> str:
    texts = [each.text.rstrip("。") for each in (own, other) if each]
    return f"{year}年实绩与基期、目标的口径不同（{'；'.join(texts)}），且没有衔接系数"
