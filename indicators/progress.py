"""Judges how an indicator stands: figures in, verdict out; no database, no clock.

`judge` answers a `Question` for one year, `judge_composite` combines the verdicts of
sub-rows; the rules are those of the ladder of states in `indicators.verdicts`.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from indicators.formatting import WIDE
from indicators.targets import Op, Value
from indicators.verdicts.exact import to_decimal, to_decimal_towards
from indicators.verdicts.faults import question_faults, refuse_faults
from indicators.verdicts.floors import assigned_finding, keep_finding
from indicators.verdicts.flows import cumulative_finding
from indicators.verdicts.formulas import steps
from indicators.verdicts.growth import average_growth_finding, relative_finding
from indicators.verdicts.ladder import with_thresholds
from indicators.verdicts.paths import path_value
from indicators.verdicts.reach import reach_finding
from indicators.verdicts.required import required_figure
from indicators.verdicts.rulings import (
    DEFAULT_RULES,
    STATE_LABELS,
    Basis,
    Finding,
    Kind,
    Nature,
    PathShape,
    Question,
    RuleSet,
    State,
    Step,
    UnjudgeableError,
    Verdict,
)
from indicators.verdicts.sentences import sentence
from indicators.verdicts.standards import goal_of

__all__ = [
    "DEFAULT_RULES",
    "STATE_LABELS",
    "Basis",
    "Kind",
    "Nature",
    "PathShape",
    "Question",
    "RuleSet",
    "State",
    "Step",
    "UnjudgeableError",
    "Verdict",
    "judge",
    "judge_composite",
    "path_values",
    "question_faults",
    "required_for_on_track",
    "state_with",
]

_RULES_OF_KINDS: Mapping[Kind, Callable[[Question, int, RuleSet], Finding]] = {
    Kind.REACH: reach_finding,
    Kind.KEEP: keep_finding,
    Kind.CUMULATIVE: cumulative_finding,
    Kind.AVERAGE_GROWTH: average_growth_finding,
    Kind.RELATIVE: relative_finding,
    Kind.ASSIGNED: assigned_finding,
}
_FIGURES = (
    *("value", "share", "due_share", "due_value", "ratio", "gap", "lead_months"),
    *("pace", "needed", "pace_ratio", "projected"),
)
_A_LITTLE = Decimal("1E-20")
_WORST_FIRST = (
    *(State.MISSED, State.BREACHED, State.REGRESSING, State.BEHIND, State.NO_DATA),
    *(State.PENDING_TARGET, State.RELAPSED, State.NOT_COMPARABLE, State.NO_BASELINE),
    *(State.NEARLY, State.ON_TRACK, State.AHEAD, State.HOLDING, State.ACHIEVED_EARLY, State.MET),
)


def judge(question: Question, *, year: int, rules: RuleSet = DEFAULT_RULES) -> Verdict:
    """Return how the indicator stands in a year of its period.

    Raises UnjudgeableError where the question contradicts itself (see `question_faults`) or
    the year lies outside the period.
    """
    refuse_faults(question, year)
    finding = _RULES_OF_KINDS[Kind(question.kind)](question, year, rules)
    finding = with_thresholds(question, finding, rules)
    figures = {name: _decimal(getattr(finding, name)) for name in _FIGURES}
    return Verdict(
        state=finding.state,
        year=year,
        projected_meets=finding.projected_meets,
        is_lower_bound=finding.is_lower_bound,
        reason=finding.reason,
        sentence=sentence(question, year, finding),
        steps=steps(question, year, finding, rules),
        **figures,
    )


def judge_composite(children: Sequence[Verdict]) -> Verdict:
    """Return the verdict of a row with sub-rows: the worst of theirs, without figures.

    Raises UnjudgeableError for no children or children judged in different years.
    """
    if len({child.year for child in children}) != 1:
        raise UnjudgeableError("合成指标须有分项，且各分项的评估年份须相同")
    state = min((child.state for child in children), key=_WORST_FIRST.index)
    counts = Counter(child.state for child in children)
    found = "、".join(
        f"{counts[each]}项{STATE_LABELS[each]}" for each in _WORST_FIRST if counts[each]
    )
    reasons = dict.fromkeys(child.reason for child in children if child.state is state)
    return Verdict(
        state=state,
        year=children[0].year,
        reason="；".join(reason for reason in reasons if reason),
        sentence=f"共{len(children)}项分项指标：{found}；按最差的一项计为{STATE_LABELS[state]}。",
    )


def path_values(question: Question) -> dict[int, Decimal]:
    """Return what is due in each year, base year to last; a year without a due value is left out.

    For kinds without a path it is the bound itself, from the first year on. Raises
    UnjudgeableError as `judge` does.
    """
    refuse_faults(question, question.last_year)
    if question.kind in (Kind.RELATIVE, Kind.ASSIGNED):
        return {}
    if question.kind in (Kind.KEEP, Kind.AVERAGE_GROWTH):
        goal = goal_of(question)
        years = question.years_to(question.last_year)
        return {} if goal is None else {year: to_decimal(goal) for year in years}
    values = {
        year: path_value(question, year)
        for year in range(question.base_year, question.last_year + 1)
    }
    return {year: to_decimal(value) for year, value in values.items() if value is not None}


def required_for_on_track(
    question: Question, *, year: int, rules: RuleSet = DEFAULT_RULES
) -> Decimal | None:
    """Return the least good actual of a year that makes it 符合预期 (完成 in the last year).

    Earlier years stay as they are; of `cumulative` it is the year's own amount, of growth the
    year's rate. A strict target needs a little more. `None` where no actual is enough or
    none can be named. Rounded to the good side at 34 digits. Raises as `judge` does.
    """
    refuse_faults(question, year)
    figure = required_figure(question, year, rules)
    rising = question.sign > 0 or question.kind == Kind.RELATIVE
    return None if figure is None else to_decimal_towards(figure, up=rising)


def state_with(
    question: Question, *, year: int, figure: Decimal, rules: RuleSet = DEFAULT_RULES
) -> State:
    """Return the state a year would have with a figure that compares, all else as it is.

    For a strict target it is that of a figure a little better: a bound does not count itself.
    Of `cumulative` the figure is the year's own. Raises as `judge` does.
    """
    refuse_faults(question, year)
    reported = question.actuals.get(year)
    if question.target.op in (Op.ABOVE, Op.BELOW):
        figure = WIDE.add(figure, question.sign * _A_LITTLE)
    value = Value(value=figure, cumulative=reported is not None and reported.cumulative)
    asked = replace(
        question,
        actuals={**question.actuals, year: value},
        incomparable={each: why for each, why in question.incomparable.items() if each != year},
    )
    return _RULES_OF_KINDS[Kind(question.kind)](asked, year, rules).state


def _decimal(number: Fraction | None) -> Decimal | None:
    return None if number is None else to_decimal(number)
