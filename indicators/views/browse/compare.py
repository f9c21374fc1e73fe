"""Indicators side by side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from indicators.charts import comparison_figure
from indicators.downloads import Cell, csv_file, csv_name
from indicators.pictures.comparison import comparison_plot
from indicators.pictures.frames import WATERMARK, ChartFrame
from indicators.selectors.browse.compare import (
    MEASURES,
    MOST,
    SHARE,
    Compared,
    choice_groups,
    compared,
)
from indicators.viewpoints import KNOWN_ON
from indicators.views.browse.listing import csv_response, known_mark
from indicators.views.browse.sorting import with_query
from indicators.views.citing import Citation, citation
from indicators.views.frame import (
    judged_year,
    plan_frame,
    retrospect,
    viewpoint_of,
    with_more,
)
from plans.access import browsable
from plans.selectors import plans_by_slug

MARK: Final = WATERMARK
PLACE: Final = ("plan", "year", KNOWN_ON)
"""What an address says of where the reader comes from."""
ELSEWHERE: Final = "其余年份的出处见各指标页，数据版本在图上各点"


@browsable
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Show up to six indicators on one scale, and what can be chosen."""
    codes, seen = _codes(request), viewpoint_of(request)
    found = compared(codes[:MOST], measure=_measure(request), viewpoint=seen)
    lines = found.comparison.lines
    context: dict[str, Any] = {
        "known_query": seen.query,
        "retrospect": retrospect(request),
        **_around(request, found),
        "found": found,
        "frame": _frame(request, found) if lines else None,
        "figure": comparison_figure(found.comparison, is_demo=settings.DEMO) if lines else None,
        "groups": choice_groups(codes[:MOST]),
        "measures": [(key, label, key == _measure(request)) for key, label in MEASURES.items()],
        "asked": codes,
        "too_many": len(codes) > MOST,
        "most": MOST,
        "kept": [(name, request.GET[name]) for name in PLACE if request.GET.get(name)],
        "citation": _citation(request, found),
    }
    return render(request, "indicators/compare.html", context)


@browsable
@require_safe
def compare_csv(request: HttpRequest) -> HttpResponse:
    """Download the numbers of a comparison, a year a row."""
    codes, seen = _codes(request), viewpoint_of(request)
    found = compared(codes[:MOST], measure=_measure(request), viewpoint=seen)
    header = ["年份", *_heads(found, measure=_measure(request))]
    rows: Iterator[list[Cell]] = ([year, *cells] for year, cells in found.comparison.noted_rows)
    text = csv_file(header=header, rows=rows, is_demo=settings.DEMO)
    parts = ("指标比较", MEASURES[_measure(request)], *known_mark(request))
    return csv_response(text, name=csv_name(*parts, is_demo=settings.DEMO))


def _heads(found: Compared, *, measure: str) -> Iterator[str]:
    """Yield the two columns of each line: its number with its unit, and what stands behind it."""
    unit, behind = ("%", "数据版本") if measure == SHARE else ("基期=100", "实绩和数据版本")
    for label, _ in found.heads:
        yield from (f"{label}（{unit}）", f"{label}：{behind}")


def _around(request: HttpRequest, found: Compared) -> dict[str, Any]:
    """Return tabs and switch of the plan the reader comes from, nothing where there is none."""
    plans = plans_by_slug()
    plan = plans.get(request.GET.get("plan", "")) or plans.get(found.plan_slug)
    if plan is None:
        return {}
    query = request.GET.copy()
    for name in PLACE:
        query.pop(name, None)
    elsewhere = {
        slug: with_more(with_query(request, query), urlencode({"plan": slug})) for slug in plans
    }
    year = judged_year(request, plan)
    return plan_frame(request, plan, page="compare", year=year, elsewhere=elsewhere)


def _citation(request: HttpRequest, found: Compared) -> Citation | None:
    labels = "、".join(line.label for line in found.comparison.lines)
    if not labels:
        return None
    return citation(
        request,
        f"指标比较：{labels}",
        year=None,
        viewpoint=viewpoint_of(request),
        asks=("i", "measure"),
    )


def _codes(request: HttpRequest) -> list[str]:
    """Return the codes the address names, each once, in its order."""
    return list(dict.fromkeys(code for code in request.GET.getlist("i") if code))


def _measure(request: HttpRequest) -> str:
    asked = request.GET.get("measure", SHARE)
    return asked if asked in MEASURES else SHARE


def _frame(request: HttpRequest, found: Compared) -> ChartFrame:
    shown, years = found.comparison, found.comparison.years
    measure = MEASURES[_measure(request)]
    broken = "口径不同的年份不连线。" if any(line.breaks for line in shown.lines) else ""
    return ChartFrame(
        title=found.title,
        subtitle=f"{measure}，{years.start}—{years.stop - 1}年",
        plot=comparison_plot(shown, watermark=MARK if settings.DEMO else ""),
        label=f"指标比较：{found.title}。各年数字见数据表。",
        name="指标比较",
        note=f"只连有实绩的年份，点线跨过没有数据的年份。{broken}",
        source="；".join((*found.sources, ELSEWHERE)),
        table_url="#numbers",
        csv_url=f"{reverse('compare_csv')}?{request.GET.urlencode()}",
    )
