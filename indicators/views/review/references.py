"""Entering what no department is asked for and verdicts rest on: reference series."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from indicators.checks.figures import findings
from indicators.checks.findings import Finding, Level
from indicators.checks.numbers import Figure, Publication
from indicators.checks.proportions import Thresholds
from indicators.emptiness import says_nothing
from indicators.limits import thresholds_in_force
from indicators.selectors.review.references import Reference, ReferenceYear, references
from indicators.services.references import ReferenceFigure, enter_references, withdraw_reference
from indicators.views.person import person
from indicators.views.posted import posted_text, whole_number
from indicators.views.review.access import planners_only
from indicators.views.review.forms import BehalfForm, ReferenceLineForm, ReferenceWhyForm
from indicators.workflow import RefusedError
from plans.models import Plan

UNPROCESSABLE: Final = 422


@dataclass(frozen=True, kw_only=True)
class YearLine:
    """A year of a series with the form over it."""

    reference: Reference
    year: ReferenceYear
    form: ReferenceLineForm

    @property
    def is_typed(self) -> bool:
        return bool(self.form.data.get(f"{self.form.prefix}-value_text", "").strip())


@planners_only
@require_http_methods(["GET", "HEAD", "POST"])
def review_references(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter the years of the series a plan's indicators are compared with."""
    plan = get_object_or_404(Plan.objects.select_related("region"), slug=slug)
    if request.method == "POST":
        return _entered(request, plan)
    return _page(request, plan, list(_lines(plan)), form=ReferenceWhyForm())


@planners_only
@require_POST
def review_reference_withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Take back a figure that was entered here."""
    plan = get_object_or_404(Plan, slug=slug)
    number = whole_number(posted_text(request, "observation")) or 0
    reason = posted_text(request, "reason")
    try:
        withdraw_reference(plan, number, reason=reason, user=person(request), now=timezone.now())
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "已撤回，有关评判正在重算。")
    return redirect("review_references", slug=slug)


def _entered(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Record all that was typed, or nothing and every fault on the page."""
    form, lines = ReferenceWhyForm(request.POST), list(_lines(plan, request))
    typed = [each for each in lines if each.is_typed]
    thresholds = thresholds_in_force(timezone.localdate())
    is_readable = form.is_valid()
    for line in typed:
        is_readable = _is_sound(line, form, thresholds, plan=plan) and is_readable
    if not typed:
        form.add_error(None, "没有填写任何数值。")
    if not typed or not is_readable:
        return _page(request, plan, lines, form=form)
    try:
        made = enter_references(
            plan,
            [_figure(each, form) for each in typed],
            form.on_behalf,
            user=person(request),
            now=timezone.now(),
        )
    except RefusedError as error:
        form.add_error(None, str(error))
        return _page(request, plan, lines, form=form)
    messages.success(request, f"{len(made)} 个参考数据已录入，有关评判正在重算。")
    return redirect("review_references", slug=plan.slug)


def _is_sound(line: YearLine, form: BehalfForm, thresholds: Thresholds, *, plan: Plan) -> bool:
    """Return whether a line can be recorded; what is wrong is said at its fields."""
    if not line.form.is_valid():
        return False
    day = line.form.cleaned_data["published_on"] or form.cleaned_data.get("published_on")
    if not day:
        line.form.add_error("published_on", "请填公布日期。")
    for each in _found(line, thresholds, publication=_publication(line, plan, day)):
        is_confirmed = each.level == Level.WARNING and not says_nothing(
            line.form.cleaned_data["note"]
        )
        if not is_confirmed:
            more = "数值无误的，请在说明中写明原因。" if each.level == Level.WARNING else ""
            line.form.add_error(each.field, each.message + more)
    return not line.form.errors


def _publication(line: YearLine, plan: Plan, day: date | None) -> Publication | None:
    """Return when a figure is said to be published, None where no day can be read."""
    if day is None:
        return None
    year = line.year.year
    return Publication(day=day, year=year, base_year=plan.base_year, closed_on=plan.closed_on)


def _found(
    line: YearLine, thresholds: Thresholds, *, publication: Publication | None
) -> list[Finding]:
    """Return what the checks say of a figure; of a rate of growth no jump is asked about."""
    series = line.reference.series
    figure = Figure(
        value_text=line.form.cleaned_data["value_text"],
        unit=series.unit,
        decimals=series.decimals,
        direction="",
        is_growth=bool(line.reference.compared),
        nonnegative=series.nonnegative,
        last_year=line.reference.last.get(line.year.year - 1),
        publication=publication,
        note=line.form.cleaned_data["note"],
    )
    return findings(figure, thresholds=thresholds, today=timezone.localdate())


def _figure(line: YearLine, form: BehalfForm) -> ReferenceFigure:
    fields = dict(line.form.cleaned_data)
    fields["published_on"] = fields["published_on"] or form.cleaned_data["published_on"]
    return ReferenceFigure(series=line.reference.series, year=line.year.year, **fields)


def _lines(plan: Plan, request: HttpRequest | None = None) -> Iterator[YearLine]:
    typed = request.POST if request else None
    for reference in references(plan, today=timezone.localdate()):
        for year in reference.years:
            prefix = f"s{reference.series.pk}-{year.year}"
            form = ReferenceLineForm(typed, prefix=prefix)
            yield YearLine(reference=reference, year=year, form=form)


def _is_open(reference: Reference, lines: list[YearLine]) -> bool:
    """Return whether a series is unfolded at once: verdicts rest on it, or something was typed."""
    return bool(reference.compared) or any(each.is_typed for each in lines)


def _page(
    request: HttpRequest, plan: Plan, lines: list[YearLine], *, form: BehalfForm
) -> HttpResponse:
    groups: dict[int, tuple[Reference, list[YearLine]]] = {}
    for line in lines:
        groups.setdefault(line.reference.series.pk, (line.reference, []))[1].append(line)
    context = {
        "plan_entered": plan,
        "groups": [(*group, _is_open(*group)) for group in groups.values()],
        "form": form,
        "failed": [each for each in lines if each.is_typed and each.form.errors],
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "review/references.html", context, status=status)
