"""The search box as a person uses it: by keyboard, with and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.barriers import assert_fit_for_all
from tests.site import Site

pytestmark = pytest.mark.browser


def box(page: Page):
    return page.get_by_role("search").locator("[name=q]")


def options(page: Page, **more):
    return page.get_by_role("listbox", name="搜索建议").get_by_role("option", **more)


def test_a_slash_a_few_letters_an_arrow_and_enter(page: Page, site: Site):
    page.goto(f"{site.url}plans/shaoxing-14/matrix/")
    page.keyboard.press("/")
    expect(box(page)).to_be_focused()
    expect(box(page)).to_have_value("")
    page.keyboard.type("rkczhl")
    expect(options(page)).to_have_count(2)
    expect(page.get_by_role("status").filter(has_text="2 条建议")).to_be_attached()
    page.keyboard.press("ArrowDown")
    chosen = options(page, selected=True)
    expect(chosen).to_contain_text("常住人口城镇化率")
    expect(chosen).to_contain_text("“十四五”规划")
    expect(box(page)).to_have_attribute("aria-activedescendant", chosen.get_attribute("id"))
    expect(box(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site.url}indicators/sx14-urbanisation/")


def test_on_a_phone_suggestions_stand_below_what_is_typed(page: Page, site: Site):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site.url}plans/shaoxing-14/matrix/")
    box(page).fill("滞后")
    expect(options(page, name="“滞后”的项目")).to_be_visible()
    typed, panel = box(page).bounding_box(), page.locator("#search-panel").bounding_box()
    assert typed is not None
    assert panel is not None
    assert panel["y"] >= typed["y"] + typed["height"]
    assert panel["width"] > 340
    options(page, name="“滞后”的项目").click()
    page.wait_for_url(re.compile("/projects/.*light=yellow"))


def test_arrows_go_round_and_escape_closes(page: Page, site: Site):
    page.goto(site.url)
    box(page).fill("rkczhl")
    expect(options(page)).to_have_count(2)
    selected = options(page, selected=True)
    for key, title in (("ArrowUp", "“十三五”规划"), ("ArrowUp", "“十四五”规划")):
        page.keyboard.press(key)
        expect(selected).to_contain_text(title)
    page.keyboard.press("ArrowUp")
    expect(selected).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box(page)).to_have_value("rkczhl")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site.url}search/?q=rkczhl")


def test_arrows_move_among_the_results(page: Page, site: Site):
    page.goto(f"{site.url}search/?q=生产总值")
    page.keyboard.press("/")
    page.keyboard.press("ArrowDown")
    links = page.locator(".result__link")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(box(page)).to_be_focused()


def test_a_slash_in_a_field_is_a_slash(page: Page, site: Site):
    page.goto(f"{site.url}plans/shaoxing-14/indicators/")
    field = page.locator("main input[name=q]")
    field.press("/")
    expect(field).to_have_value("/")


def test_a_suggestion_is_opened_by_the_mouse_and_leaving_closes(page: Page, site: Site):
    page.goto(site.url)
    box(page).press_sequentially("轨道")
    options(page).filter(has_text="轨道交通1号线").click()
    expect(page).to_have_url(re.compile("/projects/"))
    box(page).press_sequentially("轨道")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.locator("h1").click()
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_it_works_without_scripts(browser: Browser, site: Site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.url)
    page.get_by_role("searchbox").fill("czrkczhl")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator(".result__link").first).to_have_text("常住人口城镇化率")
    context.close()


def test_open_suggestions_fit_and_shut_nobody_out(page: Page, site: Site):
    page.goto(site.url)
    box(page).press_sequentially("gdp")
    expect(options(page)).not_to_have_count(0)
    assert_fit_for_all(page)
