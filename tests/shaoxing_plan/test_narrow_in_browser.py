"""Every page of every role on the narrowest screen and zoomed: nothing lies beyond the edge.

Nor is anything too small for a finger: 24 px, and 44 for what is done on a phone.

320 px is a phone of the smallest kind, and 1280 px zoomed to 400 %; 720 px is 1440 px at 200 %;
1024 px is a tablet, or 1280 px at 125 %, the narrowest on which tables are tables.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.pages import ADDRESSES, is_page
from tests.roles import ROLES, World
from tests.shaoxing_plan.test_rights import TABLE, address, area_of
from tests.site import Site

pytestmark = pytest.mark.browser

WIDTHS = (320, 720, 1024)
FAULTS = """() => {
    const faults = [];
    const wide = document.scrollingElement.scrollWidth;
    if (wide > innerWidth) faults.push(`${wide}px wide`);
    if (innerWidth > 960) return faults;
    const led = "tbody th > a, .line__name, .card__name, .result__link, .lag__name > a";
    const aims = `button, summary, select, input:not([type=hidden]), .button, nav a, ${led}`;
    const done = ".button, .year-switch a, .view-nav a, .filter-fold > summary, .state-choice, " +
        "select, input:not([type=hidden], [type=checkbox], [type=radio])";
    for (const each of document.querySelectorAll(aims)) {
        const label = each.closest("label");
        const box = (label ?? each).getBoundingClientRect();
        const least = innerWidth < 768 && (label ?? each).matches(done) ? 43.5 : 23.5;
        const small = box.width > 1 && (box.width < 23.5 || box.height < least);
        if (small) faults.push(`${each.outerHTML.slice(0, 80)} is ${box.width}x${box.height}px`);
    }
    return faults;
}"""


def faults(page: Page, url: str) -> list[str]:
    """Return what of a page lies beyond the edge or is too small to be hit."""
    page.goto(url)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{url} at {width}: {each}" for each in page.evaluate(FAULTS)]
    return found


def test_no_page_of_the_shipped_plans_needs_more(page: Page, site: Site):
    paths = [path for path in ADDRESSES if "#" not in path]
    assert [each for path in paths for each in faults(page, site.url + path)] == []


def test_nor_do_the_simple_pages_with_their_larger_type(page: Page, site: Site):
    page.goto(f"{site.url}help/")
    page.get_by_text("显示", exact=True).click()
    page.get_by_role("button", name="长者模式").click()
    page.wait_for_load_state()
    paths = (
        *("plans/shaoxing-14/", "plans/shaoxing-14/indicators/", "plans/shaoxing-14/matrix/"),
        *("plans/shaoxing-14/projects/", "indicators/sx14-gdp/", "plans/shaoxing-14/across/"),
        *("plans/shaoxing-14/outline/", "search/?q=gdp", "help/"),
    )
    assert [each for path in paths for each in faults(page, site.url + path)] == []


def pages_of(role: str, world: World) -> Iterator[str]:
    """Yield the pages a role gets, as the table of rights has them; not the back office."""
    for route, line in TABLE.items():
        letters = dict(zip(ROLES, line.get.replace(" ", ""), strict=True))
        if letters[role] == "a" and area_of(route) != "admin" and is_page(route):
            yield address(route, line, world.values)


@pytest.mark.django_db(transaction=True)
def test_no_page_of_those_who_report_and_review_needs_more(
    browser: Browser, live_server, world: World
):
    seen: set[str] = set(pages_of("browsing closed", world))
    found = []
    for role in ("signer", "clerk", "planner", "admin", "reader"):
        context = browser.new_context(locale="zh-CN", base_url=live_server.url)
        context.add_cookies(
            [{"name": "sessionid", "value": world.sessions[role], "url": live_server.url}]
        )
        page = context.new_page()
        for url in [each for each in pages_of(role, world) if each not in seen]:
            seen.add(url)
            found += faults(page, url)
        context.close()
    assert found == []
