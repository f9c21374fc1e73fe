"""A department's projects of a period, and the face of its desk."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from indicators.models import ReportingRound
from indicators.views.entry.access import chosen_department, own_departments
from indicators.views.entry.grid import tickets_of
from indicators.views.person import person
from indicators.workflow import Part
from projects.periods import Period
from projects.selectors.entry.listing import period_choices, period_page
from projects.submitting import submit_reports
from projects.views.entry.access import PeriodPlace, period_place


@require_safe
def entry_projects(request: HttpRequest) -> HttpResponse:
    """Show the projects of the period that is asked for now."""
    department = chosen_department(request, own_departments(person(request)))
    rounds = ReportingRound.objects.filter(plan__projects__department=department).distinct()
    today = timezone.localdate()
    opened = rounds.filter(opens_on__lte=today).order_by("-year", "-plan__first_year").first()
    round_ = opened or rounds.order_by("year").first()
    if round_ is None:
        return render(request, "projects/entry/none.html", {"department": department})
    place = period_place(request, round_.plan.slug, Period(year=round_.year))
    return render(request, "projects/entry/period.html", _context(place))


@require_safe
def entry_project_period(request: HttpRequest, slug: str, period: Period) -> HttpResponse:
    """Show a department's projects of a period: returned, due, under way, done."""
    place = period_place(request, slug, period)
    return render(request, "projects/entry/period.html", _context(place))


@require_POST
def entry_project_submit(request: HttpRequest, slug: str, period: Period) -> HttpResponse:
    """Submit the chosen drafts; each that is refused says why and stops no other."""
    place = period_place(request, slug, period)
    if Part.CLERK not in place.parts:
        raise Http404
    tickets = tickets_of(request.POST.getlist("ticket"))
    outcomes = submit_reports(tickets, user=person(request), now=timezone.now())
    sent = sum(not each.refusal for each in outcomes)
    if sent:
        messages.success(request, f"已提交{sent}个项目。")
    for each in outcomes:
        if each.refusal:
            messages.error(request, f"没有提交“{each.name}”：{each.refusal}")
    if not outcomes:
        messages.warning(request, "没有选中任何项目。")
    return redirect(place.url)


def _context(place: PeriodPlace) -> dict[str, Any]:
    now = timezone.now()
    page = period_page(place.round, place.department, period=place.period, now=now)
    rounds = ReportingRound.objects.filter(plan=place.round.plan).prefetch_related("extensions")
    return {
        "place": place,
        "page": page,
        "card": page.card,
        "is_clerk": Part.CLERK in place.parts,
        "choices": period_choices(rounds.order_by("-year"), place.department, now=now),
    }
