"""From a judgement to the row that holds it, stored or not; and the rows judging one reads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import localcontext
from typing import Any

from django.db.models import DecimalField, QuerySet

from indicators.formatting import WIDE
from indicators.models import Assessment, Indicator, Observation, RuleSet
from indicators.questions import Judgement

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
PLACES = {
    field.name: field.decimal_places
    for field in Assessment._meta.get_fields()
    if isinstance(field, DecimalField)
}
COMPUTED = (
    "observation_id",
    "definition_id",
    "rule_set_id",
    "state",
    "enough_state",
    "is_lower_bound",
    "projected_meets",
    "reason",
    "sentence",
    "steps",
    "input_ids",
    *COMPUTED_NUMBERS,
)


def judgeable(indicators: QuerySet[Indicator]) -> QuerySet[Indicator]:
    """Return indicators with all that judging them reads but the figures (six queries)."""
    return indicators.select_related("plan", "series", "definition").prefetch_related(
        "milestones",
        "target_revisions",
        "children__plan",
        "children__series",
        "children__definition",
        "children__milestones",
        "children__target_revisions",
    )


def figures_of(indicators: Iterable[Indicator], *, region_id: int) -> QuerySet[Observation]:
    """Return all figures the verdicts on judgeable indicators may rest on."""
    family = [each for one in indicators for each in (one, *one.children.all())]
    series_ids = {each.series_id for each in family} | {each.reference_id for each in family}
    return Observation.objects.filter(
        series__in=series_ids - {None}, region=region_id
    ).select_related("definition")


def computed_fields(judged: Judgement, rule_set: RuleSet) -> dict[str, Any]:
    """Return the computed fields of a row; numbers as the database will give them back."""
    verdict, observation = judged.verdict, judged.observation
    numbers = {name: getattr(verdict, name) for name in COMPUTED_NUMBERS if name != "enough"}
    numbers["enough"] = judged.enough
    return {
        "observation_id": observation.pk if observation else None,
        "definition_id": observation.definition_id if observation else None,
        "rule_set_id": rule_set.pk,
        "state": str(verdict.state),
        "enough_state": str(judged.enough_state or ""),
        "is_lower_bound": verdict.is_lower_bound,
        "projected_meets": verdict.projected_meets,
        "reason": verdict.reason,
        "sentence": verdict.sentence,
        "steps": [[step.label, step.formula, step.numbers] for step in verdict.steps],
        "input_ids": [observation.pk for observation in judged.inputs],
        **{name: _stored(name, number) for name, number in numbers.items()},
    }


def assessment(
    judged: Judgement, computed: dict[str, Any], *, region_id: int, now: datetime | None
) -> Assessment:
    """Return the row of a judgement, not saved."""
    return Assessment(
        indicator=judged.indicator,
        region_id=region_id,
        year=judged.year,
        standpoint=judged.standpoint,
        stale_since=None,
        computed_at=now,
        **computed,
    )


def _stored(name: str, number: Any) -> Any:
    """Round a number to what its column keeps, so that equal verdicts compare equal."""
    if number is None:
        return None
    with localcontext(WIDE):
        return round(number, PLACES[name])
