"""A report its department has back: planners knew it, and see nothing of it until it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from indicators.models import Report
from indicators.workflow import CHANGE_OF_HANDS, Action
from plans.models import RecordEntry
from plans.services import Subject


@dataclass(frozen=True, kw_only=True)
class TakenBack:
    """How a report went back to its department; `deed` "" and `at` None where no line tells it."""

    name: str
    department_name: str
    deed: str = ""
    at: datetime | None = None


def taken_back(report: Report, subject: Subject) -> TakenBack | None:
    """Return how a department's draft was taken from the planners' sight (one query at most).

    None for one they never saw. It is named as it was then: of the draft itself nothing is told.
    """
    department_name = report.department.name
    lines = RecordEntry.objects.filter(subject_kind=subject.kind, subject_key=subject.key)
    left = Q(action=Action.TAKE_BACK) | Q(details__has_key=CHANGE_OF_HANDS)
    line = lines.filter(left).order_by("-pk").first()
    if line is None:
        is_known = report.submitted_at is not None
        return TakenBack(name=subject.name, department_name=department_name) if is_known else None
    is_own_deed = line.action == Action.TAKE_BACK
    return TakenBack(
        name=line.subject_name,
        department_name=department_name,
        deed="撤回了提交" if is_own_deed else "把它转为自己填报",
        at=line.at,
    )
