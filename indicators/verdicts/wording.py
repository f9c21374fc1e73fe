"""Amounts, targets and spans of years in Chinese, the bricks of a verdict's sentence."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from indicators.formatting import own_decimals
from indicators.targets import Value
from indicators.units import is_percent_like, normalised_unit
from indicators.verdicts.display import shown_enough, shown_number
from indicators.verdicts.rulings import Basis, Kind, Question
from indicators.verdicts.standards import goal_of

_NUMERALS = "零一两三四五六七八九十"
_RATE_DIGITS = 2
_SIGNIFICANT = 2
# A quotient copied from a calculator has more decimals than anyone reads.
_MOST_PRINTED_DIGITS = 6


def span_so_far(question: Question, year: int) -> str:
    """Return the years gone by: 第一年, 前三年."""
    elapsed = question.elapsed(year)
    return "第一年" if elapsed == 1 else f"前{numeral(elapsed)}年"


def span_left(question: Question, year: int) -> str:
    """Return the years to come: 最后一年, 后两年."""
    left = question.last_year - year
    return "最后一年" if left == 1 else f"后{numeral(left)}年"


def numeral(count: int) -> str:
    """Return a small count as it is said before 年, a large one in digits."""
    return _NUMERALS[count] if count < len(_NUMERALS) else str(count)


def unit_of(question: Question) -> str:
    """Return the unit of the judged figures, growth being in %."""
    if question.kind == Kind.AVERAGE_GROWTH:
        return "%"
    return question.unit or question.target.unit


def digits_of(question: Question) -> int:
    """Return how many decimals an amount is shown with."""
    if question.kind == Kind.AVERAGE_GROWTH:
        return _RATE_DIGITS
    if question.decimals is not None:
        return question.decimals
    values = [question.base, *question.actuals.values(), Value(value=question.target.value)]
    printed = [each.value for each in values if each is not None and each.value is not None]
    return min(max(map(own_decimals, printed), default=0), _MOST_PRINTED_DIGITS)


def own_digits(question: Question, figure: Fraction) -> int:
    """Return the decimals of a figure that is one reported, or a sum of some; none of others."""
    values = [each.value for each in question.actuals.values() if each.value is not None]
    digits = min(max(map(own_decimals, values), default=0), _MOST_PRINTED_DIGITS)
    return digits if (figure * 10**digits).denominator == 1 else 0


def amount(question: Question, figure: Fraction, *thresholds: Fraction | None) -> str:
    """Return a figure with its unit, told apart from the thresholds it stands near.

    What was reported, and sums of it, are as exact as they were reported.
    """
    digits = max(digits_of(question), own_digits(question, figure))
    bounds = [each for each in (goal_of(question), *thresholds) if each is not None]
    return shown_number(figure, digits=digits, thresholds=bounds) + unit_of(question)


def difference(question: Question, change: Fraction) -> str:
    """Return the size of a difference with its unit: of %, points."""
    digits = max(digits_of(question), own_digits(question, change))
    digits = significant_digits(change, digits)
    size = shown_number(abs(change), digits=digits, thresholds=[Fraction(0)])
    return size + difference_unit(question)


def difference_unit(question: Question) -> str:
    """Return the unit of a difference or a yearly amount: of %, points."""
    unit = unit_of(question)
    return {"%": "个百分点", "‰": "个千分点", "百分点": "个百分点"}.get(normalised_unit(unit), unit)


def needed_rate(question: Question, needed: Fraction) -> str:
    """Return the growth still needed in %, rounded so that it is enough indeed."""
    goal = goal_of(question) or Fraction(0)
    rising = question.sign > 0
    return shown_enough(needed, digits=_RATE_DIGITS, goal=goal, rising=rising) + "%"


def significant_digits(number: Fraction, digits: int) -> int:
    """Return enough decimals, at least `digits`, that two digits of a small number show."""
    lowest = 10 ** (_SIGNIFICANT - 1)
    while number and abs(number) * 10**digits < lowest and digits < 2 * len(_NUMERALS):
        digits += 1
    return digits


def change_verb(question: Question, change: Fraction) -> str:
    """Return the verb for a move up or down, as one says it of the unit."""
    if is_percent_like(unit_of(question)):
        return "提高" if change > 0 else "降低"
    return "增加" if change > 0 else "减少"


def target_words(question: Question) -> str:
    """Return the target as printed, a bare number with its unit."""
    text, goal = question.target.text, goal_of(question)
    if question.target.multiple_of_base is not None and goal is not None:
        return f"“{text}”（{amount(question, goal)}）"
    if question.target.value is not None and _is_bare(text or str(question.target.value)):
        mean = question.basis == Basis.YEARLY_MEAN
        number = shown_number(Fraction(question.target.value), digits=20)
        return ("年均" if mean else "") + number + unit_of(question)
    return f"“{text}”"


def _is_bare(text: str) -> bool:
    try:
        Decimal(text)
    except ArithmeticError:
        return False
    return True


def printed_figure(value: Value, words: str) -> str:
    """Return the predicate of a year's figure as it was printed: 为69%, 约69%, 为85%以上."""
    if value.approximate:
        return f"约{words}"
    suffix = "以上" if value.at_least else "以下" if value.at_most else ""
    return f"为{words}{suffix}"


def joined(parts: Iterable[str]) -> str:
    """Return the clauses that are there, as one sentence."""
    return "；".join(part for part in parts if part) + "。"
