"""A department with two projects in a round that is open these days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from indicators.models import ReportingRound
from indicators.workflow import Action
from plans.models import Department, Plan
from projects.models import Project, ProjectReport, PromisedStage
from projects.services.reporting import ReportEntry, ReportPlace, save_report, take_report_step
from projects.submitting import submit_report
from tests.factories import make_department, make_plan, make_project, make_section
from tests.people import make_clerk, make_planner

YEAR = 2022


@dataclass
class Desk:
    """A department in an open round, with shorthands for what its people do."""

    plan: Plan
    round: ReportingRound
    department: Department
    road: Project
    museum: Project
    clerk: User
    planner: User

    def url(self, project: Project | None = None, period: str = str(YEAR)) -> str:
        base = f"/entry/projects/{self.plan.slug}/{period}/"
        return f"{base}{project.code}/" if project else base

    def save(self, project: Project, *, quarter: int | None = None, **entry: Any) -> ProjectReport:
        place = ReportPlace(project=project, year=entry.pop("year", YEAR), quarter=quarter)
        known = ProjectReport.objects.filter(
            project=project, year=place.year, quarter=quarter
        ).first()
        return save_report(
            place,
            filled(**entry),
            user=self.clerk,
            now=timezone.now(),
            version=known.version if known else None,
        )

    def send(self, project: Project, **entry: Any) -> ProjectReport:
        draft = self.save(project, **entry)
        return self.step(draft, Action.SUBMIT, user=self.clerk)

    def approve(self, project: Project, **entry: Any) -> ProjectReport:
        return self.step(self.send(project, **entry), Action.APPROVE)

    def step(
        self,
        report: ProjectReport,
        action: Action,
        *,
        user: User | None = None,
        reason: str = "",
    ) -> ProjectReport:
        if action is Action.SUBMIT:
            who = user or self.clerk
            return submit_report(report.pk, user=who, now=timezone.now(), version=report.version)
        return take_report_step(
            report.pk,
            action,
            user=user or self.planner,
            now=timezone.now(),
            version=report.version,
            reason=reason,
        )


def filled(**entry: Any) -> ReportEntry:
    """Return what a report says when all is well; `share` in per cent."""
    share = entry.pop("share", "45")
    return ReportEntry(
        reached_stage=entry.pop("stage", "construction"),
        physical_share=None if share is None else Decimal(share) / 100,
        invested=Decimal(entry.pop("invested", "1.2")),
        progress_text=entry.pop("text", "主体结构完成"),
        **entry,
    )


def typed(**fields: Any) -> dict[str, Any]:
    """Return what a form sends when all is well."""
    return {
        "reached_stage": "construction",
        "physical_share": "45",
        "invested": "1.2",
        "progress_text": "主体结构完成",
        "version": "",
        "action": "save",
        **fields,
    }


@pytest.fixture
def plan() -> Plan:
    return make_plan(short_title="测试规划")


@pytest.fixture
def desk(plan: Plan) -> Desk:
    today = timezone.localdate()
    round_ = ReportingRound.objects.create(
        plan=plan,
        year=YEAR,
        opens_on=today - timedelta(days=30),
        due_on=today + timedelta(days=30),
        locks_on=today + timedelta(days=60),
    )
    PromisedStage.objects.create(
        phrase="建成", expected_stage="completed", judged_by="time", reason="期末建成"
    )
    department = make_department(code="jtj", name="市交通局")
    section = make_section(plan, code="c09")
    road = make_project(section, code="road", name="环线", department=department)
    museum = make_project(section, code="museum", name="博物馆", department=department)
    return Desk(
        plan=plan,
        round=round_,
        department=department,
        road=road,
        museum=museum,
        clerk=make_clerk(department, username="zhao"),
        planner=make_planner(username="sun"),
    )


@pytest.fixture
def clerk(desk: Desk, client: Client) -> Client:
    client.force_login(desk.clerk)
    return client


@pytest.fixture
def planner(desk: Desk) -> Client:
    client = Client()
    client.force_login(desk.planner)
    return client
