"""`average_growth` and `relative`: the geometric mean of yearly rates, in %."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from indicators.targets import Op
from indicators.verdicts.exact import nth_root
from indicators.verdicts.ladder import lacking, state_by_margin, unjudged, years_in_words
from indicators.verdicts.rulings import Finding, Question, RuleSet, State
from indicators.verdicts.standards import goal_of, meets


def average_growth_finding(question: Question, year: int, rules: RuleSet) -> Finding:
    """Return how the mean of the yearly rates so far stands against the target, all in %."""
    goal = goal_of(question)
    due = Finding(state=State.NO_DATA, goal=goal, due_value=goal)
    blocked = unjudged(question, year, due) or _with_a_gap(question, year, due)
    if blocked is not None or goal is None:
        return blocked or due
    product = growth_product(question, year)
    mean = _mean_rate(product, question.elapsed(year))
    finding = replace(
        due,
        value=mean,
        gap=question.sign * (goal - mean),
        pace=mean,
        needed=_needed_rate(question, goal, product, year),
    )
    met = meets(question, mean, rules=rules)
    margin = question.sign * (mean - goal)
    return replace(finding, state=_state(question, year, rules, met=met, margin=margin))


def relative_finding(question: Question, year: int, rules: RuleSet) -> Finding:
    """Return how far a mean growth is above that of its reference, in points."""
    bound = relative_bound(question, rules)
    due = Finding(state=State.NO_DATA, goal=bound, due_value=bound)
    blocked = unjudged(question, year, due)
    if blocked is not None or bound is None:
        return blocked or due
    reason = _why_not_comparable(question, year)
    if reason:
        return replace(due, state=State.NOT_COMPARABLE, reason=reason)
    years = question.elapsed(year)
    mean = _mean_rate(growth_product(question, year), years)
    yardstick = _mean_rate(reference_product(question, year), years)
    margin = mean - yardstick - bound
    met = margin > 0 if question.target.faster else margin >= 0
    return replace(
        due,
        value=mean - yardstick,
        gap=-margin,
        state=_state(question, year, rules, met=met, margin=margin),
    )


def relative_bound(question: Question, rules: RuleSet) -> Fraction | None:
    """Return by how many points the reference must be reached: 快于 0, 同步 a little less."""
    if question.target.op is not Op.RELATIVE:
        return None
    return Fraction(0) if question.target.faster else Fraction(rules.synchronous_margin)


def growth_product(question: Question, year: int) -> Fraction:
    """Return the product of (1 + rate) over the years to a year that have a figure."""
    figures = (question.figure(each) for each in question.years_to(year))
    return _product(figure for figure in figures if figure is not None)


def reference_product(question: Question, year: int) -> Fraction:
    """Return the same product for the reference series."""
    rates = (question.reference.get(each) for each in question.years_to(year))
    return _product(Fraction(rate) for rate in rates if rate is not None)


def rates_missing_before(question: Question, year: int) -> tuple[int, ...]:
    """Return the years up to and with a year that have no rate."""
    return tuple(each for each in question.years_to(year) if question.figure(each) is None)


def reference_missing(question: Question, year: int) -> tuple[int, ...]:
    """Return the years up to and with a year for which the reference has no rate."""
    return tuple(each for each in question.years_to(year) if each not in question.reference)


def _product(rates: Iterable[Fraction]) -> Fraction:
    product = Fraction(1)
    for rate in rates:
        product *= 1 + rate / 100
    return product


def _mean_rate(product: Fraction, years: int) -> Fraction:
    return (nth_root(product, years) - 1) * 100


def _needed_rate(
    question: Question, goal: Fraction, product: Fraction, year: int
) -> Fraction | None:
    """Return ((1+T)^N / Π(1+g))^(1/(N−n)) − 1 in %, `None` when no year is left."""
    left = question.last_year - year
    if left == 0 or product == 0:
        return None
    return _mean_rate((1 + goal / 100) ** question.length / product, left)


def _with_a_gap(question: Question, year: int, due: Finding) -> Finding | None:
    """Return 待报 or 不可比 where an earlier year is missing or measured otherwise."""
    missing = rates_missing_before(question, year)
    if missing:
        return replace(due, missing=missing, reason=lacking(question, missing, "增速"))
    reason = _incomparable_reason(question, year)
    return replace(due, state=State.NOT_COMPARABLE, reason=reason) if reason else None


def _incomparable_reason(question: Question, year: int) -> str:
    odd = (question.incomparable.get(each) for each in question.years_to(year))
    return next((reason for reason in odd if reason), "")


def _why_not_comparable(question: Question, year: int) -> str:
    """Return which years lack a rate on either side, or why one does not compare."""
    own, yardstick = rates_missing_before(question, year), reference_missing(question, year)
    parts = []
    if own:
        parts.append(f"本指标{lacking(question, own, '增速')}")
    if yardstick:
        parts.append(f"参照指标缺{years_in_words(yardstick)}的增速")
    return "，".join(parts) or _incomparable_reason(question, year)


def _state(question: Question, year: int, rules: RuleSet, *, met: bool, margin: Fraction) -> State:
    if year == question.last_year:
        if met:
            return State.MET
        if not question.target.aspirational:
            return State.MISSED
    return state_by_margin(question, margin, rules)
