"""The page of an indicator on a phone: what is a table elsewhere is read without scrolling."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.site import Site

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
TOO_WIDE = """[...document.querySelectorAll(".table-box:has(.stacked)")]
    .filter((box) => box.scrollWidth > box.clientWidth).map((box) => box.ariaLabel)"""
BROKEN = """[...document.querySelectorAll(".formula")].flatMap((cell) => {
    const words = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    const broken = [];
    for (let node = words.nextNode(); node; node = words.nextNode()) {
        for (const number of node.data.matchAll(/[0-9][0-9.,]*/g)) {
            const range = document.createRange();
            range.setStart(node, number.index);
            range.setEnd(node, number.index + number[0].length);
            const lines = new Set([...range.getClientRects()].map((each) => Math.round(each.top)));
            if (lines.size > 1) broken.push(number[0]);
        }
    }
    return broken;
})"""


@pytest.mark.parametrize(
    "code",
    [
        *("sx13-gdp", "sx14-gdp", "sx14-retail-sales-growth", "sx14-resident-income-growth"),
        *("sx14-parking-spaces", "sx13-fixed-investment-growth"),
    ],
)
def test_years_and_formulas_fit_a_phone(page: Page, site: Site, code: str):
    page.set_viewport_size(PHONE)
    answer = page.goto(f"{site.url}indicators/{code}/")
    assert answer is not None
    assert answer.status == 200
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate(BROKEN) == []


@pytest.mark.parametrize(
    "path",
    [
        *("", "plans/shaoxing-13/", "plans/shaoxing-14/across/gdp/", "indicators/sx13-pollutants/"),
        "projects/sx14-comprehensive-bonded-zone/",
    ],
)
def test_short_tables_of_other_pages_fit_a_phone(page: Page, site: Site, path: str):
    page.set_viewport_size(PHONE)
    page.goto(site.url + path)
    boxes = page.evaluate("""[...document.querySelectorAll(".table-box")]
        .filter((box) => box.scrollWidth > box.clientWidth).map((box) => box.ariaLabel)""")
    assert boxes == []


def test_a_year_is_a_card_with_its_state_and_named_figures(page: Page, site: Site):
    page.set_viewport_size(PHONE)
    page.goto(f"{site.url}indicators/sx14-gdp/?year=2024")
    years = page.get_by_role("region", name="历年数字表格")
    card = years.get_by_role("row").filter(has=page.get_by_role("rowheader", name="2024"))
    head = card.get_by_role("rowheader").bounding_box()
    state = card.locator(".state").bounding_box()
    figure = card.get_by_role("cell").first
    assert head is not None
    assert state is not None
    assert abs(head["y"] - state["y"]) < 16, "year and state stand on one line"
    assert figure.evaluate("(each) => getComputedStyle(each, '::before').content") == '"实绩"'
    expect(years.get_by_role("columnheader", name="实绩")).to_be_attached()
