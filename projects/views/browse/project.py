"""The page of one project."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

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
from projects.charts import money_chart
from projects.figures import money_figure
from projects.models import Project
from projects.paces import light_keys
from projects.selectors.browse.detail import ProjectDetail, YearMoney, project_detail
from projects.views.browse.asking import asked_query
from projects.views.browse.chart_words import money_words, progress_words
from projects.views.browse.project_points import PROGRESS_HEADER, amounts_of, progress_of

MONEY_HEADER: Final = ("年份", "当年完成投资（亿元）", "累计（亿元）", "来自报告", "计入合计")


@browsable
@require_safe
def project_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show a project: what the plan promised, how it stands, its money, problems and history."""
    project, year, detail = _asked_for(request, code)
    plan = project.plan
    context = {
        **plan_frame(request, plan, page="projects", year=year, name=project.name),
        **_charts(request, detail),
        "year": year,
        "year_links": year_links(request, plan, year=year),
        "project": project,
        "item": project.item,
        "detail": detail,
        "row": detail.row,
        "sets_milestones": project.retired_on is None and is_supervisor(request.user),
    }
    return render(request, "projects/browse/project.html", context)


@browsable
@require_safe
def project_money_csv(request: HttpRequest, code: str) -> HttpResponse:
    """Download what was invested in a project, a year a row."""
    project, _year, detail = _asked_for(request, code)
    rows: Iterator[list[Cell]] = (
        [each.year, each.invested, each.cumulated, each.period_label, _counts(each)]
        for each in detail.years
    )
    text = csv_file(header=MONEY_HEADER, rows=rows, is_demo=settings.DEMO)
    parts = (project.plan.short_title, detail.row.name, "投资", *known_mark(request))
    return csv_response(text, name=csv_name(*parts, is_demo=settings.DEMO))


@browsable
@require_safe
def project_progress_csv(request: HttpRequest, code: str) -> HttpResponse:
    """Download what is due, what reports say and the milestones of a project, a day a row."""
    project, _year, detail = _asked_for(request, code)
    rows = progress_of(detail).rows()
    text = csv_file(header=PROGRESS_HEADER, rows=rows, is_demo=settings.DEMO)
    parts = (project.plan.short_title, detail.row.name, "进度", *known_mark(request))
    return csv_response(text, name=csv_name(*parts, is_demo=settings.DEMO))


def _asked_for(request: HttpRequest, code: str) -> tuple[Project, int | None, ProjectDetail]:
    """Return a project, the year asked for, None for 最新, and how it stands then."""
    projects = Project.objects.select_related("plan", "merged_into", "split_from", "item")
    project = get_object_or_404(projects, code=code)
    year = judged_year(request, project.plan)
    return project, year, project_detail(project, year=year, viewpoint=viewpoint_of(request))


def _counts(each: YearMoney) -> str:
    """Return whether an amount is in the sums; "" where there is none."""
    if each.invested is None:
        return ""
    return "是" if each.is_own else "否"


def _charts(request: HttpRequest, detail: ProjectDetail) -> dict[str, Any]:
    """Return the two charts of a project, as pictures and for Plotly, with their words."""
    amounts, told = amounts_of(detail), progress_of(detail)
    total, code, is_demo = detail.row.total_investment, detail.row.code, settings.DEMO
    money_csv, progress_csv = (
        reverse(name, args=[code]) + asked_query(request)
        for name in ("project_money_csv", "project_progress_csv")
    )
    return {
        "money": money_chart(amounts, bound=total),
        "money_figure": money_figure(amounts, bound=total, is_demo=is_demo),
        "money_words": money_words(detail, csv_url=money_csv, is_demo=is_demo),
        "progress": told.chart(),
        "light_keys": list(light_keys({each.kind for each in told.reports})),
        "progress_figure": told.figure(is_demo=is_demo),
        "progress_words": progress_words(detail, csv_url=progress_csv, is_demo=is_demo),
    }
