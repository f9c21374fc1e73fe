"""Indicators side by side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

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
from indicators.views.browse.listing import csv_response, known_mark
from indicators.views.citing import Citation, citation
from indicators.views.frame import retrospect, viewpoint_of
from plans.access import browsable

MARK: Final = WATERMARK
ELSEWHERE: Final = "其余年份的出处见各指标页，数据版本在图上各点"


@browsable
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Show up to six indicators on one scale, and what can be chosen."""
    codes, seen = _codes(request), viewpoint_of(request)
    found = compared(codes[:MOST], measure=_measure(request), viewpoint=seen)
    lines = found.comparison.lines
    context: dict[str, Any] = {
        "found": found,
        "frame": _frame(request, found) if lines else None,
        "figure": comparison_figure(found.comparison, is_demo=settings.DEMO) if lines else None,
        "groups": choice_groups(codes[:MOST]),
        "measures": [(key, label, key == _measure(request)) for key, label in MEASURES.items()],
        "asked": codes,
        "too_many": len(codes) > MOST,
        "most": MOST,
        "retrospect": retrospect(request),
        "citation": _citation(request, found),
        "known_query": seen.query,
        "known_on": seen.known_on,
    }
    return render(request, "indicators/compare.html", context)


@browsable
@require_safe
def compare_csv(request: HttpRequest) -> HttpResponse:
    """Download the numbers of a comparison, a year a row."""
    codes, seen = _codes(request), viewpoint_of(request)
    found = compared(codes[:MOST], measure=_measure(request), viewpoint=seen)
    header = ["年份", *(label for label, _ in found.heads)]
    rows: Iterator[list[Cell]] = ([year, *texts] for year, texts in found.comparison.rows)
    text = csv_file(header=header, rows=rows, is_demo=settings.DEMO)
    parts = ("指标比较", MEASURES[_measure(request)], *known_mark(request))
    return csv_response(text, name=csv_name(*parts, is_demo=settings.DEMO))


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
