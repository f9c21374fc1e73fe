"""What a page costs whoever opens it for the first time: bytes and elements, of every public page.

That tests/pages.py leaves none out is tested where they are walked for barriers.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from functools import cache
from urllib.request import urlopen

import brotli
import pytest
from playwright.sync_api import Browser, Page

from tests.browser import wait_in_page
from tests.pages import ADDRESSES
from tests.site import Site

pytestmark = pytest.mark.browser

MOST_BYTES = 120 * 1024
MOST_ELEMENTS = 4_000
"""What a phone lays out and styles before it answers to a finger. A longer list is paged."""
MOST_ELEMENTS_OF_A_WHOLE_PLAN = 4_700
"""The outline, folded, and nine tenths of it never laid out until somebody opens them."""


LOADED = "() => performance.getEntriesByType('resource').map((each) => each.name)"
"""The addresses of what a page is made of, whether the browser had them or not."""


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@cache
def file_as_sent(url: str) -> int:
    """Return the size of a file as production sends it: by brotli; most pages have the same."""
    with urlopen(url) as answer:  # noqa: S310
        return len(brotli.compress(answer.read()))


PROJECTS = "plans/shaoxing-14/projects/"
FAR_DOWN = {
    "plans/shaoxing-14/indicators/": ".indicator-row",
    PROJECTS: ".project-row",
    f"{PROJECTS}timeline/": ".gantt tr",
    f"{PROJECTS}board/": ".card",
    "plans/shaoxing-14/outline/": ".chapter",
}
IS_LAID_OUT = "(each) => each.checkVisibility({contentVisibilityAuto: true})"


@pytest.mark.parametrize(("path", "row"), FAR_DOWN.items(), ids=FAR_DOWN)
def test_a_phone_does_not_lay_out_what_is_far_below(
    browser: Browser, site: Site, path: str, row: str
):
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(site.url + path)
    last = page.locator(row).last.locator("> :is(th, a, h2)").first
    assert not last.evaluate(IS_LAID_OUT)
    last.scroll_into_view_if_needed()
    wait_in_page(page, IS_LAID_OUT, last.element_handle())
    page.close()


@pytest.mark.parametrize("path", ADDRESSES)
def test_a_page_is_light(tab: Page, site: Site, path: str):
    tab.goto("about:blank")
    page = tab.goto(site.url + path, wait_until="networkidle")
    files = tab.evaluate(LOADED)
    assert all("/static/" in each for each in files), files
    assert any(".css" in each for each in files), files
    sizes = {each: file_as_sent(each) for each in files} | {
        path: len(gzip.compress(page.body(), 6))
    }
    elements = tab.locator("*").count()
    is_whole_plan = path.endswith("/outline/")
    assert elements < (MOST_ELEMENTS_OF_A_WHOLE_PLAN if is_whole_plan else MOST_ELEMENTS)
    assert sum(sizes.values()) < MOST_BYTES, sorted(sizes.items(), key=lambda each: -each[1])[:8]
