"""What is only a bound is never taken for the number it names; no database."""

import doctest
from datetime import date

import pytest

from indicators import bounds
from indicators.bounds import bound_fault, flatters
from indicators.checks.figures import findings, obstacles
from indicators.checks.numbers import Figure
from indicators.checks.proportions import Thresholds
from indicators.targets import parse_value

TODAY = date(2026, 3, 1)
UPPER = (
    *("低于75", "<75", "＜75", "≤75%", "75以内", "75%以下", "最多75", "至多75", "控制在75"),
    *("不超过75", "不高于75", "小于75", "不足75", "控制在75以内", "累计最多75"),
)
LOWER = ("75以上", ">75", "≥75%", "75%及以上", "至少75", "不低于75", "超过75", "突破75", "高于75")
EXACT = ("75", "75%", "达到75", "约75", "75左右", "控制在75左右", "0", "-1.2")


def codes(text, **fields):
    figure = Figure(value_text=text, unit="%", **fields)
    return [each.code for each in findings(figure, thresholds=Thresholds(), today=TODAY)]


@pytest.mark.parametrize("text", UPPER)
@pytest.mark.parametrize("direction", ["rise", "fall", ""])
def test_an_upper_bound_is_nobodys_actual(text, direction):
    fault = bound_fault(parse_value(text, unit="%"), direction=direction)
    assert fault.startswith(f"“{text}”只是上限")
    assert "请填实际数" in fault
    assert codes(text, direction=direction, is_flow=True) == ["bound"]


@pytest.mark.parametrize("text", LOWER)
def test_a_lower_bound_stands_where_higher_is_better_and_is_asked_about(text):
    value = parse_value(text, unit="%")
    assert bound_fault(value, direction="rise") == ""
    assert "越低越好" in bound_fault(value, direction="fall")
    assert "拿它比较" in bound_fault(value, direction="")
    assert codes(text, direction="rise") == ["at_least"]
    assert codes(text, direction="fall") == ["bound"]
    assert codes(text, direction="") == ["bound"]


@pytest.mark.parametrize("text", EXACT)
@pytest.mark.parametrize("direction", ["rise", "fall", ""])
def test_a_number_is_no_bound(text, direction):
    value = parse_value(text, unit="%")
    assert bound_fault(value, direction=direction) == ""
    assert not flatters(value, direction=direction)
    assert codes(text, direction=direction, is_growth=True) == []


@pytest.mark.parametrize(
    ("text", "direction", "expected"),
    [
        ("75以内", "rise", True),
        ("75以内", "fall", False),
        ("75以上", "rise", False),
        ("75以上", "fall", True),
    ],
)
def test_a_bound_flatters_where_the_actual_may_be_worse(text, direction, expected):
    assert flatters(parse_value(text), direction=direction) is expected


def test_no_answer_and_no_history_lets_an_error_pass_and_both_let_a_question_pass():
    def kept_back(text, **fields):
        found = obstacles(Figure(value_text=text, **fields), thresholds=Thresholds(), today=TODAY)
        return [each.code for each in found]

    answers = dict.fromkeys(("bound", "at_least", "total"), "公报只有这个说法")
    assert kept_back("低于75", answers=answers, is_history=True) == ["bound"]
    assert kept_back("75以上") == ["at_least"]
    assert kept_back("[75]以上") == ["at_least", "total"]
    assert kept_back("[75]以上", answers=answers) == []
    assert kept_back("[75]以上", is_history=True) == []


@pytest.mark.parametrize("text", ["[8600]", "〔8600〕", "累计8600"])
def test_a_total_is_asked_about_unless_the_years_add_up(text):
    fields = {"value_text": text, "is_growth": True}
    thresholds = Thresholds()
    asked = findings(Figure(**fields), thresholds=thresholds, today=TODAY)
    assert [(each.code, each.level, each.label) for each in asked] == [
        ("total", "warning", "累计数")
    ]
    assert "方括号" in asked[0].message
    assert findings(Figure(**fields, is_flow=True), thresholds=thresholds, today=TODAY) == []


@pytest.mark.parametrize(
    "text",
    [
        "累计未达75",
        "每年难达75",
        "累计未满75",
        "累计不及75",
        "每年上限75",
        "五年封顶75",
        "75不到",
        "未达75",
    ],
)
def test_a_bound_in_other_words_is_not_read_as_a_number(text):
    assert codes(text, is_flow=True) == ["unreadable"]


def test_of_a_yearly_word_no_bound_is_asked():
    assert codes("75以内", is_assigned=True) == ["words"]
    assert codes("完成", is_assigned=True, direction="fall", note="浙发改〔2024〕1号") == []


def test_the_examples_in_the_docstrings_hold():
    assert doctest.testmod(bounds).failed == 0
