"""What belongs to projects, by project: each of it read once, however many projects there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any, TypeVar

from django.db.models import F, Min, QuerySet

from indicators.viewpoints import Viewpoint
from projects.looking_back import approved_by, former_milestones, former_reports, set_by
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


def approved_reports(
    projects: QuerySet[Project], *, seen: Viewpoint, until: int | None
) -> dict[int, list[ApprovedReport]]:
    """Return the latest approved report of each year by project, earliest year first."""
    found: dict[int, dict[int, ApprovedReport]] = defaultdict(dict)
    for reports in _standing(projects, seen, until):
        for project_id, *facts in _latest(reports).values_list(
            *("project_id", "year", "quarter", "reached_stage", "halt_reason"),
            *("physical_share", "invested", "problem", "problem_owner", "problem_due_on"),
        ):
            report, years = _report(facts), found[project_id]
            rival = years.get(report.period.year)
            if rival is None or rival.period.rank < report.period.rank:
                years[report.period.year] = report
    return {key: [years[each] for each in sorted(years)] for key, years in found.items()}


def amounts_invested(
    projects: QuerySet[Project], *, seen: Viewpoint, until: int | None
) -> dict[int, dict[int, Decimal]]:
    """Return what was invested by project and year: of each year the latest report that says it."""
    found: dict[int, dict[int, tuple[Period, Decimal]]] = defaultdict(dict)
    for reports in _standing(projects, seen, until):
        for project_id, year, quarter, invested in _latest(
            reports.filter(invested__isnull=False)
        ).values_list("project_id", "year", "quarter", "invested"):
            period, years = Period(year=year, quarter=quarter), found[project_id]
            if year not in years or years[year][0].rank < period.rank:
                years[year] = period, invested
    return {
        key: {year: invested for year, (_, invested) in years.items()}
        for key, years in found.items()
    }


def _standing(
    projects: QuerySet[Project], seen: Viewpoint, until: int | None
) -> Iterator[QuerySet[Any]]:
    """Yield the reports a reader sees: those approved, and looking back those revoked since."""
    stored = (
        ProjectReport.objects.filter(approved_by(seen.known_on)),
        former_reports(seen.known_on),
    )
    for each in stored:
        of_projects = each.filter(project__in=projects)
        yield of_projects if until is None else of_projects.filter(year__lte=until)


def _latest(reports: QuerySet[Any]) -> QuerySet[Any]:
    """Return the last of each project and year."""
    ordered = reports.order_by("project_id", "year", F("quarter").desc(nulls_first=True))
    return ordered.distinct("project_id", "year")


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
    claims = approved_by(seen.known_on, path="claims__report__")
    rows: list[Any] = list(
        ProjectMilestone.objects.filter(set_by(seen.known_on), project__in=projects)
        .annotate(reached_on=Min("claims__reached_on", filter=claims))
        .order_by("project_id", "due_on", "id")
        .values_list("project_id", "title", "due_on", "due_share", "reached_on")
    )
    former = {}
    if seen.known_on:
        rows = sorted([*rows, *_former_milestones(projects, seen)], key=itemgetter(0, 2))
        former = _reached_formerly(projects, seen)

    def step(project_id: int, title: str, due: date, share: Decimal, day: date | None) -> Any:
        days = [day, former.get((project_id, title))]
        reached = min(filter(None, days), default=None)
        return MilestoneRow(title=title, due_on=due, due_share=share, reached_on=reached)

    return _grouped((facts[0], step(*facts)) for facts in rows)


def _former_milestones(
    projects: QuerySet[Project], seen: Viewpoint
) -> Iterator[tuple[int, str, date, Decimal, None]]:
    """Yield what was changed or removed since; approved reports claim none of it (one query)."""
    rows = former_milestones(seen.known_on).filter(project__in=projects).order_by("pk")
    for each in rows.values_list("project_id", "title", "due_on", "due_share"):
        yield (*each, None)


def _reached_formerly(projects: QuerySet[Project], seen: Viewpoint) -> dict[tuple[int, str], date]:
    """Return when milestones were reached by reports that were revoked since (one query)."""
    found: dict[tuple[int, str], date] = {}
    reports = former_reports(seen.known_on).filter(project__in=projects)
    for project_id, claims in reports.values_list("project_id", "claims"):
        for title, told in claims.items():
            day = date.fromisoformat(told)
            found[project_id, title] = min(day, found.get((project_id, title), day))
    return found


def _grouped(pairs: Iterable[tuple[int, Value]]) -> dict[int, tuple[Value, ...]]:
    groups: dict[int, list[Value]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}
