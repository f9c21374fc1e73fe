"""The words of a row: a verdict's figures as readers see them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from indicators.formatting import (
    GROWTH_DECIMALS,
    digits_apart,
    number_text,
    own_decimals,
    plain_text,
    rounded_to_good,
)
from indicators.models import (
    Assessment,
    Basis,
    Direction,
    Indicator,
    Kind,
    Observation,
    PathShape,
)
from indicators.progress import STATE_LABELS, State
from indicators.selectors.tones import LAGGING
from indicators.targets import Op

NOT_DUE_LABEL = "未到填报期"
UNCOMPUTED_LABEL = "正在重算"
MEAN = "年均"
_MEETING = frozenset({State.MET, State.ACHIEVED_EARLY, State.HOLDING})
MEAN_DECIMALS = 2
MEAN_PLACES = 6
HALF_A_MONTH = Decimal("0.5")
_IN_BRACKETS = re.compile(r"[(（][^)）]*[)）]$")


def state_label(assessment: Assessment | None, *, today: date) -> str:
    """Return the state in Chinese; 待报 before the year has ended is 未到填报期."""
    if assessment is None or not assessment.state:
        return UNCOMPUTED_LABEL
    if assessment.state == State.NO_DATA and assessment.year >= today.year:
        return NOT_DUE_LABEL
    return STATE_LABELS[State(assessment.state)]


def actual_text(assessment: Assessment | None, indicator: Indicator) -> str:
    """Return the judged figure for readers: ≈ for a round figure, ≥ for a lower bound.

    What is judged against another series shows its own growth of the year, not the difference.
    """
    if assessment is None:
        return ""
    observation = assessment.observation
    if indicator.kind == Kind.RELATIVE and observation and observation.value is not None:
        digits = max(decimals(indicator), own_decimals(observation.value))
        return _sign(observation) + plain_text(observation.value, digits)
    if indicator.kind in (Kind.ASSIGNED, Kind.RELATIVE) or assessment.value is None:
        return observation.value_text if observation else ""
    if indicator.basis == Basis.YEARLY_MEAN:
        return MEAN + mean_text(assessment, indicator)
    return judged_text(assessment, indicator)


def vintage_label(assessment: Assessment) -> str:
    """Return the vintage of the judged year's own figure, "" without one."""
    observation = assessment.observation
    return str(observation.get_vintage_display()) if observation else ""


def mean_text(assessment: Assessment, indicator: Indicator) -> str:
    """Return the mean of the years so far, which is what a target per year is held against."""
    mean = per_year(assessment.value, assessment.year, indicator)
    digits = digits_apart(mean, indicator.target_value, max(MEAN_DECIMALS, decimals(indicator)))
    return f"{'≥' if assessment.is_lower_bound else ''}{plain_text(mean, digits)}"


def per_year(total: Decimal | None, year: int, indicator: Indicator) -> Decimal | None:
    """Return what a total up to a year is per year of the period; the plan is loaded."""
    if total is None:
        return None
    return round(total / (year - indicator.plan.base_year), MEAN_PLACES)


def comparable_value(assessment: Assessment, indicator: Indicator) -> Decimal | None:
    """Return the number behind `actual_text` as it stands beside the target: per year, or as is."""
    if indicator.basis == Basis.YEARLY_MEAN:
        return per_year(assessment.value, assessment.year, indicator)
    return actual_value(assessment, indicator)


def comparable_gap(
    gap: Decimal | None, value: Decimal | None, year: int, indicator: Indicator
) -> Decimal | None:
    """Return what lies between figure and target as they are shown side by side.

    For a mean that is the target per year less the mean so far, not what the whole period lacks.
    """
    if indicator.basis != Basis.YEARLY_MEAN or gap is None or value is None:
        return gap
    sign = 1 if indicator.direction == Direction.RISE else -1
    target = per_year(value + sign * gap, indicator.plan.last_year, indicator)
    mean = per_year(value, year, indicator)
    return None if target is None or mean is None else sign * (target - mean)


def actual_value(assessment: Assessment, indicator: Indicator) -> Decimal | None:
    """Return the number behind `actual_text`."""
    if indicator.kind != Kind.RELATIVE:
        return assessment.value
    return assessment.observation.value if assessment.observation else None


def judged_text(assessment: Assessment, indicator: Indicator) -> str:
    """Return the number a verdict rests on: an actual, a total, a mean or a difference."""
    if assessment.value is None:
        return ""
    observation = assessment.observation
    threshold = threshold_of(assessment.value, assessment.gap, indicator)
    digits = digits_apart(assessment.value, threshold, decimals(indicator))
    if _is_reported(assessment, indicator):
        digits = max(digits, own_decimals(assessment.value))
    text = plain_text(assessment.value, digits)
    if observation is None or indicator.kind in (
        Kind.CUMULATIVE,
        Kind.AVERAGE_GROWTH,
        Kind.RELATIVE,
    ):
        return f"{'≥' if assessment.is_lower_bound else ''}{text}"
    return _sign(observation) + text


def _is_reported(assessment: Assessment, indicator: Indicator) -> bool:
    """Return whether what is judged is a figure as reported, or a sum of such: none is rounded."""
    observation = assessment.observation
    is_own = observation is not None and observation.value == assessment.value
    return is_own or indicator.kind == Kind.CUMULATIVE


def difference_label(indicator: Indicator) -> str:
    """Return what the judged difference is to, "" where nothing is judged against a series.

    The indicator comes with its reference.
    """
    if indicator.kind != Kind.RELATIVE or indicator.reference is None:
        return ""
    return f"年均与{_IN_BRACKETS.sub('', indicator.reference.name)}之差"


def difference_text(assessment: Assessment | None, indicator: Indicator) -> str:
    """Return by how many points a growth differs from its reference's, "" for other kinds."""
    if assessment is None or assessment.value is None or indicator.kind != Kind.RELATIVE:
        return ""
    points = judged_text(assessment, indicator).replace("-", "−")
    return f"{difference_label(indicator)} {points}个百分点"


def _sign(observation: Observation) -> str:
    return "≈" if observation.is_approximate else "≥" if observation.is_at_least else ""


def threshold_of(value: Decimal, gap: Decimal | None, indicator: Indicator) -> Decimal | None:
    """Return what a figure must not be rounded across: the target it was held against."""
    if indicator.basis == Basis.YEARLY_MEAN or indicator.target_value is None:
        return None
    if gap is None:
        return indicator.target_value
    return value + gap if indicator.direction == Direction.RISE else value - gap


def gap_text(gap: Decimal | None, indicator: Indicator, *, state: str) -> str:
    """Return what is left to the target, or how much better a figure is, with its unit.

    The gap is the comparable one; at none it is the state that knows whether the bound counts.
    Where lower is better a figure is 优于目标: 超 would read as beyond a ceiling.
    """
    if gap is None:
        return ""
    is_mean = indicator.basis == Basis.YEARLY_MEAN
    least = max(MEAN_DECIMALS, decimals(indicator)) if is_mean else decimals(indicator)
    digits = digits_apart(gap, Decimal(0), least)
    size = plain_text(abs(gap), digits) + difference_unit(indicator.unit)
    if gap == 0:
        return "恰好达到" if _counts_at_bound(indicator, state) else "恰在界限，不含本数"
    return f"{MEAN if is_mean else ''}{_gap_word(gap, indicator)}{size}"


def _gap_word(gap: Decimal, indicator: Indicator) -> str:
    if gap > 0:
        return "差"
    return "超" if indicator.direction == Direction.RISE else "优于目标"


def _counts_at_bound(indicator: Indicator, state: str) -> bool:
    """Return whether a figure exactly at the target meets it."""
    if state in _MEETING:
        return True
    return state not in LAGGING and indicator.target_op not in (Op.ABOVE, Op.BELOW)


def lead_text(months: Decimal | None, *, is_missed: bool = False) -> str:
    """Return how far ahead or behind the path, in whole months.

    Who missed the target in the last year is not in step with its path, by however little.
    """
    if months is None:
        return ""
    if abs(months) < HALF_A_MONTH:
        return "落后不到半个月" if is_missed else "与路径同步"
    size = number_text(abs(months), 0)
    return f"提前约{size}个月" if months > 0 else f"落后约{size}个月"


def difference_unit(unit: str) -> str:
    """Return the unit of a difference: points where the value itself is in per cent."""
    return {"%": "个百分点", "‰": "个千分点"}.get(unit, unit)


def needed_text(assessment: Assessment | None, indicator: Indicator) -> str:
    """Return the yearly pace still needed; at a bound that does not count, a step more."""
    needed = assessment.needed if assessment else None
    if assessment is None or needed is None:
        return ""
    rising = indicator.direction == Direction.RISE
    if indicator.kind == Kind.AVERAGE_GROWTH:
        strict = {Op.ABOVE: "高于", Op.BELOW: "低于"}.get(Op(indicator.target_op), "")
        return f"年均{strict}{needed_growth(needed, indicator)}%"
    if needed == 0:
        return f"恰在界限，再{'增' if rising else '降'}一点即可"
    return pace_text(needed, assessment, indicator)


def needed_growth(needed: Decimal, indicator: Indicator) -> str:
    """Return the growth still needed in %, rounded to the good side: enough as it is shown."""
    digits = digits_apart(needed, indicator.target_value, GROWTH_DECIMALS)
    rising = indicator.direction == Direction.RISE
    return plain_text(rounded_to_good(needed, digits, rising=rising), digits)


def pace_text(pace: Decimal | None, assessment: Assessment, indicator: Indicator) -> str:
    """Return a yearly pace of a verdict in words; growth in per cent on a geometric path.

    Of a flow it is an amount each year, which is no increase.
    """
    if pace is None:
        return ""
    if indicator.kind == Kind.AVERAGE_GROWTH:
        return f"年均{plain_text(pace, 2)}%"
    if _is_growth(assessment, indicator):
        verb = "下降" if pace < 0 else "增长"
        return f"年均{verb}{plain_text(abs(pace) * 100, 1)}%"
    digits = digits_apart(pace, Decimal(0), decimals(indicator) + 1)
    if indicator.kind == Kind.CUMULATIVE:
        return f"年均完成{plain_text(pace, digits)}{difference_unit(indicator.unit)}"
    if pace == 0:
        return "没有变化"
    verb = "降" if pace < 0 else "增"
    size = plain_text(abs(pace), digits)
    return f"年均{verb}{size}{difference_unit(indicator.unit)}"


def _is_growth(assessment: Assessment, indicator: Indicator) -> bool:
    """Return whether a verdict's paces are growth: milestones make a geometric path straight.

    A verdict under milestones has a share but no lead; that saves reading them here.
    """
    has_milestones = assessment.share is not None and assessment.lead_months is None
    return indicator.path == PathShape.GEOMETRIC and not has_milestones


def decimals(indicator: Indicator) -> int:
    """Return how many decimals an indicator's figures are shown with; means of growth two."""
    return indicator.shown_decimals
