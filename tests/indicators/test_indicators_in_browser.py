"""The pages of indicators, used as a person uses them, on the plans as shipped."""

from __future__ import annotations

import base64
import csv
import re
from pathlib import Path
from typing import Literal

import pytest
from django.db import transaction
from playwright.sync_api import Browser, Page, expect

from indicators.models import Assessment
from tests.barriers import PHONE, assert_fit_for_all
from tests.factories import NOW, judge, make_indicator, make_plan
from tests.site import Site

pytestmark = pytest.mark.browser

# Milliseconds: Plotly is large, and the machine of a test run is busy.
PATIENCE = 60_000
GDP = "indicators/sx14-gdp/"


def drawn(page: Page) -> None:
    """Ask for Plotly's chart and wait until it is drawn."""
    page.get_by_role("button", name="交互图").click()
    expect(page.locator("[data-chart][data-drawn=true]")).to_be_visible(timeout=PATIENCE)


def test_plotlys_chart_shuts_nobody_out(page: Page, site: Site):
    page.goto(f"{site.url}indicators/sx14-gdp/")
    drawn(page)
    assert_fit_for_all(page)


def test_the_chart_is_drawn_in_the_readers_language_and_offers_no_upload(page: Page, site: Site):
    page.goto(f"{site.url}indicators/sx14-gdp/")
    drawn(page)
    chart = page.locator("[data-chart]")
    expect(chart.locator(".legend")).to_contain_text("“十三五”规划路径")
    expect(chart.locator(".xtick").last).to_have_text("2025")
    expect(chart.locator(".modebar-btn")).to_have_count(3)
    expect(chart.locator(".modebar-btn[data-title*=图片]")).to_have_count(0)
    expect(page.locator(".plotly-cloud-dialog, [data-attr=sendChartToCloud]")).to_have_count(0)


def test_the_picture_stands_without_scripts(browser: Browser, site: Site):
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{site.url}indicators/sx14-gdp/")
    picture = page.get_by_role("img", name=re.compile("全市生产总值历年实绩、路径和目标"))
    expect(picture).to_be_visible()
    expect(picture.locator(".plot__label", has_text="目标 8500")).to_be_visible()
    expect(page.get_by_role("link", name="数据表")).to_be_visible()
    expect(page.get_by_role("button", name="交互图")).to_be_hidden()
    page.close()


def test_paper_gets_the_picture_also_after_exploring(page: Page, site: Site):
    page.goto(f"{site.url}indicators/sx14-gdp/")
    drawn(page)
    picture = page.locator("[data-plot] svg")
    expect(picture).to_be_hidden()
    page.emulate_media(media="print")
    expect(picture).to_be_visible()
    expect(page.locator("[data-chart]")).to_be_hidden()


def test_going_over_to_plotly_and_back_moves_nothing(page: Page, site: Site):
    page.goto(f"{site.url}indicators/sx14-gdp/")
    place = "document.querySelector('#years').getBoundingClientRect().top + scrollY"
    before = page.evaluate(place)
    drawn(page)
    assert page.evaluate(place) == pytest.approx(before, abs=2)
    page.get_by_role("button", name="静态图").click()
    expect(page.locator("[data-plot] svg")).to_be_visible()
    assert page.evaluate(place) == pytest.approx(before, abs=2)


def test_the_picture_is_read_with_the_pointer_and_with_the_keyboard(page: Page, site: Site):
    page.goto(f"{site.url}indicators/sx14-gdp/")
    said = page.locator(".plot__said")
    page.locator(".plot__column").nth(-2).hover()
    expect(said).to_contain_text("2024年")
    expect(said).to_contain_text("实绩 8,369亿元（初步核算）")
    page.locator("h1").hover()
    expect(said).to_be_hidden()
    plot = page.locator("[data-plot]")
    plot.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-plot] + [aria-live]")).to_have_text(
        re.compile("^2025年：.*目标 8500")
    )
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-plot] + [aria-live]")).to_have_text(
        re.compile("^2024年：实绩 8,369")
    )
    page.keyboard.press("Escape")
    expect(said).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_picture_is_saved_as_png_with_its_colours(
    page: Page, site: Site, tmp_path: Path, scheme: Literal["light", "dark"]
):
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{site.url}indicators/sx14-gdp/")
    with page.expect_download() as download:
        page.get_by_role("button", name="下载 PNG").click()
    assert download.value.suggested_filename == "全市生产总值.png"
    file = tmp_path / "chart.png"
    download.value.save_as(file)
    colours = colours_of(page, file)
    assert len(colours) > 8
    ground = "255,255,255" if scheme == "light" else "16,22,31"
    assert max(colours, key=colours.get) == ground
    assert ("27,79,143" if scheme == "light" else "130,186,242") in colours


def test_the_saved_picture_is_the_same_while_plotlys_chart_stands_in_its_place(
    page: Page, site: Site, tmp_path: Path
):
    page.goto(f"{site.url}indicators/sx14-gdp/")
    before = saved(page, tmp_path / "before.png")
    drawn(page)
    assert saved(page, tmp_path / "after.png") == before
    expect(page.locator("[data-chart]")).to_be_visible()
    expect(page.locator("[data-still]")).to_be_hidden()


def saved(page: Page, file: Path) -> dict[str, int]:
    """Save the chart as PNG and return the colours of its pixels."""
    with page.expect_download() as download:
        page.get_by_role("button", name="下载 PNG").click()
    download.value.save_as(file)
    return colours_of(page, file)


def colours_of(page: Page, file: Path) -> dict[str, int]:
    """Return how many pixels of a picture have each colour."""
    data = base64.b64encode(file.read_bytes()).decode()
    return page.evaluate(
        """async (data) => {
            const image = new Image();
            image.src = `data:image/png;base64,${data}`;
            await image.decode();
            const canvas = document.createElement("canvas");
            [canvas.width, canvas.height] = [image.width, image.height];
            const context = canvas.getContext("2d");
            context.drawImage(image, 0, 0);
            const pixels = context.getImageData(0, 0, image.width, image.height).data;
            const counts = {};
            for (let at = 0; at < pixels.length; at += 4) {
                const colour = `${pixels[at]},${pixels[at + 1]},${pixels[at + 2]}`;
                counts[colour] = (counts[colour] ?? 0) + 1;
            }
            return counts;
        }""",
        data,
    )


def test_the_points_of_the_chart_are_a_file(page: Page, site: Site, tmp_path: Path):
    page.goto(f"{site.url}indicators/sx14-gdp/")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 CSV").click()
    file = tmp_path / "points.csv"
    download.value.save_as(file)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert {"年份": "2024", "项目": "实绩", "数值": "8369", "显示": "8,369"}.items() <= next(
        row for row in rows if row["年份"] == "2024"
    ).items()
    assert {row["项目"] for row in rows} >= {
        "“十四五”规划路径",
        "“十四五”规划目标",
        "按现有速度推算",
    }


def test_plotly_writes_no_styles_of_its_own(page: Page, site: Site):
    page.goto(f"{site.url}indicators/sx14-gdp/")
    drawn(page)
    page.locator(".nsewdrag").first.hover()
    expect(page.locator(".hoverlayer .legend")).to_contain_text("亿元")
    assert page.evaluate("document.querySelectorAll('style').length") == 0
    position = "getComputedStyle(document.querySelector('.main-svg')).position"
    assert page.evaluate(position) == "absolute"


def test_plotly_is_fetched_only_when_asked_for(page: Page, site: Site):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("plans/shaoxing-14/indicators/", "indicators/sx13-pollutants/", GDP):
        page.goto(site.url + path, wait_until="networkidle")
    assert not [url for url in asked if "plotly" in url]
    drawn(page)
    assert [url for url in asked if "plotly.min" in url]


def test_the_chart_is_walked_through_with_the_keyboard(page: Page, site: Site):
    page.goto(f"{site.url}indicators/sx14-gdp/")
    drawn(page)
    page.locator("[data-chart]").focus()
    page.keyboard.press("ArrowLeft")
    spoken = page.locator("[data-chart] + [aria-live]")
    expect(spoken).to_have_text(re.compile("^2025年：.*目标 8500亿元"))
    expect(page.locator(".hoverlayer .legend")).to_contain_text("2025年")
    page.keyboard.press("ArrowLeft")
    expect(spoken).to_have_text(re.compile("^2024年：.*实绩 8,369亿元"))


def test_the_map_of_categories_opens_up_to_their_indicators(page: Page, site: Site):
    page.goto(f"{site.url}plans/shaoxing-14/matrix/")
    table = page.locator(".heat__table")
    signs = page.locator(".heat__signs")
    expect(signs).to_be_hidden()
    drawn(page)
    expect(table).to_be_hidden()
    expect(signs).to_contain_text("快于预期")
    ahead = signs.locator("div", has_text="快于预期")
    expect(ahead).to_contain_text("▲")
    expect(ahead.locator("use")).to_have_attribute("href", "#state-ahead")
    chart = page.locator("[data-chart]")
    expect(chart.locator(".ytick", has_text="全市生产总值").first).to_be_visible()
    assert_fit_for_all(page)
    page.get_by_role("button", name="静态图").click()
    expect(table).to_be_visible()
    expect(signs).to_be_hidden()


def test_the_map_is_walked_cell_by_cell_and_leads_on(page: Page, site: Site):
    page.goto(f"{site.url}plans/shaoxing-14/matrix/")
    drawn(page)
    page.locator("[data-chart]").focus()
    spoken = page.locator("[data-chart] + [aria-live]")
    page.keyboard.press("ArrowRight")
    expect(spoken).to_have_text(re.compile("^综合实力，2021年"))
    page.keyboard.press("ArrowDown")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(spoken).to_have_text(
        re.compile("^全市生产总值，2024年，8,369亿元（初步核算），快于预期，.*目标 8500")
    )
    expect(page.locator(".hoverlayer .hovertext")).to_contain_text("8,369亿元")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("indicators/sx14-gdp/"))


def test_a_click_on_a_cell_of_the_map_leads_to_its_indicators(page: Page, site: Site):
    page.goto(f"{site.url}plans/shaoxing-14/matrix/")
    drawn(page)
    page.locator("[data-chart] .nsewdrag").click(position={"x": 10, "y": 10})
    expect(page).to_have_url(re.compile(r"indicators/\?origin=table&category=.*&year=2021"))


def test_a_cell_still_leads_on_when_the_map_was_drawn_anew(page: Page, site: Site):
    page.goto(f"{site.url}plans/shaoxing-14/matrix/")
    drawn(page)
    page.get_by_role("button", name="静态图").click()
    drawn(page)
    expect(page.get_by_role("button", name="静态图")).to_be_enabled(timeout=PATIENCE)
    page.locator("[data-chart] .nsewdrag").click(position={"x": 10, "y": 10})
    expect(page).to_have_url(re.compile(r"indicators/\?origin=table&category=.*&year=2021"))


def test_the_first_tap_of_a_finger_reads_a_cell_and_the_second_leads_on(
    browser: Browser, site: Site
):
    page = browser.new_page(viewport=PHONE, has_touch=True, is_mobile=True, locale="zh-CN")
    page.goto(f"{site.url}plans/shaoxing-14/matrix/")
    drawn(page)
    left: list[str] = []
    page.on("request", lambda request: left.append(request.url))
    cell = page.locator("[data-chart] .nsewdrag")
    cell.tap(position={"x": 10, "y": 40})
    expect(page.locator(".hoverlayer .hovertext")).to_contain_text("全市生产总值，2021年")
    assert left == []
    cell.tap(position={"x": 10, "y": 40})
    expect(page).to_have_url(re.compile("indicators/sx14-gdp/"))
    page.close()


def test_every_number_of_the_chart_stands_in_the_table_beside_it(page: Page, site: Site):
    page.goto(f"{site.url}indicators/sx14-gdp/")
    table = page.locator(".year-table")
    for year, figure in (("2021", "6,795"), ("2023", "7,791"), ("2024", "8,369")):
        row = table.locator("tr", has=page.get_by_role("rowheader", name=year))
        expect(row.locator("td").first).to_contain_text(figure)


def test_a_filter_goes_into_the_address_and_into_the_file(page: Page, site: Site, tmp_path: Path):
    page.goto(f"{site.url}plans/shaoxing-13/indicators/")
    page.get_by_label("属性").select_option("anticipatory")
    page.get_by_role("checkbox", name=re.compile("未完成")).check()
    page.get_by_role("button", name="筛选").click()
    expect(page).to_have_url(re.compile("nature=anticipatory.*state=missed"))
    names = page.locator("tbody th[scope=row] a").all_text_contents()
    assert len(names) == 2
    with page.expect_download() as download:
        page.get_by_role("link", name="下载这些行（CSV）").click()
    file = tmp_path / "rows.csv"
    download.value.save_as(file)
    assert "十三五" in download.value.suggested_filename
    with file.open(encoding="utf-8-sig", newline="") as lines:
        assert [row["指标"] for row in csv.DictReader(lines)] == names

    page.get_by_role("link", name="去掉条件 未完成").click()
    expect(page.get_by_role("checkbox", name=re.compile("未完成"))).not_to_be_checked()
    expect(page).to_have_url(re.compile("nature=anticipatory"))


def test_a_click_on_a_head_sorts_and_says_so(page: Page, site: Site):
    page.goto(f"{site.url}plans/shaoxing-13/indicators/")
    head = page.get_by_role("columnheader", name="进度")
    head.get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="进度")).to_have_attribute(
        "aria-sort", "ascending"
    )
    page.get_by_role("columnheader", name="进度").get_by_role("link").press("Enter")
    expect(page.get_by_role("columnheader", name="进度")).to_have_attribute(
        "aria-sort", "descending"
    )


def test_the_list_works_without_scripts(browser: Browser, site: Site):
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{site.url}plans/shaoxing-14/indicators/")
    page.get_by_label("搜索", exact=True).fill("PM2.5")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator("tbody th[scope=row] a")).to_have_text(["PM2.5年均浓度"])
    page.locator("tbody th[scope=row] a").click()
    expect(page.locator("[data-plot] svg")).to_be_visible()
    context.close()


def test_the_year_is_switched_and_kept_on_the_way_to_the_next_indicator(page: Page, site: Site):
    page.goto(f"{site.url}indicators/sx14-gdp/")
    page.get_by_role("navigation", name="评判年份").get_by_role("link", name="2021").click()
    expect(page.locator(".verdict__year")).to_have_text("2021年")
    page.get_by_role("navigation", name="相邻指标").get_by_role("link").click()
    expect(page).to_have_url(f"{site.url}indicators/sx14-gdp-per-capita-resident/?year=2021")


def test_both_verdicts_on_gdp_stand_side_by_side(page: Page, site: Site):
    page.goto(f"{site.url}indicators/sx13-gdp/")
    verdict = page.locator(".verdict")
    expect(verdict.locator(".verdict__head .state--met")).to_be_visible()
    expect(verdict.locator(".second-verdict")).to_contain_text("按最新数据")
    expect(verdict.locator(".second-verdict .state--missed")).to_be_visible()


@pytest.mark.django_db(transaction=True)
def test_a_page_being_recomputed_shows_the_verdict_once_it_is_there(page: Page, live_server):
    plan = make_plan()
    indicator = make_indicator(plan, base="0", target="10", actuals={2022: "4"})
    with transaction.atomic():
        judge(plan)
    Assessment.objects.update(state="", stale_since=NOW)
    page.goto(f"{live_server.url}{indicator.get_absolute_url()}")
    expect(page.locator(".verdict__head .state--computing")).to_be_visible()
    with transaction.atomic():
        judge(plan)
    expect(page.locator(".verdict__head .state--on_track")).to_be_visible(timeout=PATIENCE)
