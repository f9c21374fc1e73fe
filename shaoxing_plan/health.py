"""Whether the parts of an installation are well."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db import DatabaseError
from kombu.exceptions import OperationalError as BrokerError
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from .celery import app
from .models import Heartbeat
from .tasks import WORKER

BROKER_SECONDS = 2

PartState = Literal["ok", "down", "starting", "unknown"]


@dataclass(frozen=True)
class State:
    """How each part is; a worker that has never been seen is `starting`."""

    database: PartState
    broker: PartState
    worker: PartState
    worker_seen_at: datetime | None

    @property
    def is_well(self) -> bool:
        return self.database == "ok" and self.broker == "ok" and self.worker in {"ok", "starting"}

    def as_dict(self) -> dict[str, str]:
        return {
            "status": "ok" if self.is_well else "down",
            "database": self.database,
            "broker": self.broker,
            "worker": self.worker,
        }


def state(*, now: datetime, seen_lately: timedelta) -> State:
    """Return how database, broker and worker are."""
    database, seen_at = _database()
    worker: PartState = "unknown"
    if database == "ok":
        worker = _worker(seen_at, now=now, seen_lately=seen_lately)
    return State(database=database, broker=_broker(), worker=worker, worker_seen_at=seen_at)


def metrics(*, now: datetime, seen_lately: timedelta) -> bytes:
    """Return the state as gauges in the text format of Prometheus."""
    current = state(now=now, seen_lately=seen_lately)
    registry = CollectorRegistry()
    up = Gauge("shaoxing_plan_up", "Whether a part is well", ["part"], registry=registry)
    for part in ("database", "broker", "worker"):
        up.labels(part).set(getattr(current, part) in {"ok", "starting"})
    if current.worker_seen_at is not None:
        name = "shaoxing_plan_worker_seen_seconds"
        age = Gauge(name, "Time since a worker was last seen", registry=registry)
        age.set((now - current.worker_seen_at).total_seconds())
    return generate_latest(registry)


def _database() -> tuple[PartState, datetime | None]:
    try:
        row = Heartbeat.objects.filter(name=WORKER).first()
    except DatabaseError:
        return "down", None
    return "ok", row.seen_at if row else None


def _worker(seen_at: datetime | None, *, now: datetime, seen_lately: timedelta) -> PartState:
    if seen_at is None:
        return "starting"
    return "ok" if now - seen_at <= seen_lately else "down"


def _broker() -> PartState:
    try:
        with app.connection_for_write(connect_timeout=BROKER_SECONDS) as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, interval_step=0)
    except (BrokerError, OSError):
        return "down"
    return "ok"
