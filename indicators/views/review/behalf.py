"""Entering figures for departments: with a reason, a document, and marked as such for ever."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from indicators.models import Vintage
from indicators.selectors.review.behalf import (
    ENTRY_FIELDS,
    BehalfRow,
    behalf_departments,
    behalf_rows,
)
from indicators.services.reporting import Entry, OnBehalf, Place
from indicators.services.reviewing import BehalfLine, Outcome, enter_many_on_behalf
from indicators.views.review.access import person, planners_only
from indicators.views.review.forms import BehalfForm, BehalfLineForm
from plans.models import Plan

SUBMIT: Final = "submit"
UNPROCESSABLE: Final = 422
KINDS: Final = {"published_on": "date", "source_url": "url"}


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One field of a line; written into the page directly, for widgets cost a template each."""

    name: str
    label: str
    kind: str
    value: str
    initial_name: str
    initial: str
    max_length: int | None
    errors: list[str]


@dataclass(kw_only=True)
class Line:
    """One line of the table: what is known, the form over it, what became of it."""

    row: BehalfRow
    form: BehalfLineForm

    @property
    def cells(self) -> dict[str, Cell]:
        """Return what is typed in, by field."""
        return {name: _cell(self.form, name) for name in ENTRY_FIELDS}

    @property
    def is_touched(self) -> bool:
        """Return whether anything was typed into it."""
        return bool(set(self.form.changed_data) - {"version"})


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
    lines = [Line(row=row, form=_form(row)) for row in _rows(request, plan, year)]
    return _page(request, plan, year, lines, form=BehalfForm())


def _cell(form: BehalfLineForm, name: str) -> Cell:
    """Return a field with what it holds, and what it held when the page was first shown."""
    bound = form[name]
    held = form.data.get(bound.html_initial_name) if form.is_bound else bound.initial
    return Cell(
        name=bound.html_name,
        label=str(bound.label),
        kind=KINDS.get(name, "text"),
        value=_shown(bound.value()),
        initial_name=bound.html_initial_name,
        initial=_shown(held),
        max_length=getattr(bound.field, "max_length", None),
        errors=[str(each) for each in bound.errors],
    )


def _shown(value: Any) -> str:
    """Return a value as a field of a form holds it; days in the form browsers want."""
    return "" if value is None else str(value)


def _entered(request: HttpRequest, plan: Plan, year: int) -> HttpResponse:
    """Save each line that was touched; what is refused stays on the page as it was typed."""
    form = BehalfForm(request.POST)
    lines = [Line(row=row, form=_form(row, request.POST)) for row in _rows(request, plan, year)]
    submit = request.POST.get("do") == SUBMIT
    wanted = [each for each in lines if _is_wanted(each, submit=submit)]
    if not form.is_valid() or not all(_is_readable(each, form, submit=submit) for each in wanted):
        return _page(request, plan, year, lines, form=form)
    if not wanted:
        form.add_error(None, "没有填写任何数值。")
        return _page(request, plan, year, lines, form=form)
    outcomes = enter_many_on_behalf(
        [_behalf_line(each, form, request, year) for each in wanted],
        OnBehalf(reason=form.cleaned_data["reason"], document=form.cleaned_data["document"]),
        user=person(request),
        now=timezone.now(),
        submit=submit,
    )
    refused = {
        line.row.indicator.pk: outcome
        for line, outcome in zip(wanted, outcomes, strict=True)
        if outcome.refusal
    }
    done = len(outcomes) - len(refused)
    if done:
        verb = "提交，等待审核" if submit else "保存为草稿"
        messages.success(request, f"{done} 个代填数据已{verb}。")
    if not refused:
        return redirect(f"{request.path}?{request.GET.urlencode()}")
    remaining = list(_remaining(request, plan, year, refused))
    return _page(request, plan, year, remaining, form=form)


def _remaining(
    request: HttpRequest, plan: Plan, year: int, refused: dict[int, Outcome]
) -> Iterator[Line]:
    """Yield the lines anew: refused ones as they were typed, on the version that is there now."""
    for row in _rows(request, plan, year):
        outcome = refused.get(row.indicator.pk)
        if outcome is None:
            yield Line(row=row, form=_form(row))
            continue
        typed = request.POST.copy()
        prefix = f"i{row.indicator.pk}"
        typed[f"{prefix}-version"] = str(row.current.version) if row.current else ""
        form = _form(row, typed)
        form.add_error("value_text", outcome.refusal)
        yield Line(row=row, form=form)


def _is_wanted(line: Line, *, submit: bool) -> bool:
    if line.row.locked:
        return False
    typed = line.form.data.get(f"{line.form.prefix}-value_text", "").strip()
    if line.is_touched:
        return bool(typed) or line.row.current is not None
    return submit and line.row.is_ready


def _is_readable(line: Line, form: BehalfForm, *, submit: bool) -> bool:
    """Return whether a line can be saved; a submitted one needs its day of publication."""
    if not line.form.is_valid():
        return False
    if submit and not _published_on(line, form):
        line.form.add_error("published_on", "请填公布日期。")
        return False
    return True


def _behalf_line(line: Line, form: BehalfForm, request: HttpRequest, year: int) -> BehalfLine:
    typed = dict(line.form.cleaned_data)
    version = typed.pop("version")
    typed["published_on"] = _published_on(line, form)
    place = Place(indicator=line.row.indicator, year=year, vintage=_vintage(request))
    return BehalfLine(place=place, entry=Entry(**typed), version=version)


def _published_on(line: Line, form: BehalfForm) -> date | None:
    own: date | None = line.form.cleaned_data["published_on"]
    common: date | None = form.cleaned_data["published_on"]
    return own or common


def _rows(request: HttpRequest, plan: Plan, year: int) -> list[BehalfRow]:
    return behalf_rows(
        plan,
        year=year,
        vintage=_vintage(request),
        department=request.GET.get("department", ""),
        today=timezone.localdate(),
    )


def _form(row: BehalfRow, typed: Any = None) -> BehalfLineForm:
    return BehalfLineForm(typed, prefix=f"i{row.indicator.pk}", initial=row.initial)


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
        "form": form,
        "error_count": sum(bool(each.form.errors) for each in lines if each.form.is_bound),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "review/enter.html", context, status=status)
