"""What belongs to projects, by project: each of it read once, however many projects there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import F, Min, Q, QuerySet
from django.utils import timezone

from indicators.viewpoints import Viewpoint
from indicators.workflow import Stage
from projects.models import (
    Project,
    ProjectLink,
    ProjectMilestone,
    ProjectReport,
    PromisedStage,
)
from projects.periods import Period
from projects.selectors.rows import ApprovedReport, MilestoneRow, Promise
from projects.stages import BuildStage, JudgedBy

Value = TypeVar("Value")


@dataclass(frozen=True, kw_only=True)
class Related:
    """Names and links by the project's primary key; promises by the plan's verb."""

    promises: Mapping[str, Promise]
    regions: Mapping[int, tuple[tuple[str, str], ...]]
    partners: Mapping[int, tuple[str, ...]]
    milestones: Mapping[int, tuple[MilestoneRow, ...]]
    indicators: Mapping[int, tuple[int, ...]]

    def promise(self, phrase: str) -> Promise:
        """Return what a verb asks for; one that nobody has reviewed yet asks for the most."""
        return self.promises.get(phrase) or Promise(
            phrase=phrase,
            expected_stage=BuildStage.COMPLETED,
            judged_by=JudgedBy.TIME,
            reason="这个用语还没有列入阶段用语表，暂按期末建成、按序时进度评灯。",
        )


def related(projects: QuerySet[Project], *, seen: Viewpoint) -> Related:
    """Return what belongs to projects (five queries)."""
    return Related(
        promises=promises(),
        regions=_regions(projects),
        partners=_partners(projects),
        milestones=_milestones(projects, seen),
        indicators=_grouped(
            ProjectLink.objects.filter(project__in=projects)
            .order_by("id")
            .values_list("project_id", "indicator_id")
        ),
    )


def promises() -> dict[str, Promise]:
    """Return the reviewed list of what each verb of a plan asks for."""
    return {
        each.phrase: Promise(
            phrase=each.phrase,
            expected_stage=BuildStage(each.expected_stage),
            judged_by=JudgedBy(each.judged_by),
            reason=each.reason,
        )
        for each in PromisedStage.objects.all()
    }


def approved(seen: Viewpoint, *, path: str = "") -> Q:
    """Return which reports readers see: those approved by the day they look from.

    `path` leads to the report from what is filtered.
    """
    is_approved = Q((f"{path}stage", Stage.APPROVED))
    if seen.known_on is None:
        return is_approved
    after = datetime.combine(seen.known_on + timedelta(days=1), time.min)
    return is_approved & Q((f"{path}decided_at__lt", timezone.make_aware(after)))


def approved_reports(
    projects: QuerySet[Project], *, seen: Viewpoint, until: int | None
) -> dict[int, list[ApprovedReport]]:
    """Return the latest approved report of each year by project, earliest year first."""
    reports = ProjectReport.objects.filter(approved(seen), project__in=projects)
    if until is not None:
        reports = reports.filter(year__lte=until)
    latest = reports.order_by("project_id", "year", F("quarter").desc(nulls_first=True))
    found: dict[int, list[ApprovedReport]] = defaultdict(list)
    for project_id, *facts in latest.distinct("project_id", "year").values_list(
        *("project_id", "year", "quarter", "reached_stage", "halt_reason"),
        *("physical_share", "invested", "problem", "problem_owner", "problem_due_on"),
    ):
        found[project_id].append(_report(facts))
    return found


def amounts_invested(
    projects: QuerySet[Project], *, seen: Viewpoint, until: int | None
) -> dict[int, dict[int, Decimal]]:
    """Return what was invested by project and year: of each year the latest report that says it."""
    reports = ProjectReport.objects.filter(
        approved(seen), project__in=projects, invested__isnull=False
    )
    if until is not None:
        reports = reports.filter(year__lte=until)
    latest = reports.order_by("project_id", "year", F("quarter").desc(nulls_first=True))
    found: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for project_id, year, invested in latest.distinct("project_id", "year").values_list(
        "project_id", "year", "invested"
    ):
        found[project_id][year] = invested or Decimal(0)
    return found


def _report(facts: Sequence[Any]) -> ApprovedReport:
    year, quarter, stage, halt_reason, share, invested, problem, owner, due_on = facts
    return ApprovedReport(
        period=Period(year=year, quarter=quarter),
        stage=BuildStage(stage),
        halt_reason=halt_reason,
        physical_share=share,
        invested=invested,
        problem=problem,
        problem_owner=owner,
        problem_due_on=due_on,
    )


def _regions(projects: QuerySet[Project]) -> dict[int, tuple[tuple[str, str], ...]]:
    links = Project.regions.through.objects.filter(project__in=projects)
    rows = links.order_by("region__position", "region__code").values_list(
        "project_id", "region__code", "region__name"
    )
    return _grouped((project_id, (code, name)) for project_id, code, name in rows)


def _partners(projects: QuerySet[Project]) -> dict[int, tuple[str, ...]]:
    links = Project.partners.through.objects.filter(project__in=projects)
    return _grouped(links.order_by("id").values_list("project_id", "department__short_name"))


def _milestones(
    projects: QuerySet[Project], seen: Viewpoint
) -> dict[int, tuple[MilestoneRow, ...]]:
    claims = approved(seen, path="claims__report__")
    rows = (
        ProjectMilestone.objects.filter(project__in=projects)
        .annotate(reached_on=Min("claims__reached_on", filter=claims))
        .order_by("project_id", "due_on", "id")
        .values_list("project_id", "title", "due_on", "due_share", "reached_on")
    )
    return _grouped(
        (project_id, MilestoneRow(title=title, due_on=due, due_share=share, reached_on=reached))
        for project_id, title, due, share, reached in rows
    )


def _grouped(pairs: Iterable[tuple[int, Value]]) -> dict[int, tuple[Value, ...]]:
    groups: dict[int, list[Value]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}
