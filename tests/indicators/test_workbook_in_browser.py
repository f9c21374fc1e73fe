"""A clerk and the workbook: downloaded, filled in, sent, read by a real worker, confirmed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from indicators.models import Evidence, ReportingRound, Submission
from indicators.workbook.columns import FIGURES
from tests.factories import make_department, make_indicator, make_plan
from tests.people import PASSWORD, make_clerk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
YEAR = 2022
KEYS = list(FIGURES.by_key)
# The worker's first reading brings its libraries in.
READING = 60_000


@pytest.fixture
def address(live_server, celery_worker_process) -> str:
    """Return where a department's workbook is sent, in a round that is open today."""
    plan, department = make_plan(short_title="测试规划"), make_department()
    today = date.today()  # noqa: DTZ011 - the days only have to lie around now
    days = [today + timedelta(days=days) for days in (-30, 30, 60)]
    ReportingRound.objects.create(
        plan=plan, year=YEAR, opens_on=days[0], due_on=days[1], locks_on=days[2]
    )
    for name in ("生产总值", "城镇化率"):
        make_indicator(plan, name=name, base="0", target="100", department=department)
    make_clerk(department, username="zhao")
    return f"{live_server.url}/entry/{plan.slug}/{YEAR}/upload/"


@pytest.fixture
def clerk(page: Page, address: str) -> Page:
    page.goto(address)
    page.get_by_label("用户名").fill("zhao")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_label("密码").press("Enter")
    page.wait_for_url(address)
    return page


def downloaded(page: Page, path: Path) -> openpyxl.Workbook:
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 Excel 填报表").click()
    download.value.save_as(path)
    return openpyxl.load_workbook(path)


def put(book: openpyxl.Workbook, row: int, key: str, value: object) -> None:
    book["填报"].cell(row=row, column=KEYS.index(key) + 1, value=value)


def send(page: Page, book: openpyxl.Workbook, path: Path) -> None:
    book.save(path)
    page.get_by_label("填报表文件").set_input_files(path)
    page.get_by_role("button", name="上传并预览").click()


def test_figures_go_by_workbook_from_download_to_drafts(clerk: Page, tmp_path: Path):
    book = downloaded(clerk, tmp_path / "表.xlsx")
    put(book, 2, "value_text", 34.5)
    put(book, 2, "source_title", "统计公报")
    put(book, 3, "value_text", "=1+1")
    send(clerk, book, tmp_path / "有误.xlsx")

    faults = clerk.get_by_role("region", name="全部问题")
    expect(faults).to_contain_text("填报 M3", timeout=READING)
    expect(clerk.get_by_role("button", name="确认写入")).to_have_count(0)
    with clerk.expect_download() as download:
        clerk.get_by_role("link", name="下载标出问题的文件").click()
    marked = openpyxl.load_workbook(download.value.path().rename(tmp_path / "标注.xlsx"))
    assert "是公式" in marked["填报"]["M3"].comment.text

    clerk.get_by_role("link", name="重新下载和上传").click()
    put(book, 3, "value_text", 72)
    send(clerk, book, tmp_path / "改好.xlsx")
    changes = clerk.get_by_role("region", name="全部改动")
    expect(changes.get_by_text("34.5")).to_be_visible(timeout=READING)
    assert not Submission.objects.exists()
    clerk.get_by_role("button", name="确认写入 2 份草稿").click(timeout=READING)
    expect(clerk.get_by_role("link", name="到填报页面核对并提交")).to_be_visible()
    assert sorted(Submission.objects.values_list("value_text", flat=True)) == ["34.5", "72"]

    clerk.get_by_role("link", name="到填报页面核对并提交").click()
    expect(clerk.locator("main")).to_contain_text("城镇化率")


def test_evidence_is_sent_reused_and_downloaded(clerk: Page, address: str, tmp_path: Path):
    book = downloaded(clerk, tmp_path / "表.xlsx")
    for row in (2, 3):
        put(book, row, "value_text", row)
    send(clerk, book, tmp_path / "表.xlsx")
    clerk.get_by_role("button", name="确认写入 2 份草稿").click(timeout=READING)
    expect(clerk.get_by_role("link", name="到填报页面核对并提交")).to_be_visible()
    first, second = (
        f"{address.partition('/entry/')[0]}/entry/figures/{pk}/"
        for pk in Submission.objects.order_by("pk").values_list("pk", flat=True)
    )

    files = [tmp_path / "公报.pdf", tmp_path / "假的.pdf"]
    files[0].write_bytes(b"%PDF-1.7\n%%EOF")
    files[1].write_bytes(b"MZ")
    clerk.goto(first)
    clerk.get_by_label("添加文件（可多选）").set_input_files(files)
    clerk.get_by_role("button", name="附上").click()
    expect(clerk.locator(".notice--error")).to_contain_text("假的.pdf")
    clerk.get_by_label("添加文件（可多选）").set_input_files(files[:1])
    clerk.get_by_role("button", name="附上").click()
    expect(clerk.locator(".evidence")).to_contain_text("公报.pdf")

    clerk.goto(second)
    clerk.get_by_text("用本单位已有的材料（1 份）").click()
    clerk.get_by_label("公报.pdf").check()
    clerk.get_by_role("button", name="附上").click()
    expect(clerk.locator(".evidence")).to_contain_text("还用于 1 处")
    with clerk.expect_download() as download:
        clerk.get_by_role("link", name="公报.pdf").click()
    assert download.value.path().read_bytes() == files[0].read_bytes()
    assert Evidence.objects.get().submissions.count() == 2
