"""Very many projects with their reports, made at once; the same ones every time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random

from django.contrib.auth.models import User
from django.db import connection

from indicators.workflow import Stage
from plans.models import Department, Plan, Section
from projects.models import (
    Project,
    ProjectField,
    ProjectLink,
    ProjectMilestone,
    ProjectReport,
)
from tests.projects.reports import DECIDED

MANY = 5_000
_FIELDS = tuple(ProjectField.values)


def make_crowd(section: Section, department: Department, *, count: int = MANY) -> None:
    """Make projects in every field, most with milestones and a report for each past year.

    Some begin or end outside of the plan, some are halted, done or silent, all are linked to
    the plan's first indicator, if it has any.
    """
    plan = section.plan
    random = Random(plan.slug)  # noqa: S311 - the same projects every time, not secrets
    projects = Project.objects.bulk_create(
        _project(section, department, number, random) for number in range(count)
    )
    through = Project.regions.through
    through.objects.bulk_create(
        through(project=each, region=plan.region) for each in projects if each.position % 2
    )
    ProjectMilestone.objects.bulk_create(_milestones(projects))
    author = User.objects.get_or_create(username="reporter")[0]
    reports = (each for project in projects for each in _reports(project, plan, author, random))
    ProjectReport.objects.bulk_create(reports, batch_size=2000)
    indicator = plan.indicators.first()
    if indicator is not None:
        ProjectLink.objects.bulk_create(
            ProjectLink(project=each, indicator=indicator, reason="同一句话") for each in projects
        )
    # As autovacuum would do within a minute: the planner still takes the tables for empty.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _project(section: Section, department: Department, number: int, random: Random) -> Project:
    dates = {}
    if number % 3:
        first, length = random.randint(2019, 2024), random.randint(1, 5)
        dates = {"start": date(first, 3, 1), "end": date(first + length, 10, 31)}
    return Project(
        plan=section.plan,
        section=section,
        code=f"{section.plan.slug}-{number}",
        name=f"第{number}号重点建设工程（{random.choice('甲乙丙丁')}标段）",
        field=_FIELDS[number % len(_FIELDS)],
        promised_stage="建成",
        department=department,
        total_investment=Decimal(random.randint(1, 900)) / 10 if number % 2 else None,
        quote=f"建成第{number}号重点建设工程",
        position=number + 1,
        **dates,
    )


def _milestones(projects: list[Project]) -> Iterator[ProjectMilestone]:
    for project in projects:
        if project.position % 4 == 0:
            for title, year, share in (("开工", 2021, "0.1"), ("封顶", 2023, "0.6")):
                yield ProjectMilestone(
                    project=project, title=title, due_on=date(year, 12, 31), due_share=share
                )


def _reports(project: Project, plan: Plan, author: User, random: Random) -> Iterator[ProjectReport]:
    speed = random.choice([0, 0.4, 0.7, 0.9, 1, 1, 1.1])
    for year in list(plan.years)[:3] if speed else ():
        share = min(Decimal(1), Decimal(str(round(speed * (year - plan.base_year) / 5, 3))))
        yield ProjectReport(
            project=project,
            year=year,
            department=project.department,
            stage=Stage.APPROVED,
            reached_stage="completed" if share == 1 else "construction",
            physical_share=share,
            invested=Decimal(random.randint(0, 300)) / 10,
            progress_text="一标段路基完成，二标段桥梁下部结构完成六成。",
            author=author,
            created_at=DECIDED,
            updated_at=DECIDED,
            decided_at=DECIDED,
        )
