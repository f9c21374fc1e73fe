"""What comes out of the printer: nothing cut off, nothing only a screen can do."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.site import Site

pytestmark = pytest.mark.browser
UPRIGHT, LYING = (595, 842), (842, 595)
PAGES = [
    ("plans/shaoxing-14/", UPRIGHT),
    ("plans/shaoxing-13/", UPRIGHT),
    ("plans/shaoxing-14/indicators/", LYING),
    ("plans/shaoxing-14/matrix/", LYING),
    ("plans/shaoxing-13/outline/", UPRIGHT),
    ("plans/shaoxing-14/boxes/3/", UPRIGHT),
    ("indicators/sx13-gdp/", UPRIGHT),
    ("help/", UPRIGHT),
    ("help/terms/", UPRIGHT),
    ("search/?q=gdp", UPRIGHT),
    ("data/", UPRIGHT),
]
# Between the margins of an A4 sheet, in pixels of 1/96 inch.
WIDTH = {UPRIGHT: 688, LYING: 1016}


@pytest.mark.parametrize(("path", "sheet"), PAGES)
def test_a_page_prints_whole_and_without_its_controls(page: Page, site: Site, path: str, sheet):
    page.emulate_media(media="print")
    page.set_viewport_size({"width": WIDTH[sheet], "height": 900})
    page.goto(site.url + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH[sheet]
    shown = page.locator(".masthead, .footer, .year-switch, .look-back, .search").filter(
        visible=True
    )
    assert shown.count() == 0
    printed = page.pdf(prefer_css_page_size=True)
    sizes = {
        tuple(round(float(each)) for each in size)
        for size in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    }
    assert sizes == {sheet}
