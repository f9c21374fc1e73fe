"""The pages that see everything, used as a person uses them, on the plans as shipped."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.barriers import PHONE
from tests.site import Site

pytestmark = pytest.mark.browser


def test_one_click_from_a_count_to_its_list(page: Page, site: Site):
    page.goto(f"{site.url}plans/shaoxing-13/")
    tile = page.locator(".tile", has_text="未完成")
    expect(tile.locator(".tile__count")).to_have_text(re.compile(r"^\s*2 项"))
    tile.click()
    expect(page.locator("tbody .state--missed")).to_have_count(2)


def test_the_final_account_shows_both_verdicts_on_gdp(page: Page, site: Site):
    page.goto(f"{site.url}plans/shaoxing-13/")
    expect(page.locator("h1")).to_have_text(re.compile("最终评估"))
    expect(page.locator("#headline")).to_contain_text("34 项指标完成 31 项，未完成 2 项")
    otherwise = page.locator("section", has=page.locator("#otherwise"))
    expect(otherwise).to_contain_text("全市生产总值")
    expect(otherwise).to_contain_text("按最新数据")
    expect(otherwise.locator(".state--missed")).to_be_visible()
    expect(otherwise).to_contain_text("5,964")


def test_plans_and_years_are_switched_without_losing_the_page(page: Page, site: Site):
    page.goto(f"{site.url}plans/shaoxing-14/matrix/")
    page.get_by_role("link", name="“十三五”规划").click()
    expect(page).to_have_url(f"{site.url}plans/shaoxing-13/matrix/")
    page.get_by_role("link", name="总览").click()
    page.get_by_role("navigation", name="评判年份").get_by_role("link", name="2018").click()
    expect(page).to_have_url(f"{site.url}plans/shaoxing-13/?year=2018")
    expect(page.locator("#headline")).to_contain_text("还没有可以评判的实绩")


def test_a_switch_of_year_or_plan_keeps_the_readers_place(page: Page, site: Site):
    page.goto(f"{site.url}plans/shaoxing-14/")
    make_up = page.locator("#make-up")
    make_up.evaluate("each => scrollTo(0, each.getBoundingClientRect().top + scrollY - 200)")
    page.get_by_role("navigation", name="评判年份").get_by_role("link", name="2024").focus()
    make_up.evaluate("each => scrollTo(0, each.getBoundingClientRect().top + scrollY - 200)")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("year=2024"))
    top = make_up.evaluate("each => each.getBoundingClientRect().top")
    assert top == pytest.approx(200, abs=3)


def test_the_matrix_keeps_its_heads_in_sight(page: Page, site: Site):
    page.set_viewport_size(PHONE)
    page.goto(f"{site.url}plans/shaoxing-14/matrix/")
    box = page.get_by_role("region", name="年度矩阵")
    box.focus()
    box.evaluate("element => element.scrollTo(300, 900)")
    places = box.evaluate(
        """element => [element, element.querySelectorAll("thead th")[2],
            [...element.querySelectorAll("tbody th")].find(it => it.innerText.includes("一网通办"))
        ].map(it => it.getBoundingClientRect())"""
    )
    region, head, name = places
    assert head["y"] == pytest.approx(region["y"], abs=3)
    assert name["x"] == pytest.approx(region["x"], abs=3)


def test_an_address_into_the_outline_unfolds_its_part(page: Page, site: Site):
    page.goto(f"{site.url}plans/shaoxing-14/outline/#box03")
    box = page.locator("#box03")
    expect(box.get_by_text("定量目标", exact=True)).to_be_visible()
    page.get_by_role("button", name="全部收起").click()
    expect(box).to_be_hidden()
    page.get_by_role("button", name="全部展开").click()
    expect(box).to_be_visible()


def test_the_keyboard_reaches_the_content_at_once(page: Page, site: Site):
    page.goto(site.url)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_projects_are_filtered_and_the_address_can_be_sent(page: Page, site: Site):
    page.goto(f"{site.url}plans/shaoxing-14/projects/")
    page.get_by_label("领域", exact=True).select_option("water")
    page.get_by_role("button", name="筛选").click()
    expect(page).to_have_url(re.compile("field=water"))
    fields = page.locator(".project-row [data-label=领域]")
    expect(fields.first).to_have_text("水利")
    assert set(fields.all_text_contents()) == {"水利"}
    page.locator("tbody a").first.click()
    expect(page.get_by_text("规划用语", exact=True)).to_be_visible()
    expect(page.locator(".quote")).to_be_visible()


def test_an_account_logs_in_and_out(page: Page, site: Site):
    page.goto(f"{site.url}accounts/login/")
    page.get_by_label("用户名").fill("planner")
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("用户名或密码不对")
    page.get_by_label("用户名").fill("planner")
    page.get_by_label("密码").fill(site.passwords["planner"])
    page.get_by_role("button", name="登录").click()
    page.locator(".account summary", has_text="planner").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("link", name="登录")).to_be_visible()


FILTERED = (
    "plans/shaoxing-14/indicators/?nature=binding&state=met",
    "plans/shaoxing-14/projects/?field=water&q=水",
    "plans/shaoxing-14/matrix/?nature=binding&category=生态环境",
    "plans/shaoxing-14/progress-table/?box=3&field=water",
)


@pytest.mark.parametrize("path", FILTERED)
def test_filters_are_folded_on_a_phone_and_open_without_a_script(
    browser: Browser, site: Site, path: str
):
    context = browser.new_context(
        locale="zh-CN", java_script_enabled=False, viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    page.goto(site.url + path)
    fold = page.locator(".filter-fold")
    expect(fold.locator("select").first).to_be_hidden()
    expect(fold.locator("summary")).to_contain_text("已选 2 项")
    fold.locator("summary").click()
    expect(fold.locator("select").first).to_be_visible()
    context.close()


@pytest.mark.parametrize("path", FILTERED)
def test_filters_stand_open_where_there_is_room(page: Page, site: Site, path: str):
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(site.url + path)
    fold = page.locator(".filter-fold")
    expect(fold.locator("summary")).to_be_hidden()
    box = fold.locator("select").first.bounding_box()
    assert box
    assert box["height"] > 20


def test_the_tools_of_a_chart_keep_their_place_before_scripts_show_them(page: Page, site: Site):
    """What scripts show later would otherwise move what stands above it."""
    page.set_viewport_size(PHONE)
    page.route(re.compile(r"/js/(chart|picture)\.[^/]*js"), lambda route: route.abort())
    for path in ("plans/shaoxing-14/matrix/", "compare/?i=sx14-gdp&i=sx14-budget-revenue"):
        page.goto(site.url + path)
        tools = page.locator(".chart-tools").first
        button = tools.locator("[data-save-picture]")
        expect(button).to_be_hidden()
        before = tools.bounding_box()
        tools.locator("button").evaluate_all("each => each.forEach(one => { one.hidden = false })")
        expect(button).to_be_visible()
        assert tools.bounding_box() == before
    page.watch.console_errors.clear()  # type: ignore[attr-defined]


def test_what_is_copied_from_the_plan_is_its_text_alone(page: Page, site: Site):
    page.goto(f"{site.url}plans/shaoxing-14/outline/c12/")
    text = page.locator(".reading__text", has=page.locator(".promise__link")).first
    copied = text.evaluate("each => (getSelection().selectAllChildren(each), `${getSelection()}`)")
    said = text.evaluate(
        """each => {
            const bare = each.cloneNode(true);
            bare.querySelectorAll(".promise__link").forEach((link) => link.remove());
            return bare.textContent;
        }"""
    )
    assert copied.strip() == said.strip()
