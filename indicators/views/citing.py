"""How to quote a page: a line with what it shows and as of when, and an address that stays."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, QueryDict

from indicators.selectors.browse.sharing import DEMO_MARK, basis
from indicators.viewpoints import KNOWN_ON, Viewpoint
from indicators.views.asked import LATEST, year_asked
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
YEAR: Final = "year"
OF_ALL_YEARS: Final = frozenset({"plan_matrix", "plan_across"})


_NO_DAY: Final = "公布日期不详的数不计入。"
PUBLIC_NOTE: Final = f"以后数据修订了，固定地址看到的仍是这一天已经公布的数和结论；{_NO_DAY}"
INTERNAL_NOTE: Final = (
    "本页可能有尚未公布的数。固定地址看到的只是这一天已经公布的数和结论，可能与本页不同；" + _NO_DAY
)
RULES_NOTE: Final = "以后规则改了，固定地址看到的仍是这一天施行的规则。"
WORDS_NOTE: Final = "这个地址不变；内容修订后，看到的是修订后的。"


@dataclass(frozen=True, kw_only=True)
class Citation:
    """What readers copy: a line, and an address that always shows what is public today.

    `note` says what stays at the address, also where the page may show more than that: figures
    not published yet.
    """

    text: str
    fixed_url: str
    note: str


def plan_citation(
    request: HttpRequest,
    plan: Plan,
    *,
    name: str,
    year: int | None,
    viewpoint: Viewpoint,
    asks: Collection[str],
) -> Citation | None:
    """Return how to quote a page of a plan, None where the page says so in its own way.

    `name` is the one thing a page is about, "" where its address says what it shows; `asks` are
    the parameters the page knows besides year and day.
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
        asks=(*_year_asked(request, plan), *asks),
    )


def _year_asked(request: HttpRequest, plan: Plan) -> tuple[str, ...]:
    """Return the parameter of the year where the address asks for one the plan has."""
    asked = request.GET.get(YEAR, "")
    return (YEAR,) if asked == LATEST or year_asked(asked, plan.years) is not None else ()


def citation(
    request: HttpRequest,
    name: str,
    *,
    year: int | None,
    viewpoint: Viewpoint,
    asks: Collection[str],
) -> Citation:
    """Return how to quote a page that shows `name`, in a year or (None) in the latest one.

    `asks` are the parameters the page knows besides the day: no others come into its address.
    """
    query = _asked(request.GET, (*asks, KNOWN_ON))
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
        note=INTERNAL_NOTE if viewpoint.is_internal else PUBLIC_NOTE,
    )


def explaining_citation(
    request: HttpRequest, name: str, *, viewpoint: Viewpoint, rules: str = ""
) -> Citation:
    """Return how to quote a page that explains; `rules` are those it explains, if any, of a day."""
    page = request.build_absolute_uri(request.path)
    fixed = f"{page}?{urlencode({KNOWN_ON: viewpoint.day.isoformat()})}" if rules else page
    shown = f"{page}{viewpoint.query}" if rules else page
    said = (name, rules, f"{settings.SITE_NAME}，{viewpoint.today}查阅", shown)
    return Citation(
        text="。".join(filter(None, said)),
        fixed_url=fixed,
        note=RULES_NOTE if rules else WORDS_NOTE,
    )


def _asked(given: QueryDict, names: Collection[str]) -> QueryDict:
    """Return what an address says of some parameters, in its order and without empty ones."""
    kept = QueryDict(mutable=True)
    for name, values in given.lists():
        said = [each for each in values if each]
        if name in names and said:
            kept.setlist(name, said)
    return kept
