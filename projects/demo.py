"""Invented reports of projects for demo mode: the same each time, and labelled as invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from random import Random
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from indicators.demo import SOURCE_TITLE, NotInDemoModeError
from indicators.workflow import Stage
from plans.models import Plan
from plans.services import system_user
from projects.models import Project, ProjectReport, PromisedStage
from projects.services.rollups import mark_roll_ups
from projects.stages import BuildStage, JudgedBy

_SPEEDS: Final = tuple(map(Decimal, ("1.2", "1.05", "1", "1", "0.9", "0.85", "0.7", "0.4")))
_DECIDED: Final = (4, 10)
_HALTED_OF: Final = 25
_UNREPORTED_OF: Final = 12


@transaction.atomic
def fill_with_demo_reports(*, now: datetime) -> int:
    """Give projects without any report an invented, approved one for each year that is over.

    Returns how many were made; running it again adds nothing. Raises NotInDemoModeError
    outside demo mode.
    """
    if not settings.DEMO:
        raise NotInDemoModeError("演示数据只能载入演示数据库：请用 make demo 启动。")
    judged_by = dict(PromisedStage.objects.values_list("phrase", "judged_by"))
    made: list[ProjectReport] = []
    for plan in Plan.objects.all():
        unreported = plan.projects.filter(reports=None, retired_on=None).exclude(department=None)
        unreported = unreported.select_related("split_from")
        for project in unreported.order_by("position", "pk"):
            is_timed = judged_by.get(project.promised_stage) != JudgedBy.STAGE
            made += _reports(project, plan, is_timed=is_timed, now=now)
        mark_roll_ups(plan, now=now)
    author = system_user()
    for each in made:
        each.author = author
    ProjectReport.objects.bulk_create(made, batch_size=500)
    return len(made)


def _reports(
    project: Project, plan: Plan, *, is_timed: bool, now: datetime
) -> Iterator[ProjectReport]:
    random = Random(project.code)  # noqa: S311 - the same reports each time, not secrets
    speed, money = random.choice(_SPEEDS), Decimal(random.randint(5, 120)) / 10
    is_halted, is_silent = (random.randrange(each) == 0 for each in (_HALTED_OF, _UNREPORTED_OF))
    share = Decimal(0)
    for year in filter(project.is_asked_for, plan.years):
        decided_at = timezone.make_aware(datetime.combine(date(year + 1, *_DECIDED), time(9)))
        if decided_at > now or (is_silent and year > plan.first_year):
            return
        due = Decimal(year - plan.base_year) / len(plan.years)
        share = max(share, min(Decimal(1), round(due * speed, 2)))
        stage = _stage(share, is_timed=is_timed, is_halted=is_halted and year > plan.first_year)
        yield ProjectReport(
            project=project,
            year=year,
            department=project.department,
            stage=Stage.APPROVED,
            reached_stage=stage,
            halt_reason=f"{SOURCE_TITLE}：建设条件未落实。" if stage == BuildStage.HALTED else "",
            physical_share=share if is_timed else None,
            invested=money if is_timed else Decimal(0),
            progress_text=f"{SOURCE_TITLE}：按计划推进。",
            created_at=decided_at,
            updated_at=decided_at,
            submitted_at=decided_at,
            decided_at=decided_at,
        )
        if stage in (BuildStage.COMPLETED, BuildStage.HALTED):
            return


def _stage(share: Decimal, *, is_timed: bool, is_halted: bool) -> BuildStage:
    if not is_timed:
        return BuildStage.PREPARATION
    if is_halted and share < 1:
        return BuildStage.HALTED
    if share == 1:
        return BuildStage.COMPLETED
    return BuildStage.CONSTRUCTION
