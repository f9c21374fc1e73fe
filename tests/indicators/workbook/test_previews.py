"""The preview of an upload says of every row what the checks say, before anything is written."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from indicators.models import Submission
from indicators.services.confirming import confirm_upload
from indicators.services.entries import Entry, Place
from indicators.services.reporting import save_draft
from tests.factories import make_indicator, make_observation, make_series
from tests.indicators.workbook.conftest import NOW, YEAR, behalf, edited, put
from tests.indicators.workbook.test_uploads import history, planner_upload
from tests.people import make_planner


def notes(upload, code):
    """Return the notes on an indicator's change, as (kind, message)."""
    change = next(each for each in upload.result["changes"] if each["code"] == code)
    return [(each["kind"], each["message"]) for each in change["notes"]]


def kinds(upload, code):
    return [kind for kind, _ in notes(upload, code)]


def filled(desk, texts):
    """Return the department's workbook with values filled in, by row."""

    def fill(sheet):
        for row, text in texts.items():
            put(sheet, "value_text", text, row=row)

    return edited(desk.workbook(), fill)


def test_a_figure_as_expected_has_no_notes(desk):
    upload = desk.upload(desk.workbook(value_text="36"))
    assert notes(upload, "pm") == []
    assert upload.result["changes"][0]["label"] == "符合预期"


def test_a_jump_and_what_a_bad_verdict_demands_are_told_by_row(desk):
    upload = desk.upload(desk.workbook(value_text="60"))
    told = notes(upload, "pm")
    assert upload.result["faults"] == []
    assert [kind for kind, _ in told] == ["lacking"] * 3 + ["asked"] * 2
    assert "增加58%" in told[3][1]
    assert "应达值" in told[4][1]
    assert "整改措施" in told[1][1]
    explained = desk.workbook(
        value_text="60", cause="沙尘", measure="联防", measure_by="2023-12-31"
    )
    assert kinds(desk.upload(explained), "pm") == ["asked"] * 2


def test_the_slip_of_a_unit_is_suspected(desk):
    upload = desk.upload(desk.workbook(value_text="360000"))
    (message,) = [message for kind, message in notes(upload, "pm") if kind == "asked"]
    assert "约一万倍" in message


def test_figures_of_one_file_are_checked_against_each_other(desk):
    for code, unit in (("urban-income", "元"), ("rural-income", "元"), ("income-ratio", "")):
        make_indicator(
            desk.plan, code=f"i-{code}", name=code, unit=unit, base="0", target="1",
            series=make_series(code=code, unit=unit), department=desk.department,
        )  # fmt: skip
    texts = dict(zip(range(5, 8), ("80000", "50000", "1.9"), strict=True))
    content = filled(desk, texts)
    upload = desk.upload(content)
    assert any("应约为1.6" in message for _, message in notes(upload, "i-income-ratio"))


@pytest.mark.parametrize(
    ("value", "said"), [("60.0", ("answered", "asked")), ("55", ("asked", "asked"))]
)
def test_what_was_answered_on_the_page_counts_for_the_same_value(desk, value, said):
    place = Place(indicator=desk.plan.indicators.get(code="pm"), year=YEAR, vintage="preliminary")
    entry = Entry(value_text=value, answers={"jump": "沙尘"})
    save_draft(place, entry, user=desk.clerk, now=NOW, seen=None)
    upload = desk.upload(desk.workbook(value_text="60", note="已核"))
    assert tuple(kinds(upload, "pm")[-2:]) == said
    confirm_upload(upload.pk, user=desk.clerk, now=NOW)
    assert bool(Submission.objects.get().answers) == (said[0] == "answered")


@pytest.mark.parametrize(
    ("unit", "text", "said"),
    [("微克/立方米", "-3", "不会是负数"), ("%", "4500", "不会这么大")],
)
def test_a_value_that_cannot_be_is_a_fault_of_its_cell(desk, unit, text, said):
    series = make_series(unit=unit, nonnegative=True)
    make_indicator(
        desk.plan, code="new", unit=unit, base="50", target="60", series=series,
        department=desk.department,
    )  # fmt: skip
    upload = desk.upload(filled(desk, {5: text}))
    (fault,) = upload.result["faults"]
    assert (fault["column"], fault["row"], fault["text"]) == ("M", 5, text)
    assert said in fault["message"]
    assert upload.result["has_marked_copy"]
    assert upload.result["changes"] == []


def test_of_past_years_the_warnings_are_told_and_not_asked(desk):
    def fill(sheet):
        put(sheet, "value_text", 90, row=2)
        put(sheet, "published_on", "2022-02-01", row=2)

    upload = planner_upload(
        desk,
        history(desk, fill),
        user=make_planner(),
        year=None,
        on_behalf=behalf(),
    )
    assert upload.result["faults"] == []
    assert set(kinds(upload, "pm")) == {"told"}


def test_the_page_says_it_before_confirming_and_drafts_may_be_written_all_the_same(
    desk, client, monkeypatch
):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    client.force_login(desk.clerk)
    upload = desk.upload(desk.workbook(value_text="60"))
    page = client.get(reverse("upload_detail", args=[upload.pk])).content.decode()
    assert "其中 <strong>1</strong> 项在提交前还须答复" in page
    assert "比上年的38增加58%" in page
    assert "提交前须答复" in page
    assert "逆向" in page
    assert not Submission.objects.exists()
    assert confirm_upload(upload.pk, user=desk.clerk, now=NOW) == 1


def test_more_rows_ask_no_more_of_the_database(desk):
    def queries(number):
        for _ in range(number):
            made = make_indicator(desk.plan, base="40", target="50", department=desk.department)
            make_observation(made.series, year=2021, text="41")
        rows = len(desk.rows())
        content = filled(desk, dict.fromkeys(range(5, rows + 2), 42))
        with CaptureQueriesContext(connection) as captured:
            upload = desk.upload(content)
        assert len(upload.result["changes"]) == rows - 3
        return len(captured)

    assert queries(1) == queries(20)


@pytest.mark.parametrize(
    ("row", "text", "said"),
    [(3, "低于75", "只是上限"), (2, "30以内", "只是上限"), (2, "30以上", "越低越好")],
)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_mere_bound_is_a_fault_of_its_cell(desk, kind, row, text, said):
    content = filled(desk, {row: text}) if kind == "xlsx" else in_csv(desk, row, text)
    upload = desk.upload(content, name=f"a.{kind}")
    (fault,) = upload.result["faults"]
    assert (fault["header"], fault["row"], fault["text"]) == ("本年数", row, text)
    assert said in fault["message"]
    assert upload.result["changes"] == []


def in_csv(desk, row, text):
    """Return the department's CSV with a value in one of its rows."""
    header, *rows = desk.csv().removeprefix("\ufeff").splitlines()
    fields = rows[row - 2].split(",")
    fields[header.split(",").index("本年数")] = text
    rows[row - 2] = ",".join(fields)
    return "\n".join([header, *rows, ""]).encode()


def test_of_past_years_a_mere_bound_is_a_fault_too(desk):
    def fill(sheet):
        put(sheet, "value_text", "控制在30", row=2)
        put(sheet, "published_on", "2022-02-01", row=2)

    upload = planner_upload(
        desk, history(desk, fill), user=make_planner(), year=None, on_behalf=behalf()
    )
    (fault,) = upload.result["faults"]
    assert (fault["row"], fault["text"]) == (2, "控制在30")
    assert "只是上限" in fault["message"]


def test_a_lower_bound_and_a_total_are_asked_about(desk):
    upload = desk.upload(filled(desk, {3: "[72]以上"}))
    assert upload.result["faults"] == []
    told = [message for kind, message in notes(upload, "rate") if kind == "asked"]
    assert "只是下限" in told[-2]
    assert "五年累计数" in told[-1]
