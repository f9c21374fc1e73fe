"""Turns loaded rows into questions for the pure core; runs no queries and reads no clock."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from indicators import progress
from indicators.conversions import in_definition, newer_definition
from indicators.formatting import rounded_to_good
from indicators.models import (
    Direction,
    Indicator,
    Kind,
    Observation,
    RuleSet,
    Standpoint,
    TargetRevision,
    Vintage,
)
from indicators.progress import Question, Verdict
from indicators.readings import Book, Reading
from indicators.targets import Target, parse_target, parse_value

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """A verdict with where it stands and which observations it was reached from.

    `enough` is the figure that would have been enough, `enough_state` what a year is with it.
    """

    indicator: Indicator
    year: int
    standpoint: Standpoint
    verdict: Verdict
    enough: Decimal | None
    enough_state: progress.State | None
    observation: Observation | None
    inputs: tuple[Observation, ...]


def core_rules(rule_set: RuleSet) -> progress.RuleSet:
    """Return a stored rule set as the core takes it."""
    return progress.RuleSet(
        version=rule_set.version,
        effective_on=rule_set.effective_on,
        ahead_ratio=rule_set.ahead_ratio,
        on_track_ratio=rule_set.on_track_ratio,
        nearly_ratio=rule_set.nearly_ratio,
        ahead_margin=rule_set.ahead_margin,
        on_track_margin=rule_set.on_track_margin,
        nearly_margin=rule_set.nearly_margin,
        points_tolerance=rule_set.points_tolerance,
        share_tolerance=rule_set.share_tolerance,
        synchronous_margin=rule_set.synchronous_margin,
    )


def judgements(
    indicator: Indicator, book: Book, *, rules: progress.RuleSet, today: date
) -> Iterator[Judgement]:
    """Judge an indicator in every year of its plan from every standpoint that applies.

    `indicator` comes with plan, series, definition, children and target revisions loaded.
    """
    for standpoint in standpoints(indicator, book, today=today):
        for year in indicator.plan.years:
            yield judgement(
                indicator, book, year=year, standpoint=standpoint, rules=rules, today=today
            )


def judgement(
    indicator: Indicator,
    book: Book,
    *,
    year: int,
    standpoint: Standpoint,
    rules: progress.RuleSet,
    today: date,
) -> Judgement:
    """Judge an indicator in one year from one standpoint; a composite through its children."""
    if indicator.kind == Kind.COMPOSITE:
        return _composite_judgement(
            indicator, book, year=year, standpoint=standpoint, rules=rules, today=today
        )
    question, reading = question_for(indicator, book, standpoint=standpoint, today=today)
    try:
        verdict = progress.judge(question, year=year, rules=rules)
        enough, enough_state = _enough(indicator, question, year=year, rules=rules)
    except progress.UnjudgeableError as error:
        verdict, enough, enough_state = _unjudgeable(indicator, year, error), None, None
    return Judgement(
        indicator=indicator,
        year=year,
        standpoint=standpoint,
        verdict=verdict,
        enough=enough,
        enough_state=enough_state,
        observation=reading.chosen.get(year),
        inputs=_inputs(indicator, book, reading, year=year, standpoint=standpoint),
    )


def _enough(
    indicator: Indicator, question: Question, *, year: int, rules: progress.RuleSet
) -> tuple[Decimal | None, progress.State | None]:
    """Return which figure would have been enough, and the state a year has with it as shown.

    Rounded it may be more than enough: of 30.3 places the 30th is shown, which is the target.
    """
    enough = progress.required_for_on_track(question, year=year, rules=rules)
    if enough is None:
        return None, None
    rising = indicator.direction == Direction.RISE
    shown = rounded_to_good(enough, indicator.shown_decimals, rising=rising)
    return enough, progress.state_with(question, year=year, figure=shown, rules=rules)


def question_for(
    indicator: Indicator, book: Book, *, standpoint: Standpoint, today: date
) -> tuple[Question, Reading]:
    """Return what the core is asked about an indicator, and the figures it is asked on."""
    plan, series = indicator.plan, indicator.series
    known_on = _known_on(indicator, standpoint)
    newer = newer_definition(indicator, book) if standpoint == Standpoint.NEW_DEFINITION else None
    definition = newer or indicator.definition
    reading = book.read(indicator.series_id, definition=definition, known_on=known_on)
    yardstick = book.read(indicator.reference_id, definition=None, known_on=known_on)
    in_force = (
        None
        if standpoint == Standpoint.ORIGINAL_TARGET
        else revision_in_force(indicator, known_on or today)
    )
    question = Question(
        kind=indicator.kind,
        direction=indicator.direction,
        nature=indicator.nature,
        basis=indicator.basis,
        path=indicator.path,
        base_year=plan.base_year,
        last_year=plan.last_year,
        unit=indicator.unit,
        decimals=series.decimals if series else 0,
        base=parse_value(indicator.baseline_text or "/", unit=indicator.unit),
        target=_target(indicator, indicator.target_text),
        tolerance=indicator.tolerance,
        nonnegative=bool(series and series.nonnegative),
        actuals=reading.values,
        reference={
            year: value.value
            for year, value in yardstick.values.items()
            if value.value is not None and year not in yardstick.incomparable
        },
        milestones={each.year: each.value for each in indicator.milestones.all()},
        incomparable=reading.incomparable,
        withheld=_withheld(indicator, book, reading, known_on=known_on),
    )
    if in_force is not None:
        question = replace(question, target=_target(indicator, in_force.target_text))
    if newer is not None:
        question = in_definition(question, reading, own=indicator.definition, other=newer)
    if standpoint == Standpoint.REVISED_BASE:
        question = replace(question, base=reading.values[plan.base_year])
    return question, reading


def _withheld(
    indicator: Indicator, book: Book, reading: Reading, *, known_on: date | None
) -> dict[int, str]:
    """Return why figures of the period that are known today do not count in a closed account."""
    if known_on is None:
        return {}
    today = book.read(indicator.series_id, definition=indicator.definition, known_on=None)
    return {
        year: _why_withheld(today.chosen[year])
        for year in indicator.plan.years
        if year in today.chosen and year not in reading.chosen
    }


def _why_withheld(figure: Observation) -> str:
    if figure.published_on is None:
        return f"{figure.year}年的实绩公布日期不详，不能计入结账时的数据"
    return f"{figure.year}年的实绩在结账以后才有，不计入结账时的数据"


def standpoints(indicator: Indicator, book: Book, *, today: date) -> list[Standpoint]:
    """Return from where an indicator is judged, the one that rules its page first."""
    result = [Standpoint.CURRENT]
    if indicator.plan.closed_on is not None:
        result.insert(0, Standpoint.CLOSING)
    if _base_was_revised(indicator, book, today=today):
        result.append(Standpoint.REVISED_BASE)
    if revision_in_force(indicator, today) is not None:
        result.append(Standpoint.ORIGINAL_TARGET)
    if newer_definition(indicator, book) is not None:
        result.append(Standpoint.NEW_DEFINITION)
    return result


def revision_in_force(indicator: Indicator, on: date) -> TargetRevision | None:
    """Return the latest lawful change of the target that is in force on a day."""
    revisions = [each for each in indicator.target_revisions.all() if each.effective_from <= on]
    return max(revisions, key=lambda each: (each.effective_from, each.pk), default=None)


def _composite_judgement(
    indicator: Indicator,
    book: Book,
    *,
    year: int,
    standpoint: Standpoint,
    rules: progress.RuleSet,
    today: date,
) -> Judgement:
    children = [
        judgement(child, book, year=year, standpoint=standpoint, rules=rules, today=today)
        for child in indicator.children.all()
    ]
    return Judgement(
        indicator=indicator,
        year=year,
        standpoint=standpoint,
        verdict=progress.judge_composite([child.verdict for child in children]),
        enough=None,
        enough_state=None,
        observation=None,
        inputs=tuple(each for child in children for each in child.inputs),
    )


def _unjudgeable(indicator: Indicator, year: int, error: progress.UnjudgeableError) -> Verdict:
    """Return the verdict on an indicator that contradicts itself; one must not stop the rest."""
    logger.error("指标 %s 无法评判，请在后台改正：%s", indicator.code, error)
    reason = f"指标的设定自相矛盾，无法评判：{error}"
    return Verdict(
        state=progress.State.NOT_COMPARABLE, year=year, reason=reason, sentence=f"{reason}。"
    )


def _target(indicator: Indicator, text: str) -> Target:
    return parse_target(text, direction=indicator.direction, unit=indicator.unit)


def _base_was_revised(indicator: Indicator, book: Book, *, today: date) -> bool:
    """Return whether the base year's figure changed since and a way to the target is left."""
    if indicator.kind != Kind.REACH:
        return False
    question, reading = question_for(indicator, book, standpoint=Standpoint.CURRENT, today=today)
    observed = reading.chosen.get(indicator.plan.base_year)
    if observed is None or observed.vintage not in (Vintage.FINAL, Vintage.REVISED):
        return False
    base_year, printed, target = indicator.plan.base_year, question.base, question.target.value
    now = reading.values[base_year].value
    if base_year in reading.incomparable or printed is None or now is None or target is None:
        return False
    if printed.value is None or now == printed.value:
        return False
    return now < target if indicator.direction == "rise" else now > target


def _inputs(
    indicator: Indicator, book: Book, reading: Reading, *, year: int, standpoint: Standpoint
) -> tuple[Observation, ...]:
    """Return the figures of the period so far, in both series; the base year's where it rules."""
    plan = indicator.plan
    yardstick = book.read(
        indicator.reference_id, definition=None, known_on=_known_on(indicator, standpoint)
    )
    first = plan.base_year if standpoint == Standpoint.REVISED_BASE else plan.first_year
    return tuple(
        each.chosen[known]
        for each in (reading, yardstick)
        for known in sorted(each.chosen)
        if first <= known <= year
    )


def _known_on(indicator: Indicator, standpoint: Standpoint) -> date | None:
    """Return the day up to which figures count: the closing of the plan, or no limit."""
    return indicator.plan.closed_on if standpoint == Standpoint.CLOSING else None
