"""Who is what to a report: its department's clerk or signer, or a planner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.contrib.auth.models import User

from indicators.models import Report
from indicators.workflow import Part, RefusedError
from plans.access import in_role, is_planner, roles_in
from plans.models import Department, Membership, MembershipRole

_PARTS: Final[Mapping[str, Part]] = {
    MembershipRole.CLERK: Part.CLERK,
    MembershipRole.SIGNER: Part.SIGNER,
}


def parts_of(user: User, department: Department) -> set[Part]:
    """Return what a person is to the reports of a department."""
    roles = roles_in(user, department.pk)
    parts = {part for role, part in _PARTS.items() if role in roles}
    return parts | {Part.PLANNER} if is_planner(user) else parts


def require_steward(user: User) -> None:
    """Refuse whoever may not change what verdicts rest on: definitions, targets, projects."""
    if not is_planner(user) and not in_role(user, "admin"):
        raise RefusedError("只有规划人员和管理员可以作这项变更。")


def has_signer(department: Department) -> bool:
    """Return whether a department wants its reports signed before a planner sees them.

    A signer whose account is closed can sign nothing and is none.
    """
    signers = Membership.objects.filter(department=department, role=MembershipRole.SIGNER)
    return signers.filter(user__is_active=True).exists()


def needs_signature(report: Report) -> bool:
    """Return whether a report has to be signed before it is approved.

    What a planner entered for a department rests on its document instead.
    """
    return not report.on_behalf_reason and has_signer(report.department)
