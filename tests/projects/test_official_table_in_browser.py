"""The official table on paper: A4 landscape, the header and a page number on every page."""

from __future__ import annotations

import re
import unicodedata
from io import BytesIO

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

pytestmark = pytest.mark.browser
A4_LANDSCAPE = (842, 595)
"""In points of 1/72 inch."""


def texts(document: PdfReader) -> list[str]:
    """Return what stands on each page, in the common forms of characters and without spaces."""
    pages = (page.extract_text() for page in document.pages)
    return ["".join(unicodedata.normalize("NFKC", text).split()) for text in pages]


def test_every_page_has_its_header_and_number(page: Page, site):
    page.goto(f"{site.url}plans/shaoxing-14/progress-table/")
    document = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    told = texts(document)
    assert len(told) > 5
    for number, (sheet, text) in enumerate(zip(document.pages, told, strict=True), start=1):
        assert tuple(round(each) for each in sheet.mediabox[2:]) == A4_LANDSCAPE
        assert "序号内容与要求进展情况责任单位" in text, number
        # 页 comes out as the radical ⻚, which has no common form.
        assert re.search(f"第{number}.共{len(told)}.", text)
    assert "十四五" in told[0]
    assert not re.search("登录|筛选|下载Excel|评判年份", "".join(told)), "only the table is printed"


def test_no_line_is_torn_between_two_pages(page: Page, site):
    page.goto(f"{site.url}plans/shaoxing-14/progress-table/?box=12")
    lines = page.locator(".official-table tbody tr:has(.official-table__number)").count()
    told = "".join(texts(PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))))
    assert lines > 10
    assert told.count("未报送") + told.count("未点名项目") == lines
