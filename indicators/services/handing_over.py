"""What is reported on may be given to another department; one department holds each open report.

It is not given away while a report of it is under way. A report that is open again later, for an
approval was undone, goes to the department that is asked by then, with a line in the record.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from django.contrib.auth.models import User
from django.db.models import QuerySet

from indicators.models import Report
from indicators.workflow import RefusedError, Stage
from plans.models import Department
from plans.services import SYSTEM_USERNAME, Deed, Subject, record

R = TypeVar("R", bound=Report)


def held_elsewhere(reports: QuerySet[R], department: Department | None) -> QuerySet[R]:
    """Return the reports under way that another department holds.

    What the system submits is nobody's own and follows by itself.
    """
    under_way = reports.exclude(stage=Stage.APPROVED).exclude(author__username=SYSTEM_USERNAME)
    return under_way if department is None else under_way.exclude(department=department)


def refuse_under_way(
    reports: QuerySet[R], to: Department | None, *, name: Callable[[R], str]
) -> None:
    """Refuse to give away what is being reported on: two would hold it, none finish it.

    Giving it back to the department that holds the report is no giving away.
    """
    told = "、".join(
        f"{name(each)}（{each.department}，{each.get_stage_display()}）"
        for each in held_elsewhere(reports, to).select_related("department")
    )
    if told:
        raise RefusedError(f"还有没办完的填报：{told}；请先办完，再更换责任部门。")


def hand_over(
    report: Report, to: Department | None, *, subject: Subject, user: User | None, now: datetime
) -> None:
    """Make a report the department's that is asked by now, not yet saved; nothing if it is."""
    before = report.department
    if to is None or to == before:
        return
    report.department = to
    details = {"原": {"责任部门": before.name}, "新": {"责任部门": to.name}}
    deed = Deed(action="hand_over", name="移交责任部门", details=details)
    record(actor=user, subject=replace(subject, department=to), deed=deed, now=now)


def refuse_former(report: Report, present: Department | None, *, subject: Subject) -> None:
    """Refuse whoever would send a report for a department that is not asked any more."""
    if present is not None and present != report.department:
        raise RefusedError(f"“{subject.name}”现由{present}负责，请由它办理。")
