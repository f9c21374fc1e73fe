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
    def __call__(
        self, question: Question, year: int, goal: Fraction, rules: RuleSet
    ) -> Fraction | None: ...


def required_figure(question: Question, year: int, rules: RuleSet) -> Fraction | None:
    """Return the least good actual that is enough, `None` where none is or can be named."""
    relative = question.kind == Kind.RELATIVE
    goal = relative_bound(question, rules) if relative else goal_of(question)
    rule = _RULES.get(Kind(question.kind))
    return None if rule is None or goal is None else rule(question, year, goal, rules)


def _for_reach(question: Question, year: int, goal: Fraction, rules: RuleSet) -> Fraction | None:
    least = least_that_meets(question, goal, rules=rules)
    if any(meets(question, figure, rules=rules) for figure in _earlier(question, year)):
        return least
    return _easier(question, _level(question, year, rules), least)


def _earlier(question: Question, year: int) -> list[Fraction]:
    """Return the comparable figures of the years before a year."""
    figures = (
        question.figure(each)
        for each in question.years_to(year - 1)
        if each not in question.incomparable
    )
    return [figure for figure in figures if figure is not None]


def _level(question: Question, year: int, rules: RuleSet) -> Fraction | None:
    """Return the value that is just 符合预期; `None` where only the target counts."""
    start, due = start_of(question), path_value(question, year)
    if start is None or due is None or year == question.last_year:
        return None
    if question.sign * (due - start) <= 0:
        return due
    return start + Fraction(rules.on_track_ratio) * (due - start)


def _easier(question: Question, level: Fraction | None, least: Fraction) -> Fraction:
    """Return the one of two bounds that is met first, in the indicator's direction."""
    if level is None:
        return least
    return min(level, least, key=lambda each: question.sign * each)


def _for_keep(question: Question, year: int, goal: Fraction, rules: RuleSet) -> Fraction | None:
    least = least_that_meets(question, goal, rules=rules)
    if question.basis != Basis.EACH_YEAR:
        return least
    earlier = _earlier(question, year)
    held = all(meets(question, figure, rules=rules) for figure in earlier)
    complete = len(earlier) == question.elapsed(year) - 1
    return least if held and (complete or year < question.last_year) else None


def _for_cumulative(
    question: Question, year: int, goal: Fraction, rules: RuleSet
) -> Fraction | None:
    least = least_that_meets(question, goal, rules=rules)
    total = _easier(question, _level(question, year, rules), least)
    if summed_years(question, year)[0] == year:
        return total
    before, missing = total_to(question, year - 1)
    if missing:
        return None
    own = total - before
    return max(own, Fraction(0)) if question.nonnegative else own


def _for_average_growth(
    question: Question, year: int, goal: Fraction, rules: RuleSet
) -> Fraction | None:
    if year == question.last_year:
        return _rate_for(question, year, least_that_meets(question, goal, rules=rules))
    margin = question.sign * Fraction(rules.on_track_margin)
    return _rate_for(question, year, goal + margin)


def _for_relative(question: Question, year: int, goal: Fraction, rules: RuleSet) -> Fraction | None:
    if reference_missing(question, year):
        return None
    margin = Fraction(0 if year == question.last_year else rules.on_track_margin)
    mean = (nth_root(reference_product(question, year), question.elapsed(year)) - 1) * 100
    return _rate_for(question, year, mean + goal + margin)


def _rate_for(question: Question, year: int, mean: Fraction) -> Fraction | None:
    """Return the rate of a year that brings the mean so far to a value, all in %."""
    before = growth_product(question, year - 1)
    if rates_missing_before(question, year - 1) or before == 0:
        return None
    factor = max(1 + mean / 100, Fraction(0))
    return (factor ** question.elapsed(year) / before - 1) * 100


_RULES: Mapping[Kind, _Rule] = {
    Kind.REACH: _for_reach,
    Kind.KEEP: _for_keep,
    Kind.CUMULATIVE: _for_cumulative,
    Kind.AVERAGE_GROWTH: _for_average_growth,
    Kind.RELATIVE: _for_relative,
}
