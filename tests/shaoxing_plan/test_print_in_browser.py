"""What comes out of the printer: nothing cut off, nothing only a screen can do."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.site import Site

pytestmark = pytest.mark.browser
UPRIGHT, LYING = (595, 842), (842, 595)
PAGES = [
    ("plans/shaoxing-14/", UPRIGHT),
    ("plans/shaoxing-13/", UPRIGHT),
    ("plans/shaoxing-14/indicators/", LYING),
    ("plans/shaoxing-14/matrix/", LYING),
    ("plans/shaoxing-13/outline/", UPRIGHT),
    ("plans/shaoxing-14/outline/c11/", UPRIGHT),
    ("plans/shaoxing-14/boxes/3/", LYING),
    ("plans/shaoxing-14/boxes/12/", UPRIGHT),
    ("plans/shaoxing-14/across/", UPRIGHT),
    ("plans/shaoxing-14/projects/?field=water", LYING),
    ("plans/shaoxing-14/projects/timeline/?field=water", LYING),
    ("plans/shaoxing-14/projects/sums/", LYING),
    ("plans/shaoxing-14/progress-table/?box=3", LYING),
    ("projects/sx14-comprehensive-bonded-zone/", UPRIGHT),
    ("compare/?i=sx14-gdp&i=sx14-budget-revenue", UPRIGHT),
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


@pytest.mark.parametrize(
    ("path", "table"),
    [
        ("plans/shaoxing-14/indicators/", ".indicator-table"),
        ("plans/shaoxing-14/projects/?field=water", ".project-table"),
        ("plans/shaoxing-14/projects/timeline/?field=water", ".gantt"),
        ("plans/shaoxing-14/projects/sums/", ".sum-table"),
    ],
)
def test_a_table_is_a_table_on_paper_and_repeats_its_head(
    page: Page, site: Site, path: str, table: str
):
    """A browser asks about the width of an upright sheet, also where the page lies down."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": WIDTH[UPRIGHT], "height": 900})
    page.goto(site.url + path)
    shape = "(each) => getComputedStyle(each).display"
    assert page.locator(table).evaluate(shape) == "table"
    assert page.locator(f"{table} thead").evaluate(shape) == "table-header-group"


def test_a_part_of_a_list_says_on_paper_which_part_it_is(page: Page, site: Site):
    page.goto(f"{site.url}plans/shaoxing-14/projects/")
    part, pages = page.locator(".only-print"), page.locator(".pages")
    expect(part).to_be_hidden()
    page.emulate_media(media="print")
    expect(part).to_contain_text("这里只印出第 1 至 50 个项目")
    expect(pages.locator("span")).to_contain_text("第 1 / ")
    expect(pages.locator("a").first).to_be_hidden()
    page.emulate_media(media="screen")
    pages.get_by_role("link", name="全部排在一页").click()
    page.emulate_media(media="print")
    expect(page.locator(".project-row").nth(50)).to_be_visible()
    expect(part).to_have_count(0)


@pytest.mark.parametrize("plan", ["shaoxing-13", "shaoxing-14"])
def test_the_plans_own_table_fits_one_sheet(page: Page, site: Site, plan: str):
    page.goto(f"{site.url}plans/{plan}/table/")
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1


def test_what_is_folded_for_the_old_is_printed(page: Page, site: Site):
    page.context.add_cookies([{"name": "senior", "value": "1", "url": site.url}])
    page.emulate_media(media="print")
    page.goto(f"{site.url}help/")
    expect(page.locator("#states")).to_be_visible()
    expect(page.locator(".fold > summary").first).to_be_hidden()


def test_what_is_folded_on_screens_stands_open_on_paper(page: Page, site: Site):
    page.goto(f"{site.url}help/")
    steps = page.locator(".example__steps").first
    expect(steps).to_be_hidden()
    page.emulate_media(media="print")
    expect(steps).to_be_visible()
    expect(page.locator(".example__steps").filter(visible=False)).to_have_count(0)


def test_the_table_of_sums_is_not_parted_from_its_heading(page: Page, site: Site):
    page.emulate_media(media="print")
    page.goto(f"{site.url}plans/shaoxing-14/projects/sums/")
    breaks = page.locator("h2#sums").evaluate("each => getComputedStyle(each).breakBefore")
    follows = page.locator(".chart-frame + #sums").count()
    assert breaks == ("page" if follows else "auto")


def test_a_heading_stays_with_the_first_row_of_its_table(page: Page, site: Site):
    page.emulate_media(media="print")
    page.goto(f"{site.url}plans/shaoxing-14/projects/sums/")
    after = "each => getComputedStyle(each).breakAfter"
    assert page.locator("h2#sums").evaluate(after) == "avoid"
    assert page.locator(".sum-table thead").evaluate(after) == "avoid"
    assert page.locator(".sum-table tbody tr").first.evaluate(after) == "avoid"
