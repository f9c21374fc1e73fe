"""Plan after plan on the same quantities."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from indicators.charts import trajectory_figure
from indicators.downloads import Cell, csv_file, csv_name
from indicators.formatting import with_unit
from indicators.pictures.frames import ChartFrame, trajectory_frame
from indicators.pictures.shapes import Key, Plot
from indicators.pictures.telling import TABLE_HEADER, table_rows
from indicators.selectors.browse.across import Across, AcrossSeries, across
from indicators.selectors.standing import StandpointVerdict
from indicators.views.browse.listing import csv_response, known_mark
from indicators.views.frame import judged_year, plan_frame, viewpoint_of
from plans.access import browsable
from plans.models import Plan

KEYS = (
    Key(label="实绩", kind="actual", shape="line"),
    Key(label="规划路径", kind="path", shape="dash"),
    Key(label="规划目标", kind="target", shape="diamond"),
    Key(label="按现有速度推算，不是实绩", kind="projection", shape="dots"),
    Key(label="口径不同，不可比", kind="odd", shape="cross"),
)
"""The legend of all small pictures together."""
HEADER = ("指标", "单位", "规划", "基期", "目标", "评判年份", "实绩", "评判", "其他依据")


@browsable
@require_safe
def plan_across(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the quantities this plan shares with others, a small picture each."""
    plan = get_object_or_404(Plan, slug=slug)
    found = across(plan, viewpoint=viewpoint_of(request))
    context = {
        **plan_frame(request, plan, page="across", year=judged_year(request, plan)),
        "found": found,
        "pictures": [(each, _small(each)) for each in found.series],
        "keys": KEYS,
        "csv_url": _with_query(request, reverse("plan_across_csv", args=[slug])),
    }
    return render(request, "indicators/across.html", context)


@browsable
@require_safe
def plan_across_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Download the targets and verdicts of every plan on the shared quantities."""
    plan = get_object_or_404(Plan, slug=slug)
    found = across(plan, viewpoint=viewpoint_of(request))
    text = csv_file(header=HEADER, rows=_rows(found), is_demo=settings.DEMO)
    parts = (plan.short_title, "几期规划对照", *known_mark(request))
    return csv_response(text, name=csv_name(*parts, is_demo=settings.DEMO))


@browsable
@require_safe
def series_across(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Show one quantity under every plan: picture, table, verdicts."""
    plan = get_object_or_404(Plan, slug=slug)
    series = _one(request, plan, code)
    shown = series.trajectory
    context = {
        **plan_frame(
            request,
            plan,
            page="across",
            year=judged_year(request, plan),
            name=f"{series.name}：几期规划对照",
        ),
        "series": series,
        "frame": _frame(request, plan, series),
        "figure": trajectory_figure(shown, is_demo=settings.DEMO) if shown else None,
        "has_projection": any(each.projected_text for each in series.years),
    }
    return render(request, "indicators/across_series.html", context)


@browsable
@require_safe
def series_across_csv(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Download every point of one quantity's picture."""
    plan = get_object_or_404(Plan, slug=slug)
    series = _one(request, plan, code)
    rows = table_rows(series.trajectory) if series.trajectory else ()
    text = csv_file(header=TABLE_HEADER, rows=rows, is_demo=settings.DEMO)
    parts = (series.name, "几期规划对照", *known_mark(request))
    return csv_response(text, name=csv_name(*parts, is_demo=settings.DEMO))


def _one(request: HttpRequest, plan: Plan, code: str) -> AcrossSeries:
    found = across(plan, viewpoint=viewpoint_of(request), code=code).series
    if not found:
        raise Http404(f"no series {code} that {plan.slug} shares with another plan")
    return found[0]


def _small(series: AcrossSeries) -> Plot | None:
    """Return the picture without what has no room in a small one; its page has it all."""
    frame = _trajectory_frame(series, csv_url="")
    return replace(frame.plot, columns=(), keys=()) if frame else None


def _frame(request: HttpRequest, plan: Plan, series: AcrossSeries) -> ChartFrame | None:
    address = reverse("series_across_csv", args=[plan.slug, series.code])
    return _trajectory_frame(series, csv_url=_with_query(request, address))


def _trajectory_frame(series: AcrossSeries, *, csv_url: str) -> ChartFrame | None:
    if series.trajectory is None:
        return None
    return trajectory_frame(
        series.trajectory,
        name=series.name,
        title=series.finding,
        source="各期规划与公布的统计数据，逐年的数据版本见数据表",
        csv_url=csv_url,
        is_demo=settings.DEMO,
    )


def _with_query(request: HttpRequest, address: str) -> str:
    return f"{address}?{request.GET.urlencode()}" if request.GET else address


def _rows(found: Across) -> Iterator[list[Cell]]:
    for series in found.series:
        for each in series.plans:
            row = each.row
            yield [
                *(series.name, series.unit, each.label),
                *(row.baseline_text, row.target_in_force),
                *(row.year, row.actual_text, row.state_label),
                "；".join(_other_text(other, row.unit) for other in row.others),
            ]


def _other_text(other: StandpointVerdict, unit: str) -> str:
    """Return a second verdict with the figure it rests on, as the page shows it."""
    figure = f"（{with_unit(other.actual_text, unit)}）" if other.actual_text else ""
    return f"{other.label}：{other.state_label}{figure}"
