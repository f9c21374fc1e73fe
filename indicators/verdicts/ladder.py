"""The states several kinds share: what cannot be judged, and the rungs below the target."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from indicators.targets import Op
from indicators.verdicts.paths import reaches_ratio
from indicators.verdicts.rulings import Finding, Kind, Nature, Question, RuleSet, State
from indicators.verdicts.standards import least_that_meets

NO_GOAL = "规划没有给出目标值"


def unjudged(question: Question, year: int, finding: Finding) -> Finding | None:
    """Return the finding as 待下达, 待报 or 不可比 where the year cannot be judged, else `None`.

    `finding` holds what is known without an actual.
    """
    if finding.goal is None:
        return Finding(state=State.PENDING_TARGET, reason=_why_no_goal(question))
    if question.figure(year) is None:
        why = question.withheld.get(year, f"{year}年没有已审核的实绩")
        return replace(finding, state=State.NO_DATA, reason=why)
    reason = question.incomparable.get(year)
    if reason:
        return replace(finding, state=State.NOT_COMPARABLE, reason=reason)
    return None


def _why_no_goal(question: Question) -> str:
    if question.target.multiple_of_base is not None:
        return "目标按基期的倍数确定，基期值未知"
    return "上级尚未下达目标值" if question.target.op is Op.ASSIGNED else NO_GOAL


def state_on_path(question: Question, finding: Finding, year: int, rules: RuleSet) -> State:
    """Return the rung of an unmet target whose share and due share are known.

    Where milestones put the due share at or below zero, nothing or a step back is asked for:
    then the path's own value decides, before 逆向 is thought of.
    """
    figure, share, due = finding.value, finding.share, finding.due_share
    if figure is None or share is None or due is None or finding.due_value is None:
        return State.NO_DATA
    if due <= 0:
        keeps_pace = question.sign * (figure - finding.due_value) >= 0
        return State.ON_TRACK if keeps_pace else State.BEHIND
    if share < 0:
        return State.REGRESSING
    rungs = (
        (State.AHEAD, rules.ahead_ratio),
        (State.ON_TRACK, rules.on_track_ratio),
        (State.NEARLY, rules.nearly_ratio),
    )
    for state, ratio in rungs:
        if reaches_ratio(question, figure, year, ratio):
            return _unless_binding(question, state)
    return State.BEHIND


def state_by_margin(question: Question, margin: Fraction, rules: RuleSet) -> State:
    """Return the rung of a mean growth from its margin to the target, in points."""
    rungs = (
        (State.AHEAD, rules.ahead_margin),
        (State.ON_TRACK, rules.on_track_margin),
        (State.NEARLY, rules.nearly_margin),
    )
    for state, bound in rungs:
        if margin >= bound:
            return _unless_binding(question, state)
    return State.BEHIND


def with_thresholds(question: Question, finding: Finding, rules: RuleSet) -> Finding:
    """Return the finding with the numbers its own must not be rounded across in words."""
    goal, due = finding.goal, finding.due_share
    if goal is None:
        return finding
    rungs: list[Fraction] = []
    if question.kind in (Kind.AVERAGE_GROWTH, Kind.RELATIVE):
        sign = 1 if question.kind == Kind.RELATIVE else question.sign
        margins = (rules.ahead_margin, rules.on_track_margin, rules.nearly_margin)
        rungs = [goal + sign * Fraction(margin) for margin in margins]
    elif due is not None and due > 0:
        ratios = (rules.ahead_ratio, rules.on_track_ratio, rules.nearly_ratio)
        rungs = [due * Fraction(ratio) for ratio in ratios]
    least = least_that_meets(question, goal, rules=rules)
    return replace(finding, least=least, rungs=tuple(rungs))


def _unless_binding(question: Question, state: State) -> State:
    """Return the state, but 滞后 for 基本符合 of a binding indicator."""
    if state is State.NEARLY and question.nature == Nature.BINDING:
        return State.BEHIND
    return state


def lacking(question: Question, years: Sequence[int], what: str) -> str:
    """Return which years lack a figure, and of those whose figure must not count why."""
    reasons = "；".join(question.withheld[each] for each in years if each in question.withheld)
    return f"缺{years_in_words(years)}的{what}" + (f"（{reasons}）" if reasons else "")


def years_in_words(years: Sequence[int]) -> str:
    """Return years as a Chinese list: 2021年、2022年."""
    return "、".join(f"{year}年" for year in years)
