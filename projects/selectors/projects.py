"""The named construction projects of a plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from indicators.formatting import plain_text
from indicators.models import Indicator
from plans.models import Plan, Region
from plans.selectors import SectionPath, section_paths
from projects.models import Project, ProjectField


@dataclass(frozen=True, kw_only=True)
class ProjectRow:
    """One project; what the plan does not say is ""."""

    code: str
    name: str
    url: str
    field: str
    field_label: str
    promised_stage: str
    section_code: str
    section_label: str
    chapter_code: str
    chapter_label: str
    section_codes: frozenset[str]
    item_id: int | None
    item_title: str
    box_number: str
    department_name: str
    departments_confirmed: bool
    partners_text: str
    region_codes: frozenset[str]
    regions_text: str
    period_text: str
    investment_text: str
    quote: str


@dataclass(frozen=True, kw_only=True)
class ProjectFilters:
    """What of a plan's projects is shown; "" is everything."""

    field: str = ""
    region: str = ""
    section: str = ""

    def passes(self, row: ProjectRow) -> bool:
        return (
            self.field in ("", row.field)
            and (not self.region or self.region in row.region_codes)
            and (not self.section or self.section in row.section_codes)
        )


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One choice of a filter, with how many projects it has in the whole plan."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, kw_only=True)
class ProjectGroup:
    """The shown projects of one field."""

    label: str
    rows: tuple[ProjectRow, ...]


@dataclass(frozen=True, kw_only=True)
class ProjectList:
    """The projects that pass the filters, by field, and what can be filtered."""

    groups: tuple[ProjectGroup, ...]
    count: int
    total: int
    fields: tuple[Choice, ...]
    regions: tuple[Choice, ...]
    sections: tuple[Choice, ...]


def project_rows(plan: Plan) -> list[ProjectRow]:
    """Return every project of a plan in the plan's order (four queries)."""
    return _rows(Project.objects.filter(plan=plan), section_paths(plan))


def project_row(project: Project) -> ProjectRow:
    """Return one project as the project page shows it."""
    return _rows(Project.objects.filter(pk=project.pk), section_paths(project.plan))[0]


def linked_projects(indicator: Indicator) -> list[ProjectRow]:
    """Return the projects that are to move an indicator (four queries)."""
    return _rows(Project.objects.filter(indicators=indicator), section_paths(indicator.plan))


def project_list(plan: Plan, *, filters: ProjectFilters) -> ProjectList:
    """Return the projects of a plan that pass the filters, grouped by field."""
    rows = project_rows(plan)
    shown = [row for row in rows if filters.passes(row)]
    return ProjectList(
        groups=tuple(_by_field(shown)),
        count=len(shown),
        total=len(rows),
        fields=_choices(ProjectField.choices, Counter(row.field for row in rows)),
        regions=_region_choices(rows),
        sections=_choices(
            dict.fromkeys((row.chapter_code, row.chapter_label) for row in rows),
            Counter(row.chapter_code for row in rows),
        ),
    )


def _rows(projects: QuerySet[Project], paths: dict[int, SectionPath]) -> list[ProjectRow]:
    found = (
        projects.select_related("department", "item")
        .prefetch_related("regions", "partners")
        .order_by("position", "pk")
    )
    return [_row(project, paths[project.section_id]) for project in found]


def _row(project: Project, path: SectionPath) -> ProjectRow:
    regions = list(project.regions.all())
    return ProjectRow(
        code=project.code,
        name=project.name,
        url=project.get_absolute_url(),
        field=project.field,
        field_label=project.get_field_display(),
        promised_stage=project.promised_stage,
        section_code=path.code,
        section_label=path.label,
        chapter_code=path.chapter_code,
        chapter_label=path.chapter_label,
        section_codes=path.codes,
        item_id=project.item_id,
        item_title=project.item.title if project.item else "",
        box_number=path.box_number,
        department_name=project.department.short_name if project.department else "",
        departments_confirmed=project.departments_confirmed,
        partners_text="、".join(each.short_name for each in project.partners.all()),
        region_codes=frozenset(region.code for region in regions),
        regions_text="、".join(region.name for region in regions),
        period_text=_period_text(project),
        investment_text=_investment_text(project),
        quote=project.quote,
    )


def _period_text(project: Project) -> str:
    if project.start is None and project.end is None:
        return ""
    start = str(project.start.year) if project.start else ""
    end = str(project.end.year) if project.end else ""
    return f"{start}—{end}"


def _investment_text(project: Project) -> str:
    text = plain_text(project.total_investment, 2)
    return f"{text} 亿元" if text else ""


def _by_field(rows: Sequence[ProjectRow]) -> Iterable[ProjectGroup]:
    for value, label in ProjectField.choices:
        same = tuple(row for row in rows if row.field == value)
        if same:
            yield ProjectGroup(label=str(label), rows=same)


def _choices(labels: Iterable[tuple[str, object]], counts: Counter[str]) -> tuple[Choice, ...]:
    return tuple(
        Choice(value=value, label=str(label), count=counts[value])
        for value, label in labels
        if counts[value]
    )


def _region_choices(rows: Sequence[ProjectRow]) -> tuple[Choice, ...]:
    counts = Counter(code for row in rows for code in row.region_codes)
    names = _region_names(counts)
    return _choices(sorted(names.items(), key=lambda each: each[0]), counts)


def _region_names(codes: Iterable[str]) -> dict[str, str]:
    return dict(Region.objects.filter(code__in=list(codes)).values_list("code", "name"))
