"""Downloaded and sent back: unchanged changes nothing, and what was filled in arrives."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from indicators.models import Submission
from indicators.selectors.entry.uploads import upload_page
from indicators.services.confirming import confirm_upload
from indicators.services.entries import Entry, Place
from indicators.services.reporting import save_draft
from indicators.workbook.columns import FIGURES
from indicators.workbook.writing import Cover, workbook_file
from indicators.workflow import Action
from tests.indicators.workbook.conftest import NOW, YEAR, cell, edited, put
from tests.steps import take_step

TEXTS = [
    "34.50",
    "8,500",
    "８５００",
    "138000左右",
    "=1+1",
    "完成",
    "0.1234567890123456789",
    "",
    "-0.5",
]


def draft(desk, code: str, text: str, **more):
    indicator = desk.plan.indicators.get(code=code)
    return save_draft(
        Place(indicator=indicator, year=YEAR, vintage=more.pop("vintage", "preliminary")),
        Entry(value_text=text, **more),
        user=desk.clerk,
        now=NOW,
        seen=None,
    )


def test_an_untouched_workbook_changes_nothing(desk):
    upload = desk.upload(desk.workbook())
    assert (upload.state, upload.message) == ("ready", "")
    assert upload.result["changes"] == []
    assert upload.result["faults"] == []
    assert upload.result["unchanged"] == 3


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_drafts_with_every_kind_of_text_come_back_unchanged(desk, text, kind):
    draft(
        desk, "pm", text,
        source_title="=cmd|' /C calc'!A0", source_url="https://example.org/a?b=1&c=2",
        published_on=date(2023, 1, 20), note="第一行\r\n第二行“引号”\t_x0041_", cause=" 空格 ",
        measure="-5 起", measure_by=date(2023, 12, 31),
    )  # fmt: skip
    content = desk.workbook() if kind == "xlsx" else desk.csv().encode()
    upload = desk.upload(content, name=f"a.{kind}")
    assert (upload.result["changes"], upload.result["faults"]) == ([], [])


def test_what_a_clerk_filled_in_becomes_drafts_when_confirmed(desk):
    def fill(sheet):
        put(sheet, "value_text", 34.5)
        put(sheet, "source_title", "统计公报")
        put(sheet, "published_on", date(2023, 1, 20))
        put(sheet, "value_text", "完成", row=4)
        put(sheet, "note", "省厅已考核", row=4)

    upload = desk.upload(edited(desk.workbook(), fill))
    assert upload.result["faults"] == []
    assert not Submission.objects.exists()
    assert confirm_upload(upload.pk, user=desk.clerk, now=NOW) == 2
    first, second = Submission.objects.order_by("pk")
    assert (first.value_text, first.source_title) == ("34.5", "统计公报")
    assert first.published_on == date(2023, 1, 20)
    assert (first.stage, first.vintage) == ("draft", "preliminary")
    assert (second.value_text, second.note) == ("完成", "省厅已考核")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (34, "34"),
        (34.10, "34.1"),
        (0, "0"),
        (0.1 + 0.2, "0.3"),
        ("34.5", "34.5"),
        ("３４．５", "34.5"),
        ("1,234.50", "1234.5"),
        ("１，２３４", "1234"),
        (" 34 ", "34"),
        ("34微克/立方米", "34微克/立方米"),
        ("约34", "约34"),
    ],
)
def test_a_figure_is_read_however_it_is_typed(desk, typed, stored):
    upload = desk.upload(desk.workbook(value_text=typed))
    assert upload.result["faults"] == []
    confirm_upload(upload.pk, user=desk.clerk, now=NOW)
    assert Submission.objects.get().value_text == stored


def test_a_cell_formatted_in_per_cent_is_read_as_it_is_shown(desk):
    def fill(sheet):
        put(sheet, "value_text", 0.725, row=3)
        cell(sheet, "value_text", 3).number_format = "0.0%"

    upload = desk.upload(edited(desk.workbook(), fill))
    confirm_upload(upload.pk, user=desk.clerk, now=NOW)
    assert Submission.objects.get().value_text == "72.5"


def test_a_reported_zero_is_a_change_and_a_cleared_cell_too(desk):
    upload = desk.upload(desk.workbook(value_text=0))
    confirm_upload(upload.pk, user=desk.clerk, now=NOW)
    upload = desk.upload(desk.workbook(value_text=None))
    (change,) = upload.result["changes"]
    assert change["cells"] == [{"header": "本年数", "old": "0", "new": ""}]


def test_another_vintage_makes_a_draft_of_its_own(desk):
    draft(desk, "pm", "34")
    upload = desk.upload(desk.workbook(value_text=35, vintage="最终核实"))
    (change,) = upload_page(upload, now=NOW).changes
    assert change.beside == "将新建一份最终核实草稿，初步核算草稿保留"
    confirm_upload(upload.pk, user=desk.clerk, now=NOW)
    found = Submission.objects.order_by("pk").values_list("vintage", "value_text")
    assert list(found) == [("preliminary", "34"), ("final", "35")]
    assert [row.vintage for row in desk.rows()][:2] == ["preliminary", "final"]
    assert desk.upload(desk.workbook()).result["changes"] == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
def test_a_csv_file_is_read_in_every_encoding_spreadsheets_write(desk, encoding, line_end):
    text = desk.csv().removeprefix("\ufeff")
    header, first, *rest = text.splitlines()
    fields = first.split(",")
    fields[header.split(",").index("本年数")] = '"1,034.5"'
    fields[header.split(",").index("来源")] = "统计公报"
    content = line_end.join([header, ",".join(fields), *rest, ""]).encode(encoding)
    upload = desk.upload(content, name="a.csv")
    assert upload.result["faults"] == []
    (change,) = upload.result["changes"]
    assert [cell["new"] for cell in change["cells"]] == ["1034.5", "统计公报"]


def test_tabs_between_the_columns_are_read_too(desk):
    text = desk.csv().replace(",", "\t")
    upload = desk.upload(text.encode("utf-16"), name="a.txt")
    assert (upload.state, upload.result["changes"]) == ("ready", [])


def test_the_workbook_is_locked_where_nothing_is_to_be_filled_in(desk):
    taken = draft(desk, "rate", "73")
    take_step(taken.pk, Action.SUBMIT, user=desk.clerk, now=NOW, version=1)
    book = openpyxl.load_workbook(BytesIO(desk.workbook()))
    sheet = book["填报"]
    assert book.sheetnames == ["填报", "说明"]
    assert sheet.protection.sheet
    assert sheet.freeze_panes == "E2"
    assert [cell(sheet, "value_text", row).protection.locked for row in (2, 3, 4)] == [
        False, True, False,
    ]  # fmt: skip
    assert cell(sheet, "name").protection.locked
    assert sheet.column_dimensions["A"].hidden
    assert sheet.column_dimensions["B"].hidden
    lists = {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation}
    assert lists == {"N2:N4": '"预计,初步核算,最终核实,修订"', "M4": '"完成,未完成"'}
    assert [cell(sheet, key).value for key in ("last_value", "due_value", "unit", "year")] == [
        38, 36, "微克/立方米", 2022,
    ]  # fmt: skip


def test_text_that_looks_like_a_formula_is_never_written_as_one(desk):
    draft(desk, "pm", "1", source_title="=1+1", note="+1", cause="@a")
    book = openpyxl.load_workbook(BytesIO(desk.workbook()))
    sheet = book["填报"]
    assert cell(sheet, "source_title").data_type == "s"
    assert all(each.data_type != "f" for row in sheet.iter_rows() for each in row)


def test_moved_columns_are_read_by_their_headers(desk):
    def move(sheet):
        put(sheet, "value_text", 34)
        sheet.move_range("T1:T9", cols=10)

    upload = desk.upload(edited(desk.workbook(), move))
    assert "列的顺序" in upload.result["notices"][0]
    assert len(upload.result["changes"]) == 1


def test_rows_left_out_stay_as_they_are(desk):
    upload = desk.upload(edited(desk.workbook(), lambda sheet: sheet.delete_rows(3, 2)))
    assert upload.result["changes"] == []
    assert "2 项保持不变" in upload.result["notices"][0]


def test_the_demonstrations_workbook_says_so_and_comes_back_too(desk):
    cover = Cover(title="填报表", department="市统计局", due="", is_demo=True)
    content = workbook_file(FIGURES, desk.rows(), cover=cover)
    sheet = openpyxl.load_workbook(BytesIO(content))["填报"]
    assert [row[-1].value for row in sheet.iter_rows()] == ["数据性质", *["演示数据（虚构）"] * 3]
    for name, file in (
        ("a.xlsx", content),
        ("a.csv", desk.csv(is_demo=True).encode()),
    ):
        upload = desk.upload(file, name=name)
        assert (upload.state, upload.result["changes"], upload.result["faults"]) == (
            "ready",
            [],
            [],
        )


def test_a_department_without_figures_gets_an_empty_sheet(desk):
    desk.plan.indicators.update(department=None)
    assert desk.rows() == []
    upload = desk.upload(desk.workbook())
    assert (upload.state, upload.result["rows"]) == ("ready", 0)
