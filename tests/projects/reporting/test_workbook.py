"""A department's project reports as a workbook: downloaded, filled in, sent back, confirmed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl.worksheet.worksheet import Worksheet

from indicators.models import Upload, UploadKind
from indicators.services.confirming import NotAllWrittenError, confirm_upload
from indicators.services.on_behalf import OnBehalf
from indicators.services.uploads import NewUpload, receive_upload
from indicators.workbook.csv_writing import csv_workbook
from indicators.workbook.writing import Cover, workbook_file
from indicators.workflow import Action
from projects import tasks
from projects.models import MilestoneClaim, ProjectMilestone, ProjectReport
from projects.periods import Period
from projects.selectors.entry.sheet import SheetScope, sheet_rows
from projects.services.structure import Part, split_project
from projects.services.upload_writing import write_reports
from projects.upload_reading import read_upload
from projects.workbook.columns import REPORTS
from tests.factories import make_department, make_project
from tests.projects.reporting.conftest import YEAR, Desk

pytestmark = pytest.mark.django_db
KEYS = list(REPORTS.by_key)


def scope(desk: Desk, **more) -> SheetScope:
    return SheetScope(plan=desk.plan, period=Period(year=YEAR), department=desk.department, **more)


def workbook(desk: Desk, change: Callable[[Worksheet], None] | None = None, **more) -> bytes:
    """Return the downloaded workbook after somebody worked on its first sheet."""
    rows = sheet_rows(scope(desk, **more))
    content = workbook_file(REPORTS, rows, cover=Cover(title="", department="", due=""))
    if change is None:
        return content
    book = openpyxl.load_workbook(BytesIO(content))
    change(book.worksheets[0])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def put(sheet: Worksheet, row: int = 2, **cells: object) -> None:
    for key, value in cells.items():
        sheet.cell(row=row, column=KEYS.index(key) + 1).value = value


def filled_in(sheet: Worksheet) -> None:
    put(sheet, reached_stage="在建", physical_share=45, invested=1.25, progress_text="封顶")


def upload(desk: Desk, content: bytes, *, name: str = "a.xlsx", user=None, on_behalf=None):
    new = NewUpload(
        kind=UploadKind.PROJECTS,
        plan=desk.plan,
        year=YEAR,
        department=desk.department,
        name=name,
        on_behalf=on_behalf,
    )
    sent = receive_upload(new, [content], user=user or desk.clerk, now=timezone.now())
    read_upload(sent.pk, now=timezone.now())
    return Upload.objects.get(pk=sent.pk)


def confirm(sent: Upload) -> int | None:
    return confirm_upload(sent.pk, user=sent.user, now=timezone.now(), write=write_reports)


def messages(sent: Upload) -> list[str]:
    return [fault["message"] for fault in sent.result["faults"]]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_an_untouched_file_changes_nothing(desk, kind):
    ProjectMilestone.objects.create(
        project=desk.road, title="开工", due_on=date(YEAR, 3, 1), due_share=Decimal("0.1")
    )
    milestone = ProjectMilestone.objects.get()
    desk.save(
        desk.road, quarter=2, invested="0.5", problem="征地", problem_owner="李",
        problem_due_on=date(YEAR, 12, 1), text="=1+1\n第二行",
    )  # fmt: skip
    desk.step(ProjectReport.objects.get(), Action.SUBMIT, user=desk.clerk)
    desk.save(
        desk.museum, share="62.5", invested="1234.5", text="=cmd", stage="halted",
        halt_reason=" 调整 ", claims={},
    )  # fmt: skip
    desk.save(desk.road, text="-5 起", claims={milestone.pk: date(YEAR, 2, 1)})
    rows = sheet_rows(scope(desk))
    content = (
        workbook(desk) if kind == "xlsx" else csv_workbook(REPORTS, rows, is_demo=False).encode()
    )
    sent = upload(desk, content, name=f"a.{kind}")
    assert (sent.state, sent.result["changes"], sent.result["faults"]) == ("ready", [], [])
    assert sent.result["unchanged"] == 2


def test_a_prefilled_row_that_nobody_touched_stays_no_report(desk):
    desk.send(desk.road, quarter=1)
    sent = upload(desk, workbook(desk))
    assert sent.result["changes"] == []
    assert not ProjectReport.objects.filter(quarter=None).exists()


def test_what_was_filled_in_becomes_drafts_when_confirmed(desk):
    milestone = ProjectMilestone.objects.create(
        project=desk.road, title="开工", due_on=date(YEAR, 3, 1), due_share=Decimal("0.1")
    )

    def fill(sheet):
        filled_in(sheet)
        put(sheet, claims="开工: 2022年2月5日", problem="征地", problem_owner="李某")
        put(sheet, problem_due_on=date(YEAR, 12, 31))
        put(sheet, 3, reached_stage="停缓建", halt_reason="规划调整", invested="０")

    sent = upload(desk, workbook(desk, fill))
    assert sent.result["faults"] == []
    assert not ProjectReport.objects.exists()
    assert confirm(sent) == 2
    road, museum = ProjectReport.objects.order_by("project__position")
    assert (road.stage, road.reached_stage, road.physical_share) == (
        "draft",
        "construction",
        Decimal("0.45"),
    )
    assert (road.invested, road.problem_due_on) == (Decimal("1.25"), date(YEAR, 12, 31))
    assert MilestoneClaim.objects.get().milestone == milestone
    assert MilestoneClaim.objects.get().reached_on == date(YEAR, 2, 5)
    assert (museum.reached_stage, museum.invested, museum.physical_share) == ("halted", 0, None)


def test_one_changed_cell_takes_the_prefilled_rest_with_it(desk):
    desk.send(desk.road, quarter=1, share="20", invested="0.5")
    sent = upload(desk, workbook(desk, lambda sheet: put(sheet, progress_text="完成基础")))
    assert [cell["header"] for cell in sent.result["changes"][0]["cells"]] == ["进展情况"]
    confirm(sent)
    report = ProjectReport.objects.get(quarter=None)
    assert (report.physical_share, report.invested) == (Decimal("0.2"), Decimal("0.5"))


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"reached_stage": "竣工"}, "“竣工”不认识，只能是谋划、前期"),
        ({"physical_share": "大半"}, "读不成数"),
        ({"physical_share": 120}, "不能超过100%"),
        ({"invested": -1}, "不能是负数"),
        ({"invested": "=1+1"}, "是公式，请改填数值"),
        ({"invested": "#REF!"}, "错误值"),
        ({"problem_due_on": "年底"}, "不是日期"),
        ({"claims": "剪彩：2022-01-01"}, "没有未完成的节点，请留空"),
        ({"name": "别的项目"}, "应为“环线”，不能改"),
        ({"row_id": "bridge:2022"}, "没有代码为“bridge”的项目"),
        ({"row_id": "road:2021"}, "是2021年的，不属于这一次填报"),
        ({"row_id": "乱写"}, "隐藏的行标识"),
    ],
)
def test_each_fault_is_told_with_its_cell(desk, cells, told):
    def fill(sheet):
        filled_in(sheet)
        put(sheet, **cells)

    sent = upload(desk, workbook(desk, fill))
    assert any(told in message for message in messages(sent)), messages(sent)
    (fault, *_) = [each for each in sent.result["faults"] if told in each["message"]]
    assert (fault["sheet"], fault["row"]) == ("项目进展", 2)
    assert sent.result["has_marked_copy"]
    with pytest.raises(Exception, match="还有问题"):
        confirm(sent)
    assert not ProjectReport.objects.exists()


def test_all_faults_are_told_at_once(desk):
    def fill(sheet):
        put(sheet, reached_stage="竣工", physical_share=120)
        put(sheet, 3, invested="很多", problem_due_on="年底")

    assert len(messages(upload(desk, workbook(desk, fill)))) == 4


def test_the_preview_says_what_the_checks_say(desk):
    def fill(sheet):
        put(sheet, reached_stage="建成投用", physical_share=90)

    (change,) = upload(desk, workbook(desk, fill)).result["changes"]
    assert [note["kind"] for note in change["notes"]] == ["lacking"]
    assert "须为100%" in change["notes"][0]["message"]
    assert change["label"] == "正常"


def test_another_departments_row_is_refused(desk):
    other = make_department(code="wlj", name="市文旅局")
    make_project(desk.road.section, code="theatre", name="剧院", department=other)
    sent = upload(
        desk, workbook(desk, lambda sheet: put(sheet, row_id=f"theatre:{YEAR}", invested=1))
    )
    assert "由“文旅局”填报，不属于本单位" in "".join(messages(sent))


def test_a_part_is_refused_of_a_year_before_the_split(desk):
    parts = [Part(code="north", name="北段"), Part(code="south", name="南段")]
    split_project(desk.road, parts=parts, reason="分段核准", user=desk.planner, now=timezone.now())
    sent = upload(
        desk, workbook(desk, lambda sheet: put(sheet, row_id=f"north:{YEAR}", invested=1))
    )
    assert f"经过合并或拆分，{YEAR}年的进展不由它填报" in "".join(messages(sent))


def test_what_was_changed_meanwhile_is_a_conflict_and_nothing_is_written(desk):
    sent = upload(desk, workbook(desk, filled_in))
    desk.save(desk.road, text="别人写的")
    with pytest.raises(NotAllWrittenError):
        confirm(sent)
    assert ProjectReport.objects.get().progress_text == "别人写的"
    stale = upload(desk, workbook(desk, filled_in))
    desk.save(desk.road, text="又改了")
    again = upload(desk, workbook(desk, filled_in))
    assert again.result["faults"] == []
    assert stale.result["changes"][0]["seen"] != again.result["changes"][0]["seen"]


def test_a_milestone_renamed_meanwhile_is_told_and_the_file_stays_ready(desk):
    milestone = ProjectMilestone.objects.create(
        project=desk.road, title="开工", due_on=date(YEAR, 3, 1), due_share=Decimal("0.1")
    )

    def fill(sheet):
        filled_in(sheet)
        put(sheet, claims="开工: 2022年2月5日")

    sent = upload(desk, workbook(desk, fill))
    ProjectMilestone.objects.filter(pk=milestone.pk).update(title="动工")
    with pytest.raises(NotAllWrittenError):
        confirm(sent)
    assert not ProjectReport.objects.exists()


def test_what_was_sent_is_locked(desk):
    desk.send(desk.road)
    sent = upload(desk, workbook(desk, lambda sheet: put(sheet, invested=9)))
    assert "已提交，现在不能改" in messages(sent)[0]
    book = openpyxl.load_workbook(BytesIO(workbook(desk)))
    sheet = book["项目进展"]
    assert sheet.cell(row=2, column=KEYS.index("invested") + 1).protection.locked
    assert not sheet.cell(row=3, column=KEYS.index("invested") + 1).protection.locked
    lists = {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation}
    assert '"谋划,前期,在建,建成投用,停缓建"' in lists.values()


def test_a_planner_sees_no_draft_in_the_workbook_and_enters_on_behalf(desk):
    desk.save(desk.road, text="秘密草稿")
    rows = sheet_rows(scope(desk, on_behalf=True))
    assert "秘密" not in str([row.cells for row in rows])
    assert rows[0].text("status") == "部门正在填报"

    def fill(sheet):
        put(sheet, 3, reached_stage="在建", physical_share=10, invested=0)

    content = workbook(desk, fill, on_behalf=True)
    why = OnBehalf(reason="部门无账号", document="来文〔2023〕1号")
    sent = upload(desk, content, user=desk.planner, on_behalf=why)
    assert sent.result["faults"] == []
    confirm(sent)
    report = ProjectReport.objects.get(project=desk.museum)
    assert (report.on_behalf_document, report.stage) == ("来文〔2023〕1号", "draft")


def test_a_planners_file_tells_nothing_of_a_draft_begun_after_its_preview(desk):
    why = OnBehalf(reason="部门无账号", document="来文〔2023〕1号")
    sent = upload(desk, workbook(desk, filled_in, on_behalf=True), user=desk.planner, on_behalf=why)
    desk.save(desk.road, share="97", text="秘密草稿")
    with pytest.raises(NotAllWrittenError):
        confirm(sent)
    sent.refresh_from_db()
    (told,) = messages(sent)
    assert told == "交通局正在填报这一项，不能代填；您填的没有保存。"
    assert ProjectReport.objects.get().progress_text == "秘密草稿"


def test_a_file_whose_reading_breaks_off_is_refused_in_words(desk):
    """One of no period, which no page sends."""
    new = NewUpload(
        kind=UploadKind.PROJECTS,
        plan=desk.plan,
        year=None,
        department=desk.department,
        name="a.xlsx",
        on_behalf=OnBehalf(reason="补录", document="年鉴"),
    )
    sent = receive_upload(new, [b"x"], user=desk.planner, now=timezone.now())
    assert tasks.read_upload.apply([str(sent.pk)]).state == "FAILURE"
    sent.refresh_from_db()
    assert sent.state == "refused"
    assert "请重新下载填报表，只填数据后再上传" in sent.message


def test_the_way_of_a_file_on_the_pages(desk, clerk):
    base = desk.url()
    downloaded = clerk.get(f"{base}workbook.xlsx")
    assert "attachment" in downloaded["Content-Disposition"]
    assert clerk.get(f"{base}workbook.csv").status_code == 200
    page = clerk.get(f"{base}upload/").content.decode()
    assert "上传 2022年项目进展填报表" in page
    file = SimpleUploadedFile("a.xlsx", workbook(desk, filled_in))
    response = clerk.post(f"{base}upload/", {"file": file})
    sent = Upload.objects.get()
    assert response["Location"] == f"/entry/projects/uploads/{sent.pk}/"
    assert "<progress" in clerk.get(response["Location"]).content.decode()
    read_upload(sent.pk, now=timezone.now())
    preview = clerk.get(response["Location"]).content.decode()
    assert "将改动 <strong>1</strong> 个项目的" in preview
    assert "<ins>封顶</ins>" in preview
    assert clerk.get(f"/entry/uploads/{sent.pk}/").status_code == 404, "it is no file of figures"
    clerk.post(f"/entry/projects/uploads/{sent.pk}/confirm/")
    assert ProjectReport.objects.get().progress_text == "封顶"


def test_the_same_queries_for_two_projects_and_thirty(desk):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            sheet_rows(scope(desk))
        return len(captured)

    desk.save(desk.road)
    first = queries()
    for number in range(30):
        project = make_project(desk.road.section, name=f"项目{number}", department=desk.department)
        desk.save(project)
    assert queries() == first
