"""What a merger would leave to nobody to report, refused; and what is to be heeded of one."""

from __future__ import annotations

from datetime import date

from indicators.workflow import RefusedError, Stage
from projects.joining import (
    Heir,
    Reported,
    early_quarters,
    to_be_heeded,
    why_dropped,
    why_unfinished,
)
from projects.models import Project


class UnreportedError(RefusedError):
    """That what takes a project's place would not report of it; said in Chinese."""


def require_reported_on(project: Project, *, into: Project, today: date) -> None:
    """Refuse a successor that told of the whole year already, or is completed and asked no more.

    Two queries. Raises UnreportedError, saying what to do first.
    """
    if today.year > project.plan.last_year:
        return
    own, heirs = _heir(project), [_heir(into)]
    dropped = why_dropped(early_quarters(own, today), heirs, today.year)
    why = dropped or why_unfinished(own, heirs, today.year)
    if why:
        raise UnreportedError(f"{why}。")


def heeded_of_merger(project: Project, *, into: Project, today: date) -> str:
    """Return what to see to where the successor told of the year before, "" for nothing."""
    own = _heir(project)
    is_reported = any(each.year == today.year for each in own.reports)
    heeded = "" if is_reported else to_be_heeded(own, [_heir(into)], today.year)
    return heeded and f"{heeded}。"


def _heir(project: Project) -> Heir:
    told = project.reports.exclude(stage=Stage.RETURNED)
    facts = told.values_list("year", "quarter", "stage", "reached_stage")
    reports = tuple(
        Reported(year=year, quarter=quarter, stage=Stage(stage), reached=reached)
        for year, quarter, stage, reached in facts
        if project.is_asked_for(year)
    )
    return Heir(name=project.name, reports=reports)
