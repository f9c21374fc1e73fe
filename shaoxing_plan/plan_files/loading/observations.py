"""Observations into the database: figures are added or withdrawn, never overwritten.

A figure is held by its sources. One that was read from files is withdrawn when the last of
its sources is gone; one that was entered otherwise stays whatever the files say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from indicators.models import Observation, ObservationSource
from shaoxing_plan.plan_files.format.contents import Contents
from shaoxing_plan.plan_files.format.errors import RowError
from shaoxing_plan.plan_files.loading.figures import Figure, FigureKey, figures_of, key_of
from shaoxing_plan.plan_files.loading.shared import Shared
from shaoxing_plan.plan_files.loading.standing import Standing
from shaoxing_plan.plan_files.loading.synchronising import synchronise

_Targets: TypeAlias = Mapping[FigureKey, Observation]
_SourceKey: TypeAlias = tuple[FigureKey, str, int]


@dataclass(frozen=True, kw_only=True)
class FigureChange:
    """What became of a figure, in words for people: nothing before is new, nothing after gone."""

    observation: Observation
    before: Mapping[str, str]
    after: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class LoadedObservations:
    """How many rows were written, the figures these touch, and figures that contradict others."""

    written: int = 0
    changes: tuple[FigureChange, ...] = ()
    errors: tuple[RowError, ...] = ()

    @property
    def series(self) -> frozenset[int]:
        """Return the ids of the series whose figures were touched."""
        return frozenset(each.observation.series_id for each in self.changes)


def load_observations(contents: Contents, shared: Shared, *, now: datetime) -> LoadedObservations:
    """Make the standing figures say what the files say, and hold them by these sources."""
    figures = figures_of(contents, shared)
    standing = Standing.of(figures, datasets=contents.datasets)
    errors = tuple(error for figure in figures for error in standing.contradictions(figure))
    if errors:
        return LoadedObservations(errors=errors)
    found = {figure.key: target for figure in figures if (target := standing.target(figure))}
    before = {each.pk: _told(each) for each in standing}
    left = _let_go(standing, found, now=now)
    updated = _updated(standing, figures, found)
    created = _created(standing, figures, found, now=now)
    sources = _hold(standing, figures, found, created)
    touched = (*left, *updated, *created.values())
    return LoadedObservations(
        written=len(touched) + sources,
        changes=tuple(
            FigureChange(observation=each, before=before.get(each.pk, {}), after=_told(each))
            for each in touched
        ),
    )


def _told(observation: Observation) -> dict[str, str]:
    """Return what the record tells of a figure; a withdrawn one is nothing any more."""
    if observation.withdrawn_at is not None:
        return {}
    return {
        "数值": observation.value_text,
        "数据版本": observation.get_vintage_display(),
        "公布日期": str(observation.published_on or "无"),
    }


def _let_go(standing: Standing, found: _Targets, *, now: datetime) -> list[Observation]:
    """Withdraw what no source holds any more; what another one holds only loses a source."""
    staying = {each.pk for each in found.values()}
    leaving = [each for each in standing if each.pk not in staying and standing.own(each)]
    for each in leaving:
        others = standing.others(each)
        if others:
            ObservationSource.objects.filter(pk__in=[own.pk for own in standing.own(each)]).delete()
            if standing.is_from_files(each):
                each.published_on = _earliest([other.published_on for other in others])
        else:
            each.withdrawn_at = now
    Observation.objects.bulk_update(leaving, ["withdrawn_at", "published_on"])
    return leaving


def _updated(standing: Standing, figures: Sequence[Figure], found: _Targets) -> list[Observation]:
    """Correct the day of publication, and the text of a value that is written otherwise."""
    changed = []
    for figure in figures:
        stored = found.get(figure.key)
        if stored is None or not standing.is_from_files(stored):
            continue
        texts = [line.row.value_text for line in figure.lines]
        texts += [each.value_text for each in standing.others(stored)]
        text = stored.value_text if stored.value_text in texts else texts[0]
        fresh = (standing.published_on(figure), text)
        if fresh != (stored.published_on, stored.value_text):
            stored.published_on, stored.value_text = fresh
            changed.append(stored)
    Observation.objects.bulk_update(changed, ["published_on", "value_text"])
    return changed


def _created(
    standing: Standing, figures: Sequence[Figure], found: _Targets, *, now: datetime
) -> dict[FigureKey, Observation]:
    created = {
        figure.key: _observation(figure, standing.published_on(figure), now=now)
        for figure in figures
        if figure.key not in found
    }
    Observation.objects.bulk_create(created.values(), batch_size=500)
    return created


def _observation(figure: Figure, published_on: date | None, *, now: datetime) -> Observation:
    series, definition, region, year, vintage, _ = figure.key
    value = figure.value
    return Observation(
        series_id=series,
        definition_id=definition,
        region_id=region,
        year=year,
        vintage=vintage,
        value_text=value.text,
        value=value.value,
        is_approximate=value.approximate,
        is_at_least=value.at_least,
        is_period_total=value.cumulative,
        assigned_met=value.assigned_met,
        published_on=published_on,
        recorded_at=now,
    )


def _hold(standing: Standing, figures: Sequence[Figure], found: _Targets, created: _Targets) -> int:
    """Give each figure the sources its lines say; returns how many rows were written."""
    _keep_entered(found)
    targets = {**found, **created}
    stored: dict[_SourceKey, ObservationSource] = {}
    for target in found.values():
        counts: dict[str, int] = {}
        for source in standing.own(target):
            nth = counts[source.dataset] = counts.get(source.dataset, -1) + 1
            stored[key_of(target), source.dataset, nth] = source
    held = synchronise(
        ObservationSource,
        stored=stored,
        wanted={
            (figure.key, line.dataset, line.nth): {
                **line.source_fields,
                "observation_id": targets[figure.key].pk,
            }
            for figure in figures
            for line in figure.lines
        },
    )
    ObservationSource.objects.filter(pk__in=[each.pk for each in held.gone]).delete()
    return held.written + len(held.gone)


def _keep_entered(found: _Targets) -> None:
    """Give figures without any source one that says so, lest a file alone come to hold them."""
    ObservationSource.objects.bulk_create(
        ObservationSource(
            observation=each,
            dataset="",
            value_text=each.value_text,
            published_on=each.published_on,
            title="直接录入",
        )
        for each in found.values()
        if not each.sources.all()
    )


def _earliest(days: Sequence[date | None]) -> date | None:
    return min((each for each in days if each is not None), default=None)
