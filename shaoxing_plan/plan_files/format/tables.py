"""The columns of every file: their order, how each cell is read, what makes a row unique.

Length limits repeat those of the models, so that files can be checked without a database;
a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from indicators.models import (
    Basis,
    Direction,
    Kind,
    Nature,
    Origin,
    PathShape,
    TargetRevision,
    Vintage,
)
from plans.models import SectionKind
from projects.models import ProjectField, PromisedStage, RollUpMeasure
from projects.stages import JUDGED_BY_LABELS
from shaoxing_plan.plan_files.format.cells import (
    Parser,
    choice,
    code,
    day,
    decimal,
    integer,
    links,
    many,
    optional,
    region_code,
    required,
    text,
    truth,
    url,
)
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
    Row,
    SectionRow,
    SeriesRow,
    TargetRevisionRow,
)

R = TypeVar("R", bound=Row)

YEAR = integer(1949, 2099)
POSITION = integer(1, 9999)
AMOUNT = decimal(digits=24, places=8)
# The length of a value expression such as 「保持在30亿斤以上」, everywhere it stands.
EXPRESSION = 60
_JUDGED_BY = {str(each): label for each, label in JUDGED_BY_LABELS.items()}
_EXPECTED_STAGES = dict(PromisedStage._meta.get_field("expected_stage").choices or ())


@dataclass(frozen=True, kw_only=True)
class Table(Generic[R]):
    """What a file holds; `key` are the columns that no two rows may share."""

    name: str
    row_type: type[R]
    columns: Mapping[str, Parser]
    key: tuple[str, ...] = ("code",)
    suffix: str = "csv"

    @property
    def file(self) -> str:
        return f"{self.name}.{self.suffix}"

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(self.columns)


DEPARTMENTS = Table(
    name="departments",
    row_type=DepartmentRow,
    columns={
        "code": required(code(40)),
        "name": required(text(80)),
        "short_name": required(text(40)),
    },
)
REGIONS = Table(
    name="regions",
    row_type=RegionRow,
    columns={"code": required(region_code), "name": required(text(40)), "parent": region_code},
)
SERIES = Table(
    name="series",
    row_type=SeriesRow,
    columns={
        "code": required(code(60)),
        "name": required(text(120)),
        "unit": text(40),
        "decimals": required(integer(0, 8)),
        "nonnegative": required(truth),
    },
)
DEFINITIONS = Table(
    name="definitions",
    row_type=DefinitionRow,
    columns={
        "series": required(code(60)),
        "version": required(code(60)),
        "valid_from": optional(day),
        "text": required(text()),
        "document": text(200),
        "linking_factor": optional(decimal(digits=18, places=10)),
    },
    key=("series", "version"),
)
PROMISED_STAGES = Table(
    name="promised_stages",
    row_type=PromisedStageRow,
    columns={
        "phrase": required(text(20)),
        "expected_stage": required(choice(_EXPECTED_STAGES)),
        "judged_by": required(choice(_JUDGED_BY)),
        "reason": required(text()),
    },
    key=("phrase",),
)
PLAN = Table(
    name="plan",
    suffix="yaml",
    row_type=PlanRow,
    columns={
        "slug": required(code(60)),
        "title": required(text(120)),
        "short_title": required(text(40)),
        "region": required(region_code),
        "base_year": required(YEAR),
        "first_year": required(YEAR),
        "last_year": required(YEAR),
        "approved_on": optional(day),
        "closed_on": optional(day),
        "document": text(200),
        "source_url": url(500),
    },
    key=("slug",),
)
SECTIONS = Table(
    name="sections",
    row_type=SectionRow,
    columns={
        "code": required(code(40)),
        "kind": required(choice(dict(SectionKind.choices))),
        "number": required(text(10)),
        "title": required(text(120)),
        "parent": code(40),
        "text": text(),
    },
)
INDICATORS = Table(
    name="indicators",
    row_type=IndicatorRow,
    columns={
        "code": required(code(80)),
        "number": optional(integer(1, 9999)),
        "parent": code(80),
        "origin": required(choice(dict(Origin.choices))),
        "category": text(40),
        "name": required(text(120)),
        "unit": text(40),
        "series": code(60),
        "definition": code(60),
        "nature": required(choice(dict(Nature.choices))),
        "kind": required(choice(dict(Kind.choices))),
        "basis": choice(dict(Basis.choices)),
        "direction": required(choice(dict(Direction.choices))),
        "path": choice(dict(PathShape.choices)),
        "tolerance": optional(decimal(digits=18, places=8)),
        "reference": code(60),
        "baseline_text": text(EXPRESSION),
        "baseline_quote": text(),
        "target_text": text(EXPRESSION),
        "department": code(40),
        "data_department": code(40),
        "section": code(40),
        "quote": required(text()),
        "note": text(),
    },
)
MENTIONS = Table(
    name="mentions",
    row_type=MentionRow,
    columns={
        "indicator": required(code(80)),
        "section": required(code(40)),
        "quote": required(text()),
        "value_text": required(text(EXPRESSION)),
    },
    key=("indicator", "section", "quote"),
)
MILESTONES = Table(
    name="milestones",
    row_type=MilestoneRow,
    columns={
        "indicator": required(code(80)),
        "year": required(YEAR),
        "value": required(AMOUNT),
    },
    key=("indicator", "year"),
)
TARGET_REVISIONS = Table(
    name="target_revisions",
    row_type=TargetRevisionRow,
    columns={
        "indicator": required(code(80)),
        "effective_from": required(day),
        "kind": required(choice(dict(TargetRevision.Kind.choices))),
        "target_text": required(text(EXPRESSION)),
        "document": required(text(200)),
        "reason": required(text()),
    },
    key=("indicator", "effective_from"),
)
BOX_ITEMS = Table(
    name="box_items",
    row_type=BoxItemRow,
    columns={
        "section": required(code(40)),
        "label": text(10),
        "position": required(POSITION),
        "title": required(text(200)),
        "text": text(),
    },
    key=("section", "position"),
)
PROJECTS = Table(
    name="projects",
    row_type=ProjectRow,
    columns={
        "code": required(code(80)),
        "name": required(text(160)),
        "field": required(choice(dict(ProjectField.choices))),
        "section": required(code(40)),
        "item": optional(POSITION),
        "promised_stage": required(text(20)),
        "start": optional(day),
        "end": optional(day),
        "total_investment": optional(decimal(digits=18, places=4)),
        "department": code(40),
        "partners": many(code(40)),
        "regions": many(region_code),
        "indicators": links(code(80)),
        "quote": required(text()),
    },
)
PROJECT_CHANGES = Table(
    name="project_changes",
    row_type=ProjectChangeRow,
    columns={
        "project": required(code(80)),
        "retired_on": required(day),
        "reason": required(text()),
        "keeps_history": required(truth),
        "merged_into": code(80),
        "split_into": many(code(80)),
    },
    key=("project",),
)
PROJECT_MILESTONES = Table(
    name="project_milestones",
    row_type=ProjectMilestoneRow,
    columns={
        "project": required(code(80)),
        "title": required(text(120)),
        "due_on": required(day),
        "due_share": required(decimal(digits=5, places=4)),
    },
    key=("project", "title"),
)
ROLL_UPS = Table(
    name="rollups",
    row_type=RollUpRow,
    columns={
        "indicator": required(code(80)),
        "measure": required(choice(dict(RollUpMeasure.choices))),
        "fields": required(many(choice(dict(ProjectField.choices)))),
    },
    key=("indicator",),
)
OBSERVATIONS = Table(
    name="observations",
    row_type=ObservationRow,
    columns={
        "series": required(code(60)),
        "definition": code(60),
        "region": required(region_code),
        "year": required(YEAR),
        "value_text": required(text(EXPRESSION)),
        "vintage": required(choice(dict(Vintage.choices))),
        "published_on": optional(day),
        "source_title": required(text(300)),
        "source_url": url(500),
        "quote": text(),
        "note": text(),
    },
    key=(),
)
SHARED_TABLES = (DEPARTMENTS, REGIONS, SERIES, DEFINITIONS, PROMISED_STAGES)
OUTLINE_TABLES = (
    *(SECTIONS, MENTIONS, MILESTONES, TARGET_REVISIONS, BOX_ITEMS),
    *(PROJECTS, PROJECT_MILESTONES, ROLL_UPS),
)
# A plan's folder has these only where there is something to say.
OCCASIONAL_TABLES = (PROJECT_CHANGES, OBSERVATIONS)
