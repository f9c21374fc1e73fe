"""Whose words a report is: its department's own, or what planners entered for it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import User

from indicators.models import Report
from indicators.workflow import CHANGE_OF_HANDS, Part, RefusedError
from plans.services import person_name


@dataclass(frozen=True, kw_only=True)
class OnBehalf:
    """Why a planner enters a report for a department, and from which document."""

    reason: str
    document: str


def mark_on_behalf(report: Report, on_behalf: OnBehalf | None) -> None:
    """Say whose words a report is now; a department that edits it makes it its own."""
    report.on_behalf_reason = on_behalf.reason if on_behalf else ""
    report.on_behalf_document = on_behalf.document if on_behalf else ""


def is_planners_own(report: Report, parts: set[Part]) -> bool:
    """Return whether somebody is a planner with what planners entered for a department."""
    return Part.PLANNER in parts and bool(report.on_behalf_reason)


def make_senders_own(report: Report, *, parts: set[Part], user: User) -> dict[str, str]:
    """Make what planners entered the department's own, to be signed by it, when it submits it.

    Returns what the record tells of it.
    """
    if is_planners_own(report, parts):
        return {}
    if Part.CLERK not in parts:
        raise RefusedError("这是部门自己的草稿，由部门提交。")
    told = change_of_hands(report)
    if told:
        mark_on_behalf(report, None)
        report.author = user
    return told


def change_of_hands(report: Report) -> dict[str, str]:
    """Return what the record tells where a department makes its own what planners entered."""
    if not report.on_behalf_reason:
        return {}
    entered_by, document = person_name(report.author), report.on_behalf_document
    told = f"原由{entered_by}代填（理由：{report.on_behalf_reason}；依据文件：{document}）"
    return {CHANGE_OF_HANDS: f"{told}，现为{report.department}自己的填报"}


def basis_of(on_behalf: OnBehalf | None) -> dict[str, str]:
    """Return the document the record tells of where a planner enters for a department."""
    return {"依据文件": on_behalf.document} if on_behalf else {}
