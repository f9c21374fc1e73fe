"""The target as a number, and whether a figure meets it."""

from fractions import Fraction

from indicators.targets import Op
from indicators.units import is_percent_like
from indicators.verdicts.rulings import Basis, Kind, Question, RuleSet


def goal_of(question: Question) -> Fraction | None:
    """Return the number to be met by the last year; `None` while there is none.

    For a yearly mean it is the whole period's total. A `relative` target has its bound
    instead, see `indicators.verdicts.growth`.
    """
    goal = _printed_goal(question)
    if goal is not None and question.basis == Basis.YEARLY_MEAN:
        return goal * question.length
    return goal


def _printed_goal(question: Question) -> Fraction | None:
    target, base = question.target, question.base_figure
    if target.multiple_of_base is not None:
        return None if base is None else Fraction(target.multiple_of_base) * base
    return None if target.value is None else Fraction(target.value)


def meets(question: Question, figure: Fraction, *, rules: RuleSet) -> bool:
    """Return whether a figure meets the question's goal, by the target's own operator.

    左右 is met within the tolerance or beyond it on the good side.
    """
    goal = goal_of(question)
    if goal is None:
        return False
    match question.target.op:
        case Op.AT_LEAST:
            return figure >= goal
        case Op.AT_MOST:
            return figure <= goal
        case Op.ABOVE:
            return figure > goal
        case Op.BELOW:
            return figure < goal
    return question.sign * (figure - goal) >= -tolerance_of(question, goal, rules=rules)


def least_that_meets(question: Question, goal: Fraction, *, rules: RuleSet) -> Fraction:
    """Return the figure at which a goal begins to be met (a strict one: just beyond it)."""
    if question.target.op is not Op.APPROX:
        return goal
    return goal - question.sign * tolerance_of(question, goal, rules=rules)


def tolerance_of(question: Question, goal: Fraction, *, rules: RuleSet) -> Fraction:
    """Return how far 左右 reaches on the bad side, in the goal's unit."""
    years = question.length if question.basis == Basis.YEARLY_MEAN else 1
    if question.tolerance is not None:
        return Fraction(question.tolerance) * years
    in_percent = question.kind == Kind.AVERAGE_GROWTH
    if in_percent or is_percent_like(question.unit or question.target.unit):
        return Fraction(rules.points_tolerance) * years
    return Fraction(rules.share_tolerance) * abs(goal)
