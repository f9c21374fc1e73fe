"""A file of one figure never writes into another of the same place, at no step of its way."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO

import pytest
from django.contrib.auth.models import User

from indicators.models import Submission
from indicators.services.confirming import NotAllWrittenError, confirm_upload
from indicators.workflow import Action
from tests.indicators.workbook.conftest import KEYS, NOW, cell, edited
from tests.people import make_clerk, make_planner
from tests.steps import a_row, corrected_again, take_step

LATER = {"published_on": date(2023, 2, 2)}


def approved(figure):
    how = {"user": figure.author, "now": NOW, "version": figure.version}
    sent = take_step(figure.pk, Action.SUBMIT, **how)
    planner = User.objects.filter(username="审核员").first() or make_planner(username="审核员")
    how = {"user": planner, "now": NOW, "version": sent.version}
    return take_step(sent.pk, Action.APPROVE, **how)


@pytest.fixture
def first(desk):
    return a_row(desk.plan.indicators.get(code="pm"), desk.clerk, "36")


def corrected(desk, first):
    """Approve a figure, and have a colleague begin another of its place."""
    approved(first)
    return a_row(first.indicator, make_clerk(desk.department, username="同事"), "38")


def test_a_preview_is_not_written_into_another_figure(desk, first):
    upload = desk.upload(desk.workbook(value_text=35))
    assert upload.result["faults"] == []
    second = corrected(desk, first)
    with pytest.raises(NotAllWrittenError):
        confirm_upload(upload.pk, user=desk.clerk, now=NOW)
    kept = Submission.objects.get(pk=second.pk)
    assert (kept.value_text, kept.author, kept.version) == ("38", second.author, 1)
    upload.refresh_from_db()
    (fault,) = upload.result["faults"]
    assert "已被审核员采用，现由同事另填一份，当前为“38”" in fault["message"]
    assert fault["text"] == "35"


def test_a_preview_is_not_begun_anew_where_its_figure_has_left(desk, first):
    upload = desk.upload(desk.workbook(value_text=35))
    Submission.objects.filter(pk=first.pk).update(vintage="final", version=2)
    with pytest.raises(NotAllWrittenError):
        confirm_upload(upload.pk, user=desk.clerk, now=NOW)
    assert [each.value_text for each in Submission.objects.all()] == ["36"]


def test_a_file_downloaded_of_one_figure_changes_no_other(desk, first):
    content = desk.workbook(value_text=35)
    corrected(desk, first)
    upload = desk.upload(content)
    (fault,) = upload.result["faults"]
    assert "下载之后这一行已被改动，现为“38”" in fault["message"]
    assert upload.result["changes"] == []


def test_an_older_preview_that_does_not_say_what_was_seen_is_not_written(desk, first):
    upload = desk.upload(desk.workbook(value_text=35))
    for change in upload.result["changes"]:
        del change["seen"]
    upload.save(update_fields=["result"])
    with pytest.raises(NotAllWrittenError):
        confirm_upload(upload.pk, user=desk.clerk, now=NOW)
    assert Submission.objects.get().value_text == "36"


def test_a_preview_of_a_blank_row_is_told_of_what_was_approved_meanwhile(desk):
    upload = desk.upload(desk.workbook(value_text=35))
    assert upload.result["faults"] == []
    first = a_row(desk.plan.indicators.get(code="pm"), desk.clerk, "36")
    approved(first)
    with pytest.raises(NotAllWrittenError):
        confirm_upload(upload.pk, user=desk.clerk, now=NOW)
    assert Submission.objects.get().pk == first.pk
    upload.refresh_from_db()
    (fault,) = upload.result["faults"]
    assert "已被审核员采用，当前为“36”" in fault["message"]
    assert fault["text"] == "35"


@pytest.mark.parametrize("is_older", [False, True], ids=["of now", "of before, with keys alone"])
def test_a_preview_does_not_know_what_was_approved_again(desk, is_older):
    first = a_row(desk.plan.indicators.get(code="pm"), desk.clerk, "36", vintage="revised")
    first = approved(first)
    upload = desk.upload(desk.workbook(value_text=35))
    if is_older:
        upload.result["changes"][0]["known"] = [first.pk]
        upload.save(update_fields=["result"])
    planner = User.objects.get(username="审核员")
    corrected_again(first, "36.5", planner=planner, now=NOW)
    with pytest.raises(NotAllWrittenError):
        confirm_upload(upload.pk, user=desk.clerk, now=NOW)
    upload.refresh_from_db()
    assert "当前为“36.5”" in upload.result["faults"][0]["message"]
    assert Submission.objects.get() == first


@pytest.fixture
def revised(desk):
    """A revised figure that stands approved: another of its place is begun beside it."""
    return approved(a_row(desk.plan.indicators.get(code="pm"), desk.clerk, "36", vintage="revised"))


def vintage_fault(upload):
    (fault,) = upload.result["faults"]
    assert upload.result["changes"] == []
    assert fault["header"] == "数据版本"
    return fault["message"]


@pytest.mark.parametrize("way", ["another approved", "the same corrected"])
def test_a_file_knows_what_was_approved_when_it_was_downloaded(desk, revised, way):
    content = desk.workbook(value_text=35)
    if way == "another approved":
        approved(a_row(revised.indicator, desk.clerk, "36.5", vintage="revised", **LATER))
    else:
        planner = User.objects.get(username="审核员")
        corrected_again(revised, "36.5", planner=planner, now=NOW)
    upload = desk.upload(content)
    assert vintage_fault(upload).startswith("下载之后这个数据版本又采用了“36.5”。")
    assert desk.upload(desk.workbook(value_text=35)).result["faults"] == []


def test_a_csv_knows_it_too(desk, revised):
    lines = list(csv.reader(StringIO(desk.csv())))
    lines[1][KEYS.index("value_text")] = "35"
    content = StringIO()
    csv.writer(content).writerows(lines)
    approved(a_row(revised.indicator, desk.clerk, "36.5", vintage="revised", **LATER))
    upload = desk.upload(content.getvalue().encode(), name="填报表.csv")
    assert "又采用了“36.5”" in vintage_fault(upload)


def test_a_draft_moved_to_a_vintage_approved_since_the_download_is_told(desk, first):
    content = desk.workbook(value_text=35, vintage="修订")
    approved(a_row(first.indicator, desk.clerk, "36.5", vintage="revised", **LATER))
    assert "又采用了“36.5”" in vintage_fault(desk.upload(content))
    assert desk.upload(desk.workbook(value_text=35, vintage="修订")).result["faults"] == []


def test_a_draft_is_written_into_whatever_else_is_approved_of_its_year(desk, first):
    content = desk.workbook(value_text=35)
    approved(a_row(first.indicator, desk.clerk, "36.5", vintage="revised", **LATER))
    upload = desk.upload(content)
    assert upload.result["faults"] == []
    confirm_upload(upload.pk, user=desk.clerk, now=NOW)
    first.refresh_from_db()
    assert first.value_text == "35"


def of_before(content):
    """Return a file as it was downloaded before its rows told what was approved."""

    def forget(sheet):
        for row in range(2, sheet.max_row + 1):
            stamp = cell(sheet, "version", row)
            assert "-k" in stamp.value
            stamp.value = stamp.value.partition("-k")[0]

    return edited(content, forget)


def test_a_file_of_before_is_told_so_where_something_is_approved(desk, revised):
    upload = desk.upload(of_before(desk.workbook(value_text=35)))
    told = "这份文件是系统升级前下载的，看不出当时是否已有采用的“36”。"
    assert vintage_fault(upload).startswith(told)


def test_a_file_of_before_goes_on_where_nothing_is_approved(desk):
    upload = desk.upload(of_before(desk.workbook(value_text=35)))
    assert upload.result["faults"] == []
    confirm_upload(upload.pk, user=desk.clerk, now=NOW)
    assert Submission.objects.get().value_text == "35"


def test_a_file_sent_again_once_its_correction_stands_is_passed_over(desk, revised):
    said = {"cause": "疫情影响", "measure": "加快实施", "measure_by": "2099-12-31"}
    said["published_on"] = "2023-02-02"
    content = desk.workbook(value_text=35, **said)
    approved(a_row(revised.indicator, desk.clerk, "35", vintage="revised", **LATER))
    upload = desk.upload(content)
    assert (upload.result["faults"], upload.result["changes"]) == ([], [])
    assert any("已跳过" in each for each in upload.result["notices"])


def test_a_correction_is_begun_beside_what_was_approved_before_the_preview(desk):
    first = a_row(desk.plan.indicators.get(code="pm"), desk.clerk, "36", vintage="revised")
    approved(first)
    upload = desk.upload(desk.workbook(value_text=35))
    assert upload.result["faults"] == []
    confirm_upload(upload.pk, user=desk.clerk, now=NOW)
    assert Submission.objects.exclude(pk=first.pk).get().value_text == "35"
