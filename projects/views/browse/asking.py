"""What the address of a page of projects asks for, and the addresses it leads on to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from indicators.viewpoints import KNOWN_ON
from indicators.views.browse.listing import Chip
from indicators.views.browse.sorting import with_query
from indicators.views.frame import judged_year, plan_frame, viewpoint_of, year_links
from plans.models import Plan
from projects.selectors.browse.filtering import Filtered, ProjectFilters, filtered
from projects.selectors.standing import project_rows, rules_in_force

MAX_TEXT: Final = 60
PARAMETERS: Final = {"text": "q", "lights": "light"}
"""Filters whose name in the address differs from that in the code."""
SHARED: Final = ("field", "region", "stage", "light", "department", "section", "gap", "q")
KEPT: Final = ("year", KNOWN_ON)
Names = tuple[str, ...]
VIEWS: Final = (
    ("table", "project_list", "一览表"),
    ("timeline", "project_timeline", "时间轴"),
    ("board", "project_board", "分阶段"),
    ("pace", "project_pace", "快慢"),
    ("links", "project_links", "项目与指标"),
    ("sums", "project_sums", "汇总"),
    ("official", "official_table", "进展情况表"),
)


@dataclass(frozen=True, kw_only=True)
class ViewLink:
    """One way of looking at the projects; the filters go along."""

    label: str
    url: str
    is_current: bool


def filters_of(query: QueryDict) -> ProjectFilters:
    """Return the filters of an address; a light may stand several times or with commas."""
    lights = [light for value in query.getlist("light") for light in value.split(",") if light]
    return ProjectFilters(
        **{name: query.get(name, "") for name in SHARED if name not in ("light", "q")},
        lights=tuple(dict.fromkeys(lights)),
        text=query.get("q", "").strip()[:MAX_TEXT],
    )


def asked_rows(request: HttpRequest, plan: Plan) -> Filtered:
    """Return the projects the address asks for, and what else could be chosen."""
    year = judged_year(request, plan)
    rows = project_rows(plan, year=year, viewpoint=viewpoint_of(request))
    return filtered(rows, filters_of(request.GET))


def filter_context(
    request: HttpRequest,
    plan: Plan,
    shown: Filtered,
    *,
    view: str,
    kept: Names = (),
    paged: Names = (),
) -> dict[str, Any]:
    """Return what every page with the filters of projects shows around its content.

    `kept` are parameters of the page's own that the filters leave alone, `paged` those of its
    pages, which they do not.
    """
    year, query = judged_year(request, plan), request.GET
    return {
        **plan_frame(request, plan, page="projects", year=year, asks=(*SHARED, *kept, *paged)),
        "year": year,
        "year_links": year_links(request, plan, year=year),
        "views": view_links(request, plan, current=view),
        "shown": shown,
        "chips": [_chip(request, each) for each in shown.active],
        "search_text": filters_of(query).text,
        # The form has no field for a gap: it is handed on, and dropped by its chip.
        "kept": _pairs(query, (*KEPT, "gap", *kept)),
        "clear_url": with_query(request, _only(query, (*KEPT, *kept))),
        "rules": rules_in_force(viewpoint_of(request).day),
    }


def view_links(request: HttpRequest, plan: Plan, *, current: str) -> list[ViewLink]:
    """Return the ways of looking at the projects; all keep filters, year and day."""
    query = _only(request.GET, (*KEPT, *SHARED)).urlencode()
    return [
        ViewLink(
            label=label,
            url=reverse(name, args=[plan.slug]) + (f"?{query}" if query else ""),
            is_current=view == current,
        )
        for view, name, label in VIEWS
    ]


def changed(request: HttpRequest, **values: object) -> str:
    """Return the page's address with some parameters changed, and from its first page on."""
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in values.items():
        query[name] = str(value)
    return with_query(request, query)


def page_query(request: HttpRequest) -> str:
    """Return the address's parameters besides the number of the page, encoded."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


def _chip(request: HttpRequest, active: Any) -> Chip:
    query, parameter = request.GET.copy(), PARAMETERS.get(active.name, active.name)
    query.pop("page", None)
    remaining = [
        each
        for value in query.getlist(parameter)
        for each in value.split(",")
        if active.name == "lights" and each != active.value
    ]
    query.setlist(parameter, remaining)
    return Chip(
        label=active.label, url=with_query(request, query), count_without=active.count_without
    )


def _pairs(query: QueryDict, names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(name, value) for name in names for value in query.getlist(name)]


def _only(query: QueryDict, names: tuple[str, ...]) -> QueryDict:
    kept = QueryDict(mutable=True)
    for name in names:
        if name in query:
            kept.setlist(name, query.getlist(name))
    return kept


def table_query(request: HttpRequest, *, without: str) -> str:
    """Return the parameters of the table with the same filters but one, encoded."""
    names = tuple(name for name in (*KEPT, *SHARED) if name != without)
    return _only(request.GET, names).urlencode()


def list_url(request: HttpRequest, plan: Plan, **filters: str) -> str:
    """Return the address of the table with the page's filters, year and day, some set anew."""
    rest = _only(request.GET, tuple(each for each in (*KEPT, *SHARED) if each not in filters))
    return f"{reverse('project_list', args=[plan.slug])}?{urlencode(filters)}" + (
        f"&{rest.urlencode()}" if rest else ""
    )


def asked_query(request: HttpRequest) -> str:
    """Return the year and day the page is looked at in, as its files take them; "" for none."""
    query = _only(request.GET, KEPT).urlencode()
    return f"?{query}" if query else ""
