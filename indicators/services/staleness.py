"""Which verdicts must be computed anew; the marks that make sure none is forgotten.

A mark is set in the transaction that changes an input, so a lost message loses nothing:
the periodic sweep finds what is marked.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime

from celery import current_app
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from kombu.exceptions import OperationalError as BrokerError

from indicators.models import Assessment, Indicator, Standpoint
from plans.models import Plan

logger = logging.getLogger(__name__)

# By name: services know of the queue, never of the tasks that call them.
SWEEP_TASK = "indicators.tasks.sweep_stale"


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
    _ensure_rows(indicators, now=now)
    return _mark(Assessment.objects.filter(indicator__in=indicators), now=now)


def mark_all_stale(*, now: datetime) -> int:
    """Mark every verdict, as when the rules change; returns how many rows are now marked."""
    _ensure_rows(list(Indicator.objects.select_related("plan")), now=now)
    return _mark(Assessment.objects.all(), now=now)


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
    transaction.on_commit(_send_sweep)


def _send_sweep() -> None:
    try:
        current_app.send_task(SWEEP_TASK)
    except BrokerError as error:
        logger.warning("消息队列暂不可用，稍后由定时任务重算：%s", error)


def _ensure_rows(indicators: list[Indicator], *, now: datetime) -> None:
    """Create the placeholder of each verdict that rules a page, where there is none."""
    Assessment.objects.bulk_create(
        [
            Assessment(
                indicator=indicator,
                region_id=indicator.plan.region_id,
                year=year,
                standpoint=standpoint,
                stale_since=now,
            )
            for indicator in indicators
            for standpoint in main_standpoints(indicator.plan)
            for year in indicator.plan.years
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )


def main_standpoints(plan: Plan) -> list[Standpoint]:
    """Return the standpoints every indicator of a plan is judged from, the ruling one first."""
    if plan.closed_on is None:
        return [Standpoint.CURRENT]
    return [Standpoint.CLOSING, Standpoint.CURRENT]


def _mark(rows: QuerySet[Assessment], *, now: datetime) -> int:
    """Mark rows in the order of their ids, so that two who mark never wait for each other."""
    ids = list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    return Assessment.objects.filter(pk__in=ids).update(stale_since=now)
