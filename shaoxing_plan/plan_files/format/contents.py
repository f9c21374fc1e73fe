"""All files of a folder or zip as typed sheets: the shared ones, and one set for each plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, TypeAlias

from shaoxing_plan.plan_files.format.errors import RowError
from shaoxing_plan.plan_files.format.plan_yaml import read_plan
from shaoxing_plan.plan_files.format.reading import read_sheet
from shaoxing_plan.plan_files.format.rows import (
    BoxItemRow,
    DefinitionRow,
    DepartmentRow,
    IndicatorRow,
    MentionRow,
    MilestoneRow,
    ObservationRow,
    PlanRow,
    ProjectChangeRow,
    ProjectMilestoneRow,
    ProjectRow,
    PromisedStageRow,
    RegionRow,
    RollUpRow,
    SectionRow,
    SeriesRow,
    TargetRevisionRow,
)
from shaoxing_plan.plan_files.format.sheets import Sheet
from shaoxing_plan.plan_files.format.tables import (
    BOX_ITEMS,
    DEFINITIONS,
    DEPARTMENTS,
    INDICATORS,
    MENTIONS,
    MILESTONES,
    OBSERVATIONS,
    OCCASIONAL_TABLES,
    OUTLINE_TABLES,
    PLAN,
    PROJECT_CHANGES,
    PROJECT_MILESTONES,
    PROJECTS,
    PROMISED_STAGES,
    REGIONS,
    ROLL_UPS,
    SECTIONS,
    SERIES,
    SHARED_TABLES,
    TARGET_REVISIONS,
    R,
    Table,
)

# Paths with forward slashes, relative to the folder of the shared files, and their bytes.
FileTree: TypeAlias = Mapping[str, bytes]

OBSERVATIONS_FOLDER = "observations"
_PLAN_FILES = {table.file for table in (PLAN, INDICATORS, *OUTLINE_TABLES, *OCCASIONAL_TABLES)}
_SHARED_FILES = {table.file for table in SHARED_TABLES}


@dataclass(frozen=True, kw_only=True)
class PlanSheets:
    """The files of one plan's folder; those it need not have are empty sheets."""

    folder: str
    plan: Sheet[PlanRow]
    sections: Sheet[SectionRow]
    indicators: Sheet[IndicatorRow]
    mentions: Sheet[MentionRow]
    milestones: Sheet[MilestoneRow]
    target_revisions: Sheet[TargetRevisionRow]
    box_items: Sheet[BoxItemRow]
    projects: Sheet[ProjectRow]
    project_changes: Sheet[ProjectChangeRow]
    project_milestones: Sheet[ProjectMilestoneRow]
    roll_ups: Sheet[RollUpRow]
    observations: Sheet[ObservationRow] | None

    @property
    def sheets(self) -> tuple[Sheet[Any], ...]:
        """All sheets, in the order errors and differences are told."""
        own: tuple[Sheet[Any], ...] = (
            *(self.plan, self.sections, self.indicators, self.mentions, self.milestones),
            *(self.target_revisions, self.box_items, self.projects),
            *(self.project_changes, self.project_milestones, self.roll_ups),
        )
        return own if self.observations is None else (*own, self.observations)


@dataclass(frozen=True, kw_only=True)
class Contents:
    """The shared files, the sets of observations by name, and the plans."""

    departments: Sheet[DepartmentRow]
    regions: Sheet[RegionRow]
    series: Sheet[SeriesRow]
    definitions: Sheet[DefinitionRow]
    promised_stages: Sheet[PromisedStageRow]
    public: Mapping[str, Sheet[ObservationRow]]
    plans: tuple[PlanSheets, ...]
    misplaced: tuple[RowError, ...] = ()

    @property
    def sheets(self) -> tuple[Sheet[Any], ...]:
        """All sheets, in the order errors and differences are told."""
        shared: tuple[Sheet[Any], ...] = (
            *(self.departments, self.regions, self.series, self.definitions),
            self.promised_stages,
        )
        of_plans = [sheet for plan in self.plans for sheet in plan.sheets]
        return (*shared, *self.public.values(), *of_plans)

    @property
    def datasets(self) -> Mapping[str, Sheet[ObservationRow]]:
        """The sets of observations by name: the file's of shared ones, the plan's of its own."""
        own = {
            plan.folder: plan.observations for plan in self.plans if plan.observations is not None
        }
        return {**self.public, **own}

    @property
    def errors(self) -> Iterator[RowError]:
        """Everything that is wrong with a file by itself."""
        yield from self.misplaced
        for sheet in self.sheets:
            yield from sheet.errors


def read_contents(tree: FileTree) -> Contents:
    """Return everything the files hold; what is wrong with them is in their sheets."""
    paths = [PurePosixPath(path) for path in tree]
    public = sorted(
        path.stem
        for path in paths
        if str(path.parent) == OBSERVATIONS_FOLDER and path.suffix == ".csv"
    )
    folders = sorted(
        {path.parts[0] for path in paths if len(path.parts) > 1} - {OBSERVATIONS_FOLDER}
    )
    return Contents(
        departments=_sheet(tree, DEPARTMENTS),
        regions=_sheet(tree, REGIONS),
        series=_sheet(tree, SERIES),
        definitions=_sheet(tree, DEFINITIONS),
        promised_stages=_sheet(tree, PROMISED_STAGES),
        public={
            name: _sheet(tree, OBSERVATIONS, f"{OBSERVATIONS_FOLDER}/{name}.csv")
            for name in public or ["public"]
        },
        plans=tuple(_plan_sheets(tree, folder) for folder in folders),
        misplaced=tuple(_misplaced(tree)),
    )


def _sheet(tree: FileTree, table: Table[R], path: str = "") -> Sheet[R]:
    file = path or table.file
    return read_sheet(table, file=file, content=tree.get(file))


def _plan_sheets(tree: FileTree, folder: str) -> PlanSheets:
    """Return a plan's files; a plan with any file of its outline must have all of them."""
    has_outline = any(f"{folder}/{table.file}" in tree for table in OUTLINE_TABLES)

    def sheet(table: Table[R], *, needed: bool = has_outline) -> Sheet[R]:
        path = f"{folder}/{table.file}"
        if path in tree or needed:
            return _sheet(tree, table, path)
        return Sheet(table=table, file=path)

    yaml_path = f"{folder}/{PLAN.file}"
    has_observations = f"{folder}/{OBSERVATIONS.file}" in tree
    return PlanSheets(
        folder=folder,
        plan=read_plan(file=yaml_path, content=tree.get(yaml_path)),
        sections=sheet(SECTIONS),
        indicators=sheet(INDICATORS, needed=True),
        mentions=sheet(MENTIONS),
        milestones=sheet(MILESTONES),
        target_revisions=sheet(TARGET_REVISIONS),
        box_items=sheet(BOX_ITEMS),
        projects=sheet(PROJECTS),
        project_changes=sheet(PROJECT_CHANGES, needed=False),
        project_milestones=sheet(PROJECT_MILESTONES),
        roll_ups=sheet(ROLL_UPS),
        observations=sheet(OBSERVATIONS) if has_observations else None,
    )


def _misplaced(tree: FileTree) -> Iterator[RowError]:
    for path in tree:
        *folders, name = path.split("/")
        if not _has_place(folders, name):
            known = "、".join(sorted(_PLAN_FILES if folders else _SHARED_FILES))
            yield RowError(file=path, message=f"不认识这个文件；这里可以有：{known}")


def _has_place(folders: list[str], name: str) -> bool:
    match folders:
        case []:
            return name in _SHARED_FILES
        case ["observations"]:
            return name.endswith(".csv")
        case [_]:
            return name in _PLAN_FILES
        case _:
            return False
