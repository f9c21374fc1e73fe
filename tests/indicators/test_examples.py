"""The examples of the help show what they are to show, under any rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.examples import (
    binding_example,
    growth_path_example,
    kind_examples,
    path_example,
    state_examples,
    tolerance_examples,
)
from indicators.progress import DEFAULT_RULES, Kind, RuleSet, State


def decimals(least: str, most: str):
    return st.decimals(Decimal(least), Decimal(most), places=4)


@st.composite
def rule_sets(draw) -> RuleSet:
    nearly, on_track, ahead = sorted(draw(decimals("0", "3")) for _ in range(3))
    low, middle, high = sorted(draw(decimals("-5", "5")) for _ in range(3))
    return RuleSet(
        version="x",
        effective_on=date(2021, 1, 1),
        ahead_ratio=ahead,
        on_track_ratio=on_track,
        nearly_ratio=nearly,
        ahead_margin=high,
        on_track_margin=middle,
        nearly_margin=low,
        points_tolerance=draw(decimals("0", "5")),
        share_tolerance=draw(decimals("0", "0.2")),
        synchronous_margin=draw(decimals("-3", "0")),
    )


@given(rule_sets(), st.integers(1990, 2100))
def test_every_example_is_in_the_state_it_explains(rules, base_year):
    examples = state_examples(rules, base_year=base_year)
    assert set(examples) == set(State)
    for state, example in examples.items():
        assert example is None or example.verdict.state is state
        assert example is None or example.verdict.sentence
    for example in tolerance_examples(rules, base_year=base_year):
        assert example.verdict.state is State.MET
    binding = binding_example(rules, base_year=base_year)
    assert binding is None or binding.verdict.state is State.BEHIND


def test_under_the_usual_rules_no_state_lacks_its_example():
    assert None not in state_examples(DEFAULT_RULES, base_year=2020).values()
    assert binding_example(DEFAULT_RULES, base_year=2020) is not None


def test_a_rung_the_rules_leave_no_room_for_has_no_example():
    rules = RuleSet(
        version="x",
        effective_on=date(2021, 1, 1),
        nearly_ratio=Decimal("0.95"),
        ahead_ratio=Decimal(2),
    )
    examples = state_examples(rules, base_year=2020)
    assert examples[State.NEARLY] is None
    assert examples[State.AHEAD] is None
    assert binding_example(rules, base_year=2020) is None


@pytest.mark.parametrize("kind", list(Kind))
def test_each_way_of_judging_has_its_example(kind):
    example = kind_examples(DEFAULT_RULES, base_year=2020)[kind]
    assert example.verdict.sentence
    assert example.facts


def test_the_thresholds_decide_the_examples():
    strict = RuleSet(version="x", effective_on=date(2021, 1, 1), ahead_ratio=Decimal("1.50"))
    usual, other = (
        dict(state_examples(rules, base_year=2020)[State.AHEAD].facts)["实绩"]
        for rules in (DEFAULT_RULES, strict)
    )
    assert (usual, other) == ("2023年56.3%", "2023年59%")


def test_the_paths_part_between_base_and_target_only():
    rows = path_example(base_year=2020).rows
    assert [row[0] for row in rows] == [2020, 2021, 2022, 2023, 2024, 2025]
    assert rows[0][1:] == (1000, 1000)
    assert rows[-1][1:] == (2000, 2000)
    assert all(geometric < linear for _, linear, geometric in rows[1:-1])
    assert growth_path_example(DEFAULT_RULES, base_year=2020).verdict.due_share < Decimal("0.6")


def test_the_steps_of_a_path_of_growth_add_up_as_they_are_printed():
    steps = {each.label: each.numbers for each in
             growth_path_example(DEFAULT_RULES, base_year=2020).verdict.steps}  # fmt: skip
    due, share = steps["应达值"], steps["应有进度"]
    assert due.startswith("1000 × (1500 ÷ 1000)^(3 ÷ 5) = ")
    figure, printed = due.rpartition("= ")[2], share.rpartition("= ")[2]
    assert share.startswith(f"({figure} − 1000) ÷ (1500 − 1000) = ")
    assert f"{(Decimal(figure) - 1000) / 5:.2f}%" == printed
