"""A report, saved or not, as the checks take it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from projects.checks import Told
from projects.models import ProjectReport
from projects.stages import BuildStage


def told_alone(report: ProjectReport, claims: Mapping[str, date]) -> Told:
    """Return what a report says by itself, held against nothing; `claims` by title."""
    return Told(
        last_day=report.period.last_day,
        stage=BuildStage(report.reached_stage) if report.reached_stage else None,
        halt_reason=report.halt_reason,
        physical_share=report.physical_share,
        invested=report.invested,
        problem=report.problem,
        problem_owner=report.problem_owner,
        problem_due_on=report.problem_due_on,
        claims=claims,
        answers=report.answers,
    )
