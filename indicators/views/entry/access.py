"""Who may open which part of a department's desk."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from indicators.models import Submission
from indicators.services.parts import parts_of
from indicators.services.ways import R
from indicators.workflow import Part
from plans.models import Department, MembershipRole


def own_departments(user: User, role: MembershipRole | None = None) -> list[Department]:
    """Return the departments a person belongs to (one query).

    Raises PermissionDenied for somebody of no department.
    """
    roles = MembershipRole.values if role is None else [role]
    found = list(
        Department.objects.filter(memberships__user=user, memberships__role__in=roles).distinct()
    )
    if not found:
        raise PermissionDenied
    return found


def chosen_department(request: HttpRequest, departments: list[Department]) -> Department:
    """Return the department the address names, or the first.

    Raises Http404 for one the person does not belong to.
    """
    code = request.POST.get("department") or request.GET.get("department", "")
    if not code:
        return departments[0]
    found = next((each for each in departments if each.code == code), None)
    if found is None:
        raise Http404
    return found


def own_submission(user: User, submission_id: int) -> Submission:
    """Return a figure of one of a person's departments; for others there is none."""
    related = ("author", "department", "definition", "region")
    return seen_report(user, Submission.objects.select_related(*related), submission_id)


def readable_submission(user: User, submission_id: int) -> Submission:
    """Return a figure as `own_submission` does, also one that another goes on in the stead of."""
    related = ("author", "department", "definition", "region", "replaced_by")
    return seen_report(user, Submission.everything.select_related(*related), submission_id)


def seen_report(user: User, reports: QuerySet[R], report_id: int) -> R:
    """Return a report of one of a person's departments; for others there is none.

    A planner sees what has been sent, or entered by planners: drafts are the department's own.
    Raises Http404.
    """
    found = reports.filter(pk=report_id).first()
    parts = parts_of(user, found.department) if found else set()
    if found is None or not parts:
        raise Http404
    if found.is_departments_draft and parts == {Part.PLANNER}:
        raise Http404
    return found
