"""The planners' queue: what departments sent, beside what makes it easy to judge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from indicators.checks.findings import CODE_LABELS
from indicators.formatting import number_text, own_decimals, plain_text
from indicators.models import Kind, Nature, Submission
from indicators.progress import STATE_LABELS, State
from indicators.selectors.evidence import figure_of_year
from indicators.selectors.prospect import Candidate, Prospect, Prospects
from indicators.selectors.review.cautions import figure_cautions, own_deeds, signed_by_sender
from indicators.selectors.wording import decimals, difference_unit
from indicators.workflow import GAVE_WAY, OPEN, STAGE_LABELS, Stage
from plans.models import Membership, MembershipRole

WAITING: Final = "waiting"
"""How an address names what planners can decide on now; the queue opens with it."""
ALL: Final = "all"
NOBODY_SIGNED: Final = "等待单位负责人签发"
STAGE_CHOICES: Final = (
    (WAITING, "待审核"),
    *((str(stage), STAGE_LABELS[stage]) for stage in Stage if stage is not Stage.DRAFT),
    (ALL, "全部"),
)
ASSIGNED_WORDS: Final = ("完成", "未完成")
"""Figures that are words have no unit."""
SMALLEST_CHANGE: Final = Decimal("0.0005")


@dataclass(frozen=True, kw_only=True)
class QueueFilters:
    """What of the submissions is shown; "" and None are everything."""

    plan: str = ""
    year: int | None = None
    department: str = ""
    stage: str = WAITING
    nature: str = ""
    state: str = ""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a department answered to a warning; `question` names the warning."""

    question: str
    text: str


@dataclass(frozen=True, kw_only=True)
class QueueRow:
    """One submitted figure; the texts are ready to be shown, "" where there is nothing.

    `standing_text` is the figure of the same year that counts now, if it is not this one.
    """

    submission_id: int
    version: int
    indicator_code: str
    name: str
    number: str
    unit: str
    nature: str
    nature_label: str
    plan_label: str
    year: int
    vintage_label: str
    department_name: str
    stage: str
    stage_label: str
    value_text: str
    last_text: str
    standing_text: str
    standing_label: str
    due_text: str
    change_text: str
    prospect: Prospect
    answers: tuple[Answer, ...]
    note: str
    cause: str
    measure: str
    measure_by: date | None
    source_title: str
    evidence_count: int
    comment_count: int
    on_behalf_reason: str
    on_behalf_document: str
    author_name: str
    submitted_at: datetime | None
    reason: str
    blocked: str
    author_id: int
    cautions: tuple[str, ...] = ()

    @property
    def is_waiting(self) -> bool:
        """Return whether a planner can decide on it now."""
        return self.stage in OPEN and not self.blocked

    @property
    def reason_text(self) -> str:
        """Return why it came back; what the system withdrew was not returned by anybody."""
        is_returned = self.reason and self.reason not in GAVE_WAY
        return f"退回理由：{self.reason}" if is_returned else self.reason

    @property
    def report_id(self) -> int:
        return self.submission_id

    @property
    def ticket(self) -> str:
        """Return what a form sends of the row: which figure, in which version it was seen."""
        return f"{self.submission_id}:{self.version}"


@dataclass(frozen=True, kw_only=True)
class Facets:
    """What can be chosen in the filters: (value, words) each."""

    plans: tuple[tuple[str, str], ...]
    years: tuple[tuple[str, str], ...]
    departments: tuple[tuple[str, str], ...]
    stages: tuple[tuple[str, str], ...]
    natures: tuple[tuple[str, str], ...]
    states: tuple[tuple[str, str], ...]


def reviewed() -> QuerySet[Submission]:
    """Return the submissions with all that a row of the queue reads."""
    return Submission.everything.select_related(
        "indicator__plan",
        "indicator__series",
        "indicator__definition",
        "indicator__reference",
        "definition",
        "department",
        "author",
    ).prefetch_related(
        "indicator__milestones",
        "indicator__target_revisions",
        "indicator__children",
        "indicator__series__definitions",
    )


def queued(filters: QueueFilters) -> list[Submission]:
    """Return the submissions that pass, those that wait longest first; never a draft."""
    sent = reviewed().filter(replaced_by=None).exclude(stage=Stage.DRAFT)
    rows = sent.filter(stage_passes(filters.stage))
    if filters.plan:
        rows = rows.filter(indicator__plan__slug=filters.plan)
    if filters.year is not None:
        rows = rows.filter(year=filters.year)
    if filters.department:
        rows = rows.filter(department__code=filters.department)
    if filters.nature:
        rows = rows.filter(indicator__nature=filters.nature)
    counted = rows.annotate(
        evidence_count=Count("evidence", distinct=True),
        comment_count=Count("comments", distinct=True),
    )
    return list(counted.order_by(*order_of(filters.stage)))


def waiting_ids() -> list[int]:
    """Return the ids of what planners can decide on now, in the queue's order."""
    rows = Submission.objects.filter(stage_passes(WAITING))
    return list(rows.order_by("submitted_at", "pk").values_list("pk", flat=True))


def stage_passes(stage: str) -> Q:
    """Return which reports of any kind a queue shows: a stage, all, or those that wait now."""
    if stage == ALL:
        return Q()
    if stage != WAITING:
        return Q(stage=stage)
    unsigned = Q(stage=Stage.SUBMITTED, department__in=signing_departments(), on_behalf_reason="")
    return Q(stage__in=OPEN) & ~unsigned


def order_of(stage: str) -> list[str]:
    """Return the order of a queue: what waits longest first, else what was decided last."""
    return ["submitted_at" if stage in (WAITING, *OPEN) else "-decided_at", "pk"]


def queue_rows(
    submissions: Sequence[Submission], *, today: date, viewer_id: int | None = None
) -> list[QueueRow]:
    """Return the rows of submissions from `queued` or `reviewed` (fixed query count).

    `viewer_id` is the planner who decides on them.
    """
    prospects = Prospects([each.indicator for each in submissions], today=today)
    signing = signing_departments()
    own_signed = signed_by_sender(submissions, kind="submission")
    rows = [_row(each, prospects, signing=signing) for each in submissions]
    return [
        replace(
            row,
            cautions=(
                *figure_cautions(each, each.indicator, today=today),
                *own_deeds(each, viewer_id=viewer_id, own_signed=own_signed),
            ),
        )
        for row, each in zip(rows, submissions, strict=True)
    ]


def facets() -> Facets:
    """Return what the filters offer: only what has been submitted at all (one query)."""
    found = list(
        Submission.objects.exclude(stage=Stage.DRAFT)
        .order_by("indicator__plan__first_year", "year", "department__position")
        .values_list(
            "indicator__plan__slug",
            "indicator__plan__short_title",
            "year",
            "department__code",
            "department__short_name",
        )
        .distinct()
    )
    return Facets(
        plans=_once((slug, title) for slug, title, *_ in found),
        years=tuple(sorted(_once((str(each[2]), f"{each[2]}年") for each in found), reverse=True)),
        departments=_once((code, name) for *_, code, name in found),
        stages=STAGE_CHOICES,
        natures=tuple((str(value), str(label)) for value, label in Nature.choices),
        states=tuple((str(state), STATE_LABELS[state]) for state in State),
    )


def signing_departments() -> set[int]:
    """Return the ids of the departments whose figures are signed before planners decide."""
    signers = Membership.objects.filter(role=MembershipRole.SIGNER, user__is_active=True)
    return set(signers.values_list("department_id", flat=True))


def answers_of(submission: Submission) -> tuple[Answer, ...]:
    """Return what the department answered to the warnings it was shown."""
    return tuple(
        Answer(question=question_label(str(code)), text=str(text))
        for code, text in submission.answers.items()
    )


def question_label(code: str) -> str:
    """Return what a warning was about; a code may name the relation it found broken."""
    return CODE_LABELS.get(code.partition("-")[0], code)


def _once(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys(pairs))


def _row(submission: Submission, prospects: Prospects, *, signing: set[int]) -> QueueRow:
    indicator = submission.indicator
    return QueueRow(
        submission_id=submission.pk,
        version=submission.version,
        indicator_code=indicator.code,
        name=indicator.name,
        number=str(indicator.number or ""),
        unit="" if submission.value_text in ASSIGNED_WORDS else indicator.unit,
        nature=indicator.nature,
        nature_label=indicator.get_nature_display(),
        plan_label=indicator.plan.short_title,
        year=submission.year,
        vintage_label=submission.get_vintage_display(),
        department_name=submission.department.short_name,
        stage=submission.stage,
        stage_label=submission.stage_label,
        value_text=submission.value_text,
        answers=answers_of(submission),
        note=submission.note,
        cause=submission.cause,
        measure=submission.measure,
        measure_by=submission.measure_by,
        source_title=submission.source_title,
        evidence_count=getattr(submission, "evidence_count", 0),
        comment_count=getattr(submission, "comment_count", 0),
        on_behalf_reason=submission.on_behalf_reason,
        on_behalf_document=submission.on_behalf_document,
        author_name=submission.author.get_full_name() or submission.author.get_username(),
        submitted_at=submission.submitted_at,
        author_id=submission.author_id,
        reason=submission.reason,
        blocked=_blocked(submission, signing),
        **_compared(submission, prospects),
    )


def _blocked(submission: Submission, signing: set[int]) -> str:
    if submission.stage != Stage.SUBMITTED or submission.on_behalf_reason:
        return ""
    return NOBODY_SIGNED if submission.department_id in signing else ""


def _compared(submission: Submission, prospects: Prospects) -> dict[str, Any]:
    """Return the figure beside last year's, the path's and the verdict it would give."""
    indicator, year = submission.indicator, submission.year
    seen = prospects.of(
        indicator,
        Candidate(
            year=year,
            value_text=submission.value_text,
            vintage=submission.vintage,
            definition=submission.definition,
            published_on=submission.published_on,
        ),
    )
    reading = prospects.reading(indicator)
    last = reading.values.get(year - 1)
    standing = reading.chosen.get(year)
    is_own = standing is not None and standing.pk == submission.observation_id
    is_after_base = year - 1 == indicator.plan.base_year
    printed = indicator.baseline_text if is_after_base else ""
    return {
        "prospect": seen,
        "last_text": figure_of_year(reading, year - 1, indicator) or printed,
        "standing_text": "" if is_own else figure_of_year(reading, year, indicator),
        "standing_label": standing.get_vintage_display() if standing and not is_own else "",
        "due_text": prospects.due_text(indicator, year),
        "change_text": _change_text(
            seen.value.value if seen.value else None,
            last.value if last and not last.cumulative else None,
            submission,
        ),
    }


def _change_text(now: Decimal | None, last: Decimal | None, submission: Submission) -> str:
    """Return the change against last year: in points for shares, else in per cent as well."""
    indicator = submission.indicator
    if now is None or last is None:
        return ""
    change = now - last
    digits = max(decimals(indicator), own_decimals(change))
    sign = "+" if change > 0 else ""
    size = f"{sign}{plain_text(change, digits)}{difference_unit(indicator.unit)}"
    if last == 0 or indicator.unit in {"%", "‰"} or indicator.kind == Kind.RELATIVE:
        return size
    share = change / abs(last)
    return f"{size}（{number_text(share * 100, 1, signed=True)}%）"
