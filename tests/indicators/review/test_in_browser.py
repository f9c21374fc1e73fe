"""One figure on its whole way, with clerk, signer and planner each in a browser of their own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize, expect

from indicators import services
from indicators.models import Observation, ReportingRound, Submission, Vintage
from indicators.services.entries import Entry, Place
from indicators.services.reporting import save_draft
from indicators.workflow import Action
from tests.core_truth import is_settled
from tests.factories import make_department, make_indicator, make_plan
from tests.people import make_clerk, make_planner, make_signer
from tests.services import wait_until
from tests.steps import EXPLAINED, take_step

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
PHONE = ViewportSize(width=390, height=844)
YEAR = 2022


@pytest.fixture
def indicator():
    """Return an indicator asked for these days, of a department with a clerk and a signer."""
    plan, department = make_plan(short_title="测试规划"), make_department()
    today = timezone.localdate()
    ReportingRound.objects.create(
        plan=plan,
        year=YEAR,
        opens_on=today - timedelta(days=30),
        due_on=today + timedelta(days=30),
        locks_on=today + timedelta(days=60),
    )
    made = make_indicator(
        plan,
        code="energy",
        name="万元GDP能耗",
        base="40",
        target="30",
        direction="fall",
        department=department,
        actuals={YEAR - 1: "38"},
    )
    services.ensure_assessments(plan=plan, now=timezone.now())
    make_clerk(department, username="zhao")
    make_planner(username="sun")
    make_planner(username="li")
    return made


@pytest.fixture
def send(indicator):
    """Return how the clerk's figure reaches the queue without a browser."""

    def sent(text: str) -> Submission:
        clerk = indicator.department.memberships.get(role="clerk").user
        now = timezone.now()
        place = Place(indicator=indicator, year=YEAR, vintage=Vintage.PRELIMINARY)
        typed = Entry(value_text=text, **EXPLAINED)
        draft = save_draft(place, typed, user=clerk, now=now, seen=None)
        return take_step(draft.pk, Action.SUBMIT, user=clerk, now=now, version=draft.version)

    return sent


def test_the_whole_way_of_one_figure(sign_in, indicator, celery_worker_process):
    make_signer(indicator.department, username="qian")
    clerk, signer, planner = sign_in("zhao"), sign_in("qian"), sign_in("sun")

    _type_a_figure_that_lags(clerk)
    _sign(signer)
    planner.goto("/review/")
    row = planner.get_by_role("row", name="万元GDP能耗")
    expect(row).to_contain_text("滞后")
    expect(row).to_contain_text("设备老化")
    row.get_by_role("link", name="退回").click()
    planner.get_by_label("退回理由").fill("请按现价核对")
    planner.get_by_role("button", name="退回部门").click()
    expect(planner.locator("main").get_by_role("status")).to_contain_text("退回已完成")

    clerk.goto("/entry/")
    expect(clerk.get_by_text("请按现价核对")).to_be_visible()
    clerk.get_by_role("link", name="万元GDP能耗").click()
    clerk.locator("#value-energy").fill("36")
    clerk.get_by_role("button", name="提交", exact=True).click()
    expect(clerk.locator("h1")).to_contain_text("已提交")
    _sign(signer)

    planner.goto("/review/")
    expect(planner.get_by_role("row", name="万元GDP能耗")).to_contain_text("符合预期")
    for key in "jxa":
        planner.keyboard.press(key)
    expect(planner.get_by_text("已采用 1 个数据")).to_be_visible()

    wait_until(is_settled, what="the worker to judge what was approved")
    clerk.goto(f"/indicators/energy/?year={YEAR}")
    expect(clerk.locator(".verdict").first).to_contain_text("符合预期")
    expect(clerk.locator(".year-table")).to_contain_text("36")
    assert Observation.objects.get(year=YEAR, withdrawn_at=None).value == 36
    _assert_recorded(planner)


def _type_a_figure_that_lags(clerk: Page) -> None:
    clerk.goto("/entry/")
    clerk.goto(f"/entry/test-14/{YEAR}/")
    clerk.locator("#value-energy").fill("37")
    clerk.locator("#value-energy").press("Enter")
    clerk.get_by_label("滞后原因").fill("设备老化")
    clerk.get_by_label("整改措施").fill("更换锅炉")
    clerk.get_by_label("整改期限").fill("2099-09-30")
    clerk.get_by_label("整改期限").press("Tab")
    expect(clerk.locator("#status-energy")).to_contain_text("可提交")
    clerk.get_by_role("button", name="提交选中的数据").click()
    expect(clerk.get_by_text("已提交1个数据")).to_be_visible()


def _sign(signer: Page) -> None:
    signer.goto("/entry/sign/")
    expect(signer.get_by_label("万元GDP能耗").first).to_be_checked()
    signer.get_by_role("button", name="签发选中的数据").click()
    expect(signer.get_by_text("没有等待签发的数据")).to_be_visible()


def _assert_recorded(planner: Page) -> None:
    planner.goto("/review/record/?kind=submission")
    told = planner.locator(".record-table tbody td:nth-child(3) b").all_inner_texts()
    wanted = ["采用", "签发", "提交", "退回", "签发", "提交", "新建草稿"]
    assert [each for each in told if each != "保存草稿"] == wanted


def test_two_reviewers_at_once_and_nothing_is_lost(sign_in, indicator, send):
    submission = send("36")
    first, second = sign_in("sun"), sign_in("li")
    for page in (first, second):
        page.goto(f"/review/figures/{submission.pk}/")
    first.get_by_role("button", name="采用 36").click()
    expect(first.locator("main").get_by_role("status")).to_contain_text("采用已完成")

    second.get_by_label("退回理由").fill("我看单位不对")
    second.get_by_role("button", name="退回部门").click()
    expect(second.get_by_role("alert")).to_contain_text("已被别人处理")
    expect(second.get_by_label("您刚才写的理由")).to_have_value("我看单位不对")
    second.watch.console_errors.clear()  # the browser reports the answer 409 as an error
    second.get_by_label("撤销采用的理由").fill("单位不对")
    second.get_by_role("button", name="撤销采用").click()
    expect(second.locator("main").get_by_role("status")).to_contain_text("撤销采用已完成")
    assert Observation.objects.get(year=YEAR).withdrawn_at is not None


def test_a_figure_is_decided_by_keyboard_alone(sign_in, indicator, send):
    submission = send("36")
    planner = sign_in("sun")
    planner.goto("/review/")
    planner.keyboard.press("j")
    planner.keyboard.press("Enter")
    planner.wait_for_url(f"**/review/figures/{submission.pk}/")
    expect(planner.locator("[data-plot] svg")).to_be_visible()
    planner.keyboard.press("r")
    expect(planner.get_by_label("退回理由")).to_be_focused()
    planner.keyboard.type("a 与去年不符")
    planner.keyboard.press("Tab")
    planner.keyboard.press("Enter")
    expect(planner.locator("main").get_by_role("status")).to_contain_text("退回已完成")
    assert Submission.objects.get().reason == "a 与去年不符"


def test_a_lock_is_lifted_and_a_figure_entered_on_behalf(sign_in, indicator):
    planner = sign_in("sun")
    round_ = ReportingRound.objects.get()
    planner.goto(f"/review/rounds/{round_.pk}/")
    planner.get_by_label("部门", exact=True).select_option(label="统计局")
    planner.get_by_label("延至").fill("2029-01-01T18:00")
    planner.get_by_label("理由", exact=True).fill("机构改革")
    planner.get_by_role("button", name="延期", exact=True).click()
    expect(planner.locator("main").get_by_role("status")).to_contain_text("延期至2029-01-01 18:00")
    planner.get_by_role("button", name="提前结束").click()
    expect(planner.locator("main").get_by_role("status")).to_contain_text("已提前结束")

    planner.goto(f"/review/enter/test-14/{YEAR}/")
    planner.get_by_label("代填理由").fill("首轮以前")
    planner.get_by_label("依据文件").fill("统计年鉴2023")
    planner.get_by_label("公布日期（各行未填时用它）").fill("2023-11-01")
    planner.get_by_label("万元GDP能耗：数值").fill("36.2")
    planner.get_by_role("button", name="保存并提交审核").click()
    expect(planner.locator("main").get_by_role("status")).to_contain_text("1 个代填数据已提交")
    planner.goto("/review/?stage=submitted")
    expect(planner.get_by_text("依据：统计年鉴2023")).to_be_visible()


def test_on_a_phone_a_department_is_chosen_before_figures_are_entered(sign_in, indicator):
    other = make_department(code="swj", name="市商务局")
    make_indicator(indicator.plan, name="进出口", department=other)
    planner = sign_in("sun")
    planner.set_viewport_size(PHONE)
    planner.goto(f"/review/enter/test-14/{YEAR}/")
    value = planner.get_by_label("万元GDP能耗：数值")
    expect(value).to_be_hidden()
    planner.get_by_label("部门", exact=True).select_option(value="swj")
    planner.get_by_role("button", name="换一组").click()
    expect(planner.get_by_label("进出口：数值")).to_be_visible()
    expect(value).to_have_count(0)
    planner.goto(f"/review/enter/test-14/{YEAR}/?vintage=preliminary")
    planner.get_by_role("link", name="显示全部 2 项").click()
    expect(value).to_be_visible()
    expect(planner.get_by_label("数据版本", exact=True)).to_have_value("preliminary")
    planner.goto(f"/review/enter/test-14/{YEAR}/")
    planner.set_viewport_size(ViewportSize(width=1280, height=900))
    expect(value).to_be_visible()


def test_rounds_are_read_on_a_phone_without_moving_the_table(sign_in, indicator):
    planner = sign_in("sun")
    planner.set_viewport_size(PHONE)
    planner.goto("/review/rounds/")
    line = planner.get_by_role("row", name=f"{YEAR}年")
    for each in line.get_by_role("cell").all():
        box = each.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= PHONE["width"]
    expect(line).to_contain_text("填报中")
