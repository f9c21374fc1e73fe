"""Rounds and locks: days, extensions, and who has not reported."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from indicators.models import Extension, ReportingRound
from indicators.selectors.review.extensions import extension_lines
from indicators.selectors.review.scoreboard import round_lines, round_standing, scores
from indicators.services.rounds import (
    AlreadyExtendedError,
    end_extension,
    ensure_rounds,
    extend,
    set_days,
)
from indicators.views.person import person
from indicators.views.review.access import planners_only
from indicators.views.review.forms import DaysForm, ExtensionForm, seen_days
from indicators.workflow import RefusedError
from plans.models import Plan

UNPROCESSABLE = 422


@planners_only
@require_safe
def review_rounds(request: HttpRequest) -> HttpResponse:
    """Show the rounds of every plan and what has come in."""
    today, now = timezone.localdate(), timezone.now()
    plans = [
        (plan, round_lines(plan, today=today, now=now))
        for plan in Plan.objects.select_related("region")
    ]
    return render(request, "review/rounds.html", {"plans": plans})


@planners_only
@require_POST
def review_rounds_open(request: HttpRequest, slug: str) -> HttpResponse:
    """Make the missing rounds of a plan's years."""
    plan = get_object_or_404(Plan, slug=slug)
    ensure_rounds(plan)
    messages.success(request, f"{plan}各年的填报轮次已建立，请核对日期。")
    return redirect("review_rounds")


@planners_only
@require_safe
def review_round(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show a round: its days, its extensions, and each department's standing."""
    return _page(request, _round(round_id))


@planners_only
@require_POST
def review_round_days(request: HttpRequest, round_id: int) -> HttpResponse:
    """Change the days of a round."""
    round_, form = _round(round_id), DaysForm(request.POST)
    if not form.is_valid():
        return _page(request, round_, days=form)
    try:
        set_days(round_, **form.cleaned_data, user=person(request), now=timezone.now())
    except RefusedError as error:
        return _page(request, _round(round_id), days=_days_again(request, round_id, str(error)))
    messages.success(request, f"{round_}的日期已调整。")
    return redirect("review_round", round_id)


@planners_only
@require_POST
def review_extend(request: HttpRequest, round_id: int) -> HttpResponse:
    """Lift the lock for one department until a time."""
    round_, form = _round(round_id), ExtensionForm(request.POST)
    if not form.is_valid():
        return _page(request, round_, extension=form)
    try:
        made = extend(round_, **form.cleaned_data, user=person(request), now=timezone.now())
    except AlreadyExtendedError as error:
        messages.info(request, str(error))
        return redirect("review_round", round_id)
    except RefusedError as error:
        form.add_error(None, str(error))
        return _page(request, round_, extension=form)
    messages.success(request, f"已为{made.department}延期至{_clock(made.until)}。")
    return redirect("review_round", round_id)


@planners_only
@require_POST
def review_extension_end(request: HttpRequest, extension_id: int) -> HttpResponse:
    """End an extension before its time."""
    found = Extension.objects.select_related("round__plan", "department")
    extension = get_object_or_404(found, pk=extension_id)
    if end_extension(extension, user=person(request), now=timezone.now()):
        messages.success(request, f"{extension.department}的延期已提前结束。")
    else:
        messages.info(request, f"{extension.department}的延期早已结束。")
    return redirect("review_round", extension.round_id)


def _round(round_id: int) -> ReportingRound:
    found = ReportingRound.objects.select_related("plan__region")
    return get_object_or_404(found.prefetch_related("extensions"), pk=round_id)


def _days_again(request: HttpRequest, round_id: int, refusal: str) -> DaysForm:
    """Return what was typed with why it was refused, beside the days as they are now."""
    form = DaysForm({**request.POST.dict(), "seen": seen_days(_round(round_id))})
    form.is_valid()
    form.add_error(None, refusal)
    return form


def _page(
    request: HttpRequest,
    round_: ReportingRound,
    *,
    days: DaysForm | None = None,
    extension: ExtensionForm | None = None,
) -> HttpResponse:
    now, today = timezone.now(), timezone.localdate()
    plan = round_.plan
    found = scores(plan, [round_], today=today, now=now)
    context: dict[str, Any] = {
        "round": round_,
        "standing": round_standing(round_, today=today),
        "plan_of_round": plan,
        "days": days or DaysForm.showing(round_),
        "extension_form": extension or ExtensionForm(),
        "extensions": extension_lines(round_, now=now),
        "scores": [each for each in found if each.due],
        "unasked": [each for each in found if not each.due],
        "siblings": plan.reporting_rounds.order_by("year"),
    }
    status = UNPROCESSABLE if days or extension else 200
    return render(request, "review/round.html", context, status=status)


def _clock(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
