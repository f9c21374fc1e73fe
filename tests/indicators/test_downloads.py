"""Files for spreadsheets: nothing runs, numbers stay numbers."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest

from indicators.downloads import BOM, DEMO_LABEL, csv_file, csv_name


def written(*row, is_demo=False) -> list[str]:
    text = csv_file(header=["列"] * len(row), rows=[row], is_demo=is_demo)
    return list(csv.reader(StringIO(text.removeprefix(BOM))))[1]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "－2"]
)
def test_text_that_begins_like_a_formula_is_made_harmless(text):
    assert written(text) == [f"'{text}"]


@pytest.mark.parametrize("text", ["<1.7", "90以上", "全市生产总值(亿元)", "[5]", "a=b", ""])
def test_other_text_is_left_alone(text):
    assert written(text) == [text]


def test_numbers_stay_numbers_also_below_zero():
    cells = written(Decimal("-1.50"), Decimal("1E+3"), Decimal("0E-16"), 2025, Decimal(100))
    assert cells == ["-1.5", "1000", "0", "2025", "100"]


def test_missing_is_empty_and_zero_is_not():
    assert written(None, 0, Decimal(0), False) == ["", "0", "0", "否"]


def test_days_are_written_as_iso():
    assert written(date(2021, 2, 22)) == ["2021-02-22"]


def test_the_file_begins_with_a_bom_and_keeps_commas_and_quotes():
    text = csv_file(header=["甲", "乙"], rows=[["一,二", '三"四']], is_demo=False)
    assert text == f'{BOM}甲,乙\r\n"一,二","三""四"\r\n'


def test_every_row_of_a_demo_file_says_so():
    assert written("甲", is_demo=True) == [DEMO_LABEL, "甲"]
    assert csv_name("十四五", "指标", is_demo=True) == "演示数据_十四五_指标.csv"
    assert csv_name("十四五", "指标", is_demo=False) == "十四五_指标.csv"


def test_a_quotient_has_ten_decimals_at_most():
    rows = [[Decimal(1) / 3, Decimal("7.99995"), Decimal("1E-12"), Decimal("12345678901.5")]]
    text = csv_file(header=["a", "b", "c", "d"], rows=rows, is_demo=False)
    assert text.splitlines()[1] == "0.3333333333,7.99995,0,12345678901.5"
