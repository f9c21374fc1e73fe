"""What is asked about a figure before anybody else sees it; no database."""

from __future__ import annotations

import doctest
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import formatting
from indicators.checks import figures, fitting, proportions
from indicators.checks import findings as kinds
from indicators.checks.figures import findings, obstacles
from indicators.checks.findings import Level, is_answered
from indicators.checks.numbers import Figure, Publication
from indicators.checks.proportions import Thresholds
from indicators.checks.relations import Known, codes_related_to, expectations
from indicators.views import asked

TODAY = date(2024, 3, 1)
LATER = date(2024, 12, 31)


def found(text, **fields):
    numbers: dict[str, Any] = {
        name: Decimal(value) if name in {"last_year", "due", "held", "span", "target"} else value
        for name, value in fields.items()
    }
    figure = Figure(value_text=text, **numbers)
    return findings(figure, thresholds=Thresholds(), today=TODAY)


def codes(text, **fields):
    return [each.code for each in found(text, **fields)]


@pytest.mark.parametrize(
    ("text", "fields", "expected"),
    [
        pytest.param("", {}, [], id="nothing typed yet"),
        pytest.param("71.5", {"unit": "%", "last_year": "71"}, [], id="plain"),
        pytest.param("0", {"last_year": "0"}, [], id="zero is a value"),
        pytest.param("abc", {}, ["unreadable"], id="no number"),
        pytest.param("#REF!", {}, ["unreadable"], id="spreadsheet error"),
        pytest.param("30元", {"unit": "%"}, ["unreadable"], id="wrong unit"),
        pytest.param("/", {}, ["words"], id="no value"),
        pytest.param("完成", {}, ["words"], id="words for a number"),
        pytest.param("-1", {"nonnegative": True}, ["negative"], id="never negative"),
        pytest.param("-1", {"last_year": "3"}, ["sign", "jump"], id="sign turned"),
        pytest.param(
            "-1", {"last_year": "3", "unit": "%", "is_growth": True}, [], id="growth falls"
        ),
        pytest.param("103", {"unit": "%", "last_year": "99"}, ["bounds"], id="above the whole"),
        pytest.param("103", {"unit": "%", "is_growth": True}, [], id="growth above 100"),
        pytest.param("9" * 15, {}, [], id="as much as is kept"),
        pytest.param("9" * 16, {}, ["bounds"], id="more than is kept"),
        pytest.param("7100", {"unit": "%", "last_year": "71"}, ["bounds", "jump"], id="impossible"),
        pytest.param(
            "0.72", {"unit": "%", "last_year": "71"}, ["unit_slip"], id="share for per cent"
        ),
        pytest.param("85000000", {"last_year": "8000"}, ["unit_slip"], id="万 forgotten"),
        pytest.param("0.85", {"last_year": "8000"}, ["unit_slip"], id="万 too much"),
        pytest.param("0.000085", {"last_year": "8000"}, ["unit_slip"], id="亿 too much"),
        pytest.param("85000000", {"due": "8000"}, ["unit_slip"], id="only the path is known"),
        pytest.param("130", {"last_year": "100"}, [], id="just no jump"),
        pytest.param("131", {"last_year": "100"}, ["jump"], id="jump"),
        pytest.param("69", {"last_year": "100"}, ["jump"], id="jump downwards"),
        pytest.param("76.1", {"unit": "%", "last_year": "71"}, ["jump"], id="jump in points"),
        pytest.param("4.5", {"unit": "%", "last_year": "2.9"}, ["jump"], id="small share jumps"),
        pytest.param(
            "2.5", {"unit": "%", "last_year": "1.7"}, [], id="small change of a small share"
        ),
        pytest.param(
            "4.2", {"unit": "%", "last_year": "9", "is_growth": True}, [], id="growth moves"
        ),
        pytest.param("5", {"last_year": "0"}, ["jump"], id="from zero"),
        pytest.param("140", {"due": "100"}, ["off_path"], id="off the path"),
        pytest.param("3.4", {"due": "3", "span": "0.5", "unit": "%"}, [], id="near a short path"),
        pytest.param("12", {"due": "3", "span": "0.5", "unit": "%"}, ["off_path"], id="far off it"),
        pytest.param("-0", {"due": "3", "span": "0.5", "unit": "%"}, ["off_path"], id="minus zero"),
        pytest.param(
            "9",
            {"due": "20", "held": "30", "is_partial": True, "span": "50"},
            ["off_path"],
            id="what is known of a total is too much already",
        ),
        pytest.param(
            "9",
            {"due": "20", "held": "9", "is_partial": True, "span": "50"},
            [],
            id="what is known of a total is little",
        ),
        pytest.param("8888", {"target": "90", "is_kept": True}, ["off_target"], id="off target"),
        pytest.param("900000", {"target": "90", "is_kept": True}, ["unit_slip"], id="slip of it"),
        pytest.param("0.9", {"target": "90", "unit": "%"}, ["unit_slip"], id="share of a target"),
        pytest.param(
            "101",
            {"target": "90", "is_kept": True, "unit": "%"},
            ["bounds", "off_target"],
            id="more than the whole",
        ),
        pytest.param("117", {"target": "90", "is_kept": True}, [], id="near the target"),
        pytest.param("20", {"target": "90"}, [], id="a way to go"),
        pytest.param(
            "8888", {"target": "90", "is_kept": True, "last_year": "8800"}, [], id="as last year"
        ),
        pytest.param(
            "60",
            {"target": "10", "is_kept": True, "unit": "%", "is_growth": True},
            [],
            id="growth each year",
        ),
        pytest.param("12", {"due": "20", "held": "30"}, ["off_path"], id="the total is off"),
        pytest.param("12", {"due": "20", "held": "20"}, [], id="the total is on it"),
    ],
)
def test_what_is_found(text, fields, expected):
    assert codes(text, **fields) == expected


@pytest.mark.parametrize(
    ("day", "closed_on", "expected"),
    [
        pytest.param(date(2024, 2, 1), None, [], id="after the year"),
        pytest.param(date(2024, 3, 31), None, [], id="an embargo"),
        pytest.param(date(2023, 12, 31), None, ["early-2023-12-31"], id="before the year is over"),
        pytest.param(date(2019, 12, 31), None, ["published"], id="before the plan"),
        pytest.param(date(1, 1, 1), None, ["published"], id="a slip"),
        pytest.param(date(2030, 1, 1), None, ["published"], id="far ahead"),
        pytest.param(date(2024, 2, 1), date(2024, 2, 1), ["closed"], id="in the final account"),
        pytest.param(date(2024, 2, 2), date(2024, 2, 1), [], id="after the final account"),
        pytest.param(date(2024, 2, 1), TODAY, [], id="closed today"),
    ],
)
def test_the_day_of_publication_lies_in_the_time_of_the_plan(day, closed_on, expected):
    at = Publication(day=day, year=2023, base_year=2020, closed_on=closed_on)
    assert codes("36", publication=at) == expected
    explained = codes("36", publication=at, note="公报印发在前，补录")
    assert explained == [each for each in expected if each != "closed"]


@pytest.mark.parametrize(
    "module", [figures, kinds, fitting, formatting, proportions, asked], ids=str
)
def test_the_examples_in_the_docstrings_hold(module):
    assert doctest.testmod(module).failed == 0


def test_everything_is_said_at_once_errors_first():
    seen = found("-7100", unit="%", nonnegative=True, last_year="71", behind_label="滞后")
    assert [each.code for each in seen] == [
        "negative",
        "bounds",
        "cause",
        "measure",
        "measure_by",
        "jump",
    ]


@pytest.mark.parametrize(
    ("text", "note", "expected"),
    [
        ("完成", "浙发改〔2024〕1号", []),
        ("未完成", "浙发改〔2024〕1号", []),
        ("完成", " ", ["note"]),
        ("3.4", "", ["words"]),
    ],
)
def test_an_assigned_figure_is_a_word_with_its_proof(text, note, expected):
    assert codes(text, is_assigned=True, note=note) == expected


def test_behind_or_worse_wants_cause_measure_and_a_day_to_come():
    told = {"behind_label": "滞后", "cause": "疫情", "measure": "加快投产"}
    assert codes("10", **told) == ["measure_by"]
    assert codes("10", **told, measure_by=TODAY) == ["measure_by"]
    assert codes("10", **told, measure_by=LATER) == []


def test_errors_and_open_questions_keep_a_figure_back():
    def blocked(text, **answers):
        figure = Figure(value_text=text, last_year=Decimal(100), answers=answers)
        return [each.code for each in obstacles(figure, thresholds=Thresholds(), today=TODAY)]

    assert blocked("") == ["missing"]
    assert blocked("131") == ["jump"]
    assert blocked("131", jump=" ") == ["jump"]
    assert blocked("131", jump="新建项目投产") == []
    assert blocked("abc", unreadable="就这样") == ["unreadable"]


@given(st.text(max_size=40), st.decimals(allow_nan=False, allow_infinity=False, places=3))
def test_no_text_breaks_the_checks(text, last):
    figure = Figure(value_text=text, unit="%", last_year=last, due=last, behind_label="滞后")
    for each in findings(figure, thresholds=Thresholds(), today=TODAY):
        assert each.message
        assert each.level is Level.ERROR or not is_answered(each, {})


KNOWN = {
    "gdp": Known(name="地区生产总值", unit="亿元", value=Decimal(8000)),
    "resident-population": Known(name="常住人口", unit="万人", value=Decimal(500)),
    "gdp-per-capita-resident": Known(name="人均生产总值", unit="万元", value=Decimal(16)),
    "urban-income": Known(name="城镇居民收入", unit="元", value=Decimal(80000)),
    "rural-income": Known(name="农村居民收入", unit="元", value=Decimal(50000)),
}


@pytest.mark.parametrize(
    ("code", "unit", "expected"),
    [
        ("gdp-per-capita-resident", "万元", 16),
        ("gdp-per-capita-resident", "元", 160000),
        ("gdp", "亿元", 8000),
        ("resident-population", "万人", 500),
        ("income-ratio", "", Decimal("1.6")),
        ("pm25", "微克/立方米", None),
    ],
)
def test_what_other_series_say(code, unit, expected):
    known = {name: each for name, each in KNOWN.items() if name != code}
    seen = [each.expected for each in expectations(code, unit, known)]
    assert seen == ([] if expected is None else [expected])


def test_a_figure_that_contradicts_others_is_asked_about():
    related = tuple(expectations("income-ratio", "", KNOWN))
    assert codes("1.62", related=related) == []
    (finding,) = found("1.72", related=related)
    assert finding.code == "cross-rural-income/urban-income"
    assert "城镇居民收入÷农村居民收入" in finding.message
    assert finding.label == "相关数据"


def test_an_unknown_partner_says_nothing():
    assert list(expectations("income-ratio", "", {"urban-income": KNOWN["urban-income"]})) == []
    assert codes_related_to("income-ratio") == {"urban-income", "rural-income"}


@given(
    base=st.decimals("-1000", "1000", places=3),
    way=st.decimals("0.001", "1000", places=3),
    done=st.decimals("0", "1", places=2),
    beyond=st.decimals("1.001", "50", places=3),
    is_above=st.booleans(),
    unit=st.sampled_from(["%", "‰", "亿元", "岁", ""]),
    share=st.decimals("0.01", "1", places=2),
)
def test_farther_from_the_path_than_the_whole_way_is_never_silent(
    base, way, done, beyond, is_above, unit, share
):
    due = base + way * done
    value = due + way * beyond * (1 if is_above else -1)
    figure = Figure(value_text=f"{value:f}", unit=unit, decimals=3, due=due, span=way)
    limits = Thresholds(path_span=share)
    assert findings(figure, thresholds=limits, today=TODAY) != []
