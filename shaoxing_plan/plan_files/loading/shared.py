"""Departments, regions, series and definitions into the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Concat

from indicators.models import Definition, Series
from plans.models import Department, Region
from projects.models import PromisedStage
from shaoxing_plan.plan_files.format.contents import Contents
from shaoxing_plan.plan_files.format.rows import (
    DefinitionRow,
    DepartmentRow,
    PromisedStageRow,
    RegionRow,
    SeriesRow,
)
from shaoxing_plan.plan_files.format.tables import (
    DEFINITIONS,
    DEPARTMENTS,
    PROMISED_STAGES,
    REGIONS,
    SERIES,
    R,
)
from shaoxing_plan.plan_files.loading.synchronising import (
    Leaver,
    Synchronised,
    set_parents,
    synchronise,
)


@dataclass(frozen=True, kw_only=True)
class Shared:
    """The ids of the shared rows by their codes; definitions by series and version."""

    departments: Mapping[str, int]
    regions: Mapping[str, int]
    series: Mapping[str, int]
    definitions: Mapping[tuple[str, str], int]
    written: int
    leavers: tuple[Leaver, ...]

    def definition(self, series: str, version: str) -> int | None:
        """Return the id of a definition, `None` for the unversioned one."""
        return self.definitions[series, version] if version else None


def placed(rows: Iterable[R], *but: str) -> Iterator[tuple[R, dict[str, Any]]]:
    """Yield each row with its place and the fields the model has under the same name."""
    for position, row in enumerate(rows, start=1):
        fields = {name: getattr(row, name) for name in row.columns() if name not in but}
        yield row, {"position": position, **fields}


def load_shared(contents: Contents) -> Shared:
    """Write what differs of the shared files; removes nothing."""
    departments = _load_departments(contents.departments.rows)
    regions, moved = _load_regions(contents.regions.rows)
    series = _load_series(contents.series.rows)
    definitions = _load_definitions(contents.definitions.rows, series.ids)
    stages = _load_promised_stages(contents.promised_stages.rows)
    each_written = (departments, regions, series, definitions, stages)
    return Shared(
        departments=departments.ids,
        regions=regions.ids,
        series=series.ids,
        definitions=definitions.ids,
        written=moved + sum(each.written for each in each_written),
        leavers=(
            *(Leaver(row=row, file=DEFINITIONS.file, name=str(row)) for row in definitions.gone),
            *(Leaver(row=row, file=SERIES.file, name=row.code) for row in series.gone),
            *(Leaver(row=row, file=REGIONS.file, name=row.code) for row in regions.gone),
            *(Leaver(row=row, file=DEPARTMENTS.file, name=row.code) for row in departments.gone),
            *(Leaver(row=row, file=PROMISED_STAGES.file, name=row.phrase) for row in stages.gone),
        ),
    )


def _load_departments(rows: Sequence[DepartmentRow]) -> Synchronised[str, Department]:
    """Write departments; a name that moves from one code to another is freed first."""
    names = {row.code: row.name for row in rows}
    stored = {each.code: each for each in Department.objects.all()}
    renamed = [
        each.pk for code, each in stored.items() if each.position and names.get(code) != each.name
    ]
    Department.objects.filter(pk__in=renamed).update(name=Concat(Value("~"), F("code")))
    return synchronise(
        Department, stored=stored, wanted={row.code: fields for row, fields in placed(rows)}
    )


def _load_regions(rows: Sequence[RegionRow]) -> tuple[Synchronised[str, Region], int]:
    regions = synchronise(
        Region,
        stored={each.code: each for each in Region.objects.all()},
        wanted={row.code: fields for row, fields in placed(rows, "parent")},
    )
    parents = {row.code: row.parent or None for row in rows}
    return regions, set_parents(Region, rows=regions.by_key, parents=parents)


def _load_series(rows: Sequence[SeriesRow]) -> Synchronised[str, Series]:
    return synchronise(
        Series,
        stored={each.code: each for each in Series.objects.all()},
        wanted={row.code: fields for row, fields in placed(rows)},
    )


def _load_promised_stages(
    rows: Sequence[PromisedStageRow],
) -> Synchronised[str, PromisedStage]:
    return synchronise(
        PromisedStage,
        stored={each.phrase: each for each in PromisedStage.objects.all()},
        wanted={row.phrase: fields for row, fields in placed(rows)},
    )


def _load_definitions(
    rows: Sequence[DefinitionRow], series: Mapping[str, int]
) -> Synchronised[tuple[str, str], Definition]:
    stored = Definition.objects.select_related("series")
    return synchronise(
        Definition,
        stored={(each.series.code, each.version): each for each in stored},
        wanted={
            (row.series, row.version): {**fields, "series_id": series[row.series]}
            for row, fields in placed(rows, "series")
        },
    )
