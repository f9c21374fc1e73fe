"""Who may move a figure from which state to which; pure, shared with project reports.

`draft → submitted → (signed, where the department has a signer) → approved`, back to
`returned` with a reason from either desk; taken back by the sender while nobody has decided;
an approval is undone only by a new, reasoned decision.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from indicators.emptiness import says_nothing


class Stage(StrEnum):
    """Where a reported figure stands on its way."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SIGNED = "signed"
    APPROVED = "approved"
    RETURNED = "returned"


STAGE_LABELS = {
    Stage.DRAFT: "草稿",
    Stage.SUBMITTED: "已提交",
    Stage.SIGNED: "已签发",
    Stage.APPROVED: "已采用",
    Stage.RETURNED: "退回",
}


class Part(StrEnum):
    """What a person is to one figure: its department's clerk or signer, or a planner."""

    CLERK = "clerk"
    SIGNER = "signer"
    PLANNER = "planner"


class Action(StrEnum):
    """What can be done with a figure."""

    SAVE = "save"
    SUBMIT = "submit"
    TAKE_BACK = "take_back"
    SIGN = "sign"
    APPROVE = "approve"
    RETURN = "return"
    REVOKE = "revoke"


ACTION_LABELS = {
    Action.SAVE: "保存草稿",
    Action.SUBMIT: "提交",
    Action.TAKE_BACK: "撤回提交",
    Action.SIGN: "签发",
    Action.APPROVE: "采用",
    Action.RETURN: "退回",
    Action.REVOKE: "撤销采用",
}


@dataclass(frozen=True, kw_only=True)
class Rule:
    """From where, by whom and where to (`None`: nowhere) an action leads."""

    sources: AbstractSet[Stage]
    parts: AbstractSet[Part]
    to: Stage | None
    needs_reason: bool = False


FOUR_EYES, OWN_APPROVAL = "双人审核", "本人录入、本人采用"
"""What the record says where whoever sent a report has approved it himself."""
OWN_SIGNATURE = "本人填报并签发"
"""What it says where he has signed it himself: a small department has one person for both."""
OWN_DEEDS = {Action.SIGN: OWN_SIGNATURE, Action.APPROVE: OWN_APPROVAL}
OUTDATED = "提交以后口径变更了，这个数据还是按原来的口径填的：请退回部门，按新口径核对后重新提交。"
"""Why a figure sent in another definition than is asked for now is not approved."""
SUPERSEDED = "当天又有新的汇总数采用，由它取代这一份；不用再报。"
"""The reason of a sum that gave way to a later one of its day: nobody has to do anything."""
FORGONE = "这一份早已退回；撤销采用的另一份退回重办，这一份不再办理。"
"""The reason of a sum a person refused, once an undone approval beside it takes its place."""
VANISHED = "这一年没有可以合计的已采用报告了，系统撤回了这一份；不用再报。"
"""The reason of a sum nothing of which is left, so that the system withdrew it."""
UNCHANGED = "现在的合计与在用的数一致，系统撤回了这一份；不用再报。"
"""The reason of a sum the system withdrew since what is in force says the same."""
GAVE_WAY = (SUPERSEDED, FORGONE, VANISHED, UNCHANGED)
"""The reasons of what gave way: nobody is told or asked to do it again."""
GAVE_WAY_LABEL = "已由新汇总数取代"
WITHDRAWN_LABEL = "系统已撤回"
GAVE_WAY_LABELS = {
    SUPERSEDED: GAVE_WAY_LABEL,
    FORGONE: "不再办理",
    VANISHED: WITHDRAWN_LABEL,
    UNCHANGED: WITHDRAWN_LABEL,
}
TAKEN_UP = "take_up"
"""What the record calls it when an undone approval comes back to its department after all."""
CHANGE_OF_HANDS = "转为部门填报"
"""How the record tells that a department made its own what planners had entered for it."""
EDITABLE = frozenset({Stage.DRAFT, Stage.RETURNED})
OPEN = frozenset({Stage.SUBMITTED, Stage.SIGNED})
RULES = {
    Action.SAVE: Rule(sources=EDITABLE, parts={Part.CLERK, Part.PLANNER}, to=None),
    Action.SUBMIT: Rule(sources=EDITABLE, parts={Part.CLERK, Part.PLANNER}, to=Stage.SUBMITTED),
    Action.TAKE_BACK: Rule(
        sources={Stage.SUBMITTED}, parts={Part.CLERK, Part.PLANNER}, to=Stage.DRAFT
    ),
    Action.SIGN: Rule(sources={Stage.SUBMITTED}, parts={Part.SIGNER}, to=Stage.SIGNED),
    Action.APPROVE: Rule(sources=OPEN, parts={Part.PLANNER}, to=Stage.APPROVED),
    Action.RETURN: Rule(
        sources=OPEN, parts={Part.SIGNER, Part.PLANNER}, to=Stage.RETURNED, needs_reason=True
    ),
    Action.REVOKE: Rule(
        sources={Stage.APPROVED}, parts={Part.PLANNER}, to=Stage.RETURNED, needs_reason=True
    ),
}


class RefusedError(ValueError):
    """An action that the figure's stage or the person's part does not allow; said in Chinese."""


def move(
    action: Action,
    *,
    stage: Stage,
    parts: AbstractSet[Part],
    has_signer: bool,
    on_behalf: bool = False,
    reason: str = "",
) -> Stage:
    """Return the stage an action leads to.

    `parts` is what the person is to this figure; `has_signer` whether its department wants
    every figure signed before a planner sees it; `on_behalf` whether a planner entered it for
    the department. Raises RefusedError, saying why.
    """
    rule = RULES[action]
    name = ACTION_LABELS[action]
    if not rule.parts & parts:
        raise RefusedError(f"您没有{name}的权限。")
    if stage not in rule.sources:
        raise RefusedError(f"当前状态是“{STAGE_LABELS[stage]}”，不能{name}。")
    if rule.needs_reason and says_nothing(reason):
        raise RefusedError(f"{name}须写明理由。")
    if action is Action.TAKE_BACK and Part.CLERK not in parts and not on_behalf:
        raise RefusedError("部门提交的数据只能由部门撤回；规划人员请写明理由退回。")
    if action is Action.APPROVE and has_signer and stage is Stage.SUBMITTED:
        raise RefusedError("本单位的数据须先由单位负责人签发，才能采用。")
    if action is Action.RETURN and stage is Stage.SIGNED and Part.PLANNER not in parts:
        raise RefusedError("已签发的数据只能由规划人员退回。")
    return rule.to or stage


def possible(
    *, stage: Stage, parts: AbstractSet[Part], has_signer: bool, on_behalf: bool = False
) -> list[Action]:
    """Return what a person may do with a figure now, in the order of `Action`."""
    found = []
    for action in Action:
        try:
            move(
                action,
                stage=stage,
                parts=parts,
                has_signer=has_signer,
                on_behalf=on_behalf,
                reason="…",
            )
        except RefusedError:
            continue
        found.append(action)
    return found
