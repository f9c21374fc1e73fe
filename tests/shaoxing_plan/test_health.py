"""What monitors are told, with a broker and a worker, and without."""

import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from kombu.exceptions import OperationalError

from shaoxing_plan.models import Heartbeat
from shaoxing_plan.tasks import WORKER, heartbeat
from tests.services import wait_until

SEEN_LATELY = timedelta(minutes=2)
BROKER_GIVES_UP_SECONDS = 30


def seen(*, ago: timedelta) -> None:
    Heartbeat.objects.create(name=WORKER, seen_at=timezone.now() - ago)


@pytest.mark.django_db
def test_a_worker_not_yet_seen_is_starting(client: Client, broker: str) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "database": "ok",
        "broker": "ok",
        "worker": "starting",
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ago", "worker", "status"),
    [(SEEN_LATELY / 2, "ok", 200), (SEEN_LATELY * 2, "down", 503)],
)
def test_a_worker_must_have_been_seen_lately(
    client: Client, broker: str, ago: timedelta, worker: str, status: int
) -> None:
    seen(ago=ago)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["worker"]) == (status, worker)


@pytest.mark.django_db
def test_metrics_say_the_same_in_numbers(client: Client, broker: str) -> None:
    seen(ago=SEEN_LATELY * 2)
    lines = client.get("/metrics").content.decode().splitlines()
    assert 'shaoxing_plan_up{part="database"} 1.0' in lines
    assert 'shaoxing_plan_up{part="worker"} 0.0' in lines
    age = next(line for line in lines if line.startswith("shaoxing_plan_worker_seen_seconds "))
    assert 240 <= float(age.split()[1]) < 300


@pytest.mark.django_db
def test_a_broker_that_is_away_is_told_quickly(client: Client, no_broker: None) -> None:
    begin = time.monotonic()
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["broker"]) == (503, "down")
    assert time.monotonic() - begin < BROKER_GIVES_UP_SECONDS


def test_sending_to_a_broker_that_is_away_fails_quickly(no_broker: None) -> None:
    begin = time.monotonic()
    with pytest.raises(OperationalError):
        heartbeat.delay()
    assert time.monotonic() - begin < BROKER_GIVES_UP_SECONDS


def test_a_worker_tells_that_it_is_alive(celery_worker_process: None) -> None:
    wait_until(Heartbeat.objects.filter(name=WORKER).exists, what="the worker's first heartbeat")
    first = Heartbeat.objects.get(name=WORKER).seen_at
    heartbeat.delay()
    wait_until(
        Heartbeat.objects.filter(seen_at__gt=first).exists, what="the next heartbeat to be noted"
    )
