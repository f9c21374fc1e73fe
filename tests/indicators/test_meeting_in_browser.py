"""Meeting mode as a person uses it, and the sheets that come out of the printer."""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from playwright.sync_api import Browser, Page, expect

from tests.factories import judge, make_indicator, make_plan
from tests.site import Site

pytestmark = pytest.mark.browser
A4, A3_WIDE = (595, 842), (1191, 842)


@pytest.fixture
def meeting(live_server, transactional_db) -> str:
    plan = make_plan()
    for name, actual in (("甲", "10"), ("乙", "20"), ("丙", "30")):
        make_indicator(plan, name=name, base="0", target="100", actuals={2023: actual})
    with transaction.atomic():
        judge(plan)
    return f"{live_server.url}/plans/{plan.slug}/meeting/"


def sheets(page: Page) -> tuple[int, tuple[int, int]]:
    """Print to PDF: how many sheets, and the size of the first in points."""
    printed = page.pdf(prefer_css_page_size=True)
    size = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    width, height = (round(float(each)) for each in size.groups())
    return len(re.findall(rb"/Type /Page\b", printed)), (width, height)


def test_keys_turn_the_slides(page: Page, meeting: str):
    page.goto(meeting)
    shown = page.locator(".slide:visible")
    expect(shown).to_have_count(1)
    expect(shown).to_contain_text("滞后的 3 项")
    expect(page.locator(".masthead")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(shown.get_by_role("heading", level=2)).to_contain_text("甲")
    expect(shown).to_be_focused()
    expect(page).to_have_url(f"{meeting}#slide-1")
    page.keyboard.press("End")
    expect(shown.get_by_role("heading", level=2)).to_contain_text("丙")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-place]")).to_have_text("4 / 4")
    expect(page.get_by_role("button", name="下一屏")).to_be_disabled()
    page.keyboard.press("Home")
    page.get_by_role("link", name="乙").click()
    expect(page).to_have_url(f"{meeting}#slide-2")
    page.reload()
    expect(shown.get_by_role("heading", level=2)).to_contain_text("乙")


def test_leaving_shows_the_page_again(page: Page, meeting: str):
    page.goto(meeting)
    page.keyboard.press("Escape")
    expect(page.locator(".masthead")).to_be_visible()
    expect(page.locator(".slide:visible")).to_have_count(4)
    page.get_by_role("button", name="开始放映").click()
    expect(page.locator(".slide:visible")).to_have_count(1)


def test_a_swipe_turns_the_slides(browser: Browser, meeting: str):
    context = browser.new_context(has_touch=True, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(meeting)
    client = context.new_cdp_session(page)

    def swipe(start: int, end: int) -> None:
        def touch(kind: str, points: list[dict[str, int]]) -> None:
            client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        touch("touchStart", [{"x": start, "y": 200}])
        touch("touchMove", [{"x": end, "y": 205}])
        touch("touchEnd", [])

    swipe(300, 60)
    expect(page.locator("[data-place]")).to_have_text("2 / 4")
    swipe(60, 300)
    expect(page.locator("[data-place]")).to_have_text("1 / 4")
    context.close()


def test_full_screen_is_asked_for(page: Page, meeting: str):
    page.goto(meeting)
    page.get_by_role("button", name="全屏").click()
    page.wait_for_function("document.fullscreenElement === document.documentElement")
    page.get_by_role("button", name="全屏").click()
    page.wait_for_function("document.fullscreenElement === null")


def test_without_scripts_it_is_a_long_page(browser: Browser, meeting: str):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(meeting)
    expect(page.locator(".slide:visible")).to_have_count(4)
    expect(page.get_by_role("button", name="开始放映")).to_be_hidden()
    context.close()


def test_the_handout_has_two_slides_a_page(page: Page, meeting: str):
    page.goto(f"{meeting}#slide-2")
    expect(page.locator("[data-place]")).to_have_text("3 / 4")
    assert sheets(page) == (3, A4)


@pytest.mark.parametrize("address", ["plans/shaoxing-14/table/", "plans/shaoxing-13/table/"])
def test_the_table_is_one_a3_sheet(page: Page, site: Site, address: str):
    page.goto(site.url + address)
    assert sheets(page) == (1, A3_WIDE)
