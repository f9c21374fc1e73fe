"""What is asked of a project's report before it is submitted; each check from both sides."""

import doctest
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from projects import checks
from projects.checks import CODE_LABELS, Earlier, Told, findings, obstacles
from projects.stages import BuildStage

GOOD = Told(
    last_day=date(2023, 12, 31),
    stage=BuildStage.CONSTRUCTION,
    physical_share=Decimal("0.5"),
    invested=Decimal(2),
    last=Earlier(label="2022年", stage=BuildStage.CONSTRUCTION, physical_share=Decimal("0.3")),
    so_far=Decimal(1),
    before=Decimal(3),
    total_investment=Decimal(10),
)


def codes(**changes):
    return [each.code for each in findings(replace(GOOD, **changes))]


def test_examples_in_docstrings():
    assert doctest.testmod(checks).failed == 0


def test_nothing_is_found_in_a_report_that_goes_on_as_it_should():
    assert codes() == []
    assert codes(physical_share=Decimal("0.3"), invested=Decimal(7)) == []


@pytest.mark.parametrize(
    ("code", "field", "changes"),
    [
        ("stage", "reached_stage", {"stage": None}),
        ("halt_reason", "halt_reason", {"stage": BuildStage.HALTED, "halt_reason": " "}),
        ("whole", "physical_share", {"stage": BuildStage.COMPLETED}),
        ("whole", "physical_share", {"stage": BuildStage.COMPLETED, "physical_share": None}),
        ("share", "physical_share", {"physical_share": Decimal("1.01")}),
        ("share", "physical_share", {"physical_share": Decimal("-0.1"), "last": None}),
        ("negative", "invested", {"invested": Decimal(-1), "so_far": None}),
        ("owner", "problem_owner", {"problem": "征迁", "problem_due_on": date(2024, 6, 1)}),
        ("due", "problem_due_on", {"problem": "征迁", "problem_owner": "张三"}),
        ("claim", "claims", {"claims": {"封顶": date(2024, 1, 1)}}),
        (
            *("claim", "claims"),
            {"claims": {"封顶": date(2002, 6, 1)}, "first_day": date(2021, 1, 1)},
        ),
    ],
)
def test_errors_block_whatever_is_answered(code, field, changes):
    told = replace(GOOD, **changes, answers={code: "就是这样"})
    (found,) = obstacles(told)
    assert (found.code, found.level, found.field) == (code, "error", field)


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("no_share", {"physical_share": None}),
        ("no_share", {"physical_share": None, "last": None}),
        ("share_back", {"physical_share": Decimal("0.29")}),
        ("stage_back", {"stage": BuildStage.PREPARATION}),
        ("money_back", {"invested": Decimal("0.9")}),
        ("over_total", {"invested": Decimal("7.01")}),
    ],
)
def test_questions_want_an_answer(code, changes):
    told = replace(GOOD, **changes)
    assert [each.code for each in obstacles(told)] == [code]
    assert obstacles(replace(told, answers={code: "因设计变更"})) == []
    assert obstacles(replace(told, answers={code: " "})) != []
    assert code in CODE_LABELS


@pytest.mark.parametrize(
    "changes",
    [
        {"stage": BuildStage.HALTED, "halt_reason": "资金", "physical_share": None},
        {"is_timed": False, "physical_share": None},
        {"last": None},
        {"last": Earlier(label="2022年", stage=None, physical_share=None)},
        {"stage": BuildStage.COMPLETED, "physical_share": Decimal(1)},
        {"claims": {"封顶": date(2023, 12, 31)}},
        {"claims": {"封顶": date(2021, 1, 1)}, "first_day": date(2021, 1, 1)},
        {"problem": "征迁", "problem_owner": "张三", "problem_due_on": date(2024, 6, 1)},
        {"invested": None, "total_investment": None},
        {"invested": Decimal(99), "total_investment": None},
        {"invested": Decimal(0), "so_far": Decimal(0)},
    ],
)
def test_what_is_nobodys_question(changes):
    assert codes(**changes) == []


def test_errors_come_first_and_all_at_once():
    found = findings(
        replace(GOOD, physical_share=Decimal("0.1"), problem="征迁", invested=Decimal(-1))
    )
    assert [each.code for each in found] == [
        *("negative", "owner", "due"),
        *("share_back", "money_back"),
    ]
