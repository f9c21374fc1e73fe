"""Indicators that are sums of projects: marked when a report changes, fed to the reporting.

A mark is set in the transaction that changes what is summed, so a lost message loses nothing:
the periodic sweep finds what is marked.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Final

from celery import current_app
from django.db import transaction
from django.db.models import QuerySet
from kombu.exceptions import OperationalError as BrokerError

from indicators.services.computed import Computed, submit_computed
from plans.models import Plan
from projects.models import ProjectField, RollUp, RollUpMeasure
from projects.summing import members
from projects.sums import BASIS, YearSum, yearly_sums

logger = logging.getLogger(__name__)

# By name: services know of the queue, never of the tasks that call them.
FEED_TASK: Final = "projects.tasks.feed_roll_ups"


def mark_roll_ups(plan: Plan, *, now: datetime) -> None:
    """Mark the sums of a plan and ask for them to be fed.

    Call it in the transaction that changes what is summed. The rows are locked one after the
    other, marked before or not: a sum being fed at this moment is marked again after it.
    """
    ids = _locked(RollUp.objects.filter(indicator__plan=plan))
    if RollUp.objects.filter(pk__in=ids).update(stale_since=now):
        transaction.on_commit(_send)


def stale_roll_ups(*, before: datetime | None = None) -> list[int]:
    """Return the sums that are marked, oldest mark first; with `before` only older marks."""
    stale = RollUp.objects.filter(stale_since__isnull=False)
    if before is not None:
        stale = stale.filter(stale_since__lt=before)
    return list(stale.order_by("stale_since", "pk").values_list("pk", flat=True))


@transaction.atomic
def feed_roll_up(roll_up_id: int, *, now: datetime) -> int:
    """Submit what one sum is in each year of its plan; returns how many figures changed.

    Safe to run twice, or twice at once: the row is locked before the reports are read, so a
    report approved meanwhile is either seen here or leaves its mark after us.
    """
    found = RollUp.objects.select_for_update(of=("self",)).select_related(
        "indicator__plan__region", "indicator__series", "indicator__definition"
    )
    roll_up = found.filter(pk=roll_up_id).first()
    if roll_up is None:
        return 0
    plan = roll_up.indicator.plan
    sums = yearly_sums(members(plan), fields=roll_up.fields, years=plan.years)
    changed = sum(
        submit_computed(_computed(roll_up, year, each), now=now) for year, each in sums.items()
    )
    RollUp.objects.filter(pk=roll_up.pk).update(stale_since=None)
    return changed


def _computed(roll_up: RollUp, year: int, summed: YearSum) -> Computed:
    is_count = roll_up.measure == RollUpMeasure.COUNT
    fields = "、".join(ProjectField(each).label for each in roll_up.fields)
    what = "首次报为在建或建成投用的项目数" if is_count else "本年完成投资"
    return Computed(
        indicator=roll_up.indicator,
        year=year,
        value=summed.count if is_count else summed.invested,
        basis=BASIS,
        note=f"{fields}领域项目{what}之和；{coverage_text(summed)}。",
    )


def coverage_text(summed: YearSum) -> str:
    """Return of how many projects a sum consists, in words."""
    told = f"应报{summed.expected}个项目，已采用{summed.reported}个"
    return f"{told}，另有{summed.by_quarter}个只报了季度" if summed.by_quarter else told


def _locked(rows: QuerySet[RollUp]) -> list[int]:
    return list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))


def _send() -> None:
    try:
        current_app.send_task(FEED_TASK)
    except BrokerError as error:
        logger.warning("消息队列暂不可用，稍后由定时任务汇总：%s", error)
