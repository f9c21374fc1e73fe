"""Open data: everything the pages show, as files."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from indicators.downloads import csv_file, csv_name
from indicators.selectors.browse import open_data as selectors
from indicators.views.browse.listing import csv_response, known_mark
from indicators.views.citing import citation
from indicators.views.frame import retrospect, viewpoint_of
from plans.access import browsable
from plans.models import Plan

COLUMN_NOTES: Final = (
    ("基期值（原文）、目标值（原文）", "规划印的文字，一字不改；不带“原文”的同名列是读出的数值。"),
    (
        "完成进度（%）、应有进度（%）",
        "从基期到目标走完的部分，以及到评判年份应走完的部分；不截断，可为负或超过100。",
    ),
    ("差距", "离目标还差多少，单位与指标相同；负数表示优于目标值。"),
    ("领先月数", "比路径提前的月数，负数为落后。"),
    (
        "已有速度、所需速度",
        "每年的变化：等差路径为指标单位，等比路径为比率（0.05即5%），年均增速类为百分点。",
    ),
    ("评判依据", "按结账时数据、按最新数据、按修订后基期或按原目标；规划结账后以结账时数据为准。"),
    (
        "数据版本",
        "预计、初步核算、最终核实、修订；新版本取代旧版本，旧版本可查。累计和平均数列当年数的版本。",
    ),
    ("口径", "空为原口径；不同口径之间没有衔接系数的不可比。"),
)


@browsable
@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """List the files to download and say what their columns mean."""
    seen = viewpoint_of(request)
    context = {
        "plans": selectors.plan_files(viewpoint=seen),
        "notes": COLUMN_NOTES,
        "retrospect": retrospect(request),
        "known_query": seen.query,
        "citation": citation(request, "开放数据", year=None, viewpoint=seen, asks=()),
    }
    return render(request, "indicators/open_data.html", context)


@browsable
@require_safe
def observations_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Download the figures of a plan with their sources; readers see them once published."""
    plan = get_object_or_404(Plan, slug=slug)
    text = csv_file(
        header=selectors.OBSERVATION_HEADER,
        rows=selectors.observation_cells(plan, viewpoint=viewpoint_of(request)),
        is_demo=settings.DEMO,
    )
    parts = (plan.short_title, "实绩", *known_mark(request))
    return csv_response(text, name=csv_name(*parts, is_demo=settings.DEMO))


@browsable
@require_safe
def assessments_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Download every verdict of a plan."""
    plan = get_object_or_404(Plan, slug=slug)
    text = csv_file(
        header=selectors.ASSESSMENT_HEADER,
        rows=selectors.assessment_cells(plan, viewpoint=viewpoint_of(request)),
        is_demo=settings.DEMO,
    )
    parts = (plan.short_title, "逐年评判", *known_mark(request))
    return csv_response(text, name=csv_name(*parts, is_demo=settings.DEMO))
