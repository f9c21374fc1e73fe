"""Which verdicts must be computed anew; the marks that make sure none is forgotten.

A mark is set in the transaction that changes an input, so a lost message loses nothing:
the periodic sweep finds what is marked.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import TypeAlias

from celery import current_app
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from kombu.exceptions import OperationalError as BrokerError

from indicators.models import Assessment, Indicator, Standpoint
from plans.models import Plan

logger = logging.getLogger(__name__)
_Key: TypeAlias = tuple[int, int, int, str]
"""Indicator, region, year and standpoint of a verdict."""

# By name: services know of the queue, never of the tasks that call them.
SWEEP_TASK = "indicators.tasks.sweep_stale"
_gathering: ContextVar[list[bool] | None] = ContextVar("requests to recompute", default=None)
"""What was asked for within `one_recompute`, None outside of it."""


def depending_on(series_ids: Iterable[int]) -> QuerySet[Indicator]:
    """Return the indicators whose verdict uses one of the series, composites included."""
    ids = list(series_ids)
    uses = Q(series__in=ids) | Q(reference__in=ids)
    uses_in_part = Q(children__series__in=ids) | Q(children__reference__in=ids)
    return Indicator.objects.filter(uses | uses_in_part).distinct()


def mark_stale(*, series_ids: Iterable[int], now: datetime) -> int:
    """Mark every verdict that uses one of the series; returns how many rows are now marked.

    Call it in the transaction that changes the inputs. Rows that do not exist yet are made.
    """
    indicators = list(depending_on(series_ids).select_related("plan"))
    rows = Assessment.objects.filter(indicator__in=indicators)
    marked = _mark(rows, now=now)
    if not _keys(indicators) <= marked:
        _ensure_rows(indicators, now=now)
        marked = _mark(rows, now=now)
    return len(marked)


def mark_all_stale(*, now: datetime) -> int:
    """Mark every verdict, as when the rules change; returns how many rows are now marked."""
    _ensure_rows(list(Indicator.objects.select_related("plan")), now=now)
    return len(_mark(Assessment.objects.all(), now=now))


def ensure_assessments(*, plan: Plan, now: datetime) -> None:
    """Make the missing rows of a plan, already marked, so that no verdict is unasked for."""
    _ensure_rows(list(plan.indicators.select_related("plan")), now=now)


def stale_work(*, before: datetime | None = None) -> list[tuple[int, int]]:
    """Return the (series id, region id) pairs with verdicts to compute, oldest mark first.

    With `before`, only marks older than that: younger ones have a task of their own under way.
    """
    stale = Assessment.objects.filter(stale_since__isnull=False)
    if before is not None:
        stale = stale.filter(stale_since__lt=before)
    pairs = (
        stale.order_by("stale_since")
        .annotate(work_series=Coalesce("indicator__series", "indicator__children__series"))
        .exclude(work_series=None)
        .values_list("work_series", "region")
    )
    return list(dict.fromkeys(pairs))


def request_recompute() -> None:
    """Ask for what is stale to be computed once the present transaction is committed.

    A broker that is down is only logged: the marks stand and the sweep will find them.
    """
    transaction.on_commit(_ask_for_sweep)


@contextmanager
def one_recompute() -> Iterator[None]:
    """Have what many transactions in a row leave stale be asked for once, after the last of them.

    Each would have all marks there are sent anew, and have the next one wait for the worker. What
    breaks off in between is asked for as well.
    """
    asked: list[bool] = []
    token = _gathering.set(asked)
    try:
        yield
    finally:
        _gathering.reset(token)
        if asked:
            _ask_for_sweep()


def _ask_for_sweep() -> None:
    gathered = _gathering.get()
    if gathered is None:
        _send_sweep()
    else:
        gathered.append(True)


def _send_sweep() -> None:
    try:
        current_app.send_task(SWEEP_TASK)
    except BrokerError as error:
        logger.warning("消息队列暂不可用，稍后由定时任务重算：%s", error)


def _keys(indicators: Iterable[Indicator]) -> set[_Key]:
    """Return which verdicts rule a page: one of each year and standpoint of an indicator."""
    return {
        (indicator.pk, indicator.plan.region_id, year, standpoint)
        for indicator in indicators
        for standpoint in main_standpoints(indicator.plan)
        for year in indicator.plan.years
    }


def _ensure_rows(indicators: Iterable[Indicator], *, now: datetime) -> None:
    """Create the placeholder of each verdict that rules a page, where there is none."""
    Assessment.objects.bulk_create(
        [
            Assessment(
                indicator_id=indicator_id,
                region_id=region_id,
                year=year,
                standpoint=standpoint,
                stale_since=now,
            )
            for indicator_id, region_id, year, standpoint in sorted(_keys(indicators))
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )


def main_standpoints(plan: Plan) -> list[Standpoint]:
    """Return the standpoints every indicator of a plan is judged from, the ruling one first."""
    if plan.closed_on is None:
        return [Standpoint.CURRENT]
    return [Standpoint.CLOSING, Standpoint.CURRENT]


def _mark(rows: QuerySet[Assessment], *, now: datetime) -> set[_Key]:
    """Mark rows in the order of their ids, so that two who mark never wait for each other."""
    found = list(
        rows.select_for_update(of=("self",))
        .order_by("pk")
        .values_list("pk", "indicator_id", "region_id", "year", "standpoint")
    )
    Assessment.objects.filter(pk__in=[pk for pk, *_ in found]).update(stale_since=now)
    return {(each[1], each[2], each[3], each[4]) for each in found}
