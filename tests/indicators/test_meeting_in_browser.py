"""Meeting mode as a person uses it, and the sheets that come out of the printer."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from django.db import transaction
from playwright.sync_api import Browser, Page, expect

from tests.browser import wait_in_page
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
    expect(page.locator("[data-place]")).to_have_text("3 / 3")
    expect(page.get_by_role("button", name="下一屏")).to_be_disabled()
    page.keyboard.press("Home")
    page.get_by_role("link", name="乙").click()
    expect(page).to_have_url(f"{meeting}#slide-2")
    page.reload()
    expect(shown.get_by_role("heading", level=2)).to_contain_text("乙")


@pytest.fixture
def long_meeting(live_server, transactional_db) -> str:
    """A meeting with more on its opening slide and on each of the others than is usual."""
    plan = make_plan()
    years = {2021: "1", 2022: "2", 2023: "3", 2024: "4"}
    for place in range(30):
        name = f"全市规模以上工业企业研究开发费用占营业收入比重之{place}"
        origin = "table" if place % 2 else "text"
        make_indicator(plan, name=name, base="0", target="100", actuals=years, origin=origin)
    with transaction.atomic():
        judge(plan)
    return f"{live_server.url}/plans/{plan.slug}/meeting/"


SHIFTS = """
    window.shifted = 0;
    new PerformanceObserver((list) => {
        for (const each of list.getEntries()) window.shifted += each.value;
    }).observe({ type: "layout-shift", buffered: true });
"""


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=str)
def test_nothing_moves_when_the_page_becomes_slides(
    browser: Browser, long_meeting: str, size: tuple[int, int]
):
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    page.add_init_script(SHIFTS)
    # What turns the slides comes after the page was painted.
    page.route("**/meeting*.js", lambda route: painted(page) and route.continue_())
    page.goto(long_meeting)
    expect(page.locator(".slide:focus")).to_have_count(1)
    assert page.evaluate("shifted") < 0.01
    context.close()


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=str)
def test_nothing_moves_while_the_page_arrives_in_pieces(
    browser: Browser, long_meeting: str, size: tuple[int, int]
):
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    page.add_init_script(SHIFTS)
    text = context.request.get(long_meeting).text()
    opening = text.index("slide--opening")
    cuts = [opening + step for step in (2000, 6000)] + [text.index('id="slide-1"'), len(text)]
    page.goto(long_meeting.replace("meeting/", "none-such/"))
    page.evaluate("document.open()")
    for start, end in pairwise([0, *cuts]):
        page.evaluate("(piece) => document.write(piece)", text[start:end])
        painted(page)
    page.evaluate("document.close()")
    expect(page.locator(".slide:focus")).to_have_count(1)
    assert page.evaluate("shifted") < 0.01
    context.close()


def painted(page: Page) -> bool:
    return (
        page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        is None
    )


OVER = """() => [...document.querySelectorAll(".slide.is-shown")].map(
    (slide) => slide.scrollHeight - slide.clientHeight
)"""


@pytest.mark.parametrize("size", [(1280, 720), (1024, 768), (1920, 1080)], ids=str)
def test_slides_fit_the_screen(page: Page, long_meeting: str, size: tuple[int, int]):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(long_meeting)
    expect(page.locator(".slide:focus")).to_have_count(1)
    assert page.evaluate(OVER) == [0]
    page.keyboard.press("ArrowRight")
    assert page.evaluate(OVER) == [0]
    bar = page.locator("[data-meeting-bar]").bounding_box()
    slide = page.locator(".slide.is-shown").bounding_box()
    assert slide["y"] + slide["height"] <= bar["y"] + 1


@pytest.mark.parametrize("size", [(390, 844), (360, 640)], ids=str)
def test_every_slide_fits_a_phone_with_the_rest_a_tap_away(
    page: Page, long_meeting: str, size: tuple[int, int]
):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(long_meeting)
    shown = page.locator(".slide.is-shown")
    for place in range(31):
        numbered = f"{place} / 30" if place else "首页"
        expect(page.locator("[data-place]")).to_have_text(numbered)
        if place:
            expect(shown.locator(".slide__number")).to_have_text(numbered)
        assert page.evaluate(OVER) == [0], place
        page.keyboard.press("ArrowRight")
    said = shown.get_by_text("责任部门还没有报送原因和措施")
    expect(said).to_be_hidden()
    button = shown.get_by_role("button", name="走势、原因和措施")
    button.click()
    expect(said).to_be_visible()
    assert page.evaluate(OVER) == [0]
    expect(shown.get_by_role("button", name="回到要点")).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("button", name="上一屏")).to_be_in_viewport()
    page.get_by_role("button", name="上一屏").click()
    expect(page.locator("[data-place]")).to_have_text("29 / 30")
    page.get_by_role("button", name="下一屏").click()
    expect(said).to_be_hidden()


def test_what_does_not_fit_is_read_to_its_end_before_the_slide_is_turned(
    page: Page, long_meeting: str
):
    page.set_viewport_size({"width": 640, "height": 360})
    page.goto(f"{long_meeting}#slide-2")
    place = page.locator("[data-place]")
    expect(place).to_have_text("2 / 30")
    scrolled = "document.querySelector('.slide.is-shown').scrollTop"
    page.keyboard.press("ArrowDown")
    assert page.evaluate(scrolled) > 0
    expect(place).to_have_text("2 / 30")
    for _ in range(10):
        if place.text_content() == "3 / 30":
            break
        page.keyboard.press("PageDown")
    expect(place).to_have_text("3 / 30")
    assert page.evaluate(scrolled) == 0
    page.keyboard.press("ArrowRight")
    expect(place).to_have_text("4 / 30")


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
    expect(page.locator("[data-place]")).to_have_text("1 / 3")
    swipe(60, 300)
    expect(page.locator("[data-place]")).to_have_text("首页")
    context.close()


def test_full_screen_is_asked_for(page: Page, meeting: str):
    page.goto(meeting)
    page.get_by_role("button", name="全屏").click()
    wait_in_page(page, "document.fullscreenElement === document.documentElement")
    page.get_by_role("button", name="全屏").click()
    wait_in_page(page, "document.fullscreenElement === null")


def test_without_scripts_it_is_a_long_page(browser: Browser, meeting: str):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(meeting)
    expect(page.locator(".slide:visible")).to_have_count(4)
    expect(page.get_by_role("button", name="开始放映")).to_be_hidden()
    context.close()


def test_the_handout_has_two_slides_a_page(page: Page, meeting: str):
    page.goto(f"{meeting}#slide-2")
    expect(page.locator("[data-place]")).to_have_text("2 / 3")
    assert sheets(page) == (3, A4)


def test_a_long_opening_begins_on_the_first_sheet(page: Page, long_meeting: str, settings):
    settings.DEMO = True
    page.goto(long_meeting)
    expect(page.locator("[data-place]")).to_have_text("首页")
    assert sheets(page) == (1 + 15, A4)


@pytest.mark.parametrize("address", ["plans/shaoxing-14/table/", "plans/shaoxing-13/table/"])
def test_the_table_is_one_a3_sheet(page: Page, site: Site, address: str):
    page.goto(site.url + address)
    assert sheets(page) == (1, A3_WIDE)


SMALL = """() => [...document.querySelectorAll(".slide *")].filter((each) =>
    [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()) &&
    parseFloat(getComputedStyle(each).fontSize) < 16
).map((each) => each.outerHTML)"""


@pytest.mark.parametrize("size", [(360, 640), (390, 844), (1024, 768)], ids=str)
def test_nothing_is_small_in_large_type(page: Page, site: Site, size: tuple[int, int]):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.context.add_cookies([{"name": "senior", "value": "1", "url": site.url}])
    page.goto(f"{site.url}plans/shaoxing-13/meeting/#slide-1")
    expect(page.locator("[data-place]")).to_have_text(re.compile("^1 / "))
    assert page.locator(".slide :is(dt, td, .state)").count()
    assert page.evaluate(SMALL) == []


@pytest.mark.parametrize("size", [(390, 844), (360, 640)], ids=str)
@pytest.mark.parametrize("plan", ["shaoxing-13", "shaoxing-14"])
def test_the_other_side_of_every_slide_fits_a_phone(
    page: Page, site: Site, plan: str, size: tuple[int, int]
):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{site.url}plans/{plan}/meeting/#slide-1")
    slides = page.locator(".slide").count()
    for place in range(1, slides):
        expect(page.locator("[data-place]")).to_have_text(f"{place} / {slides - 1}")
        page.locator(".slide.is-shown [data-turn]").click()
        assert page.evaluate(OVER) == [0], place
        page.keyboard.press("ArrowRight")
