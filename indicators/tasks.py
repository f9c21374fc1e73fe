"""Background work: verdicts computed anew; every task takes ids only and may run twice."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from celery.contrib.django.task import DjangoTask
from django.db.utils import OperationalError
from django.utils import timezone

from indicators import services

retried = shared_task(
    base=DjangoTask,
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
    acks_late=True,
)
SWEEP_AGE = timedelta(seconds=30)


@retried
def assess_series(series_id: int, region_id: int) -> int:
    """Reassess every indicator that depends on a series in a region; safe to run twice."""
    outcome = services.assess(series_id=series_id, region_id=region_id, now=timezone.now())
    return outcome.written


@retried
def sweep_stale(*, settled: bool = False) -> int:
    """Send a task for all that is marked stale; `settled` leaves marks of the last 30 s alone."""
    before = timezone.now() - SWEEP_AGE if settled else None
    work = services.stale_work(before=before)
    for series_id, region_id in work:
        assess_series.delay(series_id, region_id)
    return len(work)


@retried
def reassess_all() -> int:
    """Compute everything anew; a verdict that changes by it is reported as an error."""
    return services.reassess_all(now=timezone.now()).changed
