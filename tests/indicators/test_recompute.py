"""Whatever happens to worker and broker, in the end every verdict is the pure core's."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from indicators import services
from indicators.models import Assessment, Indicator, Observation
from indicators.tasks import assess_series, sweep_stale
from tests.core_truth import assert_true_to_core, is_settled
from tests.factories import NOW, make_indicator, make_observation, make_plan
from tests.services import wait_until
from tests.workers import PROJECT, environment, run_worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def indicator() -> Indicator:
    plan = make_plan()
    made = make_indicator(plan, base="40", target="30", direction="fall", actuals={2021: "38"})
    make_indicator(plan, base="5", target="[9]", kind="cumulative", actuals={2021: "2"})
    services.ensure_assessments(plan=plan, now=NOW)
    return made


def record(indicator: Indicator, year: int, text: str) -> Observation:
    new = services.NewObservation(
        series=indicator.series,
        region=indicator.plan.region,
        year=year,
        value_text=text,
        vintage="preliminary",
    )
    source = services.Source(dataset="manual", title="统计公报")
    return services.record_observation(new, source=source, now=timezone.now())


def test_a_new_figure_reaches_its_verdict_through_the_worker(indicator, celery_worker_process):
    record(indicator, 2022, "34")
    wait_until(is_settled, what="the worker to settle every verdict")
    row = Assessment.objects.get(indicator=indicator, year=2022)
    assert row.state == "ahead"
    assert_true_to_core()


def test_the_same_task_twice_changes_nothing(indicator, celery_worker_process):
    record(indicator, 2022, "34")
    wait_until(is_settled, what="the worker to settle every verdict")
    before = list(Assessment.objects.order_by("pk").values())
    for _ in range(2):
        assess_series.delay(indicator.series_id, indicator.plan.region_id)
    marker = record(indicator, 2023, "33")
    wait_until(is_settled, what="the worker to settle every verdict")
    after = {row["id"]: row for row in Assessment.objects.values()}
    untouched = [row for row in before if row["year"] < marker.year]
    assert untouched
    for row in untouched:
        kept = after[row["id"]]
        assert {**kept, "computed_at": None} == {**row, "computed_at": None}
    assert_true_to_core()


def test_many_tasks_at_once_leave_one_true_verdict_each(indicator, broker):
    with run_worker(database=settings.DATABASES["default"]["NAME"], concurrency=4):
        for number in range(10):
            figure = record(indicator, 2022, str(30 + number))
            for _ in range(3):
                assess_series.delay(indicator.series_id, indicator.plan.region_id)
            if number < 9:
                services.withdraw_observation(figure, now=timezone.now())
        wait_until(is_settled, what="the worker to settle every verdict")
    assert Assessment.objects.filter(indicator=indicator, year=2022).count() == 1
    assert Assessment.objects.get(indicator=indicator, year=2022).value == 39
    assert_true_to_core()


def test_a_worker_killed_in_mid_task_loses_nothing(indicator, broker):
    name = settings.DATABASES["default"]["NAME"]
    with run_worker(database=name, concurrency=1) as worker, transaction.atomic():
        list(Assessment.objects.select_for_update().filter(indicator=indicator))
        assess_series.delay(indicator.series_id, indicator.plan.region_id)
        wait_until(_someone_waits_for_a_lock, what="the task to reach its rows")
        worker.kill()
    assert not is_settled()
    with run_worker(database=name):
        sweep_stale.delay()
        wait_until(is_settled, what="the next worker to settle every verdict")
    assert_true_to_core()


def test_a_broker_that_is_down_neither_stops_nor_loses_an_approval(indicator, broker, tmp_path):
    away = f"redis+socket://{tmp_path / 'nobody.sock'}"
    script = (
        "import django; django.setup()\n"
        "from tests.indicators.test_recompute import record\n"
        "from indicators.models import Indicator\n"
        f"record(Indicator.objects.get(pk={indicator.pk}), 2022, '34')\n"
    )
    outcome = subprocess.run(
        [sys.executable, "-c", script],
        env=environment(database=settings.DATABASES["default"]["NAME"])
        | {"BROKER_URL": away, "PATH": ""},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stderr
    assert Observation.objects.filter(series=indicator.series, year=2022).exists()
    assert not is_settled()
    with run_worker(database=settings.DATABASES["default"]["NAME"]):
        sweep_stale.delay()
        wait_until(is_settled, what="the worker to settle every verdict")
    assert Assessment.objects.get(indicator=indicator, year=2022).state == "ahead"
    assert_true_to_core()


def test_the_sweep_leaves_fresh_marks_to_the_task_already_sent(indicator):
    old, young = timezone.now() - timedelta(minutes=5), timezone.now()
    Assessment.objects.update(stale_since=young)
    assert services.stale_work(before=timezone.now() - timedelta(seconds=30)) == []
    Assessment.objects.filter(indicator=indicator).update(stale_since=old)
    work = services.stale_work(before=timezone.now() - timedelta(seconds=30))
    assert work == [(indicator.series_id, indicator.plan.region_id)]


def test_the_nightly_recompute_runs_in_the_worker(indicator, celery_worker_process):
    current_app.send_task("indicators.tasks.reassess_all")
    wait_until(is_settled, what="the worker to settle every verdict")
    assert_true_to_core()


def _someone_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_locks where not granted")
        return bool(cursor.fetchone()[0])


def test_a_figure_for_the_base_year_is_read_too(indicator):
    make_observation(indicator.series, year=2020, text="41", vintage="revised")
    for series_id, region_id in services.stale_work():
        services.assess(series_id=series_id, region_id=region_id, now=NOW)
    assert Assessment.objects.filter(indicator=indicator, standpoint="revised_base").exists()
    assert_true_to_core()
