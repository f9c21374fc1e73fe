"""Edits of what verdicts rest on, made in the back office; each has its verdicts recomputed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Model

from indicators.models import (
    Assessment,
    Definition,
    Indicator,
    Milestone,
    Series,
    Submission,
    TargetRevision,
)
from indicators.services.handing_over import refuse_under_way
from indicators.services.indexing import index_indicators
from indicators.services.reporting import locked_indicator
from indicators.services.staleness import ensure_assessments, mark_stale, request_recompute
from indicators.targets import parse_target, parse_value
from plans.models import Department


def set_parsed_values(indicator: Indicator) -> None:
    """Set the parsed form of an indicator's printed baseline and target, not yet saved.

    A composite prints neither. Raises UnreadableTargetError or UnreadableValueError when a
    text cannot be read.
    """
    target_text = indicator.target_text or "/"
    target = parse_target(target_text, direction=indicator.direction, unit=indicator.unit)
    baseline = parse_value(indicator.baseline_text or "/", unit=indicator.unit)
    indicator.target_op, indicator.target_value = str(target.op), target.value
    indicator.baseline_value = baseline.value


@transaction.atomic
def save_indicator(indicator: Indicator, *, now: datetime) -> Indicator:
    """Save an edited indicator, have its verdicts computed anew and the indicator found.

    Raises RefusedError where another department is asked while a figure of it is under way.
    """
    set_parsed_values(indicator)
    if indicator.pk is not None:
        require_movable(indicator, indicator.data_department or indicator.department)
    indicator.save()
    ensure_assessments(plan=indicator.plan, now=now)
    Assessment.objects.filter(indicator__in=_family(indicator)).update(stale_since=now)
    request_recompute()
    index_indicators(indicator.plan)
    return indicator


def require_movable(indicator: Indicator, department: Department | None) -> None:
    """Refuse to ask another department while the one that was asked has a figure under way."""
    stored = locked_indicator(indicator)
    if (stored.data_department or stored.department) == department:
        return
    figures = stored.submissions.order_by("year", "vintage")
    refuse_under_way(figures, department, name=_named)


def _named(figure: Submission) -> str:
    return f"{figure.year}年{figure.get_vintage_display()}"


@transaction.atomic
def save_input(row: Series | Definition | Milestone | TargetRevision, *, now: datetime) -> None:
    """Save anything a verdict reads besides the indicator, and have the verdicts follow."""
    row.save()
    reassess_inputs([row], now=now)


@transaction.atomic
def reassess_inputs(rows: list[Model], *, now: datetime) -> None:
    """Have the verdicts computed anew that read the given inputs."""
    mark_stale(series_ids={each for row in rows if (each := _series_id(row))}, now=now)
    request_recompute()


def _family(indicator: Indicator) -> list[int]:
    """Return the ids whose verdict follows from an indicator: itself and its composite."""
    return [pk for pk in (indicator.pk, indicator.parent_id) if pk]


def _series_id(row: Model) -> int | None:
    if isinstance(row, Series):
        return row.pk
    if isinstance(row, Definition):
        return row.series_id
    if isinstance(row, Milestone | TargetRevision):
        return row.indicator.series_id
    raise TypeError(f"{type(row).__name__} is no input of a verdict")
