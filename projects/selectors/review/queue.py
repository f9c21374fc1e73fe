"""The planners' queue of project reports, beside what makes them easy to judge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Count, QuerySet

from indicators.selectors.review.cautions import own_deeds, signed_by_sender
from indicators.selectors.review.queue import (
    NOBODY_SIGNED,
    STAGE_CHOICES,
    WAITING,
    order_of,
    signing_departments,
    stage_passes,
)
from indicators.viewpoints import Viewpoint
from indicators.workflow import OPEN, Stage
from plans.services import person_name
from projects.checks import CODE_LABELS
from projects.lights import LIGHT_LABELS, Light
from projects.models import ProjectField, ProjectReport
from projects.periods import Period
from projects.selectors.duties import RECORD_KIND
from projects.selectors.held import Held, held_of
from projects.selectors.prospects import Prospect, prospects_of
from projects.selectors.said import said_text

NOT_ASKED: Final = "项目合并或拆分后，这一期由后续或原来的项目填报，本填报不计入合计"


@dataclass(frozen=True, kw_only=True)
class QueueFilters:
    """What of the reports is shown; "" and None are everything. `light` is what it would be."""

    plan: str = ""
    period: Period | None = None
    department: str = ""
    field: str = ""
    stage: str = WAITING
    light: str = ""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a department answered to a warning; `question` names the warning."""

    question: str
    text: str


@dataclass(frozen=True, kw_only=True)
class ReportRow:
    """One report sent to the planners; the texts are ready to be shown."""

    report: ProjectReport
    held: Held
    prospect: Prospect
    blocked: str
    answers: tuple[Answer, ...]
    evidence_count: int
    comment_count: int
    cautions: tuple[str, ...]

    @property
    def author_id(self) -> int:
        return self.report.author_id

    @property
    def report_id(self) -> int:
        return self.report.pk

    @property
    def name(self) -> str:
        return self.report.project.name

    @property
    def said(self) -> str:
        return said_text(self.report)

    @property
    def last(self) -> str:
        """Return what the report before this one said, "" where there was none."""
        last = self.held.last
        return f"{last.period.label}：{said_text(last)}" if last else ""

    @property
    def author_name(self) -> str:
        return person_name(self.report.author)

    @property
    def submitted_at(self) -> datetime | None:
        return self.report.submitted_at

    @property
    def is_waiting(self) -> bool:
        """Return whether a planner can decide on it now."""
        return self.report.stage in OPEN and not self.blocked

    @property
    def ticket(self) -> str:
        """Return what a form sends of the row: which report, in which version it was seen."""
        return f"{self.report.pk}:{self.report.version}"


@dataclass(frozen=True, kw_only=True)
class Facets:
    """What can be chosen in the filters: (value, words) each."""

    plans: tuple[tuple[str, str], ...]
    periods: tuple[tuple[str, str], ...]
    departments: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str], ...]
    stages: tuple[tuple[str, str], ...]
    lights: tuple[tuple[str, str], ...]


def sent_reports() -> QuerySet[ProjectReport]:
    """Return the reports with all that a row of the queue reads."""
    project = ("project__plan", "project__department", "project__split_from__split_from")
    return ProjectReport.objects.select_related(*project, "department", "author")


def queued(filters: QueueFilters) -> list[ProjectReport]:
    """Return the reports that pass, those that wait longest first; never a draft."""
    rows = sent_reports().exclude(stage=Stage.DRAFT).filter(stage_passes(filters.stage))
    wanted = {
        "project__plan__slug": filters.plan,
        "department__code": filters.department,
        "project__field": filters.field,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if filters.period is not None:
        rows = rows.filter(year=filters.period.year, quarter=filters.period.quarter)
    counted = rows.annotate(
        evidence_count=Count("evidence", distinct=True),
        comment_count=Count("comments", distinct=True),
    )
    return list(counted.order_by(*order_of(filters.stage)))


def waiting_ids() -> list[int]:
    """Return the ids of what planners can decide on now, in the queue's order."""
    rows = ProjectReport.objects.filter(stage_passes(WAITING))
    return list(rows.order_by("submitted_at", "pk").values_list("pk", flat=True))


def report_rows(
    reports: Sequence[ProjectReport], *, today: date, viewer_id: int | None = None
) -> list[ReportRow]:
    """Return the rows of reports from `queued` (a fixed query count for each plan and period).

    `viewer_id` is the planner who decides on them.
    """
    own_signed = signed_by_sender(reports, kind=RECORD_KIND)
    signing = signing_departments()
    held = _held(reports)
    prospects = prospects_of(reports, viewpoint=Viewpoint(today=today))
    return [
        _row(
            each,
            held[each.pk],
            prospect,
            signing=signing,
            cautions=(
                *own_deeds(each, viewer_id=viewer_id, own_signed=own_signed),
                *(() if each.is_still_asked_for else (NOT_ASKED,)),
            ),
        )
        for each, prospect in zip(reports, prospects, strict=True)
    ]


def facets() -> Facets:
    """Return what the filters offer: only what has been sent at all (one query)."""
    found = list(
        ProjectReport.objects.exclude(stage=Stage.DRAFT)
        .order_by("project__plan__first_year", "department__position")
        .values_list(
            "project__plan__slug",
            "project__plan__short_title",
            "year",
            "quarter",
            "department__code",
            "department__short_name",
            "project__field",
        )
        .distinct()
    )
    periods = sorted({Period(year=each[2], quarter=each[3]) for each in found}, key=_rank)
    fields = {each[6] for each in found}
    return Facets(
        plans=_once((slug, title) for slug, title, *_ in found),
        periods=tuple((each.key, each.label) for each in reversed(periods)),
        departments=_once((each[4], each[5]) for each in found),
        fields=tuple((str(v), str(words)) for v, words in ProjectField.choices if v in fields),
        stages=STAGE_CHOICES,
        lights=tuple((str(light), LIGHT_LABELS[light]) for light in Light),
    )


def _rank(period: Period) -> tuple[int, int]:
    return period.rank


def _once(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys(pairs))


def _held(reports: Sequence[ProjectReport]) -> dict[int, Held]:
    """Return what each report is held against, by its key (four queries a period)."""
    by_period: dict[Period, list[ProjectReport]] = {}
    for each in reports:
        by_period.setdefault(each.period, []).append(each)
    found = {}
    for period, own in by_period.items():
        held = held_of([each.project for each in own], period=period)
        found.update({each.pk: held[each.project_id] for each in own})
    return found


def _row(
    report: ProjectReport,
    held: Held,
    prospect: Prospect,
    *,
    signing: set[int],
    cautions: tuple[str, ...],
) -> ReportRow:
    is_unsigned = report.stage == Stage.SUBMITTED and not report.on_behalf_reason
    return ReportRow(
        report=report,
        held=held,
        prospect=prospect,
        blocked=NOBODY_SIGNED if is_unsigned and report.department_id in signing else "",
        answers=tuple(
            Answer(question=CODE_LABELS.get(code, code), text=text)
            for code, text in report.answers.items()
        ),
        evidence_count=getattr(report, "evidence_count", 0),
        comment_count=getattr(report, "comment_count", 0),
        cautions=cautions,
    )
