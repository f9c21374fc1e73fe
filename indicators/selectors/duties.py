"""What departments owe of which year, and how far each has come; here: the figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Min, Q
from django.utils import timezone

from indicators.models import Indicator, Kind, Observation, ReportingRound, Submission
from indicators.workflow import GAVE_WAY, OPEN, Stage
from plans.models import Department, Plan, RecordEntry
from plans.services import SYSTEM_USERNAME

COVERED: Final = "covered"
"""A figure is there that nobody of the department submitted: published, loaded, or a sum."""
MISSING: Final = "missing"
_DONE: Final = (*OPEN, Stage.APPROVED)
_BEST_FIRST: Final = (
    *(Stage.APPROVED, Stage.SIGNED, Stage.SUBMITTED),
    *(COVERED, Stage.RETURNED, Stage.DRAFT, MISSING),
)
STANDING_LABELS: Final = {
    Stage.APPROVED: "已采用",
    Stage.SIGNED: "已签发",
    Stage.SUBMITTED: "已提交",
    COVERED: "已有数据",
    Stage.RETURNED: "退回",
    Stage.DRAFT: "草稿",
    MISSING: "未填",
}


@dataclass(frozen=True, kw_only=True)
class Owed:
    """One report one department is asked for in one year, and how far it has come.

    `standing` is a stage, `covered` or `missing`; `first_sent_at` the first time it was
    submitted, however often it came back.
    """

    name: str
    department: Department | None
    year: int
    standing: str
    report_id: int | None
    first_sent_at: datetime | None

    @property
    def is_reported(self) -> bool:
        """Return whether the department has done its part."""
        return self.standing == Stage.APPROVED or self.standing in OPEN

    @property
    def is_owed(self) -> bool:
        """Return whether the department still has to report."""
        return not self.is_reported and self.standing != COVERED

    @property
    def standing_label(self) -> str:
        return STANDING_LABELS[self.standing]


@dataclass(frozen=True, kw_only=True)
class Duty(Owed):
    """One indicator one department is asked for in one year."""

    indicator: Indicator


def duties(plan: Plan, years: Iterable[int]) -> list[Duty]:
    """Return what is asked for in some years of a plan, in its order (four queries)."""
    wanted = list(years)
    indicators = list(asked_for(plan))
    submissions = _submissions(plan, wanted)
    covered = _covered(plan, indicators, wanted)
    sent = first_sent(plan, wanted, kind="submission")
    return [
        _duty(indicator, year, submissions=submissions, covered=covered, sent=sent)
        for year in wanted
        for indicator in indicators
    ]


def asked_for(plan: Plan) -> Iterable[Indicator]:
    """Return the indicators of a plan somebody is asked for: all that are measured."""
    return (
        plan.indicators.exclude(series=None)
        .exclude(kind=Kind.COMPOSITE)
        .select_related("department", "data_department", "series")
        .order_by("position", "pk")
    )


def was_on_time(duty: Owed, round_: ReportingRound) -> bool:
    """Return whether a figure was first sent by its due day, or within an extension."""
    if duty.first_sent_at is None:
        return False
    if timezone.localdate(duty.first_sent_at) <= round_.due_on:
        return True
    return any(
        each.department_id == _pk(duty.department)
        and each.created_at <= duty.first_sent_at <= (each.ended_at or each.until)
        for each in round_.extensions.all()
    )


def is_overdue(duty: Owed, round_: ReportingRound, *, today: date) -> bool:
    """Return whether a figure is still owed after its due day."""
    return duty.is_owed and today > round_.due_on


def best_standing(found: Iterable[str]) -> str:
    """Return what counts of several standings of one report: the farthest."""
    seen = set(found)
    return next((str(each) for each in _BEST_FIRST if each in seen), MISSING)


def _duty(
    indicator: Indicator,
    year: int,
    *,
    submissions: Mapping[tuple[int, int], list[Submission]],
    covered: set[tuple[int | None, int]],
    sent: Mapping[str, datetime],
) -> Duty:
    department = indicator.data_department or indicator.department
    own = [
        each
        for each in submissions.get((indicator.pk, year), [])
        if each.stage == Stage.APPROVED or each.department_id == _pk(department)
    ]
    found = {_standing(each): each for each in own}
    if (indicator.series_id, year) in covered:
        found.setdefault(COVERED, None)  # type: ignore[arg-type]  # nobody's submission
    standing = best_standing(found)
    submission = found.get(standing)
    times = [sent[str(each.pk)] for each in own if str(each.pk) in sent]
    return Duty(
        name=str(indicator),
        indicator=indicator,
        department=department,
        year=year,
        standing=standing,
        report_id=submission.pk if submission else None,
        first_sent_at=min(times, default=None),
    )


def _standing(submission: Submission) -> str:
    """Return how far a submission brings its department: the system's own asks nothing of it."""
    is_sum = submission.author.get_username() == SYSTEM_USERNAME
    return COVERED if is_sum and submission.stage in _DONE else str(submission.stage)


def _submissions(plan: Plan, years: list[int]) -> dict[tuple[int, int], list[Submission]]:
    rows = Submission.objects.filter(indicator__plan=plan, region=plan.region_id, year__in=years)
    # What the system withdrew, or has sent anew, is as if it had never been sent.
    rows = rows.exclude(stage=Stage.RETURNED, reason__in=GAVE_WAY)
    result: dict[tuple[int, int], list[Submission]] = {}
    fields = ("indicator_id", "year", "stage", "department_id", "author__username")
    for each in rows.select_related("author").only(*fields).order_by("pk"):
        result.setdefault((each.indicator_id, each.year), []).append(each)
    return result


def _covered(
    plan: Plan, indicators: list[Indicator], years: list[int]
) -> set[tuple[int | None, int]]:
    standing = Observation.objects.filter(
        Q(series__in={each.series_id for each in indicators}),
        region=plan.region_id,
        year__in=years,
        withdrawn_at=None,
    )
    return set(standing.values_list("series_id", "year").distinct())


def first_sent(plan: Plan, years: Iterable[int], *, kind: str) -> dict[str, datetime]:
    """Return when each report of a kind was first sent, by its key in the record (one query)."""
    sent = RecordEntry.objects.filter(
        plan=plan, year__in=list(years), subject_kind=kind, action="submit"
    )
    times = sent.order_by().values_list("subject_key").annotate(Min("at"))
    return dict(times)


def _pk(department: Department | None) -> int | None:
    return department.pk if department else None
