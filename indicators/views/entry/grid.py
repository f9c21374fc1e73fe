"""The grid of a round: a department's figures of a year, entered like a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from indicators.models import Indicator, ReportingRound, Submission
from indicators.openings import why_closed
from indicators.seen import known_text
from indicators.selectors.checking import examiner_of
from indicators.selectors.duties import duties
from indicators.selectors.entry.desk import round_card
from indicators.selectors.entry.grid import Unsaved, figure_row, grid
from indicators.selectors.family import asked_about
from indicators.submitting import submit_figures
from indicators.views.entry.access import chosen_department, own_departments
from indicators.views.entry.clashes import SaveState, Saving
from indicators.views.entry.forms import FigureForm
from indicators.views.entry.saving import save_typed
from indicators.views.person import person
from indicators.views.posted import whole_number
from plans.access import departments_of
from plans.models import Department, MembershipRole

STATE_HEADER = "X-Entry-State"


@require_safe
def entry_grid(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Show a department's figures of a round, each in a row that can be typed into."""
    round_ = _round(slug, year)
    departments = own_departments(person(request))
    department = chosen_department(request, departments)
    return render(request, "entry/grid.html", _page(request, round_, department, departments))


@require_POST
def entry_row(request: HttpRequest, slug: str, year: int, code: str) -> HttpResponse:
    """Save one row; answer with its state alone where htmx asks, else with the page."""
    round_ = _round(slug, year)
    measured = asked_about().exclude(series=None)
    indicator = get_object_or_404(measured, code=code, plan=round_.plan)
    departments = own_departments(person(request))
    department = _asked(indicator, departments)
    form = FigureForm(request.POST)
    saving = save_typed(indicator, form, year=year, user=person(request), now=timezone.now())
    key = form.cleaned_data.get("row") or indicator.code
    known = known_text(form.approved_seen)
    if request.htmx:  # type: ignore[attr-defined]
        return _fragment(request, round_, indicator, saving, key=key, known=known)
    if saving.state is SaveState.SAVED:
        messages.success(request, f"{indicator}：已保存。")
        return redirect(f"{_address(round_, department)}#row-{key}")
    unsaved = {key: Unsaved(figure=saving.shown, known=known)}
    context = _page(request, round_, department, departments, typed=unsaved)
    context |= {"saving": saving, "saving_key": key}
    return render(request, "entry/grid.html", context, status=saving.status)


@require_POST
def entry_submit(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Submit the chosen figures; each that is refused says why and stops no other."""
    round_ = _round(slug, year)
    department = chosen_department(request, own_departments(person(request)))
    tickets = tickets_of(request.POST.getlist("ticket"))
    outcomes = submit_figures(tickets, user=person(request), now=timezone.now())
    refused = [each for each in outcomes if each.refusal]
    if len(refused) < len(outcomes):
        messages.success(request, f"已提交{len(outcomes) - len(refused)}个数据。")
    for each in refused:
        messages.error(request, f"没有提交“{each.name}”：{each.refusal}")
    if not outcomes:
        messages.warning(request, "没有选中任何数据：请先勾选要提交的行。")
    return redirect(_address(round_, department))


def is_clerk(request: HttpRequest, department: Department) -> bool:
    """Return whether a person enters a department's figures, and does not only look at them."""
    return department.pk in departments_of(person(request), MembershipRole.CLERK)


def tickets_of(texts: Iterable[str]) -> list[tuple[int, int]]:
    """Return what a form sent as "figure:version", as numbers; nonsense is left out."""
    pairs = [tuple(map(whole_number, text.partition(":")[::2])) for text in texts]
    return [(pk, version) for pk, version in pairs if pk is not None and version is not None]


def _page(
    request: HttpRequest,
    round_: ReportingRound,
    department: Department,
    departments: list[Department],
    *,
    typed: Mapping[str, Unsaved] | None = None,
) -> dict[str, Any]:
    now = timezone.now()
    asked = duties(round_.plan, [round_.year])
    own = [each for each in asked if each.department == department]
    card = round_card(round_, department, own, now=now)
    may_enter = is_clerk(request, department)
    return {
        "round": round_,
        "department": department,
        "departments": departments,
        "card": card,
        "is_clerk": may_enter,
        "grid": grid(
            round_.plan,
            department,
            year=round_.year,
            today=timezone.localdate(now),
            is_open=may_enter and not card.closed,
            revise=request.GET.get("revise", ""),
            typed=typed,
        ),
    }


def _fragment(
    request: HttpRequest,
    round_: ReportingRound,
    indicator: Indicator,
    saving: Saving[Submission],
    *,
    key: str,
    known: str,
) -> HttpResponse:
    """Return a row's state and what was found in it, to be put in their places."""
    shown = saving.shown
    examiner = examiner_of(shown, indicator, today=timezone.localdate())
    closed = why_closed(round_, department=shown.department, now=timezone.now())
    is_typed = saving.state is not SaveState.SAVED
    row = figure_row(
        shown,
        indicator,
        examiner,
        is_open=not closed,
        is_typed=is_typed,
        key=key,
        known=known,
    )
    context = {"row": row, "round": round_, "saving": saving, "is_fragment": True}
    response = render(request, "entry/row_answer.html", context)
    response.headers[STATE_HEADER] = saving.state.value
    return response


def _round(slug: str, year: int) -> ReportingRound:
    rounds = ReportingRound.objects.select_related("plan__region").prefetch_related("extensions")
    return get_object_or_404(rounds, plan__slug=slug, year=year)


def _asked(indicator: Indicator, departments: list[Department]) -> Department:
    """Return the person's department that is asked for an indicator.

    Raises Http404 where another is.
    """
    asked = indicator.data_department or indicator.department
    if asked is None or asked not in departments:
        raise Http404
    return asked


def _address(round_: ReportingRound, department: Department) -> str:
    path = reverse("entry_grid", args=[round_.plan.slug, round_.year])
    return f"{path}?{urlencode({'department': department.code})}"
