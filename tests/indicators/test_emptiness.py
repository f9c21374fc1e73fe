"""A reason of characters nobody sees is no reason, wherever one is asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.checks.findings import Code, Finding, Level, is_answered
from indicators.emptiness import says_nothing
from indicators.workflow import Action, Part, RefusedError, Stage, move

INVISIBLE = (
    *("", " ", "\t\n", "\u00a0", "\u3000", "\u2003", "\u200b", "\u200d", "\u2060", "\ufeff"),
    *("\u00ad", "\u3164", "\u115f", "\u1160", "\uffa0", "\u2800", "\u180e", "\u202e", "\ufe0f"),
    *("\u034f", "\u2028", "\U000e0020"),
)


@pytest.mark.parametrize("text", INVISIBLE, ids=ascii)
def test_what_nobody_sees_says_nothing(text):
    assert says_nothing(text)
    assert says_nothing(text * 3 + " ")
    assert not says_nothing(f"{text}无{text}")


@given(st.lists(st.sampled_from(INVISIBLE)).map("".join))
def test_nor_any_mixture_of_it(text):
    assert says_nothing(text)


@pytest.mark.parametrize("text", ["无", "-", "0", "é", "？", "a\u0301", "📉", "한"])
def test_what_can_be_read_says_something(text):
    assert not says_nothing(text)


@pytest.mark.parametrize("text", INVISIBLE, ids=ascii)
@pytest.mark.parametrize("action", [Action.RETURN, Action.REVOKE])
def test_a_decision_wants_a_reason_that_can_be_read(action, text):
    stage = Stage.SUBMITTED if action is Action.RETURN else Stage.APPROVED
    with pytest.raises(RefusedError, match="须写明理由"):
        move(action, stage=stage, parts={Part.PLANNER}, has_signer=False, reason=text)


def test_a_warning_is_not_answered_by_nothing():
    asked = Finding(code=Code.JUMP, level=Level.WARNING, message="…", field="note")
    assert not is_answered(asked, {"jump": "\u200b\u3164"})
    assert is_answered(asked, {"jump": "核实过"})
