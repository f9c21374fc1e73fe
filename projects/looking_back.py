"""Which reports and milestones of projects stood on a day: today, or one looked back to.

A report stands from the day it was approved to the day before it was revoked, as a figure does
from its publication to its withdrawal.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from indicators.workflow import Stage
from projects.models import FormerMilestone, FormerReport


def approved_by(known_on: date | None, *, path: str = "") -> Q:
    """Return which approved reports of today stood on a day already; None is today.

    `path` leads to the report from what is filtered.
    """
    is_approved = Q((f"{path}stage", Stage.APPROVED))
    if known_on is None:
        return is_approved
    return is_approved & Q((f"{path}decided_at__lt", _end_of(known_on)))


def former_reports(known_on: date | None) -> QuerySet[FormerReport]:
    """Return the reports revoked since that stood on a day; none of today."""
    if known_on is None:
        return FormerReport.objects.none()
    end = _end_of(known_on)
    return FormerReport.objects.filter(decided_at__lt=end, revoked_at__gte=end)


def set_by(known_on: date | None) -> Q:
    """Return which milestones of today stood on a day already, as they are."""
    if known_on is None:
        return Q()
    return Q(set_at=None) | Q(set_at__lt=_end_of(known_on))


def former_milestones(known_on: date | None) -> QuerySet[FormerMilestone]:
    """Return the milestones changed or removed since that stood on a day; none of today."""
    if known_on is None:
        return FormerMilestone.objects.none()
    return FormerMilestone.objects.filter(set_by(known_on), withdrawn_at__gte=_end_of(known_on))


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
