"""One project's report on its whole way, each person in a browser of their own."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, ViewportSize, expect

from projects.models import ProjectReport
from tests.people import make_planner, make_signer
from tests.projects.reporting.conftest import YEAR, Desk
from tests.projects.reporting.test_workbook import KEYS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
PHONE = ViewportSize(width=390, height=844)
SHEET = "项目进展"


def told(page: Page):
    return page.locator("main [role=status]")


def fill(page: Page, *, share: str = "35", money: str = "3.5") -> None:
    page.get_by_label("在建", exact=True).check()
    page.get_by_label("形象进度（%）").fill(share)
    page.get_by_label(f"{YEAR}年累计完成投资（亿元）").fill(money)
    page.get_by_label("进展情况", exact=True).fill("主体结构完成")


def test_the_whole_way_of_one_report(sign_in, desk: Desk):
    make_signer(desk.department, username="qian")
    clerk, signer, planner = sign_in("zhao"), sign_in("qian"), sign_in("sun")

    clerk.goto("/entry/")
    clerk.get_by_role("link", name=f"{YEAR}年项目进展").click()
    clerk.get_by_role("link", name="环线").click()
    fill(clerk)
    clerk.get_by_text("存在问题、责任人和解决期限").click()
    clerk.get_by_label("存在问题", exact=True).fill("征地未完成")
    clerk.get_by_role("button", name="提交，填下一个").click()
    expect(clerk.get_by_role("alert")).to_contain_text("请写明问题责任人")
    expect(clerk.get_by_role("alert")).to_contain_text("请写明解决期限")
    clerk.watch.console_errors.clear()  # the browser reports the answer 422 as an error
    clerk.get_by_label("问题责任人").fill("李某")
    clerk.get_by_label("解决期限", exact=True).fill(f"{YEAR + 1}-06-01")
    clerk.get_by_role("button", name="提交，填下一个").click()
    expect(clerk.locator("h1")).to_contain_text("博物馆")
    assert ProjectReport.objects.get().stage == "submitted"

    signer.goto("/entry/")
    signer.get_by_role("link", name="待签发的项目 1 个").click()
    expect(signer.get_by_label("环线").first).to_be_checked()
    signer.get_by_role("button", name="签发选中的").click()
    expect(signer.get_by_text("没有等待签发的项目进展")).to_be_visible()

    planner.goto("/review/projects/")
    row = planner.get_by_role("row", name="环线")
    expect(row).to_contain_text("基本正常")
    expect(row).to_contain_text("征地未完成")
    row.get_by_role("link", name="退回").click()
    planner.get_by_label("退回理由").fill("请核对投资")
    planner.get_by_role("button", name="退回部门").click()
    expect(told(planner)).to_contain_text("退回已完成")

    clerk.goto("/entry/")
    expect(clerk.get_by_text("请核对投资")).to_be_visible()
    clerk.get_by_role("link", name="环线").click()
    clerk.get_by_label(f"{YEAR}年累计完成投资（亿元）").fill("3.2")
    clerk.get_by_role("button", name="提交", exact=True).click()
    expect(clerk.locator("h1")).to_contain_text("已提交")
    signer.goto("/entry/projects/sign/")
    signer.get_by_role("button", name="签发选中的").click()

    planner.goto("/review/projects/")
    planner.keyboard.press("j")
    planner.keyboard.press("x")
    planner.keyboard.press("a")
    expect(planner.get_by_text("已采用 1 个项目")).to_be_visible()
    planner.goto(f"/plans/{desk.plan.slug}/progress-table/")
    expect(planner.locator(".official-table")).to_contain_text("完成投资3.2亿元")
    _assert_recorded(planner)


def test_enter_on_a_page_of_conflict_overwrites_nothing(sign_in, desk: Desk):
    clerk = sign_in("zhao")
    clerk.goto(desk.url(desk.road))
    desk.save(desk.road, text="乙写的")
    fill(clerk)
    clerk.get_by_role("button", name="保存草稿").click()
    expect(clerk.get_by_role("alert")).to_contain_text("乙写的")
    clerk.get_by_label("形象进度（%）").fill("36")
    with clerk.expect_navigation():
        clerk.keyboard.press("Enter")
    expect(clerk.get_by_role("alert")).to_contain_text("乙写的")
    assert ProjectReport.objects.get().progress_text == "乙写的"
    clerk.watch.console_errors.clear()  # the browser reports the answers 409 as errors
    clerk.get_by_role("button", name="用我填的").click()
    expect(told(clerk)).to_contain_text("已保存")
    assert ProjectReport.objects.get().progress_text == "主体结构完成"


def _assert_recorded(planner: Page) -> None:
    planner.goto("/review/record/?kind=project_report")
    names = planner.locator(".record-table tbody td:nth-child(3) b").all_inner_texts()
    wanted = ["采用", "签发", "提交", "退回", "签发", "提交", "新建草稿"]
    assert [each for each in names if each != "保存草稿"] == wanted


def test_a_report_is_typed_and_sent_by_keyboard_alone(sign_in, desk: Desk):
    clerk = sign_in("zhao")
    clerk.goto(desk.url(desk.road))
    clerk.get_by_label("谋划").focus()
    keyboard = clerk.keyboard
    keyboard.press("ArrowRight")
    keyboard.press("ArrowRight")
    for text in ("62.5", "1.2", "主体结构完成"):
        keyboard.press("Tab")
        keyboard.type(text)
    with clerk.expect_navigation():
        keyboard.press("Control+Enter")
    expect(clerk.locator("h1")).to_contain_text("博物馆")
    report = ProjectReport.objects.get()
    assert (report.reached_stage, report.stage, str(report.physical_share)) == (
        "construction",
        "submitted",
        "0.6250",
    )


def test_the_running_total_follows_what_is_typed(sign_in, desk: Desk):
    desk.round.year = YEAR - 1
    desk.round.save()
    desk.approve(desk.road, year=YEAR - 1, invested="1234.5")
    desk.round.year = YEAR
    desk.round.save()
    clerk = sign_in("zhao")
    clerk.goto(desk.url(desk.road))
    clerk.get_by_label(f"{YEAR}年累计完成投资（亿元）").fill("１.2５")
    expect(clerk.locator("[data-invested-total]")).to_have_text("1,235.75")


def test_the_reason_of_a_halt_is_asked_only_then(sign_in, desk: Desk):
    clerk = sign_in("zhao")
    clerk.goto(desk.url(desk.road))
    reason = clerk.get_by_label("停缓建原因（停缓建时必填）")
    expect(reason).to_be_hidden()
    clerk.get_by_label("停缓建", exact=True).check()
    expect(reason).to_be_visible()


def test_two_clerks_at_once_and_nothing_is_lost(sign_in, desk: Desk):
    first, second = sign_in("zhao"), sign_in("zhao")
    for page in (first, second):
        page.goto(desk.url(desk.road))
    fill(first, share="30")
    first.get_by_role("button", name="保存草稿").click()
    expect(told(first)).to_contain_text("已保存")
    fill(second, share="40")
    second.get_by_role("button", name="保存草稿").click()
    clash = second.get_by_role("alert")
    expect(clash).to_contain_text("冲突")
    expect(clash.get_by_role("row", name=re.compile("形象进度"))).to_contain_text(
        re.compile(r"40%\s*30%")
    )
    second.watch.console_errors.clear()  # the browser reports the answer 409 as an error
    second.get_by_role("button", name="用我填的").click()
    expect(told(second)).to_contain_text("已保存")
    assert str(ProjectReport.objects.get().physical_share) == "0.4000"


def test_two_planners_at_once_and_nothing_is_lost(sign_in, desk: Desk):
    make_planner(username="li")
    sent = desk.send(desk.road)
    first, second = sign_in("sun"), sign_in("li")
    for page in (first, second):
        page.goto(f"/review/projects/reports/{sent.pk}/")
    first.get_by_role("button", name="采用", exact=True).click()
    expect(told(first)).to_contain_text("采用已完成")
    second.get_by_label("退回理由").fill("我看投资不对")
    second.get_by_role("button", name="退回部门").click()
    expect(second.get_by_role("alert")).to_contain_text("已被别人处理")
    expect(second.get_by_label("您刚才写的理由")).to_have_value("我看投资不对")
    second.watch.console_errors.clear()


def test_a_workbook_goes_out_and_comes_back(
    sign_in, desk: Desk, celery_worker_process, tmp_path: Path
):
    clerk = sign_in("zhao")
    clerk.goto(desk.url())
    clerk.get_by_role("link", name="用 Excel 填报").click()
    with clerk.expect_download() as download:
        clerk.get_by_role("link", name="下载 Excel 填报表").click()
    path = tmp_path / "filled.xlsx"
    download.value.save_as(path)
    book = openpyxl.load_workbook(path)
    for key, value in {"reached_stage": "在建", "physical_share": 35, "invested": 3.5}.items():
        book[SHEET].cell(row=2, column=KEYS.index(key) + 1).value = value
    book.save(path)
    clerk.get_by_label("填报表文件").set_input_files(path)
    clerk.get_by_role("button", name="上传并预览").click()
    expect(clerk.get_by_text("将改动 1 个项目的 3 处内容")).to_be_visible(timeout=60_000)
    assert not ProjectReport.objects.exists()
    clerk.get_by_role("button", name="确认写入 1 份草稿").click()
    clerk.get_by_role("link", name="到项目进展页面核对并提交").click()
    clerk.get_by_role("button", name="提交选中的草稿").click()
    expect(told(clerk)).to_contain_text("已提交1个项目")
