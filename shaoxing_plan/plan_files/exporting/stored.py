"""What the database holds, as the typed rows of the files it came from or would go to.

A row of position 0 was entered by other means than a file; loading never removes it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, TypeAlias, cast

from django.db.models import F, Model, QuerySet
from django.db.models.lookups import Exact

from indicators.models import (
    Definition,
    Indicator,
    Mention,
    Milestone,
    ObservationSource,
    Series,
    TargetRevision,
)
from plans.models import Department, Plan, Region, Section
from projects.models import (
    BoxItem,
    Project,
    ProjectLink,
    ProjectMilestone,
    PromisedStage,
    RollUp,
)
from shaoxing_plan.plan_files.exporting.differences import StoredFile
from shaoxing_plan.plan_files.format import rows
from shaoxing_plan.plan_files.format.cells import Link
from shaoxing_plan.plan_files.format.contents import OBSERVATIONS_FOLDER
from shaoxing_plan.plan_files.format.tables import (
    BOX_ITEMS,
    DEFINITIONS,
    DEPARTMENTS,
    INDICATORS,
    MENTIONS,
    MILESTONES,
    OBSERVATIONS,
    PLAN,
    PROJECT_CHANGES,
    PROJECT_MILESTONES,
    PROJECTS,
    PROMISED_STAGES,
    REGIONS,
    ROLL_UPS,
    SECTIONS,
    SERIES,
    TARGET_REVISIONS,
    Table,
)

_Placed: TypeAlias = tuple[int, rows.Row]
_ORDER = ("position", "pk")


def shared_files() -> Iterator[StoredFile]:
    """Yield what is stored of the files that plans share."""
    yield _file(DEPARTMENTS, DEPARTMENTS.file, _departments())
    yield _file(REGIONS, REGIONS.file, _regions())
    yield _file(SERIES, SERIES.file, _series())
    yield _file(DEFINITIONS, DEFINITIONS.file, _definitions())
    yield _file(PROMISED_STAGES, PROMISED_STAGES.file, _promised_stages())


def plan_files(slug: str) -> Iterator[StoredFile]:
    """Yield what is stored of a plan, file by file; all empty where there is no such plan."""
    parts: tuple[tuple[Table[Any], Iterable[_Placed]], ...] = (
        (PLAN, _plan(slug)),
        (SECTIONS, _sections(slug)),
        (INDICATORS, _indicators(slug)),
        (MENTIONS, _mentions(slug)),
        (MILESTONES, _milestones(slug)),
        (TARGET_REVISIONS, _target_revisions(slug)),
        (BOX_ITEMS, _box_items(slug)),
        (PROJECTS, _projects(slug)),
        (PROJECT_CHANGES, _project_changes(slug)),
        (PROJECT_MILESTONES, _project_milestones(slug)),
        (ROLL_UPS, _roll_ups(slug)),
    )
    for table, placed in parts:
        yield _file(table, f"{slug}/{table.file}", placed)


def observation_file(dataset: str, *, is_plan: bool) -> StoredFile:
    """Return the standing observations that were read from a file, source by source."""
    file = f"{dataset}/{OBSERVATIONS.file}" if is_plan else f"{OBSERVATIONS_FOLDER}/{dataset}.csv"
    return _file(OBSERVATIONS, file, _observations(dataset))


def public_datasets() -> list[str]:
    """Return the names of the stored sets of observations that belong to no plan."""
    slugs = Plan.objects.values("slug")
    stored = ObservationSource.objects.filter(position__gt=0).exclude(dataset__in=slugs)
    return list(stored.order_by("dataset").values_list("dataset", flat=True).distinct())


def _file(table: Table[Any], file: str, placed: Iterable[_Placed]) -> StoredFile:
    by_file: list[rows.Row] = []
    by_hand: list[rows.Row] = []
    for position, row in placed:
        (by_file if position else by_hand).append(row)
    return StoredFile(table=table, file=file, rows=tuple(by_file), others=tuple(by_hand))


def _departments() -> Iterator[_Placed]:
    for each in Department.objects.order_by(*_ORDER):
        yield (
            each.position,
            rows.DepartmentRow(code=each.code, name=each.name, short_name=each.short_name),
        )


def _regions() -> Iterator[_Placed]:
    for each in Region.objects.order_by(*_ORDER).select_related("parent"):
        parent = _code(each.parent)
        yield each.position, rows.RegionRow(code=each.code, name=each.name, parent=parent)


def _series() -> Iterator[_Placed]:
    for each in Series.objects.order_by(*_ORDER):
        yield each.position, rows.SeriesRow(**_fields(each, rows.SeriesRow))


def _definitions() -> Iterator[_Placed]:
    for each in Definition.objects.order_by(*_ORDER).select_related("series"):
        facts = _fields(each, rows.DefinitionRow, "series")
        yield each.position, rows.DefinitionRow(series=each.series.code, **facts)


def _promised_stages() -> Iterator[_Placed]:
    for each in PromisedStage.objects.order_by(*_ORDER):
        yield each.position, rows.PromisedStageRow(**_fields(each, rows.PromisedStageRow))


def _plan(slug: str) -> Iterator[_Placed]:
    for each in Plan.objects.filter(slug=slug).select_related("region"):
        facts = _fields(each, rows.PlanRow, "region")
        yield 1, rows.PlanRow(region=each.region.code, **facts)


def _sections(slug: str) -> Iterator[_Placed]:
    for each in Section.objects.filter(plan__slug=slug).order_by(*_ORDER).select_related("parent"):
        facts = _fields(each, rows.SectionRow, "parent")
        yield each.position, rows.SectionRow(parent=_code(each.parent), **facts)


def _indicators(slug: str) -> Iterator[_Placed]:
    related = ("parent", "series", "definition", "reference", "department", "data_department")
    stored = Indicator.objects.filter(plan__slug=slug).order_by(*_ORDER)
    for each in stored.select_related("section", *related):
        facts = _fields(each, rows.IndicatorRow, "section", *related)
        yield (
            each.position,
            rows.IndicatorRow(
                parent=indicator_name(each.parent),
                series=_code(each.series),
                definition=each.definition.version if each.definition else "",
                reference=_code(each.reference),
                department=_code(each.department),
                data_department=_code(each.data_department),
                section=_code(each.section),
                **facts,
            ),
        )


def indicator_name(indicator: Indicator | None) -> str:
    """Return what a `parent` cell calls an indicator: its number, or its code without one."""
    if indicator is None:
        return ""
    return indicator.code if indicator.number is None else str(indicator.number)


def _mentions(slug: str) -> Iterator[_Placed]:
    stored = Mention.objects.filter(indicator__plan__slug=slug).order_by(*_ORDER)
    for each in stored.select_related("indicator", "section"):
        yield (
            each.position,
            rows.MentionRow(
                indicator=each.indicator.code,
                section=each.section.code,
                quote=each.quote,
                value_text=each.value_text,
            ),
        )


def _milestones(slug: str) -> Iterator[_Placed]:
    stored = Milestone.objects.filter(indicator__plan__slug=slug).order_by(*_ORDER)
    for each in stored.select_related("indicator"):
        row = rows.MilestoneRow(indicator=each.indicator.code, year=each.year, value=each.value)
        yield each.position, row


def _target_revisions(slug: str) -> Iterator[_Placed]:
    stored = TargetRevision.objects.filter(indicator__plan__slug=slug).order_by(*_ORDER)
    for each in stored.select_related("indicator"):
        facts = _fields(each, rows.TargetRevisionRow, "indicator")
        yield each.position, rows.TargetRevisionRow(indicator=each.indicator.code, **facts)


def _box_items(slug: str) -> Iterator[_Placed]:
    stored = BoxItem.objects.filter(section__plan__slug=slug)
    for each in stored.order_by("section__position", "position").select_related("section"):
        facts = _fields(each, rows.BoxItemRow, "section")
        yield each.position, rows.BoxItemRow(section=each.section.code, **facts)


def _projects(slug: str) -> Iterator[_Placed]:
    related = ("section", "item", "department")
    several: dict[str, dict[int, list[Any]]] = {
        "partners": _linked(Project.partners.through, "department__code", slug),
        "regions": _linked(Project.regions.through, "region__code", slug),
        "indicators": _links(slug),
    }
    stored = Project.objects.filter(plan__slug=slug).order_by(*_ORDER).select_related(*related)
    for each in stored:
        facts = _fields(each, rows.ProjectRow, *related, *several)
        links = {name: tuple(codes[each.pk]) for name, codes in several.items()}
        yield (
            each.position,
            rows.ProjectRow(
                section=each.section.code,
                item=each.item.position if each.item else None,
                department=_code(each.department),
                **{**facts, **links},
            ),
        )


def _project_changes(slug: str) -> Iterator[_Placed]:
    """Yield what became of projects, in the order of their file, parts too.

    Loading takes back no such change.
    """
    is_entered = Exact(F("position"), 0)  # which stand last in that file
    stored = Project.objects.filter(plan__slug=slug).order_by(is_entered, *_ORDER)
    parts: dict[int | None, list[str]] = defaultdict(list)
    for whole, code in stored.values_list("split_from", "code"):
        parts[whole].append(code)
    for each in stored.exclude(retired_on=None).select_related("merged_into"):
        change = rows.ProjectChangeRow(
            project=each.code,
            retired_on=cast(date, each.retired_on),
            reason=each.retired_reason,
            keeps_history=each.keeps_history,
            merged_into=each.merged_into.code if each.merged_into else "",
            split_into=tuple(parts[each.pk]),
        )
        yield 0, change


def _project_milestones(slug: str) -> Iterator[_Placed]:
    stored = ProjectMilestone.objects.filter(project__plan__slug=slug).order_by(*_ORDER)
    for each in stored.select_related("project"):
        facts = _fields(each, rows.ProjectMilestoneRow, "project")
        yield each.position, rows.ProjectMilestoneRow(project=each.project.code, **facts)


def _roll_ups(slug: str) -> Iterator[_Placed]:
    stored = RollUp.objects.filter(indicator__plan__slug=slug).order_by(*_ORDER)
    for each in stored.select_related("indicator"):
        yield (
            each.position,
            rows.RollUpRow(
                indicator=each.indicator.code, measure=each.measure, fields=tuple(each.fields)
            ),
        )


def _linked(through: type[Model], code: str, slug: str) -> dict[int, list[str]]:
    """Return the codes linked to each project of a plan, in the order they were given."""
    codes: dict[int, list[str]] = defaultdict(list)
    links: QuerySet[Model] = QuerySet(through)
    of_plan = links.filter(project__plan__slug=slug).order_by("pk")
    for project, linked in of_plan.values_list("project", code):
        codes[project].append(linked)
    return codes


def _links(slug: str) -> dict[int, list[Link]]:
    """Return the indicators each project of a plan is linked to, with the reasons."""
    found: dict[int, list[Link]] = defaultdict(list)
    links = ProjectLink.objects.filter(project__plan__slug=slug).order_by("pk")
    for project, code, reason in links.values_list("project", "indicator__code", "reason"):
        found[project].append(Link(code=code, reason=reason))
    return found


def _observations(dataset: str) -> Iterator[_Placed]:
    stored = ObservationSource.objects.filter(
        dataset=dataset, position__gt=0, observation__withdrawn_at=None
    ).select_related("observation__series", "observation__definition", "observation__region")
    for each in stored.order_by(*_ORDER):
        yield each.position, observation_row(each)


def observation_row(source: ObservationSource) -> rows.ObservationRow:
    """Return the row of a file that a source was read from."""
    observation = source.observation
    return rows.ObservationRow(
        series=observation.series.code,
        definition=observation.definition.version if observation.definition else "",
        region=observation.region.code,
        year=observation.year,
        value_text=source.value_text,
        vintage=observation.vintage,
        published_on=source.published_on,
        source_title=source.title,
        source_url=source.url,
        quote=source.quote,
        note=source.note,
    )


def _code(row: Department | Region | Series | Section | None) -> str:
    return row.code if row else ""


def _fields(stored: Model, row_type: type[rows.Row], *but: str) -> dict[str, Any]:
    """Return the columns of a row that the model has under the same name."""
    return {name: getattr(stored, name) for name in row_type.columns() if name not in but}
