"""Light, dark and 长者模式: remembered, told to the browser before the first paint."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from tests.factories import make_plan
from tests.site import Site


@pytest.fixture
def plan(db):
    return make_plan()


def head_of(client: Client) -> str:
    return client.get("/").content.decode().split("</head>")[0]


def test_the_system_is_followed_unless_something_is_chosen(client, plan):
    head = head_of(client)
    assert "data-bs-theme" not in head
    assert '<meta name="color-scheme"\n          content="light dark">' in head
    assert 'media="screen and (prefers-color-scheme: dark)"' in head


@pytest.mark.parametrize(
    ("theme", "media"), [("light", None), ("dark", 'media="screen"')], ids=["light", "dark"]
)
def test_a_theme_is_remembered_and_in_the_first_bytes(client, plan, theme, media):
    answer = client.post("/display/", {"theme": theme, "back": "/plans/test-14/?year=2022"})
    assert (answer.status_code, answer["Location"]) == (302, "/plans/test-14/?year=2022")
    assert client.cookies["theme"]["max-age"] >= 300 * 24 * 60 * 60
    head = head_of(client)
    assert f'data-bs-theme="{theme}"' in head
    assert ("dark.css" in head) == (media is not None)
    assert media is None or media in head


def test_following_the_system_again_forgets_the_theme(client, plan):
    client.post("/display/", {"theme": "dark"})
    client.post("/display/", {"theme": "auto"})
    assert "data-bs-theme" not in head_of(client)


def test_a_cookie_with_nonsense_counts_as_none(client, plan):
    client.cookies["theme"] = '"><script>'
    client.cookies["senior"] = "yes"
    head = head_of(client)
    assert "script>" not in head.split("<title>")[0]
    assert "data-bs-theme" not in head
    assert "data-senior" not in head


def test_the_mode_for_the_old_is_remembered_and_left_again(client, plan):
    client.post("/display/", {"senior": "1"})
    page = client.get("/").content.decode()
    assert "data-senior" in page.split("</head>")[0]
    assert "退出长者模式" in page
    client.post("/display/", {"senior": ""})
    assert "data-senior" not in head_of(client)


@pytest.mark.parametrize(
    "back", ["https://example.org/", "//example.org/", "javascript:alert(1)", "plans/", ""]
)
def test_the_way_back_never_leads_elsewhere(client, db, back):
    assert client.post("/display/", {"theme": "dark", "back": back})["Location"] == "/"


@pytest.mark.parametrize("choice", [{"theme": "pink"}, {"senior": "2"}], ids=str)
def test_what_is_not_offered_is_refused_in_words(client, db, choice):
    answer = client.post("/display/", choice)
    assert (answer.status_code, answer.content.decode()) == (400, "没有这种显示方式。")
    assert not client.cookies


def test_a_page_that_answers_a_form_is_not_come_back_to(client, plan):
    page = client.post("/accounts/login/", {"username": "x", "password": "y"}).content.decode()
    assert 'name="back" value="/"' in page


@pytest.mark.browser
def test_a_reader_darkens_the_page_and_it_stays_dark(page: Page, site: Site):
    page.goto(f"{site.url}plans/shaoxing-13/")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_text("显示", exact=True).click()
    page.get_by_role("button", name="深色").click()
    expect(page.locator("html[data-bs-theme=dark]")).to_be_attached()
    expect(page).to_have_url(f"{site.url}plans/shaoxing-13/")
    page.wait_for_load_state("load")
    assert page.evaluate(ground) != light
    page.get_by_role("link", name="指标", exact=True).click()
    expect(page).to_have_url(f"{site.url}plans/shaoxing-13/indicators/")
    page.wait_for_load_state("load")
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    page.emulate_media(media="print")
    assert page.evaluate(ground) in {light, "rgba(0, 0, 0, 0)"}
    ink = page.evaluate("getComputedStyle(document.body).color")
    assert max(int(each) for each in re.findall(r"\d+", ink)[:3]) < 80


@pytest.mark.browser
def test_the_system_may_be_dark(browser: Browser, site: Site):
    page = browser.new_page(color_scheme="dark")
    page.goto(site.url)
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"
    page.close()


@pytest.mark.browser
def test_large_type_without_scripts(browser: Browser, site: Site):
    page = browser.new_page(java_script_enabled=False)
    page.goto(site.url)
    page.get_by_text("显示", exact=True).click()
    page.get_by_role("button", name="长者模式").click()
    size = title_size(page, senior="true")
    page.get_by_role("button", name="退出长者模式").click()
    assert size >= 1.2 * title_size(page, senior="false")
    page.close()


def title_size(page: Page, *, senior: str) -> float:
    """Return the size of the title, in px, once the page in this mode is there with its style."""
    expect(page.locator(f"button[name=senior][aria-pressed={senior}]").first).to_be_attached()
    page.wait_for_load_state("load")
    size = page.locator("h1").evaluate("each => parseFloat(getComputedStyle(each).fontSize)")
    return float(size)


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1440])
def test_the_large_type_is_that_of_charts_and_choices_too(page: Page, site: Site, width: int):
    page.context.add_cookies([{"name": "senior", "value": "1", "url": site.url}])
    page.set_viewport_size({"width": width, "height": 900})
    for path in ("projects/sx14-comprehensive-bonded-zone/", "compare/?i=sx14-gdp"):
        page.goto(site.url + path)
        words = page.locator("main svg text").filter(visible=True)
        sizes = words.evaluate_all("all => all.map(e => parseFloat(getComputedStyle(e).fontSize))")
        assert min(sizes) >= 16, path
    label = page.locator(".compare-form details[open] label").first
    assert label.evaluate("each => each.offsetHeight") >= 44
    assert label.locator("input").evaluate("each => each.offsetHeight") >= 24


@pytest.mark.browser
def test_the_simple_pages_begin_with_the_essentials_and_keep_the_rest_a_click_away(
    browser: Browser, site: Site
):
    page = browser.new_page(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page.goto(f"{site.url}plans/shaoxing-13/")
    height = "document.documentElement.scrollHeight"
    in_full = page.evaluate(height)
    expect(page.get_by_role("heading", name="各类指标")).to_be_visible()
    expect(page.locator(".fold > summary")).to_be_hidden()
    page.get_by_text("显示", exact=True).click()
    page.get_by_role("button", name="长者模式").click()
    expect(page.locator("#headline")).to_be_visible()
    expect(page.get_by_role("heading", name="需要关注")).to_be_visible()
    expect(page.get_by_role("heading", name="各类指标")).to_be_hidden()
    assert page.evaluate(height) < in_full
    page.locator("summary", has_text="更多：").click()
    expect(page.get_by_role("heading", name="各类指标")).to_be_visible()
    page.goto(f"{site.url}plans/shaoxing-14/projects/")
    expect(page.get_by_label("领域", exact=True)).to_be_hidden()
    page.locator("summary", has_text="筛选").first.click()
    expect(page.get_by_label("领域", exact=True)).to_be_visible()
    box = page.get_by_role("button", name="筛选", exact=True).bounding_box()
    assert box is not None
    assert box["height"] >= 44
    page.goto(f"{site.url}plans/shaoxing-13/indicators/")
    expect(page.get_by_label("属性")).to_have_count(0)
    chosen = page.get_by_role("navigation", name="只看哪一些").get_by_role("link").nth(1)
    link = chosen.bounding_box()
    assert link is not None
    assert link["height"] >= 44
    chosen.click()
    expect(chosen).to_have_attribute("aria-current", "page")
    expect(page.get_by_text("这台设备会记住")).to_be_visible()
    page.get_by_role("button", name="退出长者模式").click()
    expect(page.get_by_label("属性")).to_be_visible()
    expect(page.get_by_role("columnheader", name="责任部门")).to_be_visible()
    page.close()


@pytest.mark.browser
def test_on_a_phone_the_head_is_one_row_with_everything_behind_a_menu(browser: Browser, site: Site):
    page = browser.new_page(viewport={"width": 320, "height": 700}, java_script_enabled=False)
    page.goto(f"{site.url}plans/shaoxing-13/")
    head = page.locator(".masthead").bounding_box()
    assert head is not None
    assert head["height"] < 72, "one row of 44 px and its padding"
    page.get_by_label("搜索指标、项目、部门和章节").fill("gdp")
    page.get_by_label("搜索指标、项目、部门和章节").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("gdp")
    page.go_back()
    page.locator("summary", has_text="菜单").click()
    page.get_by_role("link", name="年度矩阵").click()
    expect(page).to_have_url(f"{site.url}plans/shaoxing-13/matrix/")
    page.locator("summary", has_text="菜单").click()
    page.get_by_role("button", name="长者模式").click()
    expect(page.get_by_role("button", name="退出长者模式")).to_be_visible()
    page.close()


@pytest.mark.browser
def test_a_menu_closes_on_escape(page: Page, site: Site):
    page.goto(site.url)
    summary = page.get_by_text("显示", exact=True)
    summary.click()
    dark = page.get_by_role("button", name="深色")
    expect(dark).to_be_visible()
    page.keyboard.press("Escape")
    expect(dark).to_be_hidden()
    expect(summary).to_be_focused()


COLOURS = """[...document.querySelectorAll("*")].map(each => {
    const style = getComputedStyle(each);
    const colours = ["color", "backgroundColor", "borderTopColor", "fill", "stroke"];
    return each.tagName + colours.map(name => style[name]);
})"""


@pytest.mark.browser
@pytest.mark.parametrize("path", ["design/", "compare/", "plans/shaoxing-14/projects/?field=water"])
def test_dark_is_the_same_dark_chosen_or_of_the_system(browser: Browser, site: Site, path: str):
    """So that what is looked at in the one holds for the other."""
    page = browser.new_page(color_scheme="dark", reduced_motion="reduce")
    page.goto(site.url + path)
    of_system = page.evaluate(COLOURS)
    page.emulate_media(color_scheme="light")
    page.context.add_cookies([{"name": "theme", "value": "dark", "url": site.url}])
    page.goto(site.url + path)
    assert page.evaluate(COLOURS) == of_system
    page.close()


SIMPLER = (
    "",
    "plans/shaoxing-13/",
    "plans/shaoxing-14/indicators/?origin=table",
    "plans/shaoxing-14/matrix/",
    "plans/shaoxing-14/across/",
    "plans/shaoxing-14/outline/",
    "plans/shaoxing-14/boxes/",
    "plans/shaoxing-14/boxes/3/",
    "plans/shaoxing-14/projects/",
    "plans/shaoxing-14/projects/timeline/",
    "plans/shaoxing-14/projects/board/",
    "plans/shaoxing-14/projects/sums/",
    "plans/shaoxing-14/progress-table/",
    "projects/sx14-comprehensive-bonded-zone/",
    "indicators/sx14-gdp/",
    "compare/?i=sx14-gdp&i=sx14-budget-revenue&measure=index",
    "search/?q=gdp",
    "help/",
    "data/",
)
"""Every kind of page but the plan's own table and the glossary, which are to be read whole."""
WORDS = "document.querySelector('main').innerText.replace(/\\s/g, '').length"


@pytest.mark.browser
@pytest.mark.parametrize("path", SIMPLER)
def test_every_page_says_less_at_once_in_the_mode_for_the_old(
    browser: Browser, site: Site, path: str
):
    context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 9000})
    page = context.new_page()
    page.goto(site.url + path)
    usual = page.evaluate(WORDS)
    context.add_cookies([{"name": "senior", "value": "1", "url": site.url}])
    page.reload()
    assert page.evaluate(WORDS) < usual
    context.close()


@pytest.mark.browser
def test_what_is_folded_for_the_old_opens_and_nothing_is_lost(browser: Browser, site: Site):
    context = browser.new_context(locale="zh-CN", java_script_enabled=False)
    context.add_cookies([{"name": "senior", "value": "1", "url": site.url}])
    page = context.new_page()
    page.goto(f"{site.url}plans/shaoxing-14/progress-table/")
    expect(page.locator(".official-table")).to_be_hidden()
    page.locator("summary", has_text="看全表").click()
    expect(page.locator(".official-table")).to_be_visible()
    page.goto(f"{site.url}plans/shaoxing-14/projects/timeline/")
    page.get_by_role("link", name=re.compile("^看.*全部")).first.click()
    expect(page.locator(".gantt tbody tr:not(.gantt__group)").nth(5)).to_be_visible()
    context.close()
