"""`keep`, a floor or ceiling, and `assigned`, which a person judges each year."""

from dataclasses import replace

from indicators.verdicts.ladder import unjudged, years_in_words
from indicators.verdicts.rulings import Basis, Finding, Question, RuleSet, State
from indicators.verdicts.standards import goal_of, meets


def keep_finding(question: Question, year: int, rules: RuleSet) -> Finding:
    """Return whether a floor or ceiling is held, and the margin to it."""
    goal, figure = goal_of(question), question.figure(year)
    due = Finding(state=State.NO_DATA, goal=goal, due_value=goal)
    blocked = unjudged(question, year, due)
    if blocked is not None or goal is None or figure is None:
        return blocked or due
    finding = replace(due, value=figure, gap=question.sign * (goal - figure))
    if question.basis == Basis.EACH_YEAR:
        return _each_year(question, finding, year, rules)
    held = meets(question, figure, rules=rules)
    return replace(finding, state=_state(question, year, held=held))


def assigned_finding(question: Question, year: int, rules: RuleSet) -> Finding:  # noqa: ARG001
    """Return the yearly verdict 完成 / 未完成 that was entered; there are no figures to it."""
    value = question.actuals.get(year)
    held = None if value is None else value.assigned_met
    if held is not None:
        return Finding(state=_state(question, year, held=held))
    if question.target.value is None:
        return Finding(
            state=State.PENDING_TARGET, reason=f"上级尚未下达目标值，也没有{year}年的考核结论"
        )
    return Finding(state=State.NO_DATA, reason=f"没有{year}年的考核结论")


def _each_year(question: Question, finding: Finding, year: int, rules: RuleSet) -> Finding:
    """Return the finding where every year must hold: one breach, and the target is lost."""
    known = {
        each: figure
        for each in question.years_to(year)
        if (figure := question.figure(each)) is not None and each not in question.incomparable
    }
    missing = tuple(each for each in question.years_to(year) if each not in known)
    breach = next(
        (each for each, figure in known.items() if not meets(question, figure, rules=rules)), None
    )
    finding = replace(finding, missing=missing, turning_year=breach)
    if breach is None and missing and year == question.last_year:
        return replace(finding, reason=f"缺{years_in_words(missing)}的可比数值")
    return replace(finding, state=_state(question, year, held=breach is None))


def _state(question: Question, year: int, *, held: bool) -> State:
    if year < question.last_year:
        return State.HOLDING if held else State.BREACHED
    if held:
        return State.MET
    return State.BREACHED if question.target.aspirational else State.MISSED
