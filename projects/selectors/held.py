"""What a report of a project is held against: the one before, the money so far, its milestones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from indicators.checks.findings import Finding, Level, is_answered
from indicators.emptiness import says_nothing
from indicators.workflow import OPEN, Stage
from projects.checks import Earlier, Told, findings, obstacles
from projects.models import (
    MilestoneClaim,
    Project,
    ProjectMilestone,
    ProjectReport,
    PromisedStage,
)
from projects.periods import Period
from projects.stages import BuildStage, JudgedBy
from projects.telling import told_alone

SENT = (*OPEN, Stage.APPROVED)
"""Stages in which a report says what its department stands by."""


@dataclass(frozen=True, kw_only=True)
class HeldMilestone:
    """A milestone, and the day an earlier approved report says it was reached."""

    milestone: ProjectMilestone
    reached_on: date | None


@dataclass(frozen=True, kw_only=True)
class Held:
    """What a report of one project and period is held against.

    `last` is the report before it that was sent, `so_far` what the last period of the same
    year said was invested, `before` the sum of the years of its own before, None where none was
    reported.
    """

    project: Project
    period: Period
    last: ProjectReport | None
    so_far: Decimal | None
    before: Decimal | None
    is_timed: bool
    milestones: tuple[HeldMilestone, ...]

    @property
    def counts(self) -> bool:
        """Return whether the year is its own: what it says of another's is in no sum."""
        return self.project.is_asked_for(self.period.year)

    @property
    def open_milestones(self) -> list[ProjectMilestone]:
        """Return those that no earlier report claimed."""
        return [each.milestone for each in self.milestones if each.reached_on is None]

    def told(self, report: ProjectReport, claims: Mapping[int, date]) -> Told:
        """Return a report, saved or not, as the checks take it."""
        titles = {each.milestone.pk: each.milestone.title for each in self.milestones}
        known = {titles[pk]: day for pk, day in claims.items() if pk in titles}
        return replace(
            told_alone(report, known),
            first_day=min(self.project.days[0], date(self.project.plan.first_year, 1, 1)),
            is_timed=self.is_timed,
            last=self._earlier(),
            so_far=self.so_far,
            before=self.before or Decimal(0),
            total_investment=self.project.total_investment if self.counts else None,
        )

    def findings(self, report: ProjectReport, claims: Mapping[int, date]) -> list[Finding]:
        """Return everything found in a report, errors first."""
        return findings(self.told(report, claims))

    def _earlier(self) -> Earlier | None:
        if self.last is None:
            return None
        stage = self.last.reached_stage
        return Earlier(
            label=self.last.period.label,
            stage=BuildStage(stage) if stage else None,
            physical_share=self.last.physical_share,
        )


@dataclass(frozen=True, kw_only=True)
class Question:
    """A warning with what was answered to it."""

    finding: Finding
    answer: str

    @property
    def is_answered(self) -> bool:
        return not says_nothing(self.answer)


@dataclass(frozen=True, kw_only=True)
class CheckedReport:
    """What the checks say of a report: errors by field, questions, and what blocks it."""

    errors: tuple[Finding, ...]
    questions: tuple[Question, ...]
    obstacles: tuple[Finding, ...]

    @property
    def is_ready(self) -> bool:
        return not self.obstacles


def held_of(projects: Sequence[Project], *, period: Period) -> dict[int, Held]:
    """Return what the reports of a period are held against, by project (four queries)."""
    sent = _sent(projects, period)
    timed = dict(PromisedStage.objects.values_list("phrase", "judged_by"))
    milestones = _milestones(projects, period)
    return {
        each.pk: _held(
            each,
            period,
            sent.get(each.pk, []),
            is_timed=timed.get(each.promised_stage, JudgedBy.TIME) == JudgedBy.TIME,
            milestones=tuple(milestones.get(each.pk, ())),
        )
        for each in projects
    }


def checked(report: ProjectReport, held: Held, claims: Mapping[int, date]) -> CheckedReport:
    """Return what the checks say of a report, saved or not."""
    told = held.told(report, claims)
    found = findings(told)
    return CheckedReport(
        errors=tuple(each for each in found if each.level == Level.ERROR),
        questions=tuple(
            Question(finding=each, answer=report.answers.get(each.code, ""))
            for each in found
            if each.level == Level.WARNING
        ),
        obstacles=tuple(obstacles(told)),
    )


def claims_of(report: ProjectReport) -> dict[int, date]:
    """Return the day each milestone was reached that a saved report claims (one query)."""
    return dict(report.claims.values_list("milestone_id", "reached_on"))


def note_kind(finding: Finding, answers: Mapping[str, str]) -> str:
    """Return how the preview of a file calls what was found: it may become a draft all the same."""
    if finding.level == Level.ERROR:
        return "lacking"
    return "answered" if is_answered(finding, answers) else "asked"


def _sent(projects: Iterable[Project], period: Period) -> dict[int, list[ProjectReport]]:
    """Return what was sent before a period, oldest first (one query)."""
    found = ProjectReport.objects.filter(
        project__in=list(projects), stage__in=SENT, year__lte=period.year
    )
    by_project: dict[int, list[ProjectReport]] = defaultdict(list)
    for report in sorted(found, key=lambda each: each.period.rank):
        if report.period.rank < period.rank:
            by_project[report.project_id].append(report)
    return by_project


def _milestones(projects: Iterable[Project], period: Period) -> dict[int, list[HeldMilestone]]:
    """Return the milestones of projects, with the claims of other periods' approved reports."""
    own = list(projects)
    claims = MilestoneClaim.objects.filter(
        report__project__in=own, report__stage=Stage.APPROVED
    ).exclude(report__year=period.year, report__quarter=period.quarter)
    reached = dict(claims.order_by("-reached_on").values_list("milestone_id", "reached_on"))
    by_project: dict[int, list[HeldMilestone]] = defaultdict(list)
    for each in ProjectMilestone.objects.filter(project__in=own).order_by("due_on", "pk"):
        by_project[each.project_id].append(
            HeldMilestone(milestone=each, reached_on=reached.get(each.pk))
        )
    return by_project


def _held(
    project: Project,
    period: Period,
    sent: Sequence[ProjectReport],
    *,
    is_timed: bool,
    milestones: tuple[HeldMilestone, ...],
) -> Held:
    by_year = {each.year: each.invested for each in sent if each.invested is not None}
    so_far, tenure = by_year.pop(period.year, None), project.tenure
    own = [amount for year, amount in by_year.items() if tenure.counts_in(year)]
    return Held(
        project=project,
        period=period,
        last=sent[-1] if sent else None,
        so_far=so_far,
        before=sum(own, Decimal(0)) if own else None,
        is_timed=is_timed,
        milestones=milestones,
    )
