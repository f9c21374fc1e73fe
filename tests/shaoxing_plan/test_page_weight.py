"""How many bytes a page costs whoever opens it for the first time: every public page there is.

That tests/pages.py leaves none out is tested where they are walked for barriers.
"""

from __future__ import annotations

import gzip

import brotli
import pytest
from playwright.sync_api import Browser, Response

from tests.pages import ADDRESSES
from tests.site import Site

pytestmark = pytest.mark.browser

MOST_BYTES = 120 * 1024


def as_sent(response: Response) -> int:
    """Return the size of an answer as production sends it: files by brotli, pages by gzip."""
    body = response.body()
    kind = response.headers.get("content-type", "")
    if "/static/" in response.url:
        return len(brotli.compress(body))
    return len(gzip.compress(body, 6)) if kind.startswith("text/") else len(body)


@pytest.mark.parametrize("path", ADDRESSES)
def test_a_page_is_light(browser: Browser, site: Site, path: str):
    page = browser.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright wraps it
    page.goto(site.url + path, wait_until="networkidle")
    sizes = {answer.url: as_sent(answer) for answer in answers}
    page.close()
    assert sum(sizes.values()) < MOST_BYTES, sorted(sizes.items(), key=lambda each: -each[1])[:8]
