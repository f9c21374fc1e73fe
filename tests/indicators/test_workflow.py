"""Who may move a figure where: every stage, action and part."""

from __future__ import annotations

import pytest

from indicators.workflow import Action, Part, RefusedError, Stage, move, possible

CLERK, SIGNER, PLANNER = {Part.CLERK}, {Part.SIGNER}, {Part.PLANNER}


@pytest.mark.parametrize(
    ("stage", "parts", "has_signer", "actions"),
    [
        (Stage.DRAFT, CLERK, False, [Action.SAVE, Action.SUBMIT]),
        (Stage.DRAFT, SIGNER, True, []),
        (Stage.DRAFT, PLANNER, False, [Action.SAVE, Action.SUBMIT]),
        (Stage.RETURNED, CLERK, False, [Action.SAVE, Action.SUBMIT]),
        (Stage.SUBMITTED, CLERK, False, [Action.TAKE_BACK]),
        (Stage.SUBMITTED, SIGNER, True, [Action.SIGN, Action.RETURN]),
        (Stage.SUBMITTED, PLANNER, False, [Action.APPROVE, Action.RETURN]),
        (Stage.SUBMITTED, PLANNER, True, [Action.RETURN]),
        (Stage.SIGNED, CLERK, True, []),
        (Stage.SIGNED, SIGNER, True, []),
        (Stage.SIGNED, PLANNER, True, [Action.APPROVE, Action.RETURN]),
        (Stage.APPROVED, CLERK, False, []),
        (Stage.APPROVED, PLANNER, False, [Action.REVOKE]),
        (Stage.DRAFT, set(), False, []),
    ],
    ids=str,
)
def test_what_is_possible(stage, parts, has_signer, actions):
    assert possible(stage=stage, parts=parts, has_signer=has_signer) == actions


@pytest.mark.parametrize("action", [Action.RETURN, Action.REVOKE])
@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_decision_against_a_figure_says_why(action, reason):
    stage = Stage.APPROVED if action is Action.REVOKE else Stage.SUBMITTED
    with pytest.raises(RefusedError, match="须写明理由"):
        move(action, stage=stage, parts=PLANNER, has_signer=False, reason=reason)
    moved = move(action, stage=stage, parts=PLANNER, has_signer=False, reason="单位有误")
    assert moved is Stage.RETURNED


def test_saving_leaves_a_returned_figure_returned_until_it_is_sent_again():
    saved = move(Action.SAVE, stage=Stage.RETURNED, parts=CLERK, has_signer=False)
    assert saved is Stage.RETURNED
    assert move(Action.SUBMIT, stage=saved, parts=CLERK, has_signer=False) is Stage.SUBMITTED


def test_a_figure_that_wants_signing_is_not_approved_before():
    with pytest.raises(RefusedError, match="签发"):
        move(Action.APPROVE, stage=Stage.SUBMITTED, parts=PLANNER, has_signer=True)


def test_planners_take_back_only_what_planners_entered():
    sent = {"stage": Stage.SUBMITTED, "has_signer": False}
    with pytest.raises(RefusedError, match="只能由部门撤回"):
        move(Action.TAKE_BACK, parts=PLANNER, **sent)
    assert Action.TAKE_BACK in possible(parts=PLANNER, on_behalf=True, **sent)
    assert Action.TAKE_BACK in possible(parts=CLERK, on_behalf=True, **sent)


def test_refusals_name_the_stage():
    with pytest.raises(RefusedError, match="已采用"):
        move(Action.SUBMIT, stage=Stage.APPROVED, parts=CLERK, has_signer=False)
