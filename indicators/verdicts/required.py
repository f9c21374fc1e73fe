"""What the judged year's actual would have to be for 符合预期, or 完成 in the last year."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Protocol

from indicators.verdicts.exact import nth_root
from indicators.verdicts.flows import summed_years, total_to
from indicators.verdicts.growth import (
    growth_product,
    rates_missing_before,
    reference_missing,
    reference_product,
    relative_bound,
)
from indicators.verdicts.paths import path_value, start_of
from indicators.verdicts.rulings import Basis, Kind, Question, RuleSet
from indicators.verdicts.standards import goal_of, least_that_meets, meets


class _Rule(Protocol):
    def __call__(self, question: Question, year: int, rules: RuleSet) -> Fraction | None: ...


def required_figure(question: Question, year: int, rules: RuleSet) -> Fraction | None:
    """Return the least good actual that is enough, `None` where none is or can be named."""
    rule = _RULES.get(Kind(question.kind))
    return None if rule is None else rule(question, year, rules)


def _for_reach(question: Question, year: int, rules: RuleSet) -> Fraction | None:
    return _easier(question, _level(question, year, rules), least_that_meets(question, rules=rules))


def _level(question: Question, year: int, rules: RuleSet) -> Fraction | None:
    """Return the value on the path that is just 符合预期; `None` where only the target counts."""
    start, due = start_of(question), path_value(question, year)
    if start is None or due is None or year == question.last_year:
        return None
    if question.kind == Kind.REACH and _was_met_before(question, year, rules):
        return None
    if question.sign * (due - start) <= 0:
        return due
    return start + Fraction(rules.on_track_ratio) * (due - start)


def _was_met_before(question: Question, year: int, rules: RuleSet) -> bool:
    earlier = (
        question.figure(each)
        for each in question.years_to(year - 1)
        if each not in question.incomparable
    )
    return any(figure is not None and meets(question, figure, rules=rules) for figure in earlier)


def _for_keep(question: Question, year: int, rules: RuleSet) -> Fraction | None:
    if question.basis == Basis.EACH_YEAR and _was_breached_before(question, year, rules):
        return None
    return least_that_meets(question, rules=rules)


def _was_breached_before(question: Question, year: int, rules: RuleSet) -> bool:
    earlier = (
        question.figure(each)
        for each in question.years_to(year - 1)
        if each not in question.incomparable
    )
    return any(
        figure is not None and not meets(question, figure, rules=rules) for figure in earlier
    )


def _for_cumulative(question: Question, year: int, rules: RuleSet) -> Fraction | None:
    level = _easier(
        question, _level(question, year, rules), least_that_meets(question, rules=rules)
    )
    if level is None or summed_years(question, year) == range(year, year + 1):
        return level
    before, missing = total_to(question, year - 1)
    if missing:
        return None
    own = level - before
    return max(own, Fraction(0)) if question.nonnegative else own


def _for_average_growth(question: Question, year: int, rules: RuleSet) -> Fraction | None:
    goal = least_that_meets(question, rules=rules)
    if goal is None:
        return None
    if year < question.last_year:
        goal = (goal_of(question) or goal) + question.sign * Fraction(rules.on_track_margin)
    return _rate_that_makes(question, year, goal)


def _for_relative(question: Question, year: int, rules: RuleSet) -> Fraction | None:
    bound = relative_bound(question, rules)
    if bound is None or reference_missing(question, year):
        return None
    if year < question.last_year:
        bound += Fraction(rules.on_track_margin)
    mean = (nth_root(reference_product(question, year), question.elapsed(year)) - 1) * 100
    return _rate_that_makes(question, year, mean + bound)


def _rate_that_makes(question: Question, year: int, mean: Fraction) -> Fraction | None:
    """Return the rate of a year that brings the mean so far to a value, all in %."""
    before = growth_product(question, year - 1)
    if rates_missing_before(question, year - 1) or before == 0:
        return None
    return ((1 + mean / 100) ** question.elapsed(year) / before - 1) * 100


def _easier(question: Question, level: Fraction | None, goal: Fraction | None) -> Fraction | None:
    """Return the one of two bounds that is met first, in the indicator's direction."""
    known = [each for each in (level, goal) if each is not None]
    return min(known, key=lambda each: question.sign * each, default=None)


_RULES: Mapping[Kind, _Rule] = {
    Kind.REACH: _for_reach,
    Kind.KEEP: _for_keep,
    Kind.CUMULATIVE: _for_cumulative,
    Kind.AVERAGE_GROWTH: _for_average_growth,
    Kind.RELATIVE: _for_relative,
}
