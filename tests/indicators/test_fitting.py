"""What a changed target must be to mean something, and what is asked about one that does."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from indicators.checks.fitting import Fitted, doubts, misfits
from indicators.checks.proportions import Thresholds
from indicators.targets import parse_target, parse_value


def fitted(**fields: Any) -> Fitted:
    """Return an indicator: a share kept at 90 or above unless told otherwise."""
    told = {"kind": "keep", "direction": "rise", "unit": "%", "nonnegative": True, **fields}
    printed, base = told.pop("printed", "90以上"), told.pop("base", "/")
    return Fitted(
        printed=parse_target(printed, direction=told["direction"], unit=told["unit"]),
        base=parse_value(base, unit=told["unit"]),
        **told,
    )


def target(text: str, plan: Fitted) -> Any:
    return parse_target(text, direction=plan.direction, unit=plan.unit)


@pytest.mark.parametrize(
    ("text", "fields", "words"),
    [
        ("101", {}, ["不会达到"]),
        ("超过100", {}, ["不会达到"]),
        ("100", {}, []),
        ("0", {}, ["任何数都已经达到"]),
        ("大于0", {}, []),
        ("95", {}, []),
        ("101", {"kind": "reach", "base": "80"}, ["不会达到"]),
        ("100", {"direction": "fall", "printed": "<3"}, ["任何数都已经达到"]),
        ("0", {"direction": "fall", "printed": "<3"}, []),
        ("<0", {"direction": "fall", "printed": "<3"}, ["不会达到"]),
        ("130", {"kind": "reach", "base": "110", "printed": "120"}, []),
        ("130", {"nonnegative": False, "printed": "10", "basis": "each_year"}, []),
        ("0", {"nonnegative": False, "printed": "10", "basis": "each_year"}, []),
        ("130", {"unit": "个"}, []),
        ("0", {"unit": "个"}, ["任何数都已经达到"]),
        ("[95]", {}, ["五年的累计数"]),
        ("累计达到95", {"kind": "reach", "base": "80"}, ["五年的累计数"]),
        ("[95]", {"kind": "cumulative", "printed": "[90]"}, []),
        ("[13]", {"kind": "assigned", "printed": "完成省下达指标"}, []),
        ("101", {"kind": "assigned", "printed": "完成省下达指标"}, ["不会达到"]),
        ("-1", {}, ["正负号"]),
        ("-0", {}, ["正负号"]),
        ("/", {}, ["请写明数值"]),
        ("9" * 16, {}, ["数值过大"]),
        ("9", {"kind": "composite", "printed": "/"}, ["分项"]),
        ("倍增", {"kind": "reach", "base": "69", "printed": "75"}, ["“倍增（即138）”不会达到"]),
        ("力争翻两番", {"kind": "reach", "base": "30", "printed": "75"}, ["（即120）”不会达到"]),
        ("翻一番", {"kind": "reach", "base": "30", "printed": "75"}, []),
        ("倍增", {"kind": "reach", "base": "0", "printed": "75"}, ["任何数都已经达到"]),
        ("倍增", {"kind": "reach", "base": "/", "printed": "75"}, []),
        ("倍增", {"kind": "reach", "base": "6001", "unit": "亿元", "printed": "8500"}, []),
    ],
)
def test_a_target_that_would_mean_nothing_does_not_fit(text, fields, words):
    plan = fitted(**fields)
    found = list(misfits(target(text, plan), plan))
    assert len(found) == len(words)
    assert all(word in fault for word, fault in zip(words, found, strict=True))


@pytest.mark.parametrize(
    ("text", "fields", "before", "codes"),
    [
        ("89", {}, None, []),
        ("80", {}, None, ["jump"]),
        ("80", {}, "82", []),
        ("0.9", {}, None, ["unit_slip"]),
        ("85000000", {"kind": "reach", "unit": "亿元", "printed": "8500"}, None, ["unit_slip"]),
        ("0.85", {"kind": "reach", "unit": "亿元", "printed": "8500"}, None, ["unit_slip"]),
        ("8600", {"kind": "reach", "unit": "亿元", "printed": "8500"}, None, []),
        ("12000", {"kind": "reach", "unit": "亿元", "printed": "8500"}, None, ["jump"]),
        (
            "翻番",
            {"kind": "reach", "unit": "亿元", "printed": "8500", "base": "6001"},
            None,
            ["jump"],
        ),
        ("翻番", {"kind": "reach", "unit": "亿元", "printed": "倍增", "base": "6001"}, None, []),
        (
            "7000",
            {"kind": "reach", "unit": "亿元", "printed": "倍增", "base": "6001"},
            None,
            ["jump"],
        ),
        ("13", {"kind": "assigned", "printed": "完成省下达指标"}, None, []),
        ("14.5", {"unit": "所", "printed": "14", "decimals": 0}, None, ["bounds"]),
        ("15", {"unit": "所", "printed": "14", "decimals": 0}, None, []),
        ("8500.5", {"kind": "reach", "unit": "亿元", "printed": "8500", "decimals": 0}, None, []),
        ("8", {"kind": "average_growth", "printed": "8"}, None, []),
        ("18", {"kind": "average_growth", "printed": "8"}, None, ["jump"]),
    ],
)
def test_one_out_of_all_proportion_to_that_in_force_is_asked_about(text, fields, before, codes):
    plan = fitted(**fields)
    in_force = target(before, plan) if before else None
    found = doubts(target(text, plan), plan, before=in_force, thresholds=Thresholds())
    assert [each.code for each in found] == codes


def test_from_where_on_is_the_rule_sets():
    plan = fitted(unit="个")
    narrow = Thresholds(jump_share=Decimal("0.01"))
    assert not doubts(target("92", plan), plan, before=None, thresholds=Thresholds())
    assert doubts(target("92", plan), plan, before=None, thresholds=narrow)


def test_what_doubling_comes_to_is_told_with_all_its_digits():
    plan = fitted(kind="reach", base="6.4", unit="个", printed="10", decimals=0)
    asked = doubts(target("倍增", plan), plan, before=None, thresholds=Thresholds())
    assert any("“倍增（即12.8）”不是整数" in each.message for each in asked)
