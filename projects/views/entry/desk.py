"""The face of a department's desk: its figures, and its projects beside them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from indicators.selectors.entry.desk import desk
from indicators.selectors.entry.signing import waiting_for_signature
from indicators.views.entry.access import own_departments
from indicators.views.person import person
from plans.access import departments_of
from plans.models import MembershipRole
from projects.selectors.entry.desk import project_desk
from projects.selectors.entry.signing import waiting_for_signature as projects_to_sign


@require_safe
def entry_desk(request: HttpRequest) -> HttpResponse:
    """Show what came back, what is due and how far each round is."""
    user = person(request)
    departments = own_departments(user)
    signing = departments_of(user, MembershipRole.SIGNER)
    now = timezone.now()
    context = {
        "departments": departments,
        "desk": desk(departments, now=now),
        "projects": project_desk(departments, now=now),
        "is_signer": bool(signing),
        "to_sign": waiting_for_signature(signing).count() if signing else 0,
        "projects_to_sign": projects_to_sign(signing).count() if signing else 0,
        "today": timezone.localdate(now),
    }
    return render(request, "entry/desk.html", context)
