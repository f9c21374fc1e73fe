"""Entering figures for departments: with a reason, a document, and marked as such for ever."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from indicators.models import Submission, Vintage
from indicators.selectors.review.behalf import BehalfRow, behalf_departments, behalf_rows
from indicators.services.on_behalf import OnBehalf
from indicators.submitting import BehalfLine, Outcome, enter_many_on_behalf
from indicators.views.person import person
from indicators.views.review.access import planners_only
from indicators.views.review.behalf_lines import (
    Line,
    as_typed,
    behalf_line,
    is_readable,
    is_unsaved,
    is_wanted,
    line_of,
    refused_line,
)
from indicators.views.review.forms import BehalfForm
from plans.models import Plan

SUBMIT: Final = "submit"
UNPROCESSABLE: Final = 422
NO_VALUE: Final = "没有填数值，这一行没有保存；不填这一行，就清空它的其他各格。"
BLOCKED: Final = "还不能提交，请按本行下面的提示答复、写明或改正。"


@planners_only
@require_safe
def review_enter_choice(request: HttpRequest) -> HttpResponse:
    """Offer every plan and year to enter figures for."""
    plans = [(plan, _years(plan)) for plan in Plan.objects.all()]
    return render(request, "review/enter_choice.html", {"plans": plans})


@planners_only
@require_http_methods(["GET", "HEAD", "POST"])
def review_enter(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Enter the figures of a year for departments."""
    plan = get_object_or_404(Plan.objects.select_related("region"), slug=slug)
    if year not in _years(plan):
        raise Http404
    if request.method == "POST":
        return _entered(request, plan, year)
    lines = [line_of(row) for row in _rows(request, plan, year)]
    return _page(request, plan, year, lines, form=BehalfForm())


def _entered(request: HttpRequest, plan: Plan, year: int) -> HttpResponse:
    """Save each line that was touched; what is refused stays on the page as it was typed."""
    form = BehalfForm(request.POST)
    lines = [line_of(row, request.POST) for row in _rows(request, plan, year)]
    submit = request.POST.get("do") == SUBMIT
    wanted = [each for each in lines if is_wanted(each, submit=submit)]
    left = [each for each in lines if each.lacks_value]
    for each in left:
        each.form.add_error("value_text", NO_VALUE)
    is_valid = form.is_valid()
    are_readable = [is_readable(each, form, submit=submit) for each in wanted]
    if not (is_valid and all(are_readable)):
        lines = _as_typed(request, plan, year, lines, wanted=wanted, form=form)
        return _page(request, plan, year, lines, form=form)
    if not wanted:
        form.add_error(None, "没有填写任何数值。")
        return _page(request, plan, year, lines, form=form)
    typed = [behalf_line(each, form, year=year, vintage=_vintage(request)) for each in wanted]
    outcomes = enter_many_on_behalf(
        typed, form.on_behalf, user=person(request), now=timezone.now(), submit=submit
    )
    _tell(request, outcomes, submit=submit)
    refused = [pair for pair in zip(typed, outcomes, strict=True) if pair[1].refusal]
    if not (refused or left):
        return redirect(f"{request.path}?{request.GET.urlencode()}")
    again = {each.row.indicator.pk: each for each in left}
    remaining = list(_remaining(request, plan, year, refused, form.on_behalf, left=again))
    return _page(request, plan, year, remaining, form=form)


def _as_typed(
    request: HttpRequest,
    plan: Plan,
    year: int,
    lines: list[Line],
    *,
    wanted: list[Line],
    form: BehalfForm,
) -> list[Line]:
    """Return lines none of which was saved, with the fields that go with what was typed."""
    typed = [behalf_line(each, form, year=year, vintage=_vintage(request)) for each in wanted]
    figures = {each.place.indicator.pk: as_typed(each, form.on_behalf) for each in typed}
    rows = {each.indicator.pk: each for each in _rows(request, plan, year, typed=figures)}
    return [replace(each, row=rows.get(each.row.indicator.pk, each.row)) for each in lines]


def _tell(request: HttpRequest, outcomes: list[Outcome], *, submit: bool) -> None:
    repeated = sum(each.is_repeated for each in outcomes)
    done = sum(not each.refusal for each in outcomes) - repeated
    if done:
        verb = "提交，等待审核" if submit else "保存为草稿"
        messages.success(request, f"{done} 个代填数据已{verb}。")
    if repeated:
        messages.success(request, f"{repeated} 个数据您已经填过，内容相同，没有重复保存。")


def _remaining(
    request: HttpRequest,
    plan: Plan,
    year: int,
    refused: list[tuple[BehalfLine, Outcome]],
    on_behalf: OnBehalf,
    *,
    left: Mapping[int, Line],
) -> Iterator[Line]:
    """Yield the lines anew: refused ones as they were typed, with what the checks say of them.

    `left` are the lines that were not tried, by indicator; they stay as they were typed.
    """
    outcomes = {line.place.indicator.pk: outcome for line, outcome in refused}
    typed = {line.place.indicator.pk: as_typed(line, on_behalf) for line, _ in refused}
    for row in _rows(request, plan, year, typed=typed):
        outcome = outcomes.get(row.indicator.pk)
        if outcome is not None:
            refusal = BLOCKED if outcome.is_blocked else outcome.refusal
            yield refused_line(row, request.POST, refusal)
        elif row.indicator.pk in left:
            yield replace(left[row.indicator.pk], row=row)
        else:
            yield line_of(row)


def _rows(
    request: HttpRequest, plan: Plan, year: int, *, typed: Mapping[int, Submission] | None = None
) -> list[BehalfRow]:
    return behalf_rows(
        plan,
        year=year,
        vintage=_vintage(request),
        department=request.GET.get("department", ""),
        today=timezone.localdate(),
        typed=typed,
    )


def _vintage(request: HttpRequest) -> Vintage:
    asked = request.GET.get("vintage", "")
    return Vintage(asked) if asked in Vintage.values else Vintage.FINAL


def _years(plan: Plan) -> range:
    """Return the years figures may be entered for: the base year's too, it may be restated."""
    return range(plan.base_year, plan.last_year + 1)


def _page(
    request: HttpRequest, plan: Plan, year: int, lines: list[Line], *, form: BehalfForm
) -> HttpResponse:
    vintage, department = _vintage(request), request.GET.get("department", "")
    context = {
        "plan_entered": plan,
        "year": year,
        "years": [(each, reverse("review_enter", args=[plan.slug, each])) for each in _years(plan)],
        "query": request.GET.urlencode(),
        "vintage": vintage,
        "vintages": Vintage.choices,
        "department": department,
        "departments": behalf_departments(plan),
        "lines": lines,
        # On a phone all lines are a very long page: there a department is chosen first.
        "asks_first": not form.is_bound and "department" not in request.GET,
        "form": form,
        "failed": [each for each in lines if is_unsaved(each)],
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "review/enter.html", context, status=status)
