"""What every page of a plan has around its content: plan switch, navigation, year switch.

Also from where a page is looked at: who sees what, and as of which day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import astuple, dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone

from indicators.selectors.standing import default_year
from indicators.viewpoints import KNOWN_ON, Viewpoint
from indicators.views.asked import LATEST, day_asked, year_asked
from indicators.views.citing import plan_citation
from plans.models import Plan
from plans.selectors import plan_links

MOST_QUOTED: Final = 12
KEPT_BETWEEN_PLANS: Final = ("nature", "origin", "state", "light", "q", "sort")
"""Filters that mean the same in every plan; categories, fields and departments do not."""
SENIOR_COOKIE: Final = "senior"
YES: Final = "1"
TABS: Final = (
    ("overview", "总览"),
    ("indicators", "指标"),
    ("matrix", "年度矩阵"),
    ("outline", "规划章节"),
    ("boxes", "专栏"),
    ("projects", "重大项目"),
)
OF_OUTLINE: Final = frozenset({"outline", "boxes", "projects"})
"""Tabs a plan without an outline has not; one is shown all the same to whoever is there."""
PAGE_URL_NAMES = {
    "overview": "plan_overview",
    "indicators": "indicator_list",
    "matrix": "plan_matrix",
    "outline": "plan_outline",
    "boxes": "box_list",
    "projects": "project_list",
    "meeting": "plan_meeting",
    "table": "plan_table",
    "across": "plan_across",
    "compare": "indicator_list",
}


def is_senior(request: HttpRequest) -> bool:
    """Return whether pages are asked for in 长者模式: shorter lists, and less in each line."""
    return request.COOKIES.get(SENIOR_COOKIE) == YES


def chosen_count(filters: Any, unfiltered: Any) -> int:
    """Return how many fields of a page's filters differ from those of the page unfiltered."""
    pairs = zip(astuple(filters), astuple(unfiltered), strict=True)
    return sum(chosen != usual for chosen, usual in pairs)


@dataclass(frozen=True, kw_only=True)
class YearLink:
    """One choice of the year switch, or one tab of a plan."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class Retrospect:
    """As of which day a page is shown (None: today), and how to come to another day.

    `kept` are the other choices in the address.
    """

    known_on: date | None
    today: date
    today_url: str
    kept: tuple[tuple[str, str], ...]


def viewpoint_of(request: HttpRequest) -> Viewpoint:
    """Return what the reader sees; a day to come and nonsense count as not asked."""
    today = timezone.localdate()
    return Viewpoint(
        today=today,
        known_on=_day_asked(request, today=today),
        sees_unpublished=request.user.is_authenticated,
    )


def retrospect(request: HttpRequest) -> Retrospect:
    """Return what a page says of the day it is shown as of."""
    seen, query = viewpoint_of(request), request.GET.copy()
    query.pop(KNOWN_ON, None)
    kept = tuple((name, value) for name, values in query.lists() for value in values)
    return Retrospect(
        known_on=seen.known_on,
        today=seen.today,
        today_url=f"{request.path}?{query.urlencode()}" if query else request.path,
        kept=kept,
    )


def judged_year(request: HttpRequest, plan: Plan) -> int | None:
    """Return the year the address asks for, None for 最新; nonsense counts as not asked."""
    asked = request.GET.get("year", "")
    if asked == LATEST:
        return None
    year = year_asked(asked, plan.years)
    return default_year(viewpoint_of(request).as_known(plan)) if year is None else year


def year_links(request: HttpRequest, plan: Plan, *, year: int | None) -> list[YearLink]:
    """Return 最新 and each year of the plan, every other choice in the address kept."""
    choices = [(None, "最新"), *((choice, str(choice)) for choice in plan.years)]
    return [
        YearLink(label=label, url=_with_year(request, choice), is_current=choice == year)
        for choice, label in choices
    ]


def plan_frame(
    request: HttpRequest,
    plan: Plan,
    *,
    page: str,
    year: int | None = None,
    name: str = "",
    elsewhere: Mapping[str, str] | None = None,
    asks: Collection[str] = (),
) -> dict[str, Any]:
    """Return what base.html shows around a page.

    `name` is the one thing a page is about, for whoever quotes it; `elsewhere` are addresses of
    the same thing in other plans, by their slugs; `asks` are the parameters the page knows
    besides year and day, which its quotation keeps.
    Keys: plan, plan_links, plan_tabs, page; year_query and known_query, which links to other
    pages end in to keep year and day, or the day alone; retrospect; citation; unheard.
    """
    seen = viewpoint_of(request)
    kept = {"year": request.GET["year"]} if _asks_year(request, year) else {}
    kept |= seen.parameters
    year_query = f"?{urlencode(kept)}" if kept else ""
    links = plan_links(
        current=plan,
        url_of=lambda other: _in_plan(request, other, page=page, elsewhere=elsewhere or {}),
    )
    has_outline = any(each.is_current and each.has_outline for each in links)
    return {
        "plan": plan,
        "plan_links": links,
        "plan_tabs": list(_tabs(plan, page, has_outline=has_outline, query=year_query)),
        "page": page,
        "year_query": year_query,
        "known_query": seen.query,
        "retrospect": retrospect(request),
        "citation": plan_citation(request, plan, name=name, year=year, viewpoint=seen, asks=asks),
        "unheard": tuple(_unheard(request, plan)),
    }


def _tabs(plan: Plan, page: str, *, has_outline: bool, query: str) -> Iterator[YearLink]:
    for key, label in TABS:
        if has_outline or key not in OF_OUTLINE or key == page:
            url = reverse(PAGE_URL_NAMES[key], args=[plan.slug]) + query
            yield YearLink(label=label, url=url, is_current=key == page)


def _unheard(request: HttpRequest, plan: Plan) -> Iterator[str]:
    """Yield what an address asks for in vain, and what is shown in its stead."""
    year, day = request.GET.get("year", ""), request.GET.get(KNOWN_ON, "")
    if year and year != LATEST and year_asked(year, plan.years) is None:
        shown = judged_year(request, plan)
        instead = f"{shown}年" if shown else "最近一年"
        yield f"{plan.short_title}没有“{year[:MOST_QUOTED]}”年的数据，显示{instead}。"
    if day and _day_asked(request, today=timezone.localdate()) is None:
        yield f"不能回看“{day[:MOST_QUOTED]}”这一天，显示今天的数据。"


def _in_plan(request: HttpRequest, plan: Plan, *, page: str, elsewhere: Mapping[str, str]) -> str:
    """Return where a reader comes to who switches to a plan: the same page as far as it has it."""
    match, query = request.resolver_match, request.GET
    has_page = match is not None and set(match.kwargs) == {"slug"}
    name = match.url_name if match and match.url_name and has_page else PAGE_URL_NAMES[page]
    kept = QueryDict(mutable=True)
    for each in KEPT_BETWEEN_PLANS if has_page else ():
        kept.setlist(each, query.getlist(each))
    asked = query.get("year", "")
    if asked == LATEST or year_asked(asked, plan.years) is not None:
        kept["year"] = asked
    kept.update(viewpoint_of(request).parameters)
    address = elsewhere.get(plan.slug) or reverse(name, args=[plan.slug])
    return with_more(address, kept.urlencode())


def with_more(address: str, query: str) -> str:
    """Return an address with more parameters, encoded, after those it has."""
    return f"{address}{'&' if '?' in address else '?'}{query}" if query else address


def _day_asked(request: HttpRequest, *, today: date) -> date | None:
    asked = day_asked(request.GET.get(KNOWN_ON))
    return asked if asked is not None and asked <= today else None


def _asks_year(request: HttpRequest, year: int | None) -> bool:
    asked = request.GET.get("year")
    return asked is not None and asked == (LATEST if year is None else str(year))


def _with_year(request: HttpRequest, year: int | None) -> str:
    query = request.GET.copy()
    query["year"] = LATEST if year is None else str(year)
    return f"{request.path}?{query.urlencode()}"
