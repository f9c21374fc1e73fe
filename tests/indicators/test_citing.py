"""Every view can be quoted: a line with day and address, and an address that stays."""

from __future__ import annotations

from datetime import date

import pytest

from indicators.models import RuleSet
from indicators.views.citing import PAGES
from tests.factories import judge, make_indicator, make_plan, make_project, make_section
from tests.people import make_user

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
ADDRESSES = {
    "/": "“测试”规划总览",
    "/plans/test-14/": "“测试”规划总览",
    "/plans/test-14/?year=2023": "“测试”规划总览，2023年",
    "/plans/test-14/indicators/?nature=binding": "“测试”规划指标",
    "/plans/test-14/matrix/?year=2023": "“测试”规划年度矩阵",
    "/plans/test-14/across/": "“测试”规划与其他规划对照",
    "/plans/test-14/across/green/": "绿地：几期规划对照（“测试”规划）",
    "/plans/test-14/table/": "“测试”规划主要指标完成情况",
    "/plans/test-14/meeting/": "“测试”规划滞后的指标和项目",
    "/plans/test-14/outline/": "“测试”规划章节",
    "/plans/test-14/outline/c01/": "一、开头（“测试”规划）",
    "/plans/test-14/boxes/": "“测试”规划专栏",
    "/plans/test-14/boxes/1/": "专栏1 工程（“测试”规划）",
    "/plans/test-14/projects/?year=2023": "“测试”规划重大项目，2023年",
    "/plans/test-14/projects/timeline/": "“测试”规划重大项目时间轴",
    "/plans/test-14/projects/board/": "“测试”规划重大项目分阶段看板",
    "/plans/test-14/projects/pace/": "“测试”规划重大项目快慢",
    "/plans/test-14/projects/links/": "“测试”规划重大项目与指标对照",
    "/plans/test-14/projects/sums/": "“测试”规划重大项目汇总",
    "/plans/test-14/progress-table/": "“测试”规划重大事项进展情况表",
    "/projects/bridge/": "大桥（“测试”规划）",
    "/compare/?i=main": "指标比较：绿地",
    "/search/?q=gdp": "搜索“gdp”",
    "/search/": "搜索",
    "/data/": "开放数据",
}


@pytest.fixture
def plan():
    old = make_plan(slug="test-13", base_year=2015)
    plan = make_plan(short_title="“测试”规划")
    main = make_indicator(plan, code="main", name="绿地", base="0", target="9", actuals={2023: "5"})
    main.series.code, main.series.name = "green", "绿地"
    main.series.save()
    make_indicator(old, code="old", series=main.series, base="0", target="9")
    box = make_section(plan, kind="box", code="box01", number="1", title="工程")
    make_section(plan, title="开头", text="正文。")
    make_project(box, code="bridge", name="大桥")
    for each in (old, plan):
        judge(each)
    return plan


@pytest.mark.parametrize(("address", "words"), ADDRESSES.items(), ids=ADDRESSES)
def test_every_view_is_quoted_and_has_an_address_that_stays(client, plan, address, words):
    page = client.get(address)
    cited = page.context["citation"]
    day = date.today().isoformat()  # noqa: DTZ011 - the day the page says it was looked at
    assert cited.text == (f"{words}。按{day}已公布的数据。规划指标监测，{day}查阅。{SITE}{address}")
    assert 'id="citation"' in page.content.decode()
    fixed = cited.fixed_url.removeprefix(SITE)
    assert f"known_on={day}" in fixed
    again = client.get(fixed)
    assert (again.status_code, again.context["citation"].fixed_url) == (200, cited.fixed_url)


def test_no_page_of_a_plan_is_left_out(client, plan):
    named = {client.get(address).resolver_match.url_name for address in ADDRESSES}
    assert named == {
        *PAGES,
        "series_across",
        "plan_section",
        "box_detail",
        "project_detail",
        "compare",
        "search",
        "open_data",
    }


def test_what_explains_is_quoted_with_the_rules_of_the_day(client, plan):
    page = client.get("/help/")
    day = date.today().isoformat()  # noqa: DTZ011 - the day the page says it was looked at
    cited, rules = page.context["citation"], page.context["help"].rule_set
    assert cited.text == f"怎么评判。按{day}施行的{rules}。规划指标监测，{day}查阅。{SITE}/help/"
    assert cited.fixed_url == f"{SITE}/help/?known_on={day}"
    assert "固定地址看到的仍是这一天施行的规则" in page.content.decode()


def test_help_shows_the_rules_of_the_day_asked_for(client, plan):
    first = RuleSet.objects.order_by("effective_on").first()
    later = RuleSet.objects.order_by("effective_on").last()
    later.pk, later.version, later.effective_on = None, "以后一版", date(2024, 1, 1)
    later.save()
    assert client.get("/help/").context["help"].rule_set == later
    page = client.get("/help/?known_on=2023-06-30&x=1")
    assert page.context["help"].rule_set == first
    assert "按2023-06-30施行的" in page.content.decode()
    assert page.context["citation"].text.endswith(f"{SITE}/help/?known_on=2023-06-30")


def test_the_glossary_has_an_address_that_does_not_change(client, plan):
    page = client.get("/help/terms/?x=1&known_on=2023-06-30")
    cited, day = page.context["citation"], date.today().isoformat()  # noqa: DTZ011 - as above
    assert cited.text == f"名词解释。规划指标监测，{day}查阅。{SITE}/help/terms/"
    assert cited.fixed_url == f"{SITE}/help/terms/"
    assert 'id="citation"' in page.content.decode()


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/?x=1", ""),
        ("/plans/test-14/?x=1&year=2023&year_=1", "year=2023"),
        ("/plans/test-14/?year=1850", ""),
        ("/plans/test-14/indicators/?q=&nature=binding&state=met&state=behind&x=1&sort=-gap", None),
        ("/plans/test-14/matrix/?origin=all&utm_source=weixin", "origin=all"),
        ("/plans/test-14/projects/?field=city&light=red&gap=-5..0&page=2&x=1", None),
        ("/plans/test-14/projects/timeline/?from=2022&to=2023&scale=quarters&kind=1", None),
        ("/plans/test-14/projects/links/?kind=agree&to=2023", "kind=agree"),
        ("/plans/test-14/projects/board/?page=2", ""),
        ("/plans/test-14/projects/sums/?sum=x&field=city", "sum=x"),
        ("/plans/test-14/progress-table/?box=1&x=1", "box=1"),
        ("/plans/test-14/outline/c01/?q=a&x=1", "q=a"),
        ("/projects/bridge/?field=city", ""),
        ("/indicators/main/?x=1&year=2023", "year=2023"),
        ("/compare/?i=main&measure=share&x=1", "i=main&measure=share"),
        ("/search/?q=gdp&x=1&kind=", "q=gdp"),
        ("/data/?x=1", ""),
    ],
)
def test_only_what_a_page_knows_comes_into_its_address(client, plan, address, kept):
    page = client.get(address)
    if kept is None:
        removed = ("x=1", "kind=1", "q=")
        kept = "&".join(
            each for each in address.partition("?")[2].split("&") if each not in removed
        )
    context = page.context
    text = context["citation"].text if context.get("citation") else context["sharing"].citation
    bare = f"{SITE}{address.partition('?')[0]}"
    assert text.endswith(f"。{bare}?{kept}" if kept else f"。{bare}")


def test_a_page_that_looks_back_is_quoted_as_of_that_day(client, plan):
    cited = client.get("/plans/test-14/matrix/?known_on=2024-06-30").context["citation"]
    assert "按2024-06-30已公布的数据" in cited.text
    assert cited.fixed_url == f"{SITE}/plans/test-14/matrix/?known_on=2024-06-30"


def test_who_may_see_unpublished_figures_quotes_for_internal_use(client, plan):
    client.force_login(make_user())
    page = client.get("/plans/test-14/matrix/")
    assert "已审核的数据，可能含未公布的，仅供内部使用" in page.context["citation"].text
    assert "已公布的数据" not in page.context["citation"].text
    assert "固定地址看到的只是这一天已经公布的数" in page.content.decode()
    back = client.get("/plans/test-14/matrix/?known_on=2024-06-30").context["citation"]
    assert "按2024-06-30已公布的数据" in back.text


def test_invented_figures_are_quoted_as_such(client, plan, settings):
    settings.DEMO = True
    assert "虚构" in client.get("/plans/test-14/").context["citation"].text


def test_a_frame_leads_to_the_day_and_year_it_shows(client, plan):
    text = client.get("/embed/indicators/main/?known_on=2024-06-30").content.decode()
    assert f'href="{SITE}/indicators/main/?year=2023&amp;known_on=2024-06-30"' in text
    assert "按 2024-06-30 已公布的数据" in text
    assert client.get("/embed/indicators/main.svg?known_on=2022-06-30").status_code == 200
