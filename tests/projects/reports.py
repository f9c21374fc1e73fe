"""Approved reports of projects, read at a glance.

>>> report(project, 2023, share="0.55", invested="3.2")
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User

from indicators.workflow import Stage
from projects.models import (
    MilestoneClaim,
    Project,
    ProjectMilestone,
    ProjectReport,
    PromisedStage,
)
from tests.factories import make_department

DECIDED = datetime(2024, 4, 2, 8, 0, tzinfo=UTC)


def report(
    project: Project, year: int, *, quarter: int | None = None, **fields: Any
) -> ProjectReport:
    """Make a report, approved unless told otherwise; `share` and `invested` are texts."""
    author = User.objects.get_or_create(username="reporter")[0]
    share, invested = fields.pop("share", None), fields.pop("invested", None)
    at = fields.pop("decided_at", DECIDED)
    return ProjectReport.objects.create(
        project=project,
        year=year,
        quarter=quarter,
        department=project.department or make_department(),
        stage=fields.pop("state", Stage.APPROVED),
        reached_stage=fields.pop("stage", "construction"),
        physical_share=None if share is None else Decimal(share),
        invested=None if invested is None else Decimal(invested),
        author=author,
        created_at=at,
        updated_at=at,
        decided_at=at,
        **fields,
    )


def milestone(
    project: Project, title: str, *, due_on: date, due_share: str, **fields: Any
) -> ProjectMilestone:
    return ProjectMilestone.objects.create(
        project=project, title=title, due_on=due_on, due_share=Decimal(due_share), **fields
    )


def claim(told: ProjectReport, step: ProjectMilestone, *, reached_on: date) -> MilestoneClaim:
    return MilestoneClaim.objects.create(report=told, milestone=step, reached_on=reached_on)


def promise(phrase: str, expected: str, judged_by: str = "time") -> PromisedStage:
    return PromisedStage.objects.get_or_create(
        phrase=phrase,
        defaults={"expected_stage": expected, "judged_by": judged_by, "reason": "测试"},
    )[0]
