"""A frame in another site's page, and the buttons that copy."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import quote, unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from indicators.selectors.browse.sharing import FRAME_SIZE
from tests.browser import PageWatch, wait_in_page
from tests.site import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """Another site: its only page frames the address it is asked with."""

    class Framing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = unquote(urlsplit(self.path).query)
            text = f'<html lang="zh"><iframe id="f" title="x" src="{address}"></iframe></html>'
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Framing) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


def framed(page: Page, elsewhere: str, address: str):
    page.goto(f"{elsewhere}?{quote(address)}")
    return page.frame_locator("#f")


def test_another_site_can_frame_an_embedded_page(page: Page, site: Site, elsewhere: str):
    frame = framed(page, elsewhere, f"{site.url}embed/indicators/sx14-gdp/")
    expect(frame.get_by_role("heading", name="全市生产总值")).to_be_visible()
    expect(frame.locator(".state")).to_have_text("快于预期")


def test_another_site_can_frame_no_other_page(
    page: Page, site: Site, elsewhere: str, page_watch: PageWatch
):
    frame = framed(page, elsewhere, f"{site.url}indicators/sx14-gdp/")
    wait_in_page(page, "document.querySelector('#f').contentDocument === null")
    expect(frame.get_by_role("heading", name="全市生产总值")).to_have_count(0)
    assert any("frame-ancestors" in each for each in page_watch.console_errors)
    page_watch.console_errors.clear()


@pytest.mark.parametrize("width", [320, 560])
def test_the_embedded_page_fits_its_frame(page: Page, site: Site, width: int):
    page.set_viewport_size({"width": width, "height": 560})
    for code in (
        "sx14-gdp",
        "sx14-urbanisation",
        "sx13-pollutants",
        "sx14-energy-intensity-reduction",
    ):
        page.goto(f"{site.url}embed/indicators/{code}/")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if width == FRAME_SIZE[0]:
            assert page.evaluate("document.documentElement.scrollHeight") <= FRAME_SIZE[1]


def test_a_click_copies_the_citation(browser: Browser, site: Site):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{site.url}indicators/sx13-gdp/")
    page.get_by_text("引用、转发和嵌入").click()
    page.get_by_role("button", name="复制引用").click()
    expect(page.get_by_role("status").filter(has_text="已复制")).to_be_attached()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.get_by_label("引用", exact=True).input_value()
    assert "2020年 6,001" in copied
    context.close()
