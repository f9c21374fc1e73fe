"""Computes verdicts and stores them; safe to run twice, or twice at once."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from indicators.models import (
    Assessment,
    Indicator,
    Observation,
    RecomputeRun,
    RuleSet,
    TargetRevision,
)
from indicators.models.assessment import COMPUTED_PLACES
from indicators.questions import Judgement, core_rules, judgements
from indicators.readings import Book
from indicators.services.rule_sets import rule_set_in_force
from indicators.services.staleness import depending_on, mark_stale

logger = logging.getLogger(__name__)

COMPUTED_NUMBERS = (
    "value",
    "share",
    "due_share",
    "due_value",
    "ratio",
    "gap",
    "lead_months",
    "pace",
    "needed",
    "pace_ratio",
    "projected",
    "enough",
)
COMPUTED = (
    "observation_id",
    "definition_id",
    "rule_set_id",
    "state",
    "is_lower_bound",
    "projected_meets",
    "reason",
    "sentence",
    "steps",
    "input_ids",
    *COMPUTED_NUMBERS,
)
UPSERT_FIELDS = [name.removesuffix("_id") for name in COMPUTED] + ["stale_since", "computed_at"]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What one pass over a series and region did."""

    assessed: int
    written: int
    unexpected: tuple[str, ...]


@transaction.atomic
def assess(*, series_id: int, region_id: int, now: datetime) -> Outcome:
    """Compute every verdict that depends on a series in a region; returns what changed.

    The rows are locked before the inputs are read, so a figure approved meanwhile either is
    seen here or leaves its mark after us. A verdict that changes without having been marked
    is `unexpected`.
    """
    indicators = _indicators(series_id, region_id)
    rows = {
        (row.indicator_id, row.year, row.standpoint): row
        for row in Assessment.objects.select_for_update(of=("self",))
        .filter(indicator__in=indicators, region=region_id)
        .order_by("pk")
    }
    today = timezone.localdate(now)
    rule_set = rule_set_in_force(today)
    rules, book = core_rules(rule_set), _book(indicators, region_id)
    fresh = {
        (judged.indicator.pk, judged.year, str(judged.standpoint)): judged
        for indicator in indicators
        for judged in judgements(indicator, book, rules=rules, today=today)
    }
    changed, unexpected = [], []
    for key, judged in fresh.items():
        row = rows.get(key)
        computed = _computed(judged, rule_set)
        if row is not None and row.stale_since is None:
            if _same(row, computed):
                continue
            if row.rule_set_id == rule_set.pk:
                unexpected.append(f"{judged.indicator.code} {judged.year} {judged.standpoint}")
        changed.append(_row(judged, region_id, computed, now=now))
    _write(changed)
    gone = [row.pk for key, row in rows.items() if key not in fresh]
    Assessment.objects.filter(pk__in=gone).delete()
    return Outcome(assessed=len(fresh), written=len(changed), unexpected=tuple(unexpected))


def reassess_all(*, now: datetime) -> RecomputeRun:
    """Compute everything anew and record whether any verdict had gone wrong unnoticed."""
    _mark_revised_targets(now=now)
    outcomes = [
        assess(series_id=series_id, region_id=region_id, now=now)
        for series_id, region_id in _all_work()
    ]
    changes = [change for outcome in outcomes for change in outcome.unexpected]
    run = RecomputeRun.objects.create(
        started_at=now,
        finished_at=timezone.now(),
        assessed=sum(outcome.assessed for outcome in outcomes),
        changed=len(changes),
        changes=changes,
    )
    if changes:
        logger.error("全量重算改变了 %d 条评估，请查明原因：%s", len(changes), "；".join(changes))
    return run


def _mark_revised_targets(*, now: datetime) -> None:
    """Mark what a target revision that came into force since the last run has changed."""
    last = RecomputeRun.objects.order_by("-started_at").first()
    revised = TargetRevision.objects.filter(effective_from__lte=timezone.localdate(now))
    if last is not None:
        revised = revised.filter(effective_from__gt=timezone.localdate(last.started_at))
    mark_stale(series_ids=revised.values_list("indicator__series", flat=True), now=now)


def _indicators(series_id: int, region_id: int) -> list[Indicator]:
    """Return what depends on the series, with all that judging it reads (six queries)."""
    return list(
        depending_on([series_id])
        .filter(plan__region=region_id)
        .select_related("plan", "series", "definition")
        .prefetch_related(
            "milestones",
            "target_revisions",
            "children__plan",
            "children__series",
            "children__definition",
            "children__milestones",
            "children__target_revisions",
        )
    )


def _book(indicators: Iterable[Indicator], region_id: int) -> Book:
    family = [each for one in indicators for each in (one, *one.children.all())]
    series_ids = {each.series_id for each in family} | {each.reference_id for each in family}
    observations = Observation.objects.filter(
        series__in=series_ids - {None}, region=region_id
    ).select_related("definition")
    return Book(observations)


def _computed(judged: Judgement, rule_set: RuleSet) -> dict[str, Any]:
    """Return the computed fields of a row; numbers as the database will give them back."""
    verdict, observation = judged.verdict, judged.observation
    numbers = {name: getattr(verdict, name) for name in COMPUTED_NUMBERS if name != "enough"}
    numbers["enough"] = judged.enough
    return {
        "observation_id": observation.pk if observation else None,
        "definition_id": observation.definition_id if observation else None,
        "rule_set_id": rule_set.pk,
        "state": str(verdict.state),
        "is_lower_bound": verdict.is_lower_bound,
        "projected_meets": verdict.projected_meets,
        "reason": verdict.reason,
        "sentence": verdict.sentence,
        "steps": [[step.label, step.formula, step.numbers] for step in verdict.steps],
        "input_ids": [observation.pk for observation in judged.inputs],
        **{name: _stored(number) for name, number in numbers.items()},
    }


def _stored(number: Decimal | None) -> Decimal | None:
    """Round a number to what its column keeps, so that equal verdicts compare equal."""
    return None if number is None else round(number, COMPUTED_PLACES)


def _same(row: Assessment, computed: dict[str, Any]) -> bool:
    return all(getattr(row, name) == value for name, value in computed.items())


def _row(
    judged: Judgement, region_id: int, computed: dict[str, Any], *, now: datetime
) -> Assessment:
    return Assessment(
        indicator=judged.indicator,
        region_id=region_id,
        year=judged.year,
        standpoint=judged.standpoint,
        stale_since=None,
        computed_at=now,
        **computed,
    )


def _write(rows: list[Assessment]) -> None:
    """Write all rows in one upsert."""
    Assessment.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["indicator", "region", "year", "standpoint"],
        update_fields=UPSERT_FIELDS,
        batch_size=1000,
    )


def _all_work() -> list[tuple[int, int]]:
    pairs = (
        Indicator.objects.exclude(series=None)
        .order_by("series", "plan__region")
        .values_list("series", "plan__region")
    )
    return list(dict.fromkeys(pairs))
