"""The light a report would give, or gives once it is approved, with its arithmetic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indicators.viewpoints import Viewpoint
from plans.models import Plan
from projects.lights import LIGHT_LABELS, LightRules, LightVerdict
from projects.models import ProjectReport
from projects.selectors.rows import ApprovedReport, ProjectRow, light_key
from projects.selectors.standing import judge_project, rows_of, rules_in_force
from projects.stages import BuildStage


@dataclass(frozen=True, kw_only=True)
class Prospect:
    """The light of a report at the end of its period; `verdict` None while it has no stage."""

    verdict: LightVerdict | None

    @property
    def light(self) -> str:
        return self.verdict.light.value if self.verdict else ""

    @property
    def key(self) -> str:
        """Return what the components of states know the light by."""
        return light_key(self.verdict.light) if self.verdict else ""

    @property
    def label(self) -> str:
        return LIGHT_LABELS[self.verdict.light] if self.verdict else ""

    @property
    def sentence(self) -> str:
        return self.verdict.sentence if self.verdict else ""

    @property
    def steps(self) -> tuple[str, ...]:
        return self.verdict.steps if self.verdict else ()


def prospects_of(reports: Sequence[ProjectReport], *, viewpoint: Viewpoint) -> list[Prospect]:
    """Return the light of each report, saved or not, in their order.

    A fixed query count for each plan.
    """
    rules = rules_in_force(viewpoint.day).thresholds
    rows = _rows(reports, viewpoint)
    return [_prospect(each, rows.get(each.project_id), rules) for each in reports]


def _rows(reports: Iterable[ProjectReport], viewpoint: Viewpoint) -> dict[int, ProjectRow]:
    """Return what lights are reached on, by project."""
    by_plan: dict[Plan, set[int]] = defaultdict(set)
    for report in reports:
        by_plan[report.project.plan].add(report.project_id)
    return {
        row.project_id: row
        for plan, ids in by_plan.items()
        for row in rows_of(plan, ids, year=None, viewpoint=viewpoint)
    }


def _prospect(report: ProjectReport, row: ProjectRow | None, rules: LightRules) -> Prospect:
    if row is None or not report.reached_stage:
        return Prospect(verdict=None)
    at = report.period.last_day
    judged = judge_project(row, _as_approved(report), at=at, rules=rules)
    return Prospect(verdict=judged.verdict)


def _as_approved(report: ProjectReport) -> ApprovedReport:
    return ApprovedReport(
        period=report.period,
        stage=BuildStage(report.reached_stage),
        halt_reason=report.halt_reason,
        physical_share=report.physical_share,
        invested=report.invested,
        problem=report.problem,
        problem_owner=report.problem_owner,
        problem_due_on=report.problem_due_on,
    )
