"""Which reports say that milestones of a project were reached, for whoever would change them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from indicators.workflow import Stage
from projects.milestones import claims_with_reports, way_out
from projects.models import MilestoneClaim, Project


@dataclass(frozen=True, kw_only=True)
class ClaimLine:
    """A milestone one report says was reached; `url` "" where the reader does not see it."""

    title: str
    reached_on: date
    period_label: str
    stage_label: str
    way_out: str
    url: str
    is_approved: bool

    @property
    def report_text(self) -> str:
        return f"{self.period_label}的填报（{self.stage_label}）"

    @property
    def confirmed_text(self) -> str:
        return f"{self.period_label}（{self.title}）"


def claim_lines(project: Project, *, is_planner: bool) -> list[ClaimLine]:
    """Return every claim of a project's milestones, in their order (one query)."""
    claims = claims_with_reports().filter(milestone__project=project)
    return [_line(each, is_planner=is_planner) for each in claims]


def _line(claim: MilestoneClaim, *, is_planner: bool) -> ClaimLine:
    report = claim.report
    is_hidden = not is_planner or report.is_departments_draft
    return ClaimLine(
        title=claim.milestone.title,
        reached_on=claim.reached_on,
        period_label=report.period.label,
        stage_label=report.get_stage_display(),
        way_out=way_out(report),
        url="" if is_hidden else reverse("review_project", args=[report.pk]),
        is_approved=report.stage == Stage.APPROVED,
    )
