"""The stored milestones of a project: as the checks take them, and when they were reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from indicators.workflow import Stage
from projects.due_steps import DueStep, fingerprint
from projects.models import FormerMilestone, MilestoneClaim, Project, ProjectMilestone


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


def step_of(milestone: ProjectMilestone) -> DueStep:
    """Return a stored milestone as the checks take it."""
    return DueStep(
        key=milestone.pk,
        title=milestone.title,
        due_on=milestone.due_on,
        due_share=milestone.due_share,
    )
