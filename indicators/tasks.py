"""Background work: verdicts computed anew; every task takes ids only and may run twice."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from billiard.exceptions import SoftTimeLimitExceeded
from celery import shared_task
from celery.contrib.django.task import DjangoTask
from django.db.utils import OperationalError
from django.utils import timezone

from indicators import reminding, services
from indicators.services import confirming, uploads
from indicators.services.upload_writing import write_figures

logger = logging.getLogger(__name__)
retried = shared_task(
    base=DjangoTask,
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
    acks_late=True,
)
mailing = shared_task(
    base=DjangoTask,
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
)
"""Not acknowledged late: a mail in doubt is rather lost than sent twice."""
SWEEP_AGE = timedelta(seconds=30)
READING_SECONDS = 60
WRITING_SECONDS = 600


class ReadingTask(DjangoTask[..., str]):
    """Reads an upload; what nobody foresaw ends it as one that cannot be read."""

    abstract = True

    def on_failure(self, exc: Exception, _id: str, args: Any, *_: Any) -> None:
        logger.error("reading of upload %s broke off", args[0], exc_info=exc)
        uploads.refuse_broken(UUID(args[0]), now=timezone.now())


class WritingTask(DjangoTask[..., str]):
    """Writes a confirmed upload; after what nobody foresaw it can be confirmed again."""

    abstract = True

    def on_failure(self, exc: Exception, _id: str, args: Any, *_: Any) -> None:
        logger.error("writing of upload %s broke off", args[0], exc_info=exc)
        confirming.give_back(UUID(args[0]), message=confirming.BROKE_OFF, now=timezone.now())


def _late(base: type[DjangoTask[..., str]], seconds: int) -> Callable[[Callable[..., str]], Any]:
    """Return how a task is made that may take so long and runs again if its worker dies."""
    return shared_task(
        base=base,
        autoretry_for=(OperationalError,),
        retry_backoff=True,
        max_retries=5,
        acks_late=True,
        soft_time_limit=seconds,
    )


reading = _late(ReadingTask, READING_SECONDS)
writing = _late(WritingTask, WRITING_SECONDS)


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


@reading
def read_upload(upload_id: str) -> str:
    """Read an uploaded workbook and keep its preview; safe to run twice."""
    # Late: it brings pandas, and web workers may import this module.
    from indicators.upload_reading import read_upload as read

    return read_in_time(upload_id, read)


@writing
def write_upload(upload_id: str) -> str:
    """Write the drafts of a confirmed workbook, all or none; safe to run twice."""
    return write_in_time(upload_id, write_figures)


def read_in_time(upload_id: str, read: Callable[..., str]) -> str:
    """Have an upload read, and given up when that takes too long; return its state."""
    try:
        return read(UUID(upload_id), now=timezone.now())
    except SoftTimeLimitExceeded:
        uploads.give_up(UUID(upload_id), seconds=READING_SECONDS, now=timezone.now())
        return "refused"


def write_in_time(upload_id: str, write: confirming.WriteAll) -> str:
    """Have a confirmed upload written, and given back when that takes too long."""
    pk = UUID(upload_id)
    try:
        with confirming.shown_progress(pk, clock=timezone.now) as tell:
            confirming.write_upload(pk, write=write, now=timezone.now(), tell=tell)
    except confirming.NotAllWrittenError:
        return "refused"
    except SoftTimeLimitExceeded:
        confirming.give_back(pk, message=confirming.TOO_LONG, now=timezone.now())
        return "given back"
    return "written"


@retried
def sweep_uploads() -> int:
    """Have uploads read or written that were forgotten, and remove those past their time."""
    uploads.clear_uploads(now=timezone.now())
    return uploads.resend_uploads(now=timezone.now())


def mailed(remind: Callable[..., int]) -> int:
    """Return how many mails went out; none where the mail server is away."""
    try:
        return remind(now=timezone.now())
    except reminding.MailServerAwayError as error:
        logger.warning("%s。下次再试。", error)
        return 0
