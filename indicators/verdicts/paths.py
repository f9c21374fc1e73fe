"""Where an indicator should be in each year: linear, geometric, or through milestones."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from indicators.verdicts.exact import nth_root
from indicators.verdicts.rulings import Kind, PathShape, Question
from indicators.verdicts.standards import goal_of


def start_of(question: Question) -> Fraction | None:
    """Return where the path starts: at the base, a flow at zero."""
    return Fraction(0) if question.kind == Kind.CUMULATIVE else question.base_figure


def inner_milestones(question: Question) -> dict[int, Fraction]:
    """Return the milestones strictly inside the period; at its ends base and target rule."""
    inside = range(question.base_year + 1, question.last_year)
    return {
        year: Fraction(question.milestones[year]) for year in inside if year in question.milestones
    }


def is_geometric(question: Question) -> bool:
    """Return whether the path grows by a constant rate; milestones beat the printed shape."""
    return (
        question.kind == Kind.REACH
        and question.path == PathShape.GEOMETRIC
        and not inner_milestones(question)
    )


def path_value(question: Question, year: int) -> Fraction | None:
    """Return the path's value in a year from the base year on; `None` without base or goal."""
    start, goal = start_of(question), goal_of(question)
    if start is None or goal is None:
        return None
    if is_geometric(question):
        growth = nth_root((goal / start) ** question.elapsed(year), question.length)
        return start * growth
    points = {question.base_year: start, **inner_milestones(question), question.last_year: goal}
    return _between(sorted(points.items()), year)


def _between(points: Sequence[tuple[int, Fraction]], year: int) -> Fraction:
    """Return the value in a year of straight lines through points in order of years."""
    ((left, low), (right, high)) = next(
        (before, after) for before, after in pairwise(points) if year <= after[0]
    )
    return low + (high - low) * Fraction(year - left, right - left)


def reaches_ratio(question: Question, figure: Fraction, year: int, ratio: Decimal) -> bool:
    """Return whether share / due share is at least a ratio above zero; exact on every path.

    The due share must be above zero. On a geometric path the comparison is one of integer
    powers, because the path's value itself is irrational.
    """
    start, due = start_of(question), path_value(question, year)
    if start is None or due is None:
        return False
    if not is_geometric(question):
        return question.sign * (figure - start - Fraction(ratio) * (due - start)) >= 0
    stretched = start + (figure - start) / Fraction(ratio)
    return question.sign * side_of_geometric_path(question, stretched, year) >= 0


def side_of_geometric_path(question: Question, figure: Fraction, year: int) -> int:
    """Return -1, 0 or 1: a figure is below, on or above the geometric path."""
    start, goal = start_of(question), goal_of(question)
    if start is None or goal is None or figure <= 0:
        return -1
    elapsed, length = question.elapsed(year), question.length
    left, right = (figure / start) ** length, (goal / start) ** elapsed
    return (left > right) - (left < right)
