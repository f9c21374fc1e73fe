"""Many report and approve at once, a worker dies, the broker restarts: all is counted."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from celery import current_app
from django.conf import settings
from django.utils import timezone

from indicators import services
from indicators.models import Assessment, Observation, Submission
from indicators.services.rounds import ensure_rounds
from indicators.services.staleness import SWEEP_TASK
from plans.models import RecordEntry
from shaoxing_plan.local_services.children import end_group
from shaoxing_plan.local_services.valkey import Valkey
from tests.core_truth import (
    assert_observations_are_the_approved_submissions,
    assert_true_to_core,
    is_settled,
)
from tests.crowd import Work
from tests.factories import make_department, make_indicator, make_plan
from tests.people import make_clerk, make_planner
from tests.services import FOLDER, running, wait_until
from tests.sizes import IS_LONG
from tests.workers import PROJECT, environment, run_worker

pytestmark = pytest.mark.django_db(transaction=True)
FIGURES = 200 if IS_LONG else 24
YEAR = 2022
PATIENCE = 600 if IS_LONG else 120


@pytest.fixture
def world():
    """A round that is open today, and indicators of which each has a series of its own."""
    now = timezone.now()
    plan, department, planner = make_plan(), make_department(), make_planner()
    ensure_rounds(plan)
    today = timezone.localdate(now)
    days = {"opens_on": today.replace(day=1), "due_on": today, "locks_on": today.replace(year=2099)}
    plan.reporting_rounds.filter(year=YEAR).update(**days)
    for _ in range(FIGURES):
        make_indicator(plan, base="40", target="30", direction="fall", department=department)
    services.ensure_assessments(plan=plan, now=now)
    clerks = [make_clerk(department), make_clerk(department)]
    return plan, clerks, [planner, make_planner()]


@pytest.fixture
def valkey():
    """A broker of the test's own, because it is killed."""
    return Valkey.at(FOLDER / "valkey-crowd")


@contextmanager
def at_work(work: Work, *, broker_url: str) -> Iterator[subprocess.Popen[str]]:
    """Have people work in a process of their own while the block runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.crowd", work.as_json()],
        env=environment(database=settings.DATABASES["default"]["NAME"])
        | {"BROKER_URL": broker_url, "PATH": ""},
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def approved() -> int:
    return Submission.objects.filter(stage="approved").count()


def has_come_far(crowd: list[subprocess.Popen[str]], figures: int) -> bool:
    """Return whether so many are approved; fail at once if somebody at work broke down."""
    for each in crowd:
        assert each.poll() in (None, 0), each.communicate()[1]
    return approved() >= figures


def test_nothing_is_lost_and_nothing_doubled(world, valkey):
    plan, clerks, planners = world
    name = settings.DATABASES["default"]["NAME"]
    picked = tuple(plan.indicators.values_list("pk", flat=True))
    works = [
        Work(deed=deed, user=user.pk, year=YEAR, indicators=picked, seed=seed)
        for seed, (deed, user) in enumerate(
            [*(("report", each) for each in clerks), *(("approve", each) for each in planners)]
        )
    ]
    with ExitStack() as stack:
        broker = stack.enter_context(running(valkey))
        worker = stack.enter_context(run_worker(database=name, broker_url=valkey.url))
        crowd = [stack.enter_context(at_work(each, broker_url=valkey.url)) for each in works]
        wait_until(lambda: has_come_far(crowd, FIGURES // 4), what="a quarter", seconds=PATIENCE)
        worker.kill()
        wait_until(lambda: has_come_far(crowd, FIGURES // 2), what="a half", seconds=PATIENCE)
        end_group(broker.pid)
        broker.wait()
        at_the_death = approved()
        stack.enter_context(running(valkey))
        done = [_outcome(each) for each in crowd]
        stack.enter_context(run_worker(database=name, broker_url=valkey.url))
        with current_app.connection_for_write(valkey.url) as connection:
            current_app.send_task(SWEEP_TASK, connection=connection)
        wait_until(is_settled, what="every verdict", seconds=PATIENCE)
    assert at_the_death < FIGURES, "the broker died too late to tell anything"
    _assert_counted(done)
    assert_observations_are_the_approved_submissions()
    assert_true_to_core()
    assert Assessment.objects.filter(year=YEAR, state="ahead").count() == FIGURES


def _outcome(process: subprocess.Popen[str]) -> dict[str, int]:
    output, errors = process.communicate()
    assert process.returncode == 0, errors
    counted: dict[str, int] = json.loads(output.splitlines()[-1])  # what comes before is the log
    return counted


def _assert_counted(done: list[dict[str, int]]) -> None:
    """Hold what the people were told against what is stored and against the record."""
    told = {deed: sum(each.get(deed, 0) for each in done) for deed in ("submit", "approve")}
    assert told == {"submit": FIGURES, "approve": FIGURES}
    assert Submission.objects.count() == approved() == FIGURES
    assert Observation.objects.filter(withdrawn_at=None).count() == FIGURES
    lines = RecordEntry.objects.filter(subject_kind="submission")
    for action in ("create", "submit", "approve"):
        keys = lines.filter(action=action).values_list("subject_key", flat=True)
        assert len(keys) == len(set(keys)) == FIGURES
