"""What takes a project's place reports of it again: never a year told already, never nobody."""

from __future__ import annotations

import doctest
from datetime import date

from indicators.workflow import Stage
from projects import joining
from projects.joining import (
    Heir,
    Reported,
    early_quarters,
    is_completed,
    to_be_heeded,
    told_by_all,
    why_dropped,
    why_unfinished,
)


def heir(name, *reports):
    """Return one with reports: year, quarter, stage, what was reached."""
    made = (
        Reported(year=year, quarter=quarter, stage=stage, reached=reached)
        for year, quarter, stage, reached in reports
    )
    return Heir(name=name, reports=tuple(made))


def told(year, quarter=None, stage=Stage.APPROVED, reached="construction"):
    return year, quarter, stage, reached


def test_examples_in_docstrings():
    assert doctest.testmod(joining).failed == 0


def test_a_year_is_told_once_it_is_sent_by_each_heir():
    states = {each: told_by_all([heir("乙", told(2023, stage=each))], 2023) for each in Stage}
    assert [each for each in Stage if states[each]] == [
        *(Stage.SUBMITTED, Stage.SIGNED, Stage.APPROVED)
    ]
    sent, other = heir("乙", told(2023)), heir("丙", told(2022), told(2023, 4))
    assert told_by_all([sent, other], 2023) == []
    assert told_by_all([other], 2023) == []
    assert why_dropped("", [sent], 2023) == ""
    assert why_dropped("“甲”2023年第一季度", [sent, other], 2023) == ""


def test_what_is_to_be_undone_is_named():
    heirs = [heir("乙", told(2023)), heir("丙", told(2023, stage=Stage.SIGNED))]
    assert why_dropped("“甲”2023年第一季度", heirs, 2023) == (
        "“甲”2023年第一季度的填报会不再计入合计，而“乙”2023年、“丙”2023年（已签发）的填报已报了"
        "全年，没有项目再报这一部分；请先撤销采用“乙”2023年的填报，并退回“丙”2023年（已签发）的"
        "填报，停用后由后续项目一并报全年，或从2024-01-01起停用"
    )
    assert to_be_heeded(heir("甲"), heirs, 2023).startswith("“乙”2023年、“丙”2023年（已签发）")
    assert to_be_heeded(heir("甲"), heirs, 2022) == ""


def test_quarters_over_by_the_day_are_those_to_be_reported_again():
    own = heir(
        "甲",
        *(told(2022, 1), told(2023, 1), told(2023, 2), told(2023, 3), told(2023)),
        told(2023, 1, stage=Stage.DRAFT),
    )
    assert early_quarters(own, date(2023, 7, 1)) == "“甲”2023年第一季度、2023年第二季度"
    assert early_quarters(own, date(2023, 3, 1)) == ""


def test_the_last_approved_report_up_to_a_year_says_whether_it_is_completed():
    done = heir("乙", told(2022, reached="completed"), told(2023, 1))
    assert [is_completed(done, year) for year in (2021, 2022, 2023)] == [False, True, False]
    sent = heir("乙", told(2022, stage=Stage.SUBMITTED, reached="completed"))
    assert not is_completed(sent, 2023)


def test_an_unfinished_one_needs_an_heir_that_is_asked():
    done, going, idle = (
        heir("乙", told(2022, reached="completed")),
        heir("甲", told(2022)),
        heir("丙"),
    )
    assert "“乙”已报建成投用，不用再报，而“甲”还没有" in why_unfinished(going, [done], 2023)
    assert "而“丙”还没有" in why_unfinished(idle, [done], 2023)
    sent = heir("乙", told(2021), told(2022, stage=Stage.SUBMITTED, reached="completed"))
    assert "“乙”已报建成投用" in why_unfinished(going, [sent], 2023)
    reopened = heir("乙", told(2021, reached="completed"), told(2022, stage=Stage.SUBMITTED))
    assert "“乙”已报建成投用" in why_unfinished(going, [reopened], 2023)
    for own, heirs in ((going, [done, idle]), (going, []), (done, [done]), (going, [idle])):
        assert why_unfinished(own, heirs, 2023) == ""
