"""Turns loaded rows into what a chart of one indicator shows; runs no queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from indicators.formatting import digits_apart, plain_text, reported_text
from indicators.models import Assessment, Basis, Direction, Indicator, Kind, Observation
from indicators.progress import Question, UnjudgeableError, path_values
from indicators.questions import question_for
from indicators.readings import Book, Reading
from indicators.selectors.standing import ruling_standpoint
from indicators.selectors.wording import decimals, needed_growth, threshold_of
from indicators.targets import Value
from indicators.trajectories import PlanLine, Point, Trajectory

OTHERWISE = "口径不同"
FLOWS = frozenset({Kind.CUMULATIVE, Kind.AVERAGE_GROWTH, Kind.RELATIVE})
BOUNDS = frozenset({Kind.KEEP, Kind.AVERAGE_GROWTH})
DRAWN_TOGETHER = frozenset({Kind.REACH, Kind.KEEP})
YEARLY_LABELS = {
    Kind.CUMULATIVE: "当年数",
    Kind.AVERAGE_GROWTH: "当年增速",
    Kind.RELATIVE: "本指标增速",
}
JUDGED_LABELS = {Kind.CUMULATIVE: "累计", Kind.AVERAGE_GROWTH: "截至当年的年均增速"}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An indicator with the question put about it and the figures as they were known for it.

    `otherwise` are figures of other definitions beside one that compares. A composite has no
    question of its own, and no figures.
    """

    indicator: Indicator
    question: Question | None
    ruling: Reading
    current: Reading
    otherwise: Sequence[Observation] = ()


def asked(indicator: Indicator, book: Book, *, today: date) -> Asked:
    """Return what is asked of an indicator from the standpoint that rules its page."""
    plan = indicator.plan
    if indicator.kind == Kind.COMPOSITE:
        return Asked(indicator=indicator, question=None, ruling=Reading(), current=Reading())
    question, ruling = question_for(
        indicator, book, standpoint=ruling_standpoint(plan), today=today
    )
    current = book.read(indicator.series_id, definition=indicator.definition, known_on=None)
    return Asked(
        indicator=indicator,
        question=question,
        ruling=ruling,
        current=current,
        otherwise=book.measured_otherwise(indicator.series_id, definition=indicator.definition),
    )


def trajectory(
    own: Asked,
    siblings: Sequence[Asked],
    *,
    reference: Reading,
    judged: Iterable[Assessment],
    shown: Assessment | None,
) -> Trajectory:
    """Return what the chart of an indicator shows.

    `judged` are its verdicts in order of years, `shown` the one the page is about; `siblings`
    are what other plans ask of the same series.
    """
    indicator = own.indicator
    together = [own, *siblings] if indicator.kind in DRAWN_TOGETHER else [own]
    return Trajectory(
        unit="%" if indicator.kind == Kind.AVERAGE_GROWTH else indicator.unit,
        figures_are_flows=indicator.kind in FLOWS,
        yearly_label=YEARLY_LABELS.get(Kind(indicator.kind), "实绩"),
        yearly=tuple(_points(own, own.current, comparable=True)),
        incomparable=tuple(_incomparable(own)),
        as_closed=tuple(_changed_since(own)),
        judged_label=JUDGED_LABELS.get(Kind(indicator.kind), ""),
        judged=tuple(_judged_points(indicator, judged)),
        reference_label=indicator.reference.name if indicator.reference else "",
        reference=tuple(_reference_points(indicator, reference)),
        plans=tuple(
            _plan_line(each, shown if each is own else None, is_own=each is own)
            for each in together
        ),
        about=shown.year if shown else None,
    )


def joint_trajectory(
    members: Sequence[Asked], *, shown: Mapping[int, Assessment | None]
) -> Trajectory:
    """Return a series with what each of its plans asks of it, no plan before another.

    `members` come in the order of their plans; figures stand in the definition of the newest.
    `shown` are the verdicts by indicator whose pace is carried on.
    """
    newest = members[-1]
    return Trajectory(
        unit=newest.indicator.unit,
        yearly=tuple(_points(newest, newest.current, comparable=True)),
        incomparable=tuple(_incomparable(newest)),
        as_closed=tuple(point for each in members for point in _changed_since(each)),
        plans=tuple(
            _plan_line(each, shown.get(each.indicator.pk), is_own=True) for each in members
        ),
    )


def path_by_year(own: Asked) -> dict[int, Decimal]:
    """Return what is due in each year; empty where nothing numeric is."""
    if own.question is None:
        return {}
    try:
        return path_values(own.question)
    except UnjudgeableError:
        return {}


def observed_text(observation: Observation, indicator: Indicator, value: Decimal | None) -> str:
    """Return a figure for readers: ≈ for a round one, ≥ for a lower bound, words as they are.

    It is as exact as it was reported; one converted to another definition is rounded.
    """
    if value is None:
        return observation.value_text
    sign = "≈" if observation.is_approximate else "≥" if observation.is_at_least else ""
    if value == observation.value:
        return sign + reported_text(value, decimals(indicator))
    return sign + figure_text(value, indicator)


def total_text(value: Decimal, indicator: Indicator, *, gap: Decimal | None = None) -> str:
    """Return what reported figures add up to, as exact as they are, or their rounded mean.

    With the `gap` to its target a mean is not rounded across that.
    """
    if indicator.kind == Kind.CUMULATIVE:
        return reported_text(value, decimals(indicator))
    target = None if gap is None else threshold_of(value, gap, indicator)
    return figure_text(value, indicator, beside=target)


def judged_total_text(assessment: Assessment, indicator: Indicator) -> str:
    """Return the total or mean a verdict rests on, "" where nothing was judged."""
    if assessment.value is None:
        return ""
    text = total_text(assessment.value, indicator, gap=assessment.gap)
    return ("≥" if assessment.is_lower_bound else "") + text


def figure_text(value: Decimal, indicator: Indicator, *, beside: Decimal | None = None) -> str:
    """Return a number with the indicator's decimals, more where it would pass for another.

    Rounding must not put it on the other side of the figure it stands `beside`.
    """
    return plain_text(value, digits_apart(value, beside, decimals(indicator)))


def _points(own: Asked, reading: Reading, *, comparable: bool) -> Iterator[Point]:
    for year, observation in sorted(reading.chosen.items()):
        if not _is_drawn(year, own.indicator):
            continue
        value = reading.values[year]
        reason = reading.incomparable.get(year, "")
        if value.value is not None and not value.cumulative and comparable != bool(reason):
            text = observed_text(observation, own.indicator, value.value)
            note = _otherwise_note(observation) if reason else observation.get_vintage_display()
            yield Point(year=year, value=value.value, text=text, note=note)


def _incomparable(own: Asked) -> list[Point]:
    """Return the figures of other definitions, alone in their year or beside one that compares."""
    beside = [
        Point(
            year=each.year,
            value=each.value,
            text=observed_text(each, own.indicator, each.value),
            note=_otherwise_note(each),
        )
        for each in own.otherwise
        if each.value is not None and not each.is_period_total
        if _is_drawn(each.year, own.indicator)
    ]
    alone = _points(own, own.current, comparable=False)
    return sorted([*alone, *beside], key=lambda point: point.year)


def _otherwise_note(observation: Observation) -> str:
    return f"{OTHERWISE}、{observation.get_vintage_display()}"


def _is_drawn(year: int, indicator: Indicator) -> bool:
    """Return whether a year is on the chart: a flow is only looked at within its plan."""
    return indicator.kind not in FLOWS or year in indicator.plan.years


def _changed_since(own: Asked) -> Iterator[Point]:
    """Yield the figures a closed account rests on where today's are others."""
    for year, observation in sorted(own.ruling.chosen.items()):
        then, now = own.ruling.values[year].value, own.current.values.get(year, Value()).value
        if then is not None and then != now and year > own.indicator.plan.base_year:
            text = observed_text(observation, own.indicator, then)
            yield Point(year=year, value=then, text=text, note=observation.get_vintage_display())


def _judged_points(indicator: Indicator, judged: Iterable[Assessment]) -> Iterator[Point]:
    if indicator.kind not in JUDGED_LABELS:
        return
    for each in judged:
        if each.value is not None:
            yield Point(year=each.year, value=each.value, text=judged_total_text(each, indicator))


def _reference_points(indicator: Indicator, reading: Reading) -> Iterator[Point]:
    if indicator.reference is None:
        return
    for year, value in sorted(reading.values.items()):
        if value.value is not None and _is_drawn(year, indicator):
            text = reported_text(value.value, indicator.reference.decimals)
            yield Point(year=year, value=value.value, text=text)


def _plan_line(each: Asked, shown: Assessment | None, *, is_own: bool) -> PlanLine:
    indicator, plan = each.indicator, each.indicator.plan
    path = path_by_year(each)
    base = each.question.base.value if each.question and each.question.base else None
    has_base = base is not None and indicator.kind in DRAWN_TOGETHER
    projection, projection_label = _projection(indicator, shown)
    return PlanLine(
        label=plan.short_title,
        base_year=plan.base_year,
        last_year=plan.last_year,
        is_own=is_own,
        base=_point(indicator, plan.base_year, base) if has_base else None,
        path=tuple(_point(indicator, year, value) for year, value in path.items()),
        target=_target(each, path),
        milestones=tuple(
            _point(indicator, mark.year, mark.value) for mark in indicator.milestones.all()
        ),
        projection=projection,
        projection_label=projection_label,
        is_bound=indicator.kind in BOUNDS,
        higher_is_better=indicator.direction == Direction.RISE,
    )


def _point(indicator: Indicator, year: int, value: Decimal | None) -> Point:
    number = value if value is not None else Decimal(0)
    return Point(year=year, value=number, text=figure_text(number, indicator))


def _target(each: Asked, path: dict[int, Decimal]) -> Point | None:
    last_year = each.indicator.plan.last_year
    target = each.question.target if each.question else None
    value = path.get(last_year, target.value if target else None)
    if value is None or target is None:
        return None
    text = target.text
    if each.indicator.basis == Basis.YEARLY_MEAN:
        text = f"{figure_text(value, each.indicator)}（年均{text}）"
    return Point(year=last_year, value=value, text=text)


def _projection(indicator: Indicator, shown: Assessment | None) -> tuple[tuple[Point, ...], str]:
    """Return where the present pace leads, or for a mean growth the rate still needed."""
    label = "按现有速度推算"
    if shown is None or shown.value is None:
        return (), label
    last_year = indicator.plan.last_year
    if indicator.kind == Kind.AVERAGE_GROWTH and shown.needed is not None:
        years = range(shown.year + 1, last_year + 1)
        text = needed_growth(shown.needed, indicator)
        points = (Point(year=year, value=shown.needed, text=text) for year in years)
        return tuple(points), "以后年均所需"
    if shown.projected is None or shown.year >= last_year:
        return (), label
    start = _point(indicator, shown.year, shown.value)
    return (start, _point(indicator, last_year, shown.projected)), label
