"""The stored milestones of a project: as the checks take them, and when they were reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from indicators.workflow import OPEN, Stage
from projects.due_steps import DueStep, fingerprint
from projects.models import (
    FormerMilestone,
    MilestoneClaim,
    Project,
    ProjectMilestone,
    ProjectReport,
)


@dataclass(frozen=True, kw_only=True)
class Milestones:
    """The milestones of a project in the order of their days; `reached_on` by their keys."""

    steps: tuple[DueStep, ...]
    reached_on: dict[int, date]

    @property
    def open(self) -> list[DueStep]:
        """Return those that no approved report says were reached."""
        return [each for each in self.steps if each.key not in self.reached_on]

    @property
    def reached(self) -> list[tuple[DueStep, date]]:
        """Return those that one does, with the day."""
        return [
            (each, self.reached_on[each.key]) for each in self.steps if each.key in self.reached_on
        ]

    @property
    def seen(self) -> str:
        """Return what tells this state from a later one."""
        return fingerprint(self.steps)


def milestones_of(project: Project) -> Milestones:
    """Return the milestones of a project (two queries)."""
    claims = MilestoneClaim.objects.filter(
        milestone__project=project, report__stage=Stage.APPROVED
    ).order_by("-reached_on")
    return Milestones(
        steps=tuple(step_of(each) for each in project.milestones.order_by("due_on", "pk")),
        # The earliest day comes last, and stays.
        reached_on=dict(claims.values_list("milestone_id", "reached_on")),
    )


def with_own_milestones(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Return those of projects whose milestones a planner ever set, changed or removed."""
    own = ProjectMilestone.objects.filter(project=OuterRef("pk"), set_at__isnull=False)
    former = FormerMilestone.objects.filter(project=OuterRef("pk"))
    return projects.filter(Q(Exists(own)) | Q(Exists(former)))


def claims_with_reports() -> QuerySet[MilestoneClaim]:
    """Return what reports of any stage say was reached, by milestone and then by period."""
    found = MilestoneClaim.objects.select_related(
        "milestone__project", "report__project", "report__department"
    )
    return found.order_by("milestone__due_on", "milestone_id", "report__year", "report__pk")


def told_claim(claim: MilestoneClaim) -> str:
    """Return which report says that a milestone was reached, and what to do to change it."""
    report = claim.report
    where = f"项目“{report.project}”{report.period.label}的填报（{report.get_stage_display()}）"
    return f"{where}里报了完成，{way_out(report)}"


def way_out(report: ProjectReport) -> str:
    """Return what has to be done before a milestone can be changed that a report claims."""
    department = report.department
    if report.stage in OPEN:
        return f"请先退回这份填报，由{department}去掉这个节点后再改"
    if report.stage == Stage.APPROVED:
        return f"请先撤销采用这份报告，由{department}去掉这个节点后再改"
    if report.is_departments_draft:
        return f"这是{department}自己的草稿，请它去掉这个节点并保存（填报已截止的，先为它延期）"
    if report.stage == Stage.DRAFT:
        return "这是规划人员代填的草稿，请在代填页去掉这个节点并保存"
    return f"这份填报已退回，请{department}去掉这个节点并保存，或由规划人员代填去掉"


def step_of(milestone: ProjectMilestone) -> DueStep:
    """Return a stored milestone as the checks take it."""
    return DueStep(
        key=milestone.pk,
        title=milestone.title,
        due_on=milestone.due_on,
        due_share=milestone.due_share,
    )
