"""The figures that files tell of: each with all the lines that give it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from indicators.models import Observation, Vintage
from indicators.targets import Value, parse_value
from shaoxing_plan.plan_files.checking.observation_rules import observation_key
from shaoxing_plan.plan_files.format.contents import Contents
from shaoxing_plan.plan_files.format.rows import ObservationRow
from shaoxing_plan.plan_files.loading.shared import Shared

# The ids of series, definition and region; year, vintage, and of revisions the day.
FigureKey: TypeAlias = tuple[int, int | None, int, int, str, date | None]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of a file: a source of a figure. `nth` counts a figure's lines in one file."""

    dataset: str
    file: str
    position: int
    nth: int
    row: ObservationRow

    @property
    def source_fields(self) -> dict[str, Any]:
        """Return what an `ObservationSource` keeps of the line."""
        return {
            "dataset": self.dataset,
            "position": self.position,
            "value_text": self.row.value_text,
            "published_on": self.row.published_on,
            "title": self.row.source_title,
            "url": self.row.source_url,
            "quote": self.row.quote,
            "note": self.row.note,
        }


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A value of a series in a region and year, with the lines that all give it alike."""

    key: FigureKey
    value: Value
    lines: list[Line] = field(default_factory=list)


def key_of(observation: Observation) -> FigureKey:
    """Return the key of a stored figure."""
    is_revision = observation.vintage == Vintage.REVISED
    return (
        observation.series_id,
        observation.definition_id,
        observation.region_id,
        observation.year,
        observation.vintage,
        observation.published_on if is_revision else None,
    )


def figures_of(contents: Contents, shared: Shared) -> list[Figure]:
    """Return the figures of all files in their order; the files have been checked."""
    units = {row.code: row.unit for row in contents.series.rows}
    figures: dict[FigureKey, Figure] = {}
    for dataset, sheet in contents.datasets.items():
        for position, row in enumerate(sheet.rows, start=1):
            key = _key(row, shared)
            value = parse_value(row.value_text, unit=units[row.series])
            lines = figures.setdefault(key, Figure(key=key, value=value)).lines
            nth = sum(line.dataset == dataset for line in lines)
            lines.append(
                Line(dataset=dataset, file=sheet.file, position=position, nth=nth, row=row)
            )
    return list(figures.values())


def _key(row: ObservationRow, shared: Shared) -> FigureKey:
    *_, year, vintage, published_on = observation_key(row)
    return (
        shared.series[row.series],
        shared.definition(row.series, row.definition),
        shared.regions[row.region],
        year,
        vintage,
        published_on,
    )
