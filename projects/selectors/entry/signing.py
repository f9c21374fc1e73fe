"""What a signer of a department has before him of its projects."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from indicators.workflow import Stage
from projects.models import ProjectReport
from projects.selectors.review.queue import ReportRow, report_rows, sent_reports


def waiting_for_signature(departments: Iterable[int]) -> QuerySet[ProjectReport]:
    """Return the reports that departments sent and nobody has signed yet.

    What a planner entered for a department needs no signature.
    """
    return sent_reports().filter(
        stage=Stage.SUBMITTED, department__in=departments, on_behalf_reason=""
    )


def rows_to_sign(departments: Iterable[int], today: date) -> list[ReportRow]:
    """Return the reports to sign with all that makes them easy to judge."""
    waiting = waiting_for_signature(departments).order_by("submitted_at", "pk")
    return report_rows(list(waiting), today=today)
