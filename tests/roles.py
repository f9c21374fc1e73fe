"""A site with a figure and a project's report under way, and who gets what at its addresses."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client, override_settings
from django.test.client import ClientHandler
from django.utils import timezone

from indicators import services
from indicators.kept_files import upload_path, write_chunks
from indicators.models import (
    Evidence,
    Extension,
    Indicator,
    ReportingRound,
    Submission,
    Upload,
    UploadKind,
    Vintage,
)
from indicators.services.entries import Entry, Place
from indicators.services.evidence import NewFile, add_evidence
from indicators.services.reporting import save_draft
from indicators.services.rounds import ensure_rounds, set_days
from indicators.workflow import Action
from projects.models import ProjectReport
from projects.services.reporting import REPORTS, ReportEntry, ReportPlace, save_report
from projects.submitting import submit_report
from shaoxing_plan.first_accounts import ensure_roles
from tests.factories import make_department, make_indicator, make_plan, make_project, make_section
from tests.people import make_clerk, make_planner, make_signer, make_user
from tests.steps import take_step

ROLES = (
    *("browsing open", "browsing closed", "reader", "clerk", "other clerk", "signer"),
    *("planner", "admin"),
)
GOT_IN = frozenset({200, 302, 400, 409, 422, 503})
"""503 is what /healthz says where no worker runs, as in the tests."""


@dataclass(frozen=True, kw_only=True)
class World:
    """People by their role, values for the parts of addresses, and one figure's indicator.

    `sessions` are the cookies of people who have logged in; `handler` has its middleware loaded.
    """

    people: dict[str, User]
    values: dict[str, Any]
    indicator: Indicator
    sessions: dict[str, str]
    handler: ClientHandler = field(default_factory=lambda: ClientHandler(enforce_csrf_checks=False))


@pytest.fixture
def world(settings, tmp_path) -> World:
    """A plan with a figure under way, and one person of each role."""
    settings.VAR_DIR = tmp_path
    ensure_roles()
    plan, department = make_plan(), make_department()
    other = make_department(code="jyj", name="市教育局")
    people = {
        "reader": make_user("reader"),
        "clerk": make_clerk(department),
        "other clerk": make_clerk(other),
        "signer": make_signer(department),
        "planner": make_planner(),
        "admin": make_user("admin"),
    }
    _let_into_the_back_office(people)
    now = timezone.now()
    round_ = _open_round(plan, people["planner"], now)
    box = make_section(plan, code="box01", kind="box", number="1")
    bridge = make_project(make_section(plan), code="test-14-bridge", department=department)
    indicator = make_indicator(
        plan, base="40", target="30", direction="fall", department=department
    )
    before = make_plan(slug="test-13", base_year=2015)
    make_indicator(before, base="50", target="40", direction="fall", series=indicator.series)
    services.ensure_assessments(plan=plan, now=now)
    draft = _draft(indicator, people["clerk"], now)
    (proof,) = add_evidence(
        draft.pk,
        [NewFile(name="公报.pdf", chunks=[b"%PDF-1.7"])],
        user=people["clerk"],
        now=now,
    )
    reported, photo = _project_report(bridge, people["clerk"], now)
    sent = take_step(draft.pk, Action.SUBMIT, user=people["clerk"], now=now, version=draft.version)
    values = {
        "slug": plan.slug,
        "code": indicator.code,
        "shared_series": indicator.series.code,
        "number": box.number,
        "year": round_.year,
        "submission_id": sent.pk,
        "report_id": sent.pk,
        "evidence_id": proof.pk,
        "round_id": round_.pk,
        "extension_id": Extension.objects.create(
            round=round_,
            department=department,
            until=now + timedelta(days=9),
            reason="交接",
            author=people["planner"],
            created_at=now,
        ).pk,
        "pk": _upload(plan, department, people["clerk"], now).pk,
        "admin": people["admin"].pk,
        "project_report_id": reported.pk,
        "project_evidence_id": photo.pk,
        "project_upload_id": _upload(
            plan, department, people["clerk"], now, kind=UploadKind.PROJECTS
        ).pk,
    }
    return World(people=people, values=values, indicator=indicator, sessions=_sessions(people))


def _sessions(people: dict[str, User]) -> dict[str, str]:
    """Return the session of each person, logged in once for all requests."""
    sessions = {}
    for role, person in people.items():
        client = Client()
        client.force_login(person)
        sessions[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return sessions


def _let_into_the_back_office(people: dict[str, Any]) -> None:
    for role in ("planner", "admin"):
        people[role].is_staff = True
        people[role].is_superuser = role == "admin"
        people[role].save()


def _open_round(plan, planner, now: datetime) -> ReportingRound:
    ensure_rounds(plan)
    round_ = ReportingRound.objects.get(plan=plan, year=2022)
    today: date = timezone.localdate(now)
    days = {
        "opens_on": today - timedelta(days=1),
        "due_on": today + timedelta(days=1),
        "locks_on": today + timedelta(days=9),
    }
    set_days(round_, **days, user=planner, now=now)
    return round_


def _draft(indicator, clerk, now: datetime) -> Submission:
    place = Place(indicator=indicator, year=2022, vintage=Vintage.PRELIMINARY)
    return save_draft(place, Entry(value_text="36"), user=clerk, now=now, seen=None)


def _project_report(bridge, clerk, now: datetime) -> tuple[ProjectReport, Evidence]:
    """Return a report a department sent of its project, and a file that proves it."""
    entry = ReportEntry(reached_stage="construction", physical_share=Decimal("0.5"))
    place = ReportPlace(project=bridge, year=2022)
    draft = save_report(place, entry, user=clerk, now=now, version=None)
    (photo,) = add_evidence(
        draft.pk,
        [NewFile(name="照片.pdf", chunks=[b"%PDF-1.7 photo"])],
        user=clerk,
        now=now,
        way=REPORTS,
    )
    sent = submit_report(draft.pk, user=clerk, now=now, version=draft.version)
    return sent, photo


def _upload(plan, department, clerk, now: datetime, *, kind: str = UploadKind.FIGURES) -> Upload:
    upload = Upload.objects.create(
        kind=kind,
        plan=plan,
        year=2022,
        department=department,
        user=clerk,
        name="填报表.xlsx",
        size=10,
        state="ready",
        created_at=now,
        updated_at=now,
        expires_at=now + timedelta(days=1),
    )
    write_chunks(upload_path(upload.pk, marked=True), [b"marked"])
    return upload


def answer(world: World, role: str, method: str, url: str) -> str:
    """Return the letter of what a role gets; whatever was done is undone."""
    client = Client()
    client.handler = world.handler
    if role in world.sessions:
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[role]
    browsing = override_settings(PUBLIC_BROWSING=role != "browsing closed")
    with browsing, transaction.atomic():
        response = getattr(client, method)(url)
        list(response)  # to its end: a file that is sent would stay open
        transaction.set_rollback(True)
    return letter(response)


def letter(response) -> str:
    if response.status_code == 302 and "/login/?next=" in response["Location"]:
        return "l"
    refusals = {403: "f", 404: "n", 405: "m"}
    if response.status_code in refusals:
        return refusals[response.status_code]
    assert response.status_code in GOT_IN, f"{response.status_code} at {response.request}"
    return "a"
