"""The scoreboard of departments: due, reported, on time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from indicators.downloads import csv_file, csv_name
from indicators.models import ReportingRound
from indicators.selectors.review.scoreboard import (
    SCOREBOARD_HEADER,
    Score,
    rounds_of,
    score_cells,
    scores,
)
from indicators.views.asked import year_asked
from indicators.views.browse.listing import csv_response
from indicators.views.review.access import supervisors_only
from plans.access import is_planner
from plans.models import Plan

EVERY_YEAR = "all"


@dataclass(frozen=True, kw_only=True)
class Board:
    """A scoreboard of departments; `name` begins the names of its addresses.

    `asked` says in a sentence what is counted, `covered` what is known without a report.
    """

    name: str
    title: str
    asked: str
    covered: str
    scores: Callable[..., list[Score]]

    @property
    def csv_url(self) -> str:
        return reverse(f"{self.name}_csv")


FIGURES = Board(
    name="review_departments",
    title="部门填报情况",
    asked="应报不含已有公开数据、由项目进展汇总的指标。",
    covered="已有公开或汇总数据",
    scores=scores,
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which scoreboard an address asks for; `year` None is all years together."""

    plan: Plan
    year: int | None
    rounds: list[ReportingRound]

    @property
    def shown(self) -> list[ReportingRound]:
        return [each for each in self.rounds if self.year in (None, each.year)]

    def scores(self, board: Board) -> list[Score]:
        today, now = timezone.localdate(), timezone.now()
        return board.scores(self.plan, self.shown, today=today, now=now)


@supervisors_only
@require_safe
def review_departments(request: HttpRequest, board: Board) -> HttpResponse:
    """Show how each department reports."""
    asked = _asked(request)
    context = {
        "asked": asked,
        "board": board,
        "plans": Plan.objects.all(),
        "scores": asked.scores(board) if asked else [],
        "is_planner": is_planner(request.user),
    }
    return render(request, "review/departments.html", context)


@supervisors_only
@require_safe
def review_departments_csv(request: HttpRequest, board: Board) -> HttpResponse:
    """Download the scoreboard the page shows at the same address."""
    asked = _asked(request)
    rows = asked.scores(board) if asked else []
    text = csv_file(
        header=SCOREBOARD_HEADER, rows=(score_cells(each) for each in rows), is_demo=settings.DEMO
    )
    parts = (asked.plan.short_title, str(asked.year or "各年")) if asked else ()
    return csv_response(text, name=csv_name(*parts, board.title, is_demo=settings.DEMO))


def _asked(request: HttpRequest) -> Asked | None:
    """Return what the address asks for: the newest plan and its latest open round unless told."""
    plans = list(Plan.objects.select_related("region"))
    slug = request.GET.get("plan", "")
    plan = next((each for each in plans if each.slug == slug), None) or _newest(plans)
    if plan is None:
        return None
    rounds = rounds_of(plan)
    return Asked(plan=plan, year=_year(request.GET.get("year", ""), rounds), rounds=rounds)


def _newest(plans: list[Plan]) -> Plan | None:
    begun = [each for each in plans if each.first_year <= timezone.localdate().year]
    return max(begun or plans, key=lambda each: each.first_year, default=None)


def _year(text: str, rounds: list[ReportingRound]) -> int | None:
    if text == EVERY_YEAR:
        return None
    years = [each.year for each in rounds]
    asked = year_asked(text, years)
    if asked is not None:
        return asked
    opened = [each.year for each in rounds if each.opens_on <= timezone.localdate()]
    return max(opened, default=min(years, default=None))
