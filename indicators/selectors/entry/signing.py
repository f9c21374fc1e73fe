"""What a signer of a department has before him."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet

from indicators.models import Submission
from indicators.selectors.review.queue import QueueRow, queue_rows, reviewed
from indicators.workflow import Stage


def waiting_for_signature(departments: Iterable[int]) -> QuerySet[Submission, Any]:
    """Return the figures that departments sent and nobody has signed yet.

    What a planner entered for a department needs no signature.
    """
    return Submission.objects.filter(
        stage=Stage.SUBMITTED, department__in=departments, on_behalf_reason=""
    )


def rows_to_sign(departments: Iterable[int], today: date) -> list[QueueRow]:
    """Return the figures to sign with all that makes them easy to judge (fixed query count)."""
    rows = reviewed().filter(pk__in=waiting_for_signature(departments).values("pk"))
    return queue_rows(list(rows.order_by("submitted_at", "pk")), today=today)
