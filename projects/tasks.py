"""Background work on projects; every task takes ids only and may run twice."""

from __future__ import annotations

from functools import partial

from django.utils import timezone

from indicators import reminding
from indicators.selectors.reminders import FIGURES, RETURNED_FIGURES
from indicators.tasks import (
    SWEEP_AGE,
    mailed,
    mailing,
    read_in_time,
    reading,
    retried,
    write_in_time,
    writing,
)
from projects.selectors.reminders import PROJECTS, RETURNED_PROJECTS
from projects.services import rollups
from projects.services.upload_writing import write_reports


@retried
def feed_roll_ups(*, settled: bool = False) -> int:
    """Feed every sum that is marked; `settled` leaves marks of the last 30 s alone."""
    before = timezone.now() - SWEEP_AGE if settled else None
    return sum(
        rollups.feed_roll_up(each, now=timezone.now())
        for each in rollups.stale_roll_ups(before=before)
    )


@mailing
def remind_of_due() -> int:
    """Mail each person once what is due or overdue, figures and projects together.

    Run again the same day, it sends only what was not sent.
    """
    return mailed(partial(reminding.remind_of_due, subjects=(FIGURES, PROJECTS)))


@mailing
def remind_of_returned() -> int:
    """Mail each person once what was returned since the last time, figures and projects."""
    subjects = (RETURNED_FIGURES, RETURNED_PROJECTS)
    return mailed(partial(reminding.remind_of_returned, subjects=subjects))


@reading
def read_upload(upload_id: str) -> str:
    """Read an uploaded workbook of project reports and keep its preview; safe to run twice."""
    # Late: it brings pandas, and web workers may import this module.
    from projects.upload_reading import read_upload as read

    return read_in_time(upload_id, read)


@writing
def write_upload(upload_id: str) -> str:
    """Write the drafts of a confirmed workbook, all or none; safe to run twice."""
    return write_in_time(upload_id, write_reports)
