"""Why a verdict is what it is: its figures, its formulas, its rules and what would be enough."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from indicators.formatting import plain_text, rounded_to_good, share_text, unit_behind
from indicators.models import Assessment, Basis, Direction, Indicator, Kind, RuleSet
from indicators.progress import STATE_LABELS, State
from indicators.selectors.evidence import ObservationRow
from indicators.selectors.standing import IndicatorRow
from indicators.selectors.tones import LAGGING
from indicators.selectors.trajectory import figure_text
from indicators.selectors.wording import (
    decimals,
    difference_label,
    judged_text,
    lead_text,
    mean_text,
    needed_text,
    pace_text,
    per_year,
)
from indicators.targets import Op

RATIO_KINDS: Final = frozenset({Kind.REACH, Kind.CUMULATIVE})
MARGIN_KINDS: Final = frozenset({Kind.AVERAGE_GROWTH, Kind.RELATIVE})

_BY_THE_YEAR: Final = frozenset({Kind.REACH, Kind.KEEP})
"""Kinds a year's own figure decides; sums and means of several definitions ask for none."""


@dataclass(frozen=True, kw_only=True)
class KeyFigure:
    """A figure of the heading: label, value with unit, and a word on it.

    `term` is where the glossary explains the label, "" where it does not.
    """

    label: str
    value: str
    unit: str = ""
    note: str = ""
    term: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """A formula in words and with the numbers put in."""

    label: str
    formula: str
    numbers: str


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """From where on a state is reached."""

    state: str
    label: str
    test: str


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Why a verdict is what it is; empty tuples where nothing was computed."""

    steps: tuple[Step, ...]
    inputs: tuple[ObservationRow, ...]
    rule_set: str
    rule_note: str
    thresholds: tuple[Threshold, ...]
    enough_text: str


def explanation(
    assessment: Assessment | None, indicator: Indicator, *, inputs: Iterable[ObservationRow]
) -> Explanation:
    """Return why an indicator's verdict is what it is."""
    rules = assessment.rule_set if assessment else None
    return Explanation(
        steps=tuple(Step(label=a, formula=b, numbers=c) for a, b, c in _steps(assessment)),
        inputs=tuple(inputs),
        rule_set=str(rules or ""),
        rule_note=rules.note if rules else "",
        thresholds=tuple(_thresholds(rules, indicator)) if rules else (),
        enough_text=enough_text(assessment, indicator),
    )


def enough_text(assessment: Assessment | None, indicator: Indicator) -> str:
    """Return which figure of the judged year would have been enough, "" where none is known.

    Rounded to the good side, so that the figure named is enough indeed.
    """
    if assessment is None or assessment.enough is None or not assessment.enough_state:
        return ""
    if assessment.enough_state in LAGGING:
        return ""
    is_otherwise = assessment.state == State.NOT_COMPARABLE
    if is_otherwise and indicator.kind not in _BY_THE_YEAR:
        return ""
    rising = indicator.direction == Direction.RISE
    is_strict = indicator.target_op in (Op.ABOVE, Op.BELOW)
    at_target = is_strict and assessment.enough == indicator.target_value
    bound = {
        (True, False): "不低于",
        (True, True): "高于",
        (False, False): "不高于",
        (False, True): "低于",
    }[rising, at_target]
    aim = STATE_LABELS[State(assessment.enough_state)]
    if rising and indicator.kind == Kind.CUMULATIVE and assessment.enough == 0:
        return f"{assessment.year}年当年数即使为0，也是“{aim}”。"
    unit = "%" if indicator.kind in MARGIN_KINDS else indicator.unit
    figure = f"{_rounded_to_good(assessment.enough, indicator, rising=rising)}{unit}"
    subject = "当年数" if indicator.kind == Kind.CUMULATIVE else "实绩"
    enough = f"{assessment.year}年{subject}{bound}{figure}，即为“{aim}”"
    if is_otherwise:
        return f"按基期和目标的口径，{enough}；现有实绩口径不同，不能与之相比。"
    return f"{enough}。"


def key_figures(
    assessment: Assessment | None, indicator: Indicator, row: IndicatorRow
) -> list[KeyFigure]:
    """Return the figures of the heading, those an indicator's kind does not have left out."""
    plan = indicator.plan
    if indicator.kind == Kind.COMPOSITE:
        return []
    figures = [
        KeyFigure(
            label=f"{plan.base_year}年基期",
            value=row.baseline_text.strip("/") or "未列出",
            unit=unit_behind(row.baseline_text, indicator.unit),
            term="baseline",
        ),
        KeyFigure(
            label=target_label(indicator),
            value=row.target_in_force,
            unit=unit_behind(row.target_in_force, indicator.unit),
            note=f"规划原定 {row.target_text}" if row.is_target_revised else "",
            term="target",
        ),
    ]
    if assessment is not None:
        figures += [
            judged_figure(assessment, indicator, row),
            *_difference(assessment, indicator),
            *_progress(assessment, indicator, row),
        ]
    return [figure for figure in figures if figure.value]


def target_label(indicator: Indicator) -> str:
    """Return what the target is of: the last year, or a mean of the years; the plan is loaded."""
    is_mean = indicator.basis == Basis.YEARLY_MEAN
    return "年均目标" if is_mean else f"{indicator.plan.last_year}年目标"


def _steps(assessment: Assessment | None) -> list[tuple[str, str, str]]:
    return [(a, b, c) for a, b, c in (assessment.steps if assessment else [])]


def _rounded_to_good(value: Decimal, indicator: Indicator, *, rising: bool) -> str:
    digits = decimals(indicator)
    return plain_text(rounded_to_good(value, digits, rising=rising), digits)


def _thresholds(rules: RuleSet, indicator: Indicator) -> list[Threshold]:
    if indicator.kind in RATIO_KINDS:
        symbol, bounds = "r", (rules.ahead_ratio, rules.on_track_ratio, rules.nearly_ratio)
    elif indicator.kind in MARGIN_KINDS:
        symbol, bounds = "差", (rules.ahead_margin, rules.on_track_margin, rules.nearly_margin)
    else:
        return []
    ahead, on_track, nearly = (plain_text(bound, 4) for bound in bounds)
    tests: tuple[tuple[State, str], ...] = (
        (State.AHEAD, f"{symbol} ≥ {ahead}"),
        (State.ON_TRACK, f"{on_track} ≤ {symbol} < {ahead}"),
        (State.NEARLY, f"{nearly} ≤ {symbol} < {on_track}"),
        (State.BEHIND, f"{symbol} < {nearly}"),
    )
    if indicator.nature == "binding":
        tests = (*tests[:2], (State.BEHIND, f"{symbol} < {on_track}（约束性指标）"))
    return [Threshold(state=state, label=STATE_LABELS[state], test=test) for state, test in tests]


def judged_figure(assessment: Assessment, indicator: Indicator, row: IndicatorRow) -> KeyFigure:
    """Return the figure that was judged, said as what it is: an actual, a total, a mean."""
    is_mean = indicator.basis == Basis.YEARLY_MEAN and assessment.value is not None
    label = (
        f"截至{assessment.year}年年均"
        if is_mean
        else {
            Kind.CUMULATIVE: f"截至{assessment.year}年累计",
            Kind.AVERAGE_GROWTH: f"截至{assessment.year}年年均增速",
        }.get(Kind(indicator.kind), f"{assessment.year}年实绩")
    )
    unit = {
        Kind.AVERAGE_GROWTH: "%",
        Kind.ASSIGNED: "",
    }.get(Kind(indicator.kind), indicator.unit)
    observation = assessment.observation
    vintage = observation.get_vintage_display() if observation else ""
    value = mean_text(assessment, indicator) if is_mean else row.actual_text
    return KeyFigure(label=label, value=value, unit=unit, note=vintage, term="actual")


def _difference(assessment: Assessment, indicator: Indicator) -> list[KeyFigure]:
    label = difference_label(indicator)
    if not label:
        return []
    value = judged_text(assessment, indicator)
    return [KeyFigure(label=f"截至{assessment.year}年{label}", value=value, unit="个百分点")]


def _progress(assessment: Assessment, indicator: Indicator, row: IndicatorRow) -> list[KeyFigure]:
    due = share_text(assessment.due_share)
    is_mean = indicator.basis == Basis.YEARLY_MEAN
    return [
        KeyFigure(
            label="完成进度",
            value=row.share_text,
            note=f"应有 {due}" if due else "",
            term="share",
        ),
        KeyFigure(label="与目标的差距", value=row.gap_text, term="gap"),
        KeyFigure(label="与路径相比", value=_lead_text(assessment), term="lead"),
        KeyFigure(
            label="已有速度",
            value=pace_text(assessment.pace, assessment, indicator),
            term="pace",
        ),
        KeyFigure(
            label="以后所需速度",
            value=needed_text(assessment, indicator),
            note=_times(assessment.pace_ratio),
            term="pace",
        ),
        KeyFigure(
            label="全期年均推算" if is_mean else f"{indicator.plan.last_year}年推算",
            value=_projected_text(assessment, indicator),
            unit=indicator.unit,
            note=_projection_note(assessment),
            term="projection",
        ),
    ]


def _lead_text(assessment: Assessment) -> str:
    return lead_text(assessment.lead_months, is_missed=assessment.state == State.MISSED)


def _projected_text(assessment: Assessment, indicator: Indicator) -> str:
    projected = assessment.projected
    if indicator.basis == Basis.YEARLY_MEAN:
        projected = per_year(projected, indicator.plan.last_year, indicator)
    if projected is None:
        return ""
    return figure_text(projected, indicator, beside=indicator.target_value)


def _times(ratio: Decimal | None) -> str:
    return "" if ratio is None else f"是已有速度的{plain_text(ratio, 2)}倍"


def _projection_note(assessment: Assessment) -> str:
    if assessment.projected_meets is None:
        return ""
    return "按已有速度可以完成" if assessment.projected_meets else "按已有速度不能完成"
