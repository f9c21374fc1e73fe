"""Confirming an upload: all or none, by those who may, against what stands by then."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.kept_files import upload_path, write_chunks
from indicators.models import Definition, Submission, Upload, Vintage
from indicators.seen import Seen
from indicators.selectors.entry.sheet import SheetScope, sheet_rows
from indicators.services.confirming import NotAllWrittenError, confirm_upload
from indicators.services.entries import Entry, Place
from indicators.services.on_behalf import OnBehalf
from indicators.services.reporting import save_draft
from indicators.services.uploads import (
    NewUpload,
    clear_uploads,
    discard_upload,
    give_up,
    receive_upload,
    refuse_upload,
    resend_uploads,
)
from indicators.upload_reading import read_upload
from indicators.workbook.columns import FIGURES
from indicators.workbook.writing import Cover, workbook_file
from indicators.workflow import Action, RefusedError
from plans.models import RecordEntry
from tests.factories import make_department, make_indicator, make_observation
from tests.indicators.workbook.conftest import NOW, YEAR, behalf, edited, put
from tests.people import make_clerk, make_planner, make_signer, make_user
from tests.steps import EXPLAINED, take_step
from tests.workers import PROJECT, environment

LOCKED = datetime(2024, 5, 1, 1, 0, tzinfo=UTC)


def fill_two(sheet):
    put(sheet, "value_text", 34)
    put(sheet, "value_text", 72, row=3)


def place_of(desk, code: str) -> Place:
    indicator = desk.plan.indicators.get(code=code)
    return Place(indicator=indicator, year=YEAR, vintage=Vintage.PRELIMINARY)


def type_in(desk, code: str, text: str, *, seen: Seen | None = None, user=None) -> Submission:
    return save_draft(
        place_of(desk, code),
        Entry(value_text=text),
        user=user or desk.clerk,
        now=NOW,
        seen=seen,
    )


def test_confirming_is_recorded_and_happens_once(desk):
    upload = desk.upload(edited(desk.workbook(), fill_two))
    assert confirm_upload(upload.pk, user=desk.clerk, now=NOW) == 2
    with pytest.raises(RefusedError, match="已写入草稿"):
        confirm_upload(upload.pk, user=desk.clerk, now=NOW)
    entry = RecordEntry.objects.get(action="confirm_upload")
    assert (entry.details, entry.year) == ({"写入草稿": 2}, YEAR)
    assert RecordEntry.objects.filter(action="create").count() == 2


def test_a_figure_changed_after_the_preview_stops_all(desk):
    upload = desk.upload(edited(desk.workbook(), fill_two))
    type_in(desk, "rate", "71.5")
    with pytest.raises(NotAllWrittenError, match="一项也没有写入"):
        confirm_upload(upload.pk, user=desk.clerk, now=NOW)
    assert [each.value_text for each in Submission.objects.all()] == ["71.5"]
    upload.refresh_from_db()
    assert upload.state == "ready"
    (fault,) = upload.result["faults"]
    assert (fault["header"], fault["row"]) == ("城镇化率", 3)
    assert "71.5" in fault["message"]
    with pytest.raises(RefusedError, match="还有问题"):
        confirm_upload(upload.pk, user=desk.clerk, now=NOW)


def test_a_figure_changed_after_the_download_is_a_fault_only_where_it_was_touched(desk):
    content = desk.workbook()
    type_in(desk, "rate", "71.5")
    untouched = desk.upload(edited(content, lambda sheet: put(sheet, "value_text", 34)))
    assert untouched.result["faults"] == []
    assert [each["code"] for each in untouched.result["changes"]] == ["pm"]
    touched = desk.upload(edited(content, fill_two))
    (fault,) = touched.result["faults"]
    assert (fault["column"], fault["row"]) == ("B", 3)
    assert "现为“71.5”" in fault["message"]


def test_a_submitted_figure_cannot_be_changed_by_a_file(desk):
    content = desk.workbook()
    draft = type_in(desk, "pm", "34")
    take_step(draft.pk, Action.SUBMIT, user=desk.clerk, now=NOW, version=1)
    upload = desk.upload(edited(desk.workbook(), lambda sheet: put(sheet, "value_text", 35)))
    assert "撤回提交" in upload.result["faults"][0]["message"]
    unchanged = desk.upload(edited(content, lambda sheet: put(sheet, "value_text", 34)))
    assert unchanged.result["changes"] == []


def test_rows_decided_since_the_download_are_passed_over_unless_changed(desk):
    draft = type_in(desk, "pm", "34")
    content = desk.workbook()
    entry = Entry(value_text="34", **EXPLAINED)
    draft = save_draft(place_of(desk, "pm"), entry, user=desk.clerk, now=NOW, seen=Seen.of(draft))
    sent = take_step(draft.pk, Action.SUBMIT, user=desk.clerk, now=NOW, version=draft.version)
    take_step(sent.pk, Action.APPROVE, user=make_planner(), now=NOW, version=sent.version)

    def fill_the_other(sheet):
        put(sheet, "value_text", 72, row=3)

    upload = desk.upload(edited(content, fill_the_other))
    assert upload.result["faults"] == []
    assert [each["code"] for each in upload.result["changes"]] == ["rate"]
    assert any("第 2 行" in each and "已跳过" in each for each in upload.result["notices"])
    assert confirm_upload(upload.pk, user=desk.clerk, now=NOW) == 1

    def say_what_was_approved(sheet):
        for key, value in (("cause", EXPLAINED["cause"]), ("measure", EXPLAINED["measure"])):
            put(sheet, key, value)
        put(sheet, "measure_by", str(EXPLAINED["measure_by"]))

    same = desk.upload(edited(content, say_what_was_approved))
    assert (same.result["faults"], same.result["changes"]) == ([], [])
    changed = desk.upload(edited(content, lambda sheet: put(sheet, "value_text", 35)))
    (fault,) = changed.result["faults"]
    assert fault["row"] == 2
    assert "填报状态有变" in fault["message"]


def test_the_answers_to_warnings_survive_an_upload(desk):
    place = place_of(desk, "pm")
    entry = Entry(value_text="34", answers={"jump": "机构调整"})
    save_draft(place, entry, user=desk.clerk, now=NOW, seen=None)
    upload = desk.upload(edited(desk.workbook(), lambda sheet: put(sheet, "note", "已核实")))
    confirm_upload(upload.pk, user=desk.clerk, now=NOW)
    draft = Submission.objects.get()
    assert (draft.note, draft.answers) == ("已核实", {"jump": "机构调整"})


def test_only_the_departments_clerks_send_files(desk):
    other = make_department(code="other", name="别的部门")
    for user in (make_clerk(other), make_signer(desk.department), make_user("reader")):
        with pytest.raises(RefusedError, match="没有为这个部门填报的权限"):
            desk.upload(desk.workbook(), user=user)
    assert not Upload.objects.exists()


def test_only_who_sent_a_file_confirms_or_drops_it(desk):
    upload = desk.upload(edited(desk.workbook(), fill_two))
    colleague = make_clerk(desk.department)
    with pytest.raises(RefusedError, match="本人"):
        confirm_upload(upload.pk, user=colleague, now=NOW)
    with pytest.raises(RefusedError, match="本人"):
        discard_upload(upload.pk, user=colleague, now=NOW)
    assert not Submission.objects.exists()


def test_a_dropped_upload_cannot_be_confirmed(desk):
    upload = desk.upload(edited(desk.workbook(), fill_two))
    discard_upload(upload.pk, user=desk.clerk, now=NOW)
    with pytest.raises(RefusedError, match="已放弃"):
        confirm_upload(upload.pk, user=desk.clerk, now=NOW)


def test_who_left_the_department_meanwhile_confirms_nothing(desk):
    upload = desk.upload(edited(desk.workbook(), fill_two))
    desk.clerk.memberships.all().delete()
    with pytest.raises(NotAllWrittenError):
        confirm_upload(upload.pk, user=desk.clerk, now=NOW)
    assert not Submission.objects.exists()


def test_a_locked_round_takes_no_file_and_writes_no_preview(desk):
    upload = desk.upload(edited(desk.workbook(), fill_two))
    with pytest.raises(NotAllWrittenError):
        confirm_upload(upload.pk, user=desk.clerk, now=LOCKED)
    new = NewUpload(plan=desk.plan, year=YEAR, department=desk.department, name="a.xlsx")
    with pytest.raises(RefusedError, match="锁定"):
        receive_upload(new, [b"x"], user=desk.clerk, now=LOCKED)
    assert not Submission.objects.exists()


def planner_upload(desk, content, *, user, year=YEAR, on_behalf=None, now=LOCKED):
    new = NewUpload(
        plan=desk.plan,
        year=year,
        department=desk.department if year else None,
        name="a.xlsx",
        on_behalf=on_behalf,
    )
    upload = receive_upload(new, [content], user=user, now=now)
    read_upload(upload.pk, now=now)
    upload.refresh_from_db()
    return upload


def test_a_planner_sends_a_departments_file_with_reason_and_document(desk):
    planner = make_planner()
    content = edited(desk.workbook(), fill_two)
    for lacking in (None, OnBehalf(reason=" ", document="x")):
        with pytest.raises(RefusedError):
            planner_upload(desk, content, user=planner, on_behalf=lacking)
    with pytest.raises(RefusedError, match="规划人员"):
        planner_upload(desk, content, user=desk.clerk, on_behalf=behalf())
    upload = planner_upload(desk, content, user=planner, on_behalf=behalf())
    confirm_upload(upload.pk, user=planner, now=LOCKED)
    draft = Submission.objects.get(indicator__code="pm")
    assert (draft.on_behalf_reason, draft.on_behalf_document) == ("补录", "统计年鉴2023")
    assert draft.department == desk.department


def history(desk, change=None) -> bytes:
    scope = SheetScope(plan=desk.plan, years=(2021, 2022, 2023))
    rows = sheet_rows(scope, today=LOCKED.date())
    content = workbook_file(FIGURES, rows, cover=Cover(title="", department="", due=""))
    return edited(content, change) if change else content


def test_past_years_are_filled_in_by_planners_with_the_day_of_publication(desk):
    planner = make_planner()

    def fill(sheet):
        for row in range(2, sheet.max_row + 1):
            if sheet.cell(row=row, column=1).value == "rate:2022:preliminary":
                put(sheet, "value_text", 72, row=row)
                put(sheet, "published_on", "2023年2月28日", row=row)

    upload = planner_upload(desk, history(desk, fill), user=planner, year=None, on_behalf=behalf())
    assert upload.result["faults"] == []
    assert confirm_upload(upload.pk, user=planner, now=LOCKED) == 1
    draft = Submission.objects.get()
    assert (draft.year, draft.value_text, str(draft.published_on)) == (2022, "72", "2023-02-28")


def test_a_past_figure_without_its_day_is_a_fault(desk):
    upload = planner_upload(
        desk,
        history(desk, lambda sheet: put(sheet, "value_text", 39)),
        user=make_planner(),
        year=None,
        on_behalf=behalf(),
    )
    assert [each["header"] for each in upload.result["faults"]] == ["公布日期"]


def test_a_planner_neither_sees_nor_overwrites_what_a_department_is_drafting(desk):
    type_in(desk, "pm", "34")
    scope = SheetScope(plan=desk.plan, years=(YEAR,), department=desk.department, on_behalf=True)
    rows = sheet_rows(scope, today=LOCKED.date())
    assert (rows[0].text("value_text"), rows[0].text("status")) == ("", "部门正在填报")
    content = workbook_file(FIGURES, rows, cover=Cover(title="", department="", due=""))
    planner = make_planner()
    untouched = planner_upload(desk, content, user=planner, on_behalf=behalf())
    assert (untouched.result["changes"], untouched.result["faults"]) == ([], [])
    content = edited(content, lambda sheet: put(sheet, "value_text", 35))
    upload = planner_upload(desk, content, user=planner, on_behalf=behalf())
    assert "不能代填" in upload.result["faults"][0]["message"]


def test_a_planners_file_tells_nothing_of_a_draft_begun_after_its_preview(desk):
    upload = planner_upload(
        desk, desk.workbook(value_text=35), user=make_planner(), on_behalf=behalf()
    )
    type_in(desk, "pm", "33.33")
    with pytest.raises(NotAllWrittenError) as told:
        confirm_upload(upload.pk, user=upload.user, now=NOW)
    (fault,) = told.value.faults
    assert fault["message"] == "统计局正在填报这一项，不能代填；您填的没有保存。"
    assert Submission.objects.get().value_text == "33.33"


def test_past_years_are_for_planners_only(desk):
    with pytest.raises(RefusedError, match="规划人员"):
        planner_upload(desk, history(desk), user=desk.clerk, year=None, on_behalf=behalf())


def test_an_approved_figure_is_shown_and_the_next_vintage_offered(desk):
    series = desk.plan.indicators.get(code="pm").series
    make_observation(series, year=YEAR, text="35", vintage="preliminary")
    row = desk.rows()[0]
    assert (row.text("approved"), row.vintage) == ("35（初步核算）", "final")


def test_reading_twice_changes_nothing(desk):
    upload = desk.upload(edited(desk.workbook(), fill_two))
    confirm_upload(upload.pk, user=desk.clerk, now=NOW)
    assert read_upload(upload.pk, now=NOW) == "confirmed"
    upload.refresh_from_db()
    assert (upload.state, len(upload.result["changes"])) == ("confirmed", 2)


def test_a_file_that_vanished_is_said_so(desk):
    new = NewUpload(plan=desk.plan, year=YEAR, department=desk.department, name="a.xlsx")
    upload = receive_upload(new, [b"x"], user=desk.clerk, now=NOW)
    upload_path(upload.pk).unlink()
    read_upload(upload.pk, now=NOW)
    upload.refresh_from_db()
    assert "重新上传" in upload.message


def test_a_forgotten_upload_is_read_again_and_a_hopeless_one_given_up(desk, broker):
    new = NewUpload(plan=desk.plan, year=YEAR, department=desk.department, name="a.xlsx")
    upload = receive_upload(new, [b"x"], user=desk.clerk, now=NOW)
    assert resend_uploads(now=NOW + timedelta(seconds=30)) == 0
    assert resend_uploads(now=NOW + timedelta(minutes=5)) == 1
    assert resend_uploads(now=NOW + timedelta(hours=3)) == 0
    upload.refresh_from_db()
    assert (upload.state, "一直没有读完" in upload.message) == ("refused", True)


def test_a_late_reader_does_not_undo_a_decision(desk):
    upload = desk.upload(edited(desk.workbook(), fill_two))
    refuse_upload(upload.pk, message="x", now=NOW)
    upload.refresh_from_db()
    assert upload.state == "ready"


def test_uploads_past_their_time_go_with_their_files(desk):
    upload = desk.upload(edited(desk.workbook(), lambda sheet: put(sheet, "value_text", "x")))
    paths = [upload_path(upload.pk, marked=marked) for marked in (False, True)]
    assert all(path.exists() for path in paths)
    assert all(path.stat().st_mode & 0o077 == 0 for path in paths)
    assert clear_uploads(now=NOW + timedelta(days=1)) == 0
    assert clear_uploads(now=NOW + timedelta(days=8)) == 1
    assert not any(path.exists() for path in paths)


def test_the_queries_do_not_grow_with_the_figures(desk):
    with CaptureQueriesContext(connection) as few:
        assert len(desk.rows()) == 3
    for _ in range(20):
        made = make_indicator(desk.plan, department=desk.department, actuals={2021: "1"})
        type_in(desk, made.code, "1")
    with CaptureQueriesContext(connection) as many:
        assert len(desk.rows()) == 23
    assert len(many) == len(few) < 12


def test_what_is_marked_can_be_put_right_in_the_marked_copy(desk):
    upload = desk.upload(edited(desk.workbook(), lambda sheet: put(sheet, "value_text", "=1")))
    marked = upload_path(upload.pk, marked=True).read_bytes()
    again = desk.upload(edited(marked, lambda sheet: put(sheet, "value_text", 34)))
    assert again.result["faults"] == []
    assert again.result["notices"] == []
    assert confirm_upload(again.pk, user=desk.clerk, now=NOW) == 1


def test_a_file_that_takes_too_long_is_given_up(desk):
    new = NewUpload(plan=desk.plan, year=YEAR, department=desk.department, name="a.xlsx")
    upload = receive_upload(new, [b"x"], user=desk.clerk, now=NOW)
    give_up(upload.pk, seconds=60, now=NOW)
    upload.refresh_from_db()
    assert (upload.state, upload.message[:7]) == ("refused", "读了 60 秒")


def test_a_broker_that_is_down_does_not_stop_an_upload(desk, tmp_path):
    """The file waits for the sweep then, which sends it again."""
    script = (
        "import django; django.setup()\n"
        "from indicators.models import Upload\n"
        "from indicators.services.uploads import send_reading\n"
        "send_reading(Upload())\n"
    )
    away = {"BROKER_URL": f"redis+socket://{tmp_path / 'nobody.sock'}", "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment(database="postgres") | away,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "消息队列暂不可用" in done.stdout


def test_a_file_whose_writing_breaks_off_leaves_nothing(desk, var_dir):
    def chunks():
        yield b"x"
        raise ConnectionResetError

    new = NewUpload(plan=desk.plan, year=YEAR, department=desk.department, name="a.xlsx")
    with pytest.raises(ConnectionResetError):
        receive_upload(new, chunks(), user=desk.clerk, now=NOW)
    assert list((var_dir / "uploads").iterdir()) == []
    assert not Upload.objects.exists()


def test_files_nobody_knows_of_are_swept_up(desk, var_dir):
    stray = upload_path(uuid4())
    write_chunks(stray, [b"x"])
    clear_uploads(now=datetime.now(UTC) + timedelta(days=1))
    assert stray.exists()
    clear_uploads(now=datetime.now(UTC) + timedelta(days=30))
    assert not stray.exists()


def test_two_rows_for_one_vintage_are_told_apart(desk):
    type_in(desk, "pm", "34")
    place = Place(indicator=desk.plan.indicators.get(code="pm"), year=YEAR, vintage=Vintage.FINAL)
    save_draft(place, Entry(value_text="35"), user=desk.clerk, now=NOW, seen=None)
    upload = desk.upload(edited(desk.workbook(), lambda sheet: put(sheet, "vintage", "最终核实")))
    assert "已有单独的一行" in upload.result["faults"][0]["message"]


def test_a_dropped_upload_may_be_dropped_again_but_a_written_one_stays(desk):
    upload = desk.upload(edited(desk.workbook(), fill_two))
    confirm_upload(upload.pk, user=desk.clerk, now=NOW)
    discard_upload(upload.pk, user=desk.clerk, now=NOW)
    upload.refresh_from_db()
    assert upload.state == "confirmed"


def redefine(desk, code: str) -> None:
    """Have a series measured otherwise from the year on that is asked for."""
    Definition.objects.create(
        series=desk.plan.indicators.get(code=code).series,
        version="census-2022",
        valid_from=date(2022, 11, 1),
        text="按新的人口普查",
        asked_from=YEAR,
    )


def test_rows_filled_in_before_a_change_of_definition_are_named_and_not_taken(desk):
    content = desk.workbook()
    redefine(desk, "rate")
    upload = desk.upload(edited(content, fill_two))
    (fault,) = upload.result["faults"]
    assert fault["row"] == 3
    assert "口径已变更为“按新的人口普查”" in fault["message"]
    untouched = desk.upload(edited(content, lambda sheet: put(sheet, "value_text", 34)))
    assert untouched.result["faults"] == []
    fresh = desk.upload(edited(desk.workbook(), fill_two))
    assert fresh.result["faults"] == []


def test_a_change_of_definition_after_the_preview_stops_all(desk):
    upload = desk.upload(edited(desk.workbook(), fill_two))
    redefine(desk, "rate")
    with pytest.raises(NotAllWrittenError):
        confirm_upload(upload.pk, user=desk.clerk, now=NOW)
    upload.refresh_from_db()
    (fault,) = upload.result["faults"]
    assert "预览之后口径已变更" in fault["message"]
    assert not Submission.objects.exists()


def test_the_workbook_says_which_draft_is_of_a_former_definition(desk):
    type_in(desk, "rate", "71.5")
    redefine(desk, "rate")
    assert [row.text("status") for row in desk.rows()][:2] == ["未填", "草稿；口径已变更，请核对"]
