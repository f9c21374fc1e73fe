"""The face of a department's desk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from indicators.selectors.entry.desk import desk
from indicators.selectors.entry.signing import waiting_for_signature
from indicators.views.entry.access import own_departments, person
from plans.access import departments_of
from plans.models import MembershipRole


@require_safe
def entry_desk(request: HttpRequest) -> HttpResponse:
    """Show what came back, what is due and how far each round is."""
    user = person(request)
    departments = own_departments(user)
    signing = departments_of(user, MembershipRole.SIGNER)
    context = {
        "departments": departments,
        "desk": desk(departments, now=timezone.now()),
        "is_signer": bool(signing),
        "to_sign": waiting_for_signature(signing).count() if signing else 0,
        "today": timezone.localdate(),
    }
    return render(request, "entry/desk.html", context)
