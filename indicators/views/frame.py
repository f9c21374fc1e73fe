"""What every page of a plan has around its content: plan switch, navigation, year switch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from indicators.selectors.standing import default_year
from plans.models import Plan
from plans.selectors import plan_links

LATEST = "latest"
PAGE_URL_NAMES = {
    "overview": "plan_overview",
    "indicators": "indicator_list",
    "matrix": "plan_matrix",
    "outline": "plan_outline",
    "boxes": "box_list",
    "projects": "project_list",
}


@dataclass(frozen=True, kw_only=True)
class YearLink:
    """One choice of the year switch."""

    label: str
    url: str
    is_current: bool


def judged_year(request: HttpRequest, plan: Plan) -> int | None:
    """Return the year the address asks for, None for 最新; nonsense counts as not asked."""
    asked = request.GET.get("year", "")
    if asked == LATEST:
        return None
    if asked.isascii() and asked.isdigit() and int(asked) in plan.years:
        return int(asked)
    return default_year(plan)


def year_links(request: HttpRequest, plan: Plan, *, year: int | None) -> list[YearLink]:
    """Return 最新 and each year of the plan, every other choice in the address kept."""
    choices = [(None, "最新"), *((choice, str(choice)) for choice in plan.years)]
    return [
        YearLink(label=label, url=_with_year(request, choice), is_current=choice == year)
        for choice, label in choices
    ]


def plan_frame(
    request: HttpRequest, plan: Plan, *, page: str, year: int | None = None
) -> dict[str, Any]:
    """Return what base.html shows around a page: keys plan, plan_links, page, year_query."""
    return {
        "plan": plan,
        "plan_links": plan_links(current=plan, url_name=PAGE_URL_NAMES[page]),
        "page": page,
        "year_query": f"?year={request.GET['year']}" if _asks_year(request, year) else "",
    }


def _asks_year(request: HttpRequest, year: int | None) -> bool:
    asked = request.GET.get("year")
    return asked is not None and asked == (LATEST if year is None else str(year))


def _with_year(request: HttpRequest, year: int | None) -> str:
    query = request.GET.copy()
    query["year"] = LATEST if year is None else str(year)
    return f"{request.path}?{query.urlencode()}"
