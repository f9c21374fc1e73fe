"""The typed rows of the plan files, one class a file; an empty optional cell is `None` or "".

`row` is where a row stood in its file as Excel counts; it is no part of what a row says.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal

from shaoxing_plan.plan_files.format.cells import Link


@dataclass(frozen=True, kw_only=True)
class Row:
    row: int = field(default=0, compare=False)

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """Return the columns of the file, in their order."""
        return tuple(each.name for each in fields(cls) if each.name != "row")


@dataclass(frozen=True, kw_only=True)
class DepartmentRow(Row):
    code: str
    name: str
    short_name: str


@dataclass(frozen=True, kw_only=True)
class RegionRow(Row):
    code: str
    name: str
    parent: str


@dataclass(frozen=True, kw_only=True)
class SeriesRow(Row):
    code: str
    name: str
    unit: str
    decimals: int
    nonnegative: bool


@dataclass(frozen=True, kw_only=True)
class DefinitionRow(Row):
    series: str
    version: str
    valid_from: date | None
    text: str
    document: str
    linking_factor: Decimal | None


@dataclass(frozen=True, kw_only=True)
class PromisedStageRow(Row):
    phrase: str
    expected_stage: str
    judged_by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PlanRow(Row):
    slug: str
    title: str
    short_title: str
    region: str
    base_year: int
    first_year: int
    last_year: int
    approved_on: date | None
    closed_on: date | None
    document: str
    source_url: str


@dataclass(frozen=True, kw_only=True)
class SectionRow(Row):
    code: str
    kind: str
    number: str
    title: str
    parent: str
    text: str


@dataclass(frozen=True, kw_only=True)
class IndicatorRow(Row):
    """`parent` is the parent's number, or its code where the parent has no number."""

    code: str
    number: int | None
    parent: str
    origin: str
    category: str
    name: str
    unit: str
    series: str
    definition: str
    nature: str
    kind: str
    basis: str
    direction: str
    path: str
    tolerance: Decimal | None
    reference: str
    baseline_text: str
    baseline_quote: str
    target_text: str
    department: str
    data_department: str
    section: str
    quote: str
    note: str


@dataclass(frozen=True, kw_only=True)
class MentionRow(Row):
    indicator: str
    section: str
    quote: str
    value_text: str


@dataclass(frozen=True, kw_only=True)
class MilestoneRow(Row):
    indicator: str
    year: int
    value: Decimal


@dataclass(frozen=True, kw_only=True)
class TargetRevisionRow(Row):
    indicator: str
    effective_from: date
    kind: str
    target_text: str
    document: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class BoxItemRow(Row):
    section: str
    label: str
    position: int
    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class ProjectRow(Row):
    """`item` is the position of a box item in the box that `section` names."""

    code: str
    name: str
    field: str
    section: str
    item: int | None
    promised_stage: str
    start: date | None
    end: date | None
    total_investment: Decimal | None
    department: str
    partners: tuple[str, ...]
    regions: tuple[str, ...]
    indicators: tuple[Link, ...]
    quote: str


@dataclass(frozen=True, kw_only=True)
class ProjectChangeRow(Row):
    """That a project no longer counts: merged into another, split into several, or given up."""

    project: str
    retired_on: date
    reason: str
    keeps_history: bool
    merged_into: str
    split_into: tuple[str, ...]

    @property
    def is_given_up(self) -> bool:
        """Return whether nothing came in its place."""
        return not self.merged_into and not self.split_into


@dataclass(frozen=True, kw_only=True)
class ProjectMilestoneRow(Row):
    project: str
    title: str
    due_on: date
    due_share: Decimal


@dataclass(frozen=True, kw_only=True)
class RollUpRow(Row):
    indicator: str
    measure: str
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ObservationRow(Row):
    series: str
    definition: str
    region: str
    year: int
    value_text: str
    vintage: str
    published_on: date | None
    source_title: str
    source_url: str
    quote: str
    note: str
