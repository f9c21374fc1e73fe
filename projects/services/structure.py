"""Projects added, changed, merged and split by hand; their reports and record stay readable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from indicators.emptiness import says_nothing
from indicators.services.handing_over import refuse_under_way
from indicators.services.parts import require_steward
from indicators.workflow import RefusedError, Stage
from plans.models import Department
from plans.services import Deed, Subject, record
from projects.models import Project, ProjectLink
from projects.services.indexing import index_projects
from projects.services.joining import require_reported_on
from projects.services.rollups import mark_roll_ups

LEAST_PARTS: Final = 2
_COPIED: Final = (
    *("plan_id", "field", "section_id", "item_id", "promised_stage", "start", "end"),
    *("department_id", "departments_confirmed", "quote"),
)


@dataclass(frozen=True, kw_only=True)
class Part:
    """One of the projects another is split into."""

    code: str
    name: str


def subject_of(project: Project) -> Subject:
    """Return a project as the record names it."""
    return Subject(
        kind="project",
        key=project.code,
        name=project.name,
        plan=project.plan,
        department=project.department,
    )


@transaction.atomic
def save_project(project: Project, *, now: datetime) -> Project:
    """Save an added or edited project; the back office adds the line in the record.

    Raises RefusedError where its department is changed while a report of it is open.
    """
    if project.pk is not None:
        require_movable(project, project.department)
    project.save()
    mark_roll_ups(project.plan, now=now)
    return project


def is_deletable(project: Project) -> bool:
    """Return whether nothing was ever told of a project: no report, no merger, no split."""
    was_changed = any(
        (
            project.retired_on is not None,
            project.merged_into_id is not None,
            project.split_from_id is not None,
        )
    )
    if was_changed or project.merged.exists() or project.split_into.exists():
        return False
    return not project.reports.exists() and not project.former_reports.exists()


@transaction.atomic
def delete_project(project: Project, *, user: User, now: datetime) -> None:
    """Remove a project that was entered by mistake; the record keeps what it was.

    Raises RefusedError where it has reports or was merged or split.
    """
    require_steward(user)
    project = locked_project(project)
    if not is_deletable(project):
        raise RefusedError(f"项目“{project}”有填报，或经过合并、拆分，不能删除。")
    told = {"名称": project.name, "章节": str(project.section), "规划原文": project.quote}
    deed = Deed(action="delete", name="删除项目", details={"原": told})
    record(actor=user, subject=subject_of(project), deed=deed, now=now)
    project.delete()
    mark_roll_ups(project.plan, now=now)


@transaction.atomic
def merge_projects(
    project: Project, *, into: Project, keeps_history: bool, reason: str, user: User, now: datetime
) -> None:
    """Retire a project for another, which counts in its place.

    `keeps_history`: two projects become one, so what was invested before this year still
    counts; otherwise the project was entered twice. Raises RefusedError, saying why not.
    """
    require_steward(user)
    project, into = locked_projects(project, into)
    if project.pk == into.pk or project.plan_id != into.plan_id:
        raise RefusedError("只能并入同一规划的另一个项目。")
    require_standing(into)
    if keeps_history:
        require_reported_on(project, into=into, today=timezone.localdate(now))
    project.merged_into = into
    _retire(project, keeps_history=keeps_history, reason=reason, now=now)
    details = {"并入": str(into), "此前投资": "仍计入" if keeps_history else "不计入"}
    for each, action in ((project, "并入其他项目"), (into, "并入了项目")):
        told = {**details, "项目": str(project)}
        deed = Deed(action="merge", name=action, reason=reason, details=told)
        record(actor=user, subject=subject_of(each), deed=deed, now=now)
    mark_roll_ups(project.plan, now=now)


@transaction.atomic
def split_project(
    project: Project, *, parts: Sequence[Part], reason: str, user: User, now: datetime
) -> list[Project]:
    """Retire a project for several, which take over what the plan says of it; return them.

    What was invested before this year still counts, and the parts count from its first year.
    Raises RefusedError, saying why not.
    """
    require_steward(user)
    project = locked_project(project)
    if len(parts) < LEAST_PARTS:
        raise RefusedError("拆分须至少成为两个项目。")
    codes = [each.code for each in parts]
    if len(set(codes)) < len(codes) or Project.objects.filter(code__in=codes).exists():
        raise RefusedError("项目代码重复，请换一个。")
    _retire(project, keeps_history=True, reason=reason, now=now)
    made = [_part(project, each) for each in parts]
    details = {"拆分为": [str(each) for each in made], "项目": str(project)}
    for each in (project, *made):
        deed = Deed(action="split", name="拆分项目", reason=reason, details=details)
        record(actor=user, subject=subject_of(each), deed=deed, now=now)
    mark_roll_ups(project.plan, now=now)
    index_projects()
    return made


def require_movable(project: Project, department: Department | None) -> None:
    """Refuse another department while a report is under way: two would hold it, none finish it."""
    project = locked_project(project)
    if project.department == department:
        return
    under_way = project.reports.exclude(stage=Stage.APPROVED)
    # What was revoked of a year that others report for by now is nobody's to finish.
    own = [each.pk for each in under_way if project.is_asked_for(each.year)]
    reports = project.reports.filter(pk__in=own).order_by("year", "quarter")
    refuse_under_way(reports, department, name=lambda report: report.period.label)


def locked_project(project: Project) -> Project:
    """Return a project as it is now, held until the transaction ends.

    Raises RefusedError where it is gone.
    """
    return locked_projects(project)[0]


def locked_projects(*projects: Project) -> list[Project]:
    """Return projects as they are now, held until the transaction ends.

    They are locked in one order, whoever asks, and read after that: what a row is joined to is
    not read again by PostgreSQL once it has waited for the row. Raises RefusedError where one
    is gone.
    """
    keys = [each.pk for each in projects]
    rows = Project.objects.filter(pk__in=keys)
    list(rows.select_for_update().order_by("pk").values_list("pk"))
    found = rows.select_related("plan", "department").in_bulk()
    for each in projects:
        if each.pk not in found:
            raise RefusedError(f"项目“{each}”已被删除。")
    return [found[key] for key in keys]


def require_standing(project: Project) -> None:
    """Refuse a project that was merged or split."""
    if project.retired_on is not None:
        raise RefusedError(f"项目“{project}”已于{project.retired_on}停用。")


def _retire(project: Project, *, keeps_history: bool, reason: str, now: datetime) -> None:
    """Take a project out of what counts; its reports and its page stay."""
    require_standing(project)
    if says_nothing(reason):
        raise RefusedError("合并和拆分项目须写明理由。")
    if project.reports.exclude(stage=Stage.APPROVED).exists():
        raise RefusedError(f"项目“{project}”还有没办完的填报，请先办完再合并或拆分。")
    today = timezone.localdate(now)
    if keeps_history:
        _require_year_open(project, today)
    project.retired_on, project.retired_reason = today, reason
    project.keeps_history = keeps_history
    project.save()


def _require_year_open(project: Project, today: date) -> None:
    """Refuse where what was approved of this year would drop out of the sums.

    Its earlier quarters are reported again by whoever takes its place.
    """
    approved = project.reports.filter(year=today.year).order_by("quarter")
    lost = [each.period.label for each in approved if not each.period.is_early_quarter(by=today)]
    if lost:
        raise RefusedError(
            f"项目“{project}”{'、'.join(lost)}的填报已采用，停用后会不再计入合计；"
            f"请先撤销采用，或到{today.year + 1}-01-01再办理。"
        )


def _require_clean(part: Project) -> None:
    """Refuse in words what the fields of a part cannot hold."""
    try:
        part.full_clean()
    except ValidationError as error:
        labels = {each.name: each.verbose_name for each in Project._meta.fields}
        told = (
            f"{labels.get(name, '项目')}：{'；'.join(messages)}"
            for name, messages in error.message_dict.items()
        )
        raise RefusedError(f"“{part.code} {part.name}”：{' '.join(told)}") from None


def _part(project: Project, part: Part) -> Project:
    made = Project(code=part.code, name=part.name, split_from=project)
    for name in _COPIED:
        setattr(made, name, getattr(project, name))
    _require_clean(made)
    made.save()
    made.regions.set(project.regions.all())
    made.partners.set(project.partners.all())
    for link in project.indicator_links.all():
        ProjectLink.objects.create(project=made, indicator=link.indicator, reason=link.reason)
    return made
