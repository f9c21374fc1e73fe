"""How to quote a page: a line with what it shows and as of when, and an address that stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import HttpRequest

from indicators.selectors.browse.sharing import DEMO_MARK, basis
from indicators.viewpoints import KNOWN_ON, Viewpoint
from plans.models import Plan

PAGES: Final = {
    "home": "总览",
    "plan_overview": "总览",
    "indicator_list": "指标",
    "plan_matrix": "年度矩阵",
    "plan_across": "与其他规划对照",
    "plan_table": "主要指标完成情况",
    "plan_meeting": "滞后的指标和项目",
    "plan_outline": "章节",
    "box_list": "专栏",
    "project_list": "重大项目",
    "project_timeline": "重大项目时间轴",
    "project_board": "重大项目分阶段看板",
    "project_pace": "重大项目快慢",
    "project_links": "重大项目与指标对照",
    "project_sums": "重大项目汇总",
    "official_table": "重大事项进展情况表",
}
"""What pages of a plan show, by the names of their addresses; other pages say it themselves."""
OF_ALL_YEARS: Final = frozenset({"plan_matrix", "plan_across"})


@dataclass(frozen=True, kw_only=True)
class Citation:
    """What readers copy: a line, and an address that always shows what is public today.

    `is_internal` where the page may show more than that: figures not published yet.
    """

    text: str
    fixed_url: str
    is_internal: bool


def plan_citation(
    request: HttpRequest, plan: Plan, *, name: str, year: int | None, viewpoint: Viewpoint
) -> Citation | None:
    """Return how to quote a page of a plan, None where the page says so in its own way.

    `name` is the one thing a page is about, "" where its address says what it shows.
    """
    match = request.resolver_match
    page = (match.url_name or "") if match else ""
    shown = f"{name}（{plan.short_title}）" if name else PAGES.get(page, "")
    if not shown:
        return None
    return citation(
        request,
        shown if name else f"{plan.short_title}{shown}",
        year=None if page in OF_ALL_YEARS else year,
        viewpoint=viewpoint,
    )


def citation(
    request: HttpRequest, name: str, *, year: int | None, viewpoint: Viewpoint
) -> Citation:
    """Return how to quote a page that shows `name`, in a year or (None) in the latest one."""
    query = request.GET.copy()
    page = request.build_absolute_uri(request.path)
    shown = f"{page}?{query.urlencode()}" if query else page
    query[KNOWN_ON] = viewpoint.day.isoformat()
    facts = (
        f"{name}，{year}年" if year else name,
        basis(viewpoint, is_internal=viewpoint.is_internal),
        f"{settings.SITE_NAME}，{viewpoint.today}查阅",
        shown,
    )
    return Citation(
        text=(DEMO_MARK if settings.DEMO else "") + "。".join(facts),
        fixed_url=f"{page}?{query.urlencode()}",
        is_internal=viewpoint.is_internal,
    )
