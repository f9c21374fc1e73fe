"""The pages of workbooks and uploads: who sees them, and what they say on the way."""

from __future__ import annotations

import json
import subprocess
import sys
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from indicators.models import Submission, Upload
from indicators.upload_reading import read_upload
from tests.factories import make_department, make_indicator
from tests.indicators.workbook.conftest import NOW, YEAR, edited, put
from tests.people import make_clerk, make_planner, make_signer, make_user
from tests.site import PROJECT


@pytest.fixture
def open_round(desk):
    """Keep the round open today, whenever that is."""
    desk.plan.reporting_rounds.update(locks_on="2999-01-01")
    return desk


@pytest.fixture
def signed_in(client, open_round):
    client.force_login(open_round.clerk)
    return client


def address(name: str, **more) -> str:
    return reverse(name, kwargs={"slug": "test-14", "year": YEAR, **more})


def file_of(content: bytes, name: str = "填报表.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def send(client, content: bytes, **fields):
    return client.post(address("entry_upload"), {"file": file_of(content), **fields})


def read(upload: Upload) -> Upload:
    read_upload(upload.pk, now=NOW)
    upload.refresh_from_db()
    return upload


def filled(desk) -> bytes:
    return edited(desk.workbook(), lambda sheet: put(sheet, "value_text", 34))


def test_the_way_of_a_file_from_download_to_drafts(signed_in, open_round):
    downloaded = signed_in.get(address("entry_workbook"))
    assert "attachment" in downloaded["Content-Disposition"]
    assert openpyxl.load_workbook(BytesIO(downloaded.content)).sheetnames == ["填报", "说明"]

    content = edited(downloaded.content, lambda sheet: put(sheet, "value_text", 34))
    response = send(signed_in, content)
    upload = Upload.objects.get()
    page = reverse("upload_detail", args=[upload.pk])
    assert (response.status_code, response["Location"]) == (302, page)
    waiting = signed_in.get(page).content.decode()
    assert "<progress" in waiting
    assert "刷新，看是否完成" in waiting
    progress = signed_in.get(reverse("upload_progress", args=[upload.pk]))
    assert "正在排队" in progress.content.decode()

    read(upload)
    progress = signed_in.get(reverse("upload_progress", args=[upload.pk]))
    assert progress["HX-Redirect"] == page
    preview = signed_in.get(page).content.decode()
    assert "<ins>34</ins>" in preview
    assert "确认写入 1 份草稿" in preview
    assert not Submission.objects.exists()

    signed_in.post(reverse("upload_confirm", args=[upload.pk]))
    assert Submission.objects.get().value_text == "34"
    assert "已写入草稿" in signed_in.get(page).content.decode()


def test_faults_are_listed_with_a_marked_copy_and_nothing_to_confirm(signed_in, open_round):
    send(signed_in, edited(open_round.workbook(), lambda sheet: put(sheet, "value_text", "=1")))
    upload = read(Upload.objects.get())
    page = signed_in.get(reverse("upload_detail", args=[upload.pk])).content.decode()
    assert "1</strong> 处问题" in page
    assert "M2" in page
    assert "确认写入" not in page
    marked = signed_in.get(reverse("upload_marked", args=[upload.pk]))
    assert "attachment" in marked["Content-Disposition"]
    refused = signed_in.post(reverse("upload_confirm", args=[upload.pk]), follow=True)
    assert "还有问题" in refused.content.decode()
    assert not Submission.objects.exists()


def test_a_file_that_cannot_be_read_says_why(signed_in, open_round):
    send(signed_in, b"\x89PNG....")
    upload = read(Upload.objects.get())
    page = signed_in.get(reverse("upload_detail", args=[upload.pk])).content.decode()
    assert "PNG 图片" in page
    assert signed_in.get(reverse("upload_marked", args=[upload.pk])).status_code == 404


def test_the_same_file_again_has_nothing_to_write(signed_in, open_round):
    send(signed_in, open_round.workbook())
    upload = read(Upload.objects.get())
    page = signed_in.get(reverse("upload_detail", args=[upload.pk])).content.decode()
    assert "完全一致" in page
    assert "确认写入" not in page


def test_a_file_that_is_too_large_is_let_go_of_on_arrival(signed_in, settings, var_dir):
    settings.UPLOAD_MOST_BYTES = 100_000
    response = send(signed_in, b"x" * 200_000)
    assert response.status_code == 400
    assert "没有接收" in response.content.decode()
    assert not Upload.objects.exists()
    assert not (var_dir / "uploads").exists()


def test_sending_no_file_asks_for_one(signed_in):
    response = signed_in.post(address("entry_upload"), {})
    assert "请选择要上传的文件" in response.content.decode()


def test_a_closed_round_says_so(signed_in, open_round):
    open_round.plan.reporting_rounds.filter(year=YEAR).update(locks_on="2023-04-02")
    page = signed_in.get(address("entry_upload")).content.decode()
    assert "锁定" in page
    assert "上传并预览" not in page
    response = send(signed_in, filled(open_round))
    assert response.status_code == 400
    assert "规划人员" in response.content.decode()


def test_dropping_an_upload_writes_nothing(signed_in, open_round):
    send(signed_in, filled(open_round))
    upload = read(Upload.objects.get())
    response = signed_in.post(reverse("upload_discard", args=[upload.pk]), follow=True)
    assert "没有写入任何数据" in response.content.decode()
    assert not Submission.objects.exists()


@pytest.mark.parametrize("name", ["entry_workbook", "entry_workbook_csv", "entry_upload"])
def test_another_departments_sheet_is_nobodys_business(client, open_round, name):
    make_department(code="other", name="别的部门")
    client.force_login(open_round.clerk)
    assert client.get(address(name)).status_code == 200
    assert client.get(address(name), {"department": "other"}).status_code == 404
    client.force_login(make_user("reader"))
    assert client.get(address(name)).status_code == 403
    client.logout()
    assert client.get(address(name)).status_code == 302


def test_a_signer_may_look_but_not_send(client, open_round):
    client.force_login(make_signer(open_round.department))
    assert client.get(address("entry_workbook")).status_code == 200
    assert "上传并预览" not in client.get(address("entry_upload")).content.decode()
    response = send(client, filled(open_round))
    assert response.status_code == 400
    assert "没有为这个部门填报的权限" in response.content.decode()


def test_an_upload_is_seen_by_its_sender_only(client, open_round):
    upload = open_round.upload(filled(open_round))
    client.force_login(open_round.clerk)
    for name in ("upload_detail", "upload_progress"):
        assert client.get(reverse(name, args=[upload.pk])).status_code == 200
    foreign = make_clerk(make_department(code="x", name="x"))
    colleague = make_clerk(open_round.department)
    for user in (make_user("reader"), foreign, colleague, make_planner(), make_user("admin")):
        client.force_login(user)
        for name in ("upload_detail", "upload_progress", "upload_marked"):
            assert client.get(reverse(name, args=[upload.pk])).status_code == 404
        for name in ("upload_confirm", "upload_discard"):
            assert client.post(reverse(name, args=[upload.pk])).status_code == 404
    assert not Submission.objects.exists()


def test_a_clerk_of_two_departments_chooses(client, open_round):
    other = make_department(code="zjj", name="市住房城乡建设局")
    make_indicator(open_round.plan, code="parking", department=other)
    open_round.clerk.memberships.create(department=other, role="clerk")
    client.force_login(open_round.clerk)
    page = client.get(address("entry_upload"), {"department": "zjj"}).content.decode()
    assert "为哪个部门填报" in page
    text = client.get(address("entry_workbook_csv"), {"department": "zjj"}).content.decode()
    assert "parking:2022" in text
    assert "pm:2022" not in text


def test_a_planner_sends_on_behalf(client, open_round):
    client.force_login(make_planner())
    page = client.get(address("entry_upload"), {"department": "tjj"}).content.decode()
    assert "代填理由" in page
    choose = client.get(address("entry_workbook"))
    assert choose["Location"] == address("entry_upload")
    fields = {"department": "tjj", "reason": "来文代录", "document": "绍统〔2023〕1号"}
    response = send(client, filled(open_round), department="tjj")
    assert "须写明理由" in response.content.decode()
    assert send(client, filled(open_round), **fields).status_code == 302
    upload = read(Upload.objects.get())
    client.post(reverse("upload_confirm", args=[upload.pk]))
    assert Submission.objects.get().on_behalf_document == "绍统〔2023〕1号"


def test_past_years_have_a_page_of_their_own(client, open_round):
    page = reverse("entry_history_upload", args=["test-14"])
    for name in ("entry_history_xlsx", "entry_history_csv", "entry_history_upload"):
        client.force_login(open_round.clerk)
        assert client.get(reverse(name, args=["test-14"])).status_code == 403
        client.force_login(make_planner())
        assert client.get(reverse(name, args=["test-14"])).status_code == 200
    response = client.post(page, {"file": file_of(b"x")})
    assert "须写明理由" in response.content.decode()
    fields = {"reason": "补录", "document": "统计年鉴"}
    assert client.post(page, {"file": file_of(b"x"), **fields}).status_code == 302
    assert Upload.objects.get().year is None


def test_web_workers_import_neither_pandas_nor_a_reader():
    """All pages are asked for by their views, which a process of its own imports."""
    code = (
        "import json, sys, django\n"
        "django.setup()\n"
        "import shaoxing_plan.wsgi, indicators.tasks\n"
        "from django.urls import get_resolver\n"
        "get_resolver().reverse_dict\n"
        "names = ('pandas', 'openpyxl', 'plotly', 'indicators.workbook.reading')\n"
        "print(json.dumps([name for name in names if name in sys.modules]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout.splitlines()[-1]) == []


def test_writing_a_workbook_imports_no_pandas():
    code = (
        "import sys, django; django.setup(); import indicators.workbook.writing\n"
        "assert 'pandas' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=True, capture_output=True)
