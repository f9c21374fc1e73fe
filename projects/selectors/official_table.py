"""The official table: 序号 · 内容与要求 · 进展情况 · 责任单位, in the plan's own order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from django.db.models import Q, QuerySet

from indicators.viewpoints import Viewpoint
from plans.models import Department, Plan, Region, Section, SectionKind
from projects.models import BoxItem, Project, ProjectField
from projects.progress_tables import (
    OfficialTable,
    TableGroup,
    TableLine,
    TablePart,
    TableScope,
)

NOT_NAMED = "（规划在此项下未点名项目）"


@dataclass(frozen=True, kw_only=True)
class ScopeChoices:
    """What can be chosen: (value, words) each."""

    boxes: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str], ...]
    departments: tuple[tuple[str, str], ...]
    regions: tuple[tuple[str, str], ...]


def official_table(
    plan: Plan,
    *,
    scope: TableScope,
    year: int | None,
    seen: Viewpoint,
    progress: Mapping[int, Sequence[str]],
) -> OfficialTable:
    """Return the table of a plan (six queries) with the projects a year is of, as lists do.

    `year` None is 最新; `progress` tells of projects by primary key.
    """
    known = ((each, each.tenure_as_known(seen.day)) for each in _projects(plan, scope))
    tenures = ((each, tenure and tenure.within(plan.last_year)) for each, tenure in known)
    wanted = [each for each, tenure in tenures if tenure and tenure.is_listed(year)]
    drawing = _Drawing(wanted, list(_items(plan, scope, wanted)), progress)
    groups = tuple(drawing.groups(_sections(plan, scope)))
    lines = [line for group in groups for part in group.parts for line in part.lines]
    return OfficialTable(
        groups=groups,
        scope_text=_scope_text(plan, scope),
        count=len(lines),
        reported=sum(line.is_reported for line in lines),
    )


def scope_choices(plan: Plan) -> ScopeChoices:
    """Return what the table can be of: what the plan's projects have (four queries)."""
    of_plan = Q(projects__plan=plan)
    departments = Department.objects.filter(of_plan | Q(partnered_projects__plan=plan))
    used = set(plan.projects.order_by().values_list("field", flat=True).distinct())
    return ScopeChoices(
        boxes=tuple((box.number, str(box)) for box in _boxes(plan)),
        fields=tuple((str(v), str(label)) for v, label in ProjectField.choices if v in used),
        departments=tuple((each.code, each.name) for each in departments.distinct()),
        regions=tuple(Region.objects.filter(of_plan).distinct().values_list("code", "name")),
    )


class _Drawing:
    """Puts projects and items where they stand in the plan; numbers run through the table."""

    def __init__(
        self,
        projects: Iterable[Project],
        items: Iterable[BoxItem],
        progress: Mapping[int, Sequence[str]],
    ) -> None:
        self.progress = progress
        self.numbers = count(1)
        self.by_place: dict[tuple[int, int | None], list[Project]] = defaultdict(list)
        self.items: dict[int, list[BoxItem]] = defaultdict(list)
        for project in projects:
            self.by_place[project.section_id, project.item_id].append(project)
        for item in items:
            self.items[item.section_id].append(item)

    def groups(self, sections: Iterable[Section]) -> Iterator[TableGroup]:
        for section in sections:
            parts = tuple(self._parts(section))
            if parts:
                yield TableGroup(heading=str(section), parts=parts)

    def _parts(self, section: Section) -> Iterator[TablePart]:
        bare: list[TableLine] = []
        for item in self.items[section.pk]:
            projects = self.by_place[section.pk, item.pk]
            if not projects:
                bare.append(self._item_line(item))
                continue
            if bare:
                yield TablePart(heading="", text="", lines=tuple(bare))
                bare = []
            yield TablePart(
                heading=_item_title(item),
                text=item.text,
                lines=tuple(self._line(each) for each in projects),
            )
        bare += [self._line(each) for each in self.by_place[section.pk, None]]
        if bare:
            yield TablePart(heading="", text="", lines=tuple(bare))

    def _item_line(self, item: BoxItem) -> TableLine:
        return TableLine(
            number=next(self.numbers),
            title=_item_title(item),
            text=item.text,
            url="",
            progress=(NOT_NAMED,),
            is_reported=False,
            units="",
        )

    def _line(self, project: Project) -> TableLine:
        told = tuple(self.progress.get(project.pk, ()))
        return TableLine(
            number=next(self.numbers),
            title=project.name,
            text=project.quote,
            url=project.get_absolute_url(),
            progress=told or ("未报送",),
            is_reported=bool(told),
            units=_units(project),
        )


def _sections(plan: Plan, scope: TableScope) -> QuerySet[Section]:
    sections = _boxes(plan) if scope.box else plan.sections.order_by("position", "pk")
    return sections.filter(number=scope.box) if scope.box else sections


def _boxes(plan: Plan) -> QuerySet[Section]:
    return plan.sections.filter(kind=SectionKind.BOX).order_by("position", "pk")


def _items(plan: Plan, scope: TableScope, wanted: Sequence[Project]) -> QuerySet[BoxItem]:
    """Return the items that have their place in the table, with or without projects."""
    items = BoxItem.objects.filter(section__plan=plan)
    if not scope.is_whole_boxes:
        own = {each.item_id for each in wanted if each.item_id is not None}
        items = items.filter(pk__in=own)
    return items.order_by("section__position", "position")


def _projects(plan: Plan, scope: TableScope) -> QuerySet[Project]:
    found = plan.projects.select_related("department", "split_from__split_from").prefetch_related(
        "partners"
    )
    wanted = Q()
    if scope.box:
        wanted &= Q(section__kind=SectionKind.BOX, section__number=scope.box)
    if scope.field:
        wanted &= Q(field=scope.field)
    if scope.department:
        wanted &= Q(department__code=scope.department) | Q(partners__code=scope.department)
    if scope.region:
        wanted &= Q(regions__code=scope.region)
    return found.filter(pk__in=Project.objects.filter(wanted).values("pk")).order_by(
        "position", "pk"
    )


def _item_title(item: BoxItem) -> str:
    return f"{item.label}. {item.title}" if item.label else item.title


def _units(project: Project) -> str:
    """Return who answers for a project; 拟 until an admin has confirmed it."""
    partners = "、".join(each.name for each in project.partners.all())
    lead = project.department.name if project.department else ""
    if lead and not project.departments_confirmed:
        lead += "（拟）"
    return "\n".join(filter(None, (lead, f"配合：{partners}" if partners else "")))


def _scope_text(plan: Plan, scope: TableScope) -> str:
    """Return in words what the table is of, "" for the whole plan (three queries at most)."""
    box = _boxes(plan).filter(number=scope.box).first() if scope.box else None
    department = Department.objects.filter(code=scope.department).first()
    region = Region.objects.filter(code=scope.region).first()
    field = dict(ProjectField.choices).get(scope.field)
    parts = (box, f"{field}领域" if field else "", department and department.name, region)
    return " · ".join(str(each) for each in parts if each)
