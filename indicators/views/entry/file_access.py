"""Which plan, round and department a file is for, and whether the person may have to do with it."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from indicators.models import ReportingRound
from indicators.services.parts import parts_of
from indicators.views.person import person
from indicators.workflow import Part
from plans.access import departments_of, is_planner
from plans.models import Department, Plan


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Where a person works: a round of a plan, and the departments he may choose from.

    `on_behalf` tells a planner who enters for a department he is no clerk of.
    """

    plan: Plan
    year: int
    departments: tuple[Department, ...]
    chosen: Department | None
    on_behalf: bool


def desk(request: HttpRequest, slug: str, year: int) -> Desk:
    """Return the round and the departments a person may download or upload for.

    Members of no department who are no planners are refused; for others a department that is
    not theirs does not exist.
    """
    user = person(request)
    round_ = get_object_or_404(
        ReportingRound.objects.select_related("plan"), plan__slug=slug, year=year
    )
    planner = is_planner(user)
    own = departments_of(user)
    if not own and not planner:
        raise PermissionDenied
    departments = Department.objects.all() if planner else Department.objects.filter(pk__in=own)
    choices = tuple(departments)
    code = request.POST.get("department") or request.GET.get("department")
    chosen = next((each for each in choices if each.code == code), None)
    if code and chosen is None:
        raise Http404
    if chosen is None and own:
        chosen = next(each for each in choices if each.pk in own)
    is_clerk = chosen is not None and Part.CLERK in parts_of(user, chosen)
    return Desk(
        plan=round_.plan,
        year=year,
        departments=choices,
        chosen=chosen,
        on_behalf=planner and not is_clerk,
    )


def planned(request: HttpRequest, slug: str) -> Plan:
    """Return a plan to a planner; everybody else is refused."""
    if not is_planner(person(request)):
        raise PermissionDenied
    return get_object_or_404(Plan.objects.select_related("region"), slug=slug)


def desk_link(request: HttpRequest, slug: str, year: int | None, code: str) -> tuple[str, str]:
    """Return label and address of where a person goes on with the drafts: his own desk."""
    if not departments_of(person(request)):
        if year is None or not code:
            return "代填", reverse("review_enter_choice")
        return "代填", f"{reverse('review_enter', args=[slug, year])}?department={code}"
    if year is None:
        return "填报", reverse("entry_desk")
    return "填报", f"{reverse('entry_grid', args=[slug, year])}?department={code}"
