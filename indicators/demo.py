"""Invented figures for demo mode: plausible, the same each time, and labelled as invented."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from indicators.models import (
    Definition,
    Indicator,
    Kind,
    Observation,
    ObservationSource,
    Series,
    Standpoint,
    Vintage,
)
from indicators.progress import Question, UnjudgeableError, path_values
from indicators.questions import question_for
from indicators.readings import Book
from indicators.services.staleness import mark_all_stale, request_recompute
from indicators.targets import parse_value
from plans.models import Plan, Region

DATASET: Final = "demo"
SOURCE_TITLE: Final = "演示数据（虚构）"
PUBLISHED_MONTH, PUBLISHED_DAY = 2, 20
WHOLE: Final = Decimal(100)


class NotInDemoModeError(RuntimeError):
    """Invented figures were asked for outside demo mode."""


@dataclass(frozen=True, kw_only=True)
class Temper:
    """How an indicator fares: `speed` of the way it should go, and the years nobody reported."""

    speed: Decimal
    misses_last: bool = False


TEMPERS: Final = (
    *([Temper(speed=Decimal("1.15"))] * 5),
    *([Temper(speed=Decimal("1.03"))] * 8),
    *([Temper(speed=Decimal("0.88"))] * 3),
    *([Temper(speed=Decimal("0.60"))] * 3),
    *([Temper(speed=Decimal("-0.20"))] * 1),
    *([Temper(speed=Decimal("1.60"))] * 2),
    *([Temper(speed=Decimal("1.00"), misses_last=True)] * 2),
)
"""Drawn from with equal chance: most go as they should, a few ahead, late, back or unreported."""


@transaction.atomic
def fill_with_demo_figures(*, now: datetime) -> int:
    """Fill every year that has no figure yet with an invented one; returns how many were made.

    Years whose figures could not have been published by now are left out. Running it again
    adds nothing. Raises NotInDemoModeError outside demo mode.
    """
    if not settings.DEMO:
        raise NotInDemoModeError("演示数据只能载入演示数据库：请用 make demo 启动。")
    today = timezone.localdate(now)
    made: list[Observation] = []
    for plan in Plan.objects.select_related("region").order_by("first_year"):
        known = _known_figures(plan.region)
        for observation in _figures_of(plan, today=today, now=now):
            key = (observation.series_id, observation.definition_id, observation.year)
            if key not in known:
                known.add(key)
                made.append(observation)
    _store(made)
    mark_all_stale(now=now)
    request_recompute()
    return len(made)


def invented_texts(
    question: Question, *, years: Iterable[int], decimals: int, seed: str
) -> dict[int, str]:
    """Return a figure for each year as a person would have entered it; the seed decides."""
    random = Random(seed)  # noqa: S311 - the same figures each time, not secrets
    temper = random.choice(TEMPERS)
    wanted = [year for year in years if not (temper.misses_last and year == question.last_year)]
    if question.kind == Kind.ASSIGNED:
        return {year: random.choice(("完成", "完成", "完成", "未完成")) for year in wanted}
    path = _path(question)
    result = {}
    for year in wanted:
        value = _value(question, year, path=path, temper=temper, random=random)
        if value is not None:
            result[year] = _text(value, question, decimals)
    return result


def _value(
    question: Question, year: int, *, path: dict[int, Decimal], temper: Temper, random: Random
) -> Decimal | None:
    shake = Decimal(random.randint(-20, 20)) / 1000
    if question.kind == Kind.RELATIVE:
        return Decimal("6.5") + (temper.speed - 1) * 3 + shake * 20
    goal = path.get(question.last_year, question.target.value)
    if goal is None:
        return None
    if question.kind == Kind.CUMULATIVE:
        return goal / question.length * (abs(temper.speed) + shake * 5)
    if question.kind == Kind.AVERAGE_GROWTH:
        return goal + (temper.speed - 1) * 4 + shake * 20
    if question.kind == Kind.KEEP:
        return goal + question.sign * (abs(goal) or 1) * (
            (temper.speed - Decimal("0.9")) / 8 + shake
        )
    return _on_the_way(question, year, goal=goal, path=path, speed=temper.speed + shake)


def _on_the_way(
    question: Question, year: int, *, goal: Decimal, path: dict[int, Decimal], speed: Decimal
) -> Decimal:
    """Return a stock on its way: so much of what the path asks for since the base year."""
    base, due = path.get(question.base_year), path.get(year)
    if base is None or due is None:
        base = goal - question.sign * abs(goal) / 5
        due = base + (goal - base) * question.elapsed(year) / question.length
    return base + (due - base) * speed


def _text(value: Decimal, question: Question, decimals: int) -> str:
    """Return a figure with the series' decimals, no less than nothing, no more than the whole."""
    if question.kind in (Kind.AVERAGE_GROWTH, Kind.RELATIVE):
        decimals = 1
    elif question.kind != Kind.CUMULATIVE and question.unit == "%" and value > WHOLE:
        value = WHOLE
    if question.nonnegative and value < 0:
        value = Decimal(0)
    return f"{value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP):f}"


def _path(question: Question) -> dict[int, Decimal]:
    try:
        return path_values(question)
    except UnjudgeableError:
        return {}


def _known_figures(region: Region) -> set[tuple[int, int | None, int]]:
    standing = Observation.objects.filter(region=region, withdrawn_at=None)
    return set(standing.values_list("series", "definition", "year"))


def _figures_of(plan: Plan, *, today: date, now: datetime) -> Iterator[Observation]:
    years = [year for year in plan.years if _published_on(year) <= today]
    indicators = (
        plan.indicators.exclude(series=None)
        .select_related("plan", "series", "definition", "reference")
        .prefetch_related("milestones", "target_revisions")
    )
    for indicator in indicators:
        for year, text in _texts_of(indicator, years, today=today).items():
            yield _observation(
                indicator.series, indicator.definition, plan.region, year, text, now=now
            )
        for year in years if indicator.reference else ():
            random = Random(f"{indicator.reference}{year}")  # noqa: S311 - as above
            text = f"{Decimal(random.randint(50, 80)) / 10:f}"
            yield _observation(indicator.reference, None, plan.region, year, text, now=now)


def _texts_of(indicator: Indicator, years: list[int], *, today: date) -> dict[int, str]:
    question, _ = question_for(indicator, Book([]), standpoint=Standpoint.CURRENT, today=today)
    decimals = indicator.series.decimals if indicator.series else 0
    return invented_texts(question, years=years, decimals=decimals, seed=indicator.code)


def _observation(
    series: Series | None,
    definition: Definition | None,
    region: Region,
    year: int,
    text: str,
    *,
    now: datetime,
) -> Observation:
    value = parse_value(text, unit=series.unit if series else None)
    return Observation(
        series=series,
        definition=definition,
        region=region,
        year=year,
        vintage=Vintage.PRELIMINARY,
        value_text=text,
        value=value.value,
        assigned_met=value.assigned_met,
        published_on=_published_on(year),
        recorded_at=now,
    )


def _published_on(year: int) -> date:
    return date(year + 1, PUBLISHED_MONTH, PUBLISHED_DAY)


def _store(observations: list[Observation]) -> None:
    Observation.objects.bulk_create(observations, batch_size=1000)
    ObservationSource.objects.bulk_create(
        [
            ObservationSource(
                observation=each,
                dataset=DATASET,
                value_text=each.value_text,
                published_on=each.published_on,
                title=SOURCE_TITLE,
            )
            for each in observations
        ],
        batch_size=1000,
    )
