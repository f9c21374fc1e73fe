"""Which reports and milestones stood on a day, and whose a year was: today, or looked back to.

A report stands from the day it was approved to the day before it was revoked, as a figure does
from its publication to its withdrawal.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from indicators.workflow import Stage
from projects.kinship import Kin, who_tells
from projects.models import FormerMilestone, FormerReport, Project


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


def reporters(project: Project, year: int | None, *, known_on: date | None = None) -> list[Project]:
    """Return who reports a year in a project's place as a day knew it, itself where it does.

    However many mergers and splits lie between them (one query). None is today.
    """
    related = _related(project)
    return [related[key] for key in who_tells(project.pk, year, _kin(related, known_on))]


def sources(project: Project, year: int) -> list[Project]:
    """Return those retired in a year with a past that counts whose year a project reports.

    However many mergers and splits lie between them (one query).
    """
    related = _related(project)
    kin = _kin(related, None)
    return [
        each
        for each in related.values()
        if each.pk != project.pk
        and each.tenure.keeps_history
        and each.tenure.retired_in == year
        and project.pk in who_tells(each.pk, year, kin)
    ]


def _related(project: Project) -> dict[int, Project]:
    """Return the projects of a plan that were merged or split, and what they became, in order."""
    was_changed = Q(retired_on__isnull=False) | Q(split_from__isnull=False)
    changed = Project.objects.filter(was_changed | Q(merged__isnull=False), plan=project.plan_id)
    found = changed.select_related("plan", "split_from__split_from").distinct()
    return {each.pk: each for each in found.order_by("position", "pk")}


def _kin(projects: Mapping[int, Project], known_on: date | None) -> dict[int, Kin]:
    known = ((key, each, each.tenure_as_known(known_on)) for key, each in projects.items())
    return {
        key: Kin(
            tenure=tenure and tenure.within(each.plan.last_year),
            split_from=each.split_from_id,
            merged_into=each.merged_into_id,
        )
        for key, each, tenure in known
    }


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
