"""The figures behind a verdict, each with its vintage, its sources and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from indicators.models import Indicator, Observation
from indicators.readings import Reading
from indicators.selectors.trajectory import Asked, observed_text
from indicators.viewpoints import Viewpoint


@dataclass(frozen=True, kw_only=True)
class SourceLink:
    """Where a figure was read; `url` is "" where the source has no address."""

    title: str
    url: str
    quote: str
    note: str
    published_on: date | None


@dataclass(frozen=True, kw_only=True)
class ObservationRow:
    """One figure as it was published; `status` says whether verdicts rest on it."""

    series_name: str
    year: int
    text: str
    printed_text: str
    unit: str
    vintage: str
    vintage_label: str
    definition_label: str
    published_on: date | None
    withdrawn_on: date | None
    status: str
    is_used: bool
    sources: tuple[SourceLink, ...]


def observation_rows(
    observations: Iterable[Observation], own: Asked, *, viewpoint: Viewpoint
) -> list[ObservationRow]:
    """Return all figures of an indicator's series, newest year first, best vintage first.

    Each comes with its series, definition and sources loaded.
    """
    used = {each.pk for each in own.ruling.chosen.values()}
    latest = {each.pk for each in own.current.chosen.values()}
    otherwise = {each.pk for each in own.otherwise}
    rows = [
        _row(
            each,
            own.indicator,
            status=_status(each, viewpoint, used=used, latest=latest, otherwise=otherwise),
            withdrawn_on=viewpoint.withdrawn_on(each),
        )
        for each in observations
    ]
    return sorted(rows, key=lambda row: (-row.year, not row.is_used, row.withdrawn_on is not None))


def input_rows(
    observations: Iterable[Observation], ids: Iterable[int], indicator: Indicator
) -> list[ObservationRow]:
    """Return the figures a verdict was computed from, in order of years."""
    wanted = set(ids)
    rows = [_row(each, indicator) for each in observations if each.pk in wanted]
    return sorted(rows, key=lambda row: (row.series_name, row.year))


def sources_of(observation: Observation | None) -> tuple[SourceLink, ...]:
    """Return where a figure was read."""
    if observation is None:
        return ()
    return tuple(
        SourceLink(
            title=source.title,
            url=source.url,
            quote=source.quote,
            note=source.note,
            published_on=source.published_on,
        )
        for source in observation.sources.all()
    )


def figure_of_year(reading: Reading, year: int, indicator: Indicator) -> str:
    """Return the figure a reading has for a year as readers see it, "" for none."""
    observation = reading.chosen.get(year)
    if observation is None:
        return ""
    return observed_text(observation, indicator, reading.values[year].value)


def definition_label(observation: Observation) -> str:
    """Return how an observation was measured, in words; 原口径 for the unversioned definition."""
    if observation.definition is None:
        return "原口径"
    return observation.definition.text.partition("；")[0].rstrip("。")


def _status(
    observation: Observation,
    viewpoint: Viewpoint,
    *,
    used: set[int],
    latest: set[int],
    otherwise: set[int],
) -> str:
    if viewpoint.withdrawn_on(observation) is not None:
        return "已撤回"
    if observation.pk in used:
        return "评判采用"
    if observation.pk in otherwise:
        return "口径不同"
    return "最新数据" if observation.pk in latest else "已被取代"


def _row(
    observation: Observation,
    indicator: Indicator,
    *,
    status: str = "",
    withdrawn_on: date | None = None,
) -> ObservationRow:
    return ObservationRow(
        series_name=observation.series.name,
        year=observation.year,
        text=observed_text(observation, indicator, observation.value),
        printed_text=observation.value_text,
        unit=observation.series.unit if observation.value is not None else "",
        vintage=observation.vintage,
        vintage_label=observation.get_vintage_display(),
        definition_label=definition_label(observation),
        published_on=observation.published_on,
        withdrawn_on=withdrawn_on,
        status=status,
        is_used=status == "评判采用",
        sources=sources_of(observation),
    )
