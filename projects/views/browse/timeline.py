"""All projects of a plan on one time axis."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from indicators.views.asked import year_asked
from indicators.views.browse.sorting import with_query
from indicators.views.frame import is_senior, judged_year, viewpoint_of
from indicators.views.paging import PAGED, asked_page
from plans.access import browsable
from plans.models import Plan
from projects.periods import Period
from projects.selectors.browse.timeline import (
    LENGTH,
    LENGTH_FOR_SENIORS,
    span_of,
    timeline_groups,
)
from projects.timescale import SCALE_LABELS, Scale, Span, per_cent
from projects.views.browse.asking import (
    asked_rows,
    changed,
    filter_context,
    page_query,
)

OWN: Final = ("from", "to", "scale")
"""What the address of this page says of the axis."""


@browsable
@require_safe
def project_timeline(request: HttpRequest, slug: str) -> HttpResponse:
    """Show projects by field on an axis of years or quarters, as far as the address asks."""
    plan = get_object_or_404(Plan, slug=slug)
    shown = asked_rows(request, plan)
    widest = span_of(shown.rows, plan_span=Span(first=plan.first_year, last=plan.last_year))
    span, scale = _span(request.GET, plan, widest), _scale(request.GET)
    length = LENGTH_FOR_SENIORS if is_senior(request) else LENGTH
    page_of = asked_page(request, shown.rows, most=length.of_a_page)
    # Page by page only where one field alone has too many.
    is_paged = bool(request.GET.get("field")) and len(shown.rows) > length.at_once
    rows = tuple(page_of.object_list) if is_paged else shown.rows
    context = {
        **filter_context(request, plan, shown, view="timeline", kept=OWN, paged=PAGED),
        **_axis(request, plan, span=span, widest=widest, scale=scale),
        "groups": timeline_groups(
            rows, span=span, most=length.of_a_field if len(rows) > length.at_once else None
        ),
        "page_of": page_of if is_paged else None,
        "page_query": page_query(request),
        "field_query": _without(request.GET, "field", "page"),
    }
    return render(request, "projects/browse/timeline.html", context)


def _axis(
    request: HttpRequest, plan: Plan, *, span: Span, widest: Span, scale: Scale
) -> dict[str, Any]:
    """Return the axis, and the addresses that show more, less, or another part of it."""
    year = judged_year(request, plan)
    middle = year or (span.first + span.last) // 2
    inner, outer = span.zoomed_in(around=middle), span.zoomed_out(within=widest)
    step = max(1, len(span.years) // 2)
    ticks = span.ticks(scale)
    return {
        "span": span,
        "scale": scale.value,
        "scales": [
            (each.value, label, each == scale, changed(request, scale=each.value))
            for each, label in SCALE_LABELS.items()
        ],
        "ticks": ticks,
        "quarters": scale == Scale.QUARTERS,
        "grid": [per_cent((index + 1) * 100 / len(ticks)) for index in range(len(ticks) - 1)],
        "mark": _mark(request, plan, span),
        "choices": range(widest.first, widest.last + 1),
        "zoom_in": _moved(request, span, inner),
        "zoom_out": _moved(request, span, outer),
        "earlier": _moved(request, span, span.moved(-step, within=widest)),
        "later": _moved(request, span, span.moved(step, within=widest)),
        "whole": _moved(request, span, widest),
    }


def _mark(request: HttpRequest, plan: Plan, span: Span) -> tuple[str, str] | None:
    """Return place and name of the line on the axis: the year judged, else today."""
    year = judged_year(request, plan)
    day = Period(year=year).last_day if year else viewpoint_of(request).day
    if not span.holds(day):
        return None
    return per_cent(span.place_after(day)), f"{year}年底" if year else "今天"


def _moved(request: HttpRequest, now: Span, then: Span) -> str:
    """Return the address of another part of the axis, "" where it is the one shown."""
    if then == now:
        return ""
    query = request.GET.copy()
    query["from"], query["to"] = str(then.first), str(then.last)
    return with_query(request, query)


def _span(query: QueryDict, plan: Plan, widest: Span) -> Span:
    """Return the years the address asks for, the plan's where it asks for none or nonsense."""
    first, last = (year_asked(query.get(name), widest.years) for name in ("from", "to"))
    if first is None and last is None:
        return Span(first=plan.first_year, last=plan.last_year)
    begin, end = first or widest.first, last or widest.last
    return Span(first=min(begin, end), last=max(begin, end))


def _scale(query: QueryDict) -> Scale:
    asked = query.get("scale", "")
    return Scale(asked) if asked in set(Scale) else Scale.YEARS


def _without(query: QueryDict, *names: str) -> str:
    kept = query.copy()
    for name in names:
        kept.pop(name, None)
    return kept.urlencode()
