"""What a page costs whoever opens it for the first time: bytes and elements, of every public page.

That tests/pages.py leaves none out is tested where they are walked for barriers.
"""

from __future__ import annotations

import gzip
from functools import cache

import brotli
import pytest
from playwright.sync_api import Browser, Response

from tests.pages import ADDRESSES
from tests.site import Site

pytestmark = pytest.mark.browser

MOST_BYTES = 120 * 1024
MOST_ELEMENTS = 4_000
"""What a phone lays out and styles before it answers to a finger. A longer list is paged."""
MOST_ELEMENTS_OF_A_WHOLE_PLAN = 4_700
"""The outline, folded, and nine tenths of it never laid out until somebody opens them."""


def as_sent(response: Response) -> int:
    """Return the size of an answer as production sends it: files by brotli, pages by gzip."""
    body = response.body()
    kind = response.headers.get("content-type", "")
    if "/static/" in response.url:
        return _brotli_size(body)
    return len(gzip.compress(body, 6)) if kind.startswith("text/") else len(body)


@cache
def _brotli_size(body: bytes) -> int:
    """Return what is left of a file; most pages have the same ones."""
    return len(brotli.compress(body))


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
    page.wait_for_function(IS_LAID_OUT, arg=last.element_handle())
    page.close()


@pytest.mark.parametrize("path", ADDRESSES)
def test_a_page_is_light(browser: Browser, site: Site, path: str):
    page = browser.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright wraps it
    page.goto(site.url + path, wait_until="networkidle")
    sizes = {answer.url: as_sent(answer) for answer in answers}
    elements = page.locator("*").count()
    page.close()
    is_whole_plan = path.endswith("/outline/")
    assert elements < (MOST_ELEMENTS_OF_A_WHOLE_PLAN if is_whole_plan else MOST_ELEMENTS)
    assert sum(sizes.values()) < MOST_BYTES, sorted(sizes.items(), key=lambda each: -each[1])[:8]
