"""`reach`: a stock that moves from its base to its target by the last year."""

from dataclasses import replace
from fractions import Fraction

from indicators.verdicts.exact import log_ratio, nth_root
from indicators.verdicts.ladder import state_on_path, unjudged
from indicators.verdicts.paths import (
    inner_milestones,
    is_geometric,
    path_value,
    side_of_geometric_path,
)
from indicators.verdicts.rulings import Finding, Question, RuleSet, State
from indicators.verdicts.standards import goal_of, meets


def reach_finding(question: Question, year: int, rules: RuleSet) -> Finding:
    """Return how a `reach` indicator stands: share, due share, pace, lead and state."""
    goal, figure = goal_of(question), question.figure(year)
    due = _due(question, year)
    blocked = unjudged(question, year, due)
    if blocked is not None or goal is None or figure is None:
        return blocked or due
    met = meets(question, figure, rules=rules)
    finding = replace(
        due,
        value=figure,
        share=share_of(question, figure),
        gap=question.sign * (goal - figure),
        lead_months=_lead_months(question, figure, year),
        pace=_pace(question, figure, year),
        needed=None if met else _needed(question, figure, year),
    )
    finding = _with_projection(question, finding, year, rules)
    if met:
        early = year < question.last_year
        return replace(finding, state=State.ACHIEVED_EARLY if early else State.MET)
    return _unmet(question, finding, year, rules)


def share_of(question: Question, figure: Fraction) -> Fraction | None:
    """Return how much of the way from base to goal has been covered, not clipped."""
    base, goal = question.base_figure, goal_of(question)
    if base is None or goal is None:
        return None
    return (figure - base) / (goal - base)


def _due(question: Question, year: int) -> Finding:
    """Return what is due in a year, which needs no actual."""
    due_value = path_value(question, year)
    return Finding(
        state=State.NO_DATA,
        goal=goal_of(question),
        due_value=due_value,
        due_share=None if due_value is None else share_of(question, due_value),
    )


def _unmet(question: Question, finding: Finding, year: int, rules: RuleSet) -> Finding:
    """Return the finding with its state, the target not being met."""
    if year == question.last_year and not question.target.aspirational:
        return replace(finding, state=State.MISSED)
    met_in = _last_met_before(question, year, rules)
    if met_in is not None:
        return replace(finding, state=State.RELAPSED, turning_year=met_in)
    if finding.share is None:
        return replace(finding, state=State.NO_BASELINE, reason="规划没有给出基期值")
    return replace(finding, state=state_on_path(question, finding, year, rules))


def _last_met_before(question: Question, year: int, rules: RuleSet) -> int | None:
    """Return the latest earlier year of the period in which the target was met."""
    for earlier in reversed(question.years_to(year - 1)):
        figure = question.figure(earlier)
        comparable = earlier not in question.incomparable
        if figure is not None and comparable and meets(question, figure, rules=rules):
            return earlier
    return None


def _lead_months(question: Question, figure: Fraction, year: int) -> Fraction | None:
    """Return the months between the judged year and when the path has the same value."""
    base, goal = question.base_figure, goal_of(question)
    if base is None or goal is None or inner_milestones(question):
        return None
    elapsed = question.elapsed(year)
    if not is_geometric(question):
        covered = (figure - base) / (goal - base)
    elif figure <= 0:
        return None
    elif side_of_geometric_path(question, figure, year) == 0:
        return Fraction(0)  # the logarithms would leave a remainder: 落后约0个月
    else:
        covered = log_ratio(figure / base, goal / base)
    return 12 * (covered * question.length - elapsed)


def _pace(question: Question, figure: Fraction, year: int) -> Fraction | None:
    """Return the mean change a year since the base year; on a geometric path the growth."""
    base = question.base_figure
    if base is None:
        return None
    return _yearly_change(question, base, figure, question.elapsed(year))


def _needed(question: Question, figure: Fraction, year: int) -> Fraction | None:
    """Return the mean change a year that still leads to the goal."""
    goal = goal_of(question)
    if goal is None or year == question.last_year:
        return None
    return _yearly_change(question, figure, goal, question.last_year - year)


def _yearly_change(
    question: Question, start: Fraction, end: Fraction, years: int
) -> Fraction | None:
    if not is_geometric(question):
        return (end - start) / years
    if start <= 0 or end <= 0:
        return None
    return nth_root(end / start, years) - 1


def _with_projection(question: Question, finding: Finding, year: int, rules: RuleSet) -> Finding:
    """Return the finding with the last year's value at the pace so far."""
    base, figure = question.base_figure, finding.value
    if base is None or figure is None or finding.pace is None or year == question.last_year:
        return finding
    elapsed, length = question.elapsed(year), question.length
    if is_geometric(question):
        projected = base * nth_root((figure / base) ** length, elapsed)
    else:
        projected = base + finding.pace * length
    return replace(
        finding, projected=projected, projected_meets=meets(question, projected, rules=rules)
    )
