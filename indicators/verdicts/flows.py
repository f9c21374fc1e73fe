"""`cumulative`: a flow that is summed over the years of the period."""

from dataclasses import replace
from fractions import Fraction

from indicators.verdicts.ladder import lacking, state_on_path, unjudged
from indicators.verdicts.paths import inner_milestones, path_value
from indicators.verdicts.rulings import Finding, Question, RuleSet, State
from indicators.verdicts.standards import goal_of, meets


def cumulative_finding(question: Question, year: int, rules: RuleSet) -> Finding:
    """Return how a `cumulative` indicator stands; for a yearly mean in totals of the period."""
    goal, due = goal_of(question), _due(question, year)
    blocked = unjudged(question, year, due)
    if blocked is not None or goal is None:
        return blocked or due
    odd = next((each for each in summed_years(question, year) if each in question.incomparable), 0)
    if odd:
        return replace(due, state=State.NOT_COMPARABLE, reason=question.incomparable[odd])
    total, missing = total_to(question, year)
    met = meets(question, total, rules=rules)
    if missing and not (met and _is_lower_bound(question)):
        return _incomplete(question, due, total, missing)
    finding = _measured(question, due, total, year, rules=rules, met=met)
    return replace(finding, missing=missing, is_lower_bound=bool(missing))


def summed_years(question: Question, year: int) -> range:
    """Return the years whose figures make up the total: from the latest bracketed one on."""
    for each in reversed(question.years_to(year)):
        value = question.actuals.get(each)
        if value is not None and value.cumulative and value.value is not None:
            return range(each, year + 1)
    return question.years_to(year)


def total_to(question: Question, year: int) -> tuple[Fraction, tuple[int, ...]]:
    """Return the sum of the years' figures up to a year, and the years that have none."""
    figures = {each: question.figure(each) for each in summed_years(question, year)}
    missing = tuple(each for each, figure in figures.items() if figure is None)
    total = sum((each for each in figures.values() if each is not None), Fraction(0))
    return total, missing


def _due(question: Question, year: int) -> Finding:
    goal, due_value = goal_of(question), path_value(question, year)
    if goal is None or due_value is None:
        return Finding(state=State.NO_DATA)
    return Finding(state=State.NO_DATA, goal=goal, due_value=due_value, due_share=due_value / goal)


def _is_lower_bound(question: Question) -> bool:
    """Return whether a sum that lacks years can only be too low, and high is good."""
    return question.nonnegative and question.sign > 0


def _incomplete(
    question: Question, due: Finding, total: Fraction, missing: tuple[int, ...]
) -> Finding:
    """Return 待报 for a sum that lacks years, with the sum where it is a lower bound."""
    finding = replace(due, missing=missing, reason=lacking(question, missing, "数值"))
    if due.goal is None or not _is_lower_bound(question):
        return finding
    return replace(
        finding,
        value=total,
        share=total / due.goal,
        gap=due.goal - total,
        is_lower_bound=True,
    )


def _measured(
    question: Question, due: Finding, total: Fraction, year: int, *, rules: RuleSet, met: bool
) -> Finding:
    goal = due.goal or Fraction(1)
    elapsed, left = question.elapsed(year), question.last_year - year
    share, pace = total / goal, total / elapsed
    projected = pace * question.length if left else None
    finding = replace(
        due,
        value=total,
        share=share,
        gap=question.sign * (goal - total),
        lead_months=None
        if inner_milestones(question)
        else 12 * (share * question.length - elapsed),
        pace=pace,
        needed=(goal - total) / left if left and not met else None,
        projected=projected,
        projected_meets=None if projected is None else meets(question, projected, rules=rules),
    )
    return replace(finding, state=_state(question, finding, year, rules=rules, met=met))


def _state(question: Question, finding: Finding, year: int, *, rules: RuleSet, met: bool) -> State:
    in_last_year = year == question.last_year
    if met:
        return State.MET if in_last_year else State.ACHIEVED_EARLY
    if in_last_year and not question.target.aspirational:
        return State.MISSED
    return state_on_path(question, finding, year, rules)
