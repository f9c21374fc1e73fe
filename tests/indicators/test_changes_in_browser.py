"""Looking back at a day, changing a target and resetting a password, as a person does it."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from playwright.sync_api import Page, expect

from indicators.models import TargetRevision
from plans.models import RecordEntry
from tests.barriers import WIDE, assert_fit_for_all
from tests.factories import (
    judge,
    make_department,
    make_indicator,
    make_observation,
    make_plan,
    make_series,
)
from tests.people import PASSWORD, make_planner, make_user

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def plan():
    made = make_plan(short_title="测试规划")
    series = make_series(unit="亿元")
    make_indicator(
        made,
        code="product",
        name="生产总值",
        base="10",
        target="20",
        unit="亿元",
        series=series,
        department=make_department(),
    )
    for year, text, day in ((2022, "13", date(2023, 2, 1)), (2023, "17", date(2024, 2, 1))):
        make_observation(series, year=year, text=text, published_on=day)
    judged(made)
    return made


def judged(plan) -> None:
    with transaction.atomic():
        judge(plan)


def sign_in(page: Page, site: str, name: str) -> None:
    page.goto(f"{site}/accounts/login/")
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def test_a_day_is_looked_back_at_and_left_again(page, live_server, plan):
    page.goto(f"{live_server.url}/indicators/product/")
    expect(page.locator(".verdict")).to_contain_text("2023年")
    page.get_by_text("回看某一天").click()
    page.get_by_label("日期").fill("2023-06-30")
    page.get_by_role("button", name="回看").click()
    expect(page.get_by_label("回看")).to_contain_text("2023-06-30")
    expect(page.locator(".verdict")).to_contain_text("2022年")
    assert_fit_for_all(page)
    page.set_viewport_size(WIDE)
    page.get_by_role("link", name="年度矩阵").click()
    expect(page.get_by_label("回看")).to_contain_text("2023-06-30")
    page.get_by_role("link", name="回到今天").click()
    expect(page.get_by_label("回看")).to_have_count(0)


def test_a_planner_changes_a_target_with_its_document(page, live_server, plan, tmp_path):
    make_planner(username="sun")
    document = tmp_path / "批复.pdf"
    document.write_bytes(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
    sign_in(page, live_server.url, "sun")
    page.goto(f"{live_server.url}/review/targets/")
    page.get_by_label("指标", exact=True).select_option("product")
    page.get_by_label("新目标值").fill("25")
    page.get_by_label("生效日期").fill("2023-01-01")
    page.get_by_label("文号").fill("绍政发〔2023〕1号")
    page.get_by_label("理由").fill("动态调整")
    page.get_by_label("文件").set_input_files(document)
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_role("link", name="批复.pdf")).to_be_visible()
    assert TargetRevision.objects.get().target_text == "25"
    judged(plan)
    page.get_by_role("link", name="生产总值").click()
    expect(page.locator(".second-verdict")).to_contain_text("按原目标")
    expect(page.locator(".key-figures")).to_contain_text("规划原定 20")
    with page.expect_download() as started:
        page.get_by_role("link", name="批复.pdf").click()
    assert started.value.suggested_filename == "批复.pdf"


def test_an_admin_sets_a_password_anew_under_the_security_policy(page, live_server):
    admin, person = make_user("admin", username="boss"), make_user(username="zhao")
    User.objects.filter(pk=admin.pk).update(is_staff=True, is_superuser=True)
    sign_in(page, live_server.url, "boss")
    page.goto(f"{live_server.url}/admin/auth/user/{person.pk}/password/")
    page.locator("[name=password1]").fill("Zhe-jiang-2026")
    page.locator("[name=password2]").fill("Zhe-jiang-2026")
    page.locator("input.set-password").click()
    expect(page.locator(".messagelist")).to_be_visible()
    assert RecordEntry.objects.get(action="reset_password").subject_key == "zhao"
    assert not [each for each in page.watch.console_errors if "Security" in each]
    page.watch.console_errors.clear()  # the back office has no icon of its own
