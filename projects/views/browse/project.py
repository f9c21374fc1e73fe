"""The page of one project."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from indicators.downloads import Cell, csv_file, csv_name
from indicators.views.browse.listing import csv_response, known_mark
from indicators.views.frame import judged_year, plan_frame, viewpoint_of, year_links
from indicators.views.review.access import is_supervisor
from plans.access import browsable
from projects.charts import (
    MoneyChart,
    ProgressChart,
    ShareAt,
    StageAt,
    YearAmount,
    money_chart,
    progress_chart,
)
from projects.models import Project
from projects.selectors.browse.detail import ProjectDetail, YearMoney, project_detail
from projects.selectors.standing import question_of
from projects.timescale import Span
from projects.views.browse.chart_words import money_words, progress_words

MONEY_HEADER: Final = ("年份", "当年完成投资（亿元）", "累计（亿元）", "来自报告", "计入合计")


@browsable
@require_safe
def project_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show a project: what the plan promised, how it stands, its money, problems and history."""
    projects = Project.objects.select_related("plan", "merged_into", "split_from", "item")
    project = get_object_or_404(projects, code=code)
    plan, seen = project.plan, viewpoint_of(request)
    year = judged_year(request, plan)
    detail = project_detail(project, year=year, viewpoint=seen)
    context = {
        **plan_frame(request, plan, page="projects", year=year, name=project.name),
        "year": year,
        "year_links": year_links(request, plan, year=year),
        "project": project,
        "item": project.item,
        "detail": detail,
        "row": detail.row,
        "money": _money(detail),
        "progress": _progress(detail),
        "money_words": money_words(
            detail,
            csv_url=reverse("project_money_csv", args=[code]) + seen.query,
            is_demo=settings.DEMO,
        ),
        "progress_words": progress_words(detail, is_demo=settings.DEMO),
        "sets_milestones": project.retired_on is None and is_supervisor(request.user),
    }
    return render(request, "projects/browse/project.html", context)


@browsable
@require_safe
def project_money_csv(request: HttpRequest, code: str) -> HttpResponse:
    """Download what was invested in a project, a year a row."""
    projects = Project.objects.select_related("plan", "merged_into", "split_from")
    project = get_object_or_404(projects, code=code)
    year = judged_year(request, project.plan)
    detail = project_detail(project, year=year, viewpoint=viewpoint_of(request))
    rows: Iterator[list[Cell]] = (
        [each.year, each.invested, each.cumulated, each.period_label, _counts(each)]
        for each in detail.years
    )
    text = csv_file(header=MONEY_HEADER, rows=rows, is_demo=settings.DEMO)
    parts = (project.plan.short_title, detail.row.name, "投资", *known_mark(request))
    return csv_response(text, name=csv_name(*parts, is_demo=settings.DEMO))


def _counts(each: YearMoney) -> str:
    """Return whether an amount is in the sums; "" where there is none."""
    if each.invested is None:
        return ""
    return "是" if each.is_own else "否"


def _money(detail: ProjectDetail) -> MoneyChart | None:
    """Return the chart of what counts: the sum is that of the columns."""
    amounts = [
        YearAmount(
            year=each.year, amount=each.invested if each.is_own else None, total=each.cumulated
        )
        for each in detail.years
    ]
    return money_chart(amounts, bound=detail.row.total_investment)


def _progress(detail: ProjectDetail) -> ProgressChart:
    row = detail.row
    question = question_of(row)
    reports = [
        ShareAt(
            at=each.report.period.last_day,
            share=each.verdict.done_share,
            name=f"{each.period_label} {each.done_text}",
            kind=each.light_key,
        )
        for each in detail.judged_reports
        if each.verdict.done_share is not None
    ]
    steps = [
        ShareAt(
            at=each.due_on,
            share=each.due_share,
            name=each.title,
            kind="reached" if each.reached_on else "open",
        )
        for each in row.milestones
    ]
    stages = [
        StageAt(at=each.report.period.last_day, name=each.stage_label, kind=each.report.stage.value)
        for each in detail.judged_reports
    ]
    days = [
        question.start,
        question.end,
        *(each.at for each in steps),
        *(each.at for each in stages),
    ]
    return progress_chart(question, reports=reports, steps=steps, stages=stages, span=_span(days))


def _span(days: list[date]) -> Span:
    years = [day.year for day in days]
    return Span(first=min(years), last=max(years))
