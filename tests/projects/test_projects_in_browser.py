"""Pages of projects as a person uses them: by eye, by keyboard, on a phone, without scripts."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from playwright.sync_api import Browser, FloatRect, Page, expect

from projects.models import RollUp
from tests.barriers import PHONE, barriers
from tests.factories import (
    judge,
    make_box_item,
    make_department,
    make_indicator,
    make_plan,
    make_project,
    make_region,
    make_section,
)
from tests.projects.reports import claim, milestone, promise, report

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
PATIENCE = 60_000
"""Milliseconds: Plotly is large, and the machine of a test run is busy."""
PAGES = {
    "table": "plans/test-14/projects/?year=2023",
    "sorted table": "plans/test-14/projects/?year=2023&field=water&sort=-behind",
    "empty table": "plans/test-14/projects/?field=water&light=green",
    "timeline": "plans/test-14/projects/timeline/?year=2023",
    "quarters": "plans/test-14/projects/timeline/?year=2023&from=2022&to=2023&scale=quarters",
    "board": "plans/test-14/projects/board/?year=2023",
    "pace": "plans/test-14/projects/pace/?year=2023",
    "links": "plans/test-14/projects/links/?year=2023",
    "boxes": "plans/test-14/boxes/?year=2023",
    "box": "plans/test-14/boxes/3/?year=2023",
    "project": "projects/bridge/?year=2023",
    "unreported project": "projects/clinic/?year=2023",
    "halted project": "projects/dam/?year=2023",
}


@pytest.fixture
def plan():
    """Return a plan with a project for each light, milestones, money, a problem and links."""
    plan = make_plan(short_title="测试规划")
    box = make_section(plan, code="box03", kind="box", number="3", title="交通工程")
    beds = make_indicator(plan, name="床位数", base="0", actuals={2023: "20"}, section=box)
    region = make_region(code="330603", name="柯桥区")
    dates = {"start": date(2021, 3, 1), "end": date(2026, 6, 30)}
    bridge = make_project(
        box,
        code="bridge",
        name="跨江大桥",
        item=make_box_item(box, title="桥梁"),
        department=make_department(code="jtj", name="市交通运输局"),
        total_investment=Decimal(12),
        regions=[region],
        indicators=[beds],
        **dates,
    )
    step = milestone(bridge, "主墩完工", due_on=date(2022, 12, 31), due_share="0.3")
    milestone(bridge, "合龙", due_on=date(2024, 12, 31), due_share="0.8")
    claim(report(bridge, 2022, share="0.3", invested="3"), step, reached_on=date(2023, 1, 20))
    problem = {"problem": "征地未完成", "problem_due_on": date(2024, 6, 30)}
    report(bridge, 2023, share="0.6", invested="4.5", progress_text="主塔封顶", **problem)
    promise("开展前期", "preparation", "stage")
    road = make_project(box, code="road", name="二环路", promised_stage="开展前期")
    report(road, 2023, stage="idea")
    dam = make_project(box, code="dam", name="水库", field="water")
    report(dam, 2023, share="0.2", stage="halted", halt_reason="缺地")
    report(make_project(box, code="canal", name="运河", field="water"), 2023, share="0.55")
    make_project(box, code="clinic", name="诊所", field="health")
    with transaction.atomic():
        judge(plan)
    return plan


@pytest.fixture
def url(live_server, plan) -> str:
    """Return the address of a site that has the plan."""
    return live_server.url


def test_no_page_scrolls_sideways_or_shuts_anyone_out(page: Page, url: str):
    """In every state a project can be in; the shipped plan has no reports to show them with."""
    wrong = {}
    for name, path in PAGES.items():
        page.goto(f"{url}/{path}")
        wrong[name] = barriers(page)
    assert {name: found for name, found in wrong.items() if found} == {}


@pytest.fixture
def timeline(page: Page, url: str) -> Page:
    page.goto(f"{url}/{PAGES['timeline']}")
    return page


def box_of(page: Page, selector: str) -> FloatRect:
    found = page.locator(selector).first.bounding_box()
    assert found is not None
    return found


class TestTimeline:
    def test_bars_stand_under_their_years(self, timeline: Page):
        """A line at the end of 2023 meets the column of 2024 where it begins."""
        mark = timeline.locator("tr", has=timeline.get_by_role("link", name="诊所"))
        head = timeline.get_by_role("columnheader", name="2024").bounding_box()
        axis = mark.locator(".bar").bounding_box()
        assert axis["x"] + axis["width"] * 0.6 == pytest.approx(head["x"], abs=2)

    def test_what_is_done_ends_at_its_share_of_the_bar(self, timeline: Page):
        row = timeline.locator("tr", has=timeline.get_by_role("link", name="运河"))
        bar = row.locator(".bar__plan").bounding_box()
        done = row.locator(".bar__done").bounding_box()
        assert done["width"] / bar["width"] == pytest.approx(0.55, abs=0.01)

    def test_the_keyboard_walks_zooms_and_keeps_its_place(self, timeline: Page):
        names = timeline.locator(".gantt tbody th a")
        names.nth(0).focus()
        timeline.keyboard.press("ArrowDown")
        expect(names.nth(1)).to_be_focused()
        timeline.keyboard.press("ArrowDown")
        timeline.keyboard.press("ArrowUp")
        expect(names.nth(1)).to_be_focused()
        focused = names.nth(1).text_content()
        timeline.keyboard.press("+")
        expect(timeline).to_have_url(re.compile(r"from=2022&to=2023"))
        expect(timeline.locator(".zoom__span")).to_have_text("2022—2023年")
        expect(timeline.get_by_role("link", name=focused)).to_be_focused()
        timeline.keyboard.press("ArrowRight")
        expect(timeline.locator(".zoom__span")).to_have_text("2023—2024年")
        timeline.keyboard.press("0")
        expect(timeline.locator(".zoom__span")).to_have_text("2021—2026年")

    def test_keys_outside_of_the_timeline_do_nothing(self, timeline: Page):
        timeline.get_by_label("搜索", exact=True).last.focus()
        timeline.keyboard.press("+")
        timeline.keyboard.press("ArrowLeft")
        expect(timeline.locator(".zoom__span")).to_have_text("2021—2025年")

    def test_zoom_and_filters_go_together(self, timeline: Page):
        timeline.get_by_role("link", name="按季度").click()
        expect(timeline.locator("thead tr").last.locator("th")).to_have_count(20)
        timeline.get_by_label("领域").select_option("water")
        timeline.get_by_role("button", name="筛选").click()
        expect(timeline).to_have_url(re.compile(r"scale=quarters.*field=water"))
        expect(timeline.locator(".gantt tbody th[scope=row]")).to_have_text(["水库", "运河"])

    def test_it_reads_and_zooms_without_scripts(self, browser: Browser, url: str):
        page = browser.new_page(java_script_enabled=False)
        page.goto(f"{url}/{PAGES['timeline']}")
        row = page.get_by_role("row", name=re.compile("运河"))
        expect(row).to_contain_text("基本正常")
        expect(row.get_by_role("img")).to_have_accessible_name(re.compile("应完成60%，已完成55%"))
        page.get_by_role("link", name="放大").click()
        expect(page.locator(".zoom__span")).to_have_text("2022—2023年")
        page.close()

    def test_on_a_phone_the_years_stay_above_the_bars(self, timeline: Page):
        timeline.set_viewport_size(PHONE)
        head = box_of(timeline, ".gantt thead th:last-child")
        bar = box_of(timeline, ".bar")
        assert head["x"] + head["width"] == pytest.approx(bar["x"] + bar["width"], abs=2)
        assert bar["width"] > 340

    def test_on_paper_every_row_is_drawn(self, timeline: Page):
        timeline.emulate_media(media="print")
        expect(timeline.locator(".bar").last).to_be_visible()
        expect(timeline.locator(".zoom")).to_be_hidden()


class TestBoard:
    def test_columns_hold_the_projects_of_their_stage(self, page: Page, url: str):
        page.goto(f"{url}/{PAGES['board']}")
        building = page.get_by_role("region", name=re.compile("^在建"))
        expect(building.locator(".card__name")).to_have_text(["运河", "跨江大桥"])
        expect(page.get_by_role("region", name=re.compile("^停缓建"))).to_contain_text("水库")

    def test_on_a_phone_stages_are_one_tap_away(self, page: Page, url: str):
        page.set_viewport_size(PHONE)
        page.goto(f"{url}/{PAGES['board']}")
        page.get_by_role("navigation", name="阶段").get_by_role("link", name="停缓建").click()
        expect(page.locator("#stage-halted")).to_be_in_viewport()


def test_the_ways_of_looking_keep_the_filters(page: Page, url: str):
    page.goto(f"{url}/{PAGES['table']}")
    page.get_by_role("checkbox", name=re.compile("未报")).check()
    page.get_by_role("button", name="筛选").click()
    views = page.get_by_role("navigation", name="项目的看法")
    for view in ("时间轴", "分阶段", "一览表"):
        views.get_by_role("link", name=view).click()
        expect(page).to_have_url(re.compile("light=grey"))
        expect(page.locator(".page-head__sub")).to_contain_text("5 个项目中有 1 个")


def test_the_light_leads_from_the_table_to_its_arithmetic(page: Page, url: str):
    page.goto(f"{url}/{PAGES['table']}")
    page.get_by_role("link", name="跨江大桥").click()
    arithmetic = page.locator(".arithmetic")
    expect(arithmetic).to_contain_text("按项目节点")
    expect(arithmetic).to_contain_text("落后 10 个百分点以内基本正常")
    expect(page.locator(".problem")).to_contain_text("征地未完成")
    expect(page.locator(".curve__sum")).to_have_count(2)
    progress = page.locator("[data-chart-frame]", has=page.locator("#progress-chart"))
    mark = progress.locator(".curve__dot").last
    expect(mark).to_have_attribute("href", "#mark-light-green")
    expect(progress.locator("[data-legend]")).to_contain_text("正常")


def test_going_over_to_plotly_moves_nothing_on_the_page_of_a_project(page: Page, url: str):
    page.goto(f"{url}/{PAGES['project']}")
    height = "document.documentElement.scrollHeight"
    before = page.evaluate(height)
    for chart in ("progress", "money"):
        frame = page.locator("[data-chart-frame]", has=page.locator(f"#{chart}-chart"))
        frame.get_by_role("button", name="交互图").click()
        expect(frame.locator("[data-chart][data-drawn=true]")).to_be_visible(timeout=PATIENCE)
        assert page.evaluate(height) == pytest.approx(before, abs=1)


def test_the_charts_of_a_project_are_explored(page: Page, url: str):
    page.goto(f"{url}/{PAGES['project']}")
    progress = page.locator("[data-chart-frame]", has=page.locator("#progress-chart"))
    progress.get_by_role("button", name="交互图").click()
    chart = progress.locator("[data-chart][data-drawn=true]")
    expect(chart).to_be_visible(timeout=PATIENCE)
    chart.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".hoverlayer .hovertext")).to_contain_text("应完成100%")
    spoken = progress.locator("[data-chart] + [aria-live]")
    expect(spoken).to_have_text(re.compile("应完成100%"))
    page.keyboard.press("ArrowLeft")
    expect(spoken).to_have_text("合龙，还没有报告完成")
    page.keyboard.press("ArrowLeft")
    expect(spoken).to_have_text("2024-12-31：应完成80%")
    page.keyboard.press("ArrowLeft")
    expect(spoken).to_have_text(re.compile("^2023年 60%，在建，"))
    money = page.locator("[data-chart-frame]", has=page.locator("#money-chart"))
    money.get_by_role("button", name="交互图").click()
    expect(money.locator("[data-chart][data-drawn=true]")).to_be_visible(timeout=PATIENCE)
    assert barriers(page) == {}


@pytest.mark.parametrize("width", [390, 1440])
def test_each_mark_of_the_pace_can_be_pressed_and_counts_its_projects(
    page: Page, plan, url: str, width: int
):
    box = plan.sections.get(number="3")
    for number in range(4):
        report(make_project(box, name=f"渠{number}", field="water"), 2023, share="0.5")
        report(make_project(box, name=f"堤{number}", field="water"), 2023, share="0.53")
    transaction.commit()
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{url}/{PAGES['pace']}")
    marks = page.locator(".plot__link")
    assert marks.count() > 3
    for place in range(marks.count()):
        marks.nth(place).click(trial=True)
    assert barriers(page) == {}
    page.get_by_role("link", name=re.compile("^4 个项目：落后10点；渠0")).click()
    expect(page.get_by_role("main")).to_contain_text("落后10点")
    rows = page.get_by_role("row", name=re.compile("渠|堤"))
    expect(rows).to_have_count(4)


def test_a_mark_of_the_pace_leads_to_its_project(page: Page, url: str):
    page.goto(f"{url}/{PAGES['pace']}")
    expect(page.locator("#pace-title")).to_contain_text("3 个项目中")
    page.get_by_role("button", name="交互图").click()
    chart = page.locator("[data-chart][data-drawn=true]")
    expect(chart).to_be_visible(timeout=PATIENCE)
    assert barriers(page) == {}
    chart.focus()
    page.keyboard.press("ArrowRight")
    spoken = page.locator("[data-chart] + [aria-live]")
    expect(spoken).to_have_text(re.compile("^水库（水利），2023年：停缓建，"))
    expect(page.locator(".hoverlayer .hovertext")).to_contain_text("水库（水利）")
    page.keyboard.press("ArrowRight")
    expect(spoken).to_have_text(re.compile("^运河（水利）"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("projects/canal/"))


TOP_OF_FIELDS = "document.getElementById('fields').getBoundingClientRect().top + scrollY"


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("fields", ["", "&field=water"])
def test_nothing_moves_where_the_pace_is_explored(page: Page, url: str, width, fields):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{url}/{PAGES['pace']}{fields}")
    before = page.evaluate(TOP_OF_FIELDS)
    page.get_by_role("button", name="交互图").click()
    expect(page.locator("[data-chart][data-drawn=true]")).to_be_visible(timeout=PATIENCE)
    assert page.evaluate(TOP_OF_FIELDS) == pytest.approx(before, abs=1)


@pytest.fixture
def sum_of_water(plan) -> str:
    """Return the code of an indicator with a long name that the projects of water add up to."""
    wanted = make_indicator(
        plan,
        name="水利、防洪排涝和城乡供水一体化项目的完成投资",
        kind="cumulative",
        target="100",
        unit="亿元",
        section=plan.sections.get(number="3"),
    )
    RollUp.objects.create(indicator=wanted, measure="investment", fields=["water"])
    return wanted.code


@pytest.mark.parametrize("width", [320, 375, 390])
def test_the_sums_fit_the_narrowest_phone(page: Page, url: str, sum_of_water, width):
    page.goto(f"{url}/plans/test-14/projects/sums/?year=2023")
    page.set_viewport_size({"width": width, "height": 800})
    choice = page.get_by_role("combobox", name="画哪一个目标")
    expect(choice).to_be_visible()
    for is_large in ("false", "true"):
        page.evaluate(f"document.documentElement.toggleAttribute('data-senior', {is_large})")
        form, field = box_of(page, "form.filters"), box_of(page, "#sum-choice")
        assert field["x"] + field["width"] <= form["x"] + form["width"]
        assert page.evaluate("document.scrollingElement.scrollWidth") == width


def test_a_sum_of_projects_is_explored(page: Page, url: str, sum_of_water):
    page.goto(f"{url}/plans/test-14/projects/sums/?year=2023")
    page.get_by_role("combobox", name="画哪一个目标").select_option(sum_of_water)
    page.get_by_role("button", name="画图").click()
    expect(page).to_have_url(re.compile(rf"year=2023&sum={sum_of_water}"))
    assert barriers(page) == {}
    page.get_by_role("button", name="交互图").click()
    expect(page.locator("[data-chart][data-drawn=true]")).to_be_visible(timeout=PATIENCE)
    assert barriers(page) == {}
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 CSV").click()
    assert download.value.suggested_filename == "测试规划_项目汇总.csv"
