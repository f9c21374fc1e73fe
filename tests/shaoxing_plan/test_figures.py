"""Every column of figures is aligned at the decimal point, in templates and on the screen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize

from tests.site import PROJECT, Site

TEMPLATES = PROJECT / "templates"
CELL = re.compile(r'<td[^>]*class="[^"]*\bnumber\b[^"]*"[^>]*>(.*?)</td>', re.DOTALL)
COUNTS_ONLY = {"projects/browse/pace.html", "review/departments.html", "review/rounds.html"}
"""Tables whose numbers are all whole: their right edge is their decimal point."""
PLACES = """() => {
    const found = {};
    for (const cell of document.querySelectorAll("table td.number .aligned")) {
        const text = cell.firstChild, at = text.data.search(/(?<=\\d)(?![\\d,])/);
        if (!/^[^\\d.]*\\d[\\d,]*([./]\\d+)?\\D{0,5}$/.test(text.data)) continue;
        const range = document.createRange();
        range.setStart(text, 0);
        range.setEnd(text, at);
        (found[cell.closest("td").cellIndex] ??= []).push(range.getBoundingClientRect().right);
    }
    return Object.values(found);
}"""


def tables() -> list[Path]:
    return [each for each in TEMPLATES.rglob("*.html") if CELL.search(each.read_text())]


@pytest.mark.parametrize("path", tables(), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_every_cell_of_a_column_of_figures_is_aligned(path: Path):
    if str(path.relative_to(TEMPLATES)) in COUNTS_ONLY:
        return
    left = [
        cell
        for cell in CELL.findall(path.read_text())
        if "{% figure" not in cell and "components/target.html" not in cell
    ]
    assert left == []


@pytest.mark.browser
@pytest.mark.parametrize("media", ["screen", "print"])
@pytest.mark.parametrize("width", [1440, 390])
def test_decimal_points_stand_in_one_line(page: Page, site: Site, width: int, media):
    page.set_viewport_size(ViewportSize(width=width, height=900))
    page.emulate_media(media=media)
    page.goto(f"{site.url}design/")
    columns = page.evaluate(PLACES)
    assert [len(each) for each in columns] == [4, 4, 4, 4]
    for places in columns:
        assert max(places) - min(places) < 0.6, places
