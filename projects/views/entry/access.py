"""Which project, period and department a page of the desk is about, and who may open it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode

from indicators.models import ReportingRound
from indicators.services.parts import parts_of
from indicators.views.entry.access import (
    chosen_department,
    own_departments,
    seen_report,
)
from indicators.views.person import person
from indicators.workflow import Part
from plans.models import Department
from projects.models import Project, ProjectReport
from projects.periods import Period


@dataclass(frozen=True, kw_only=True)
class PeriodPlace:
    """A period of a plan, and the department a person looks at it for."""

    round: ReportingRound
    period: Period
    department: Department
    departments: list[Department]
    parts: frozenset[Part]

    @property
    def url(self) -> str:
        path = reverse("entry_project_period", args=[self.round.plan.slug, self.period])
        return f"{path}?{urlencode({'department': self.department.code})}"


@dataclass(frozen=True, kw_only=True)
class ReportPlace:
    """One project in a period; `report` None while nothing was saved."""

    round: ReportingRound
    period: Period
    project: Project
    report: ProjectReport | None
    parts: frozenset[Part]

    @property
    def department(self) -> Department:
        if self.project.department is None:
            raise Http404
        return self.project.department

    @property
    def is_member(self) -> bool:
        """Return whether the person belongs to the project's department."""
        return bool(self.parts & {Part.CLERK, Part.SIGNER})

    @property
    def url(self) -> str:
        args = [self.round.plan.slug, self.period, self.project.code]
        return reverse("entry_project", args=args)

    @property
    def list_url(self) -> str:
        path = reverse("entry_project_period", args=[self.round.plan.slug, self.period])
        return f"{path}?{urlencode({'department': self.department.code})}"


def period_place(request: HttpRequest, slug: str, period: Period) -> PeriodPlace:
    """Return the period and the person's department it is looked at for.

    Raises PermissionDenied for somebody of no department, Http404 for one that is not theirs.
    """
    departments = own_departments(person(request))
    department = chosen_department(request, departments)
    return PeriodPlace(
        round=find_round(slug, period),
        period=period,
        department=department,
        departments=departments,
        parts=frozenset(parts_of(person(request), department)),
    )


def report_place(request: HttpRequest, slug: str, period: Period, code: str) -> ReportPlace:
    """Return a project of one of a person's departments; for others there is none.

    A planner sees what has been sent, or entered by planners: drafts are the department's own.
    """
    user, round_ = person(request), find_round(slug, period)
    project = find_project(round_, code)
    report = find_report(project, period)
    parts = parts_of(user, project.department) if project.department else set()
    if not parts & {Part.CLERK, Part.SIGNER}:
        if report is None or Part.PLANNER not in parts:
            raise Http404
        report = seen_report(user, reports(), report.pk)
    return ReportPlace(
        round=round_, period=period, project=project, report=report, parts=frozenset(parts)
    )


def find_round(slug: str, period: Period) -> ReportingRound:
    """Return the round of a period's year with its plan and extensions, else Http404."""
    rounds = ReportingRound.objects.select_related("plan__region").prefetch_related("extensions")
    return get_object_or_404(rounds, plan__slug=slug, year=period.year)


def find_project(round_: ReportingRound, code: str) -> Project:
    """Return a project of a round's plan, else Http404."""
    related = ("plan", "department", "item", "section", "split_from__split_from", "merged_into")
    projects = Project.objects.select_related(*related)
    return get_object_or_404(projects, plan=round_.plan, code=code)


def find_report(project: Project, period: Period) -> ProjectReport | None:
    """Return a project's report of a period with who wrote it, None where there is none."""
    return reports().filter(project=project, year=period.year, quarter=period.quarter).first()


def reports() -> QuerySet[ProjectReport]:
    """Return the reports with all that their pages read."""
    return ProjectReport.objects.select_related("project__plan", "department", "author")


def own_report(user: User, report_id: int) -> ProjectReport:
    """Return a report of one of a person's departments; for others there is none."""
    return seen_report(user, reports(), report_id)
