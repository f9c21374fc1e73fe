"""One submitted figure with all that a planner decides on it by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from indicators.checks.findings import Level
from indicators.formatting import reported_text
from indicators.models import Evidence, Indicator, Kind, Submission
from indicators.rivals import goes_on, under_way_beside
from indicators.selectors.checking import examiner_of
from indicators.selectors.deeds import Change, changes
from indicators.selectors.evidence import ObservationRow, observation_rows
from indicators.selectors.family import Family, asked_about
from indicators.selectors.prospect import Prospect
from indicators.selectors.review.queue import QueueRow, question_label, queue_rows
from indicators.selectors.trajectory import JUDGED_LABELS, trajectory
from indicators.selectors.wording import decimals
from indicators.selectors.yearly import YearRow, year_rows
from indicators.trajectories import Point, Trajectory
from indicators.viewpoints import Viewpoint
from indicators.workflow import FOUR_EYES, OWN_APPROVAL, Action, Stage
from plans.models import RecordEntry


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One step on a figure's way, as the record has it."""

    at: datetime
    actor_name: str
    action: str
    action_name: str
    reason: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """What the checks say of a figure, and what the department answered, "" for nothing.

    `message` is "" where a warning that was answered is no warning any more.
    """

    label: str
    message: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class OtherVersion:
    """Another submission of the same indicator and year."""

    submission_id: int
    vintage_label: str
    value_text: str
    stage: str
    stage_label: str
    updated_at: datetime


@dataclass(frozen=True, kw_only=True)
class FigureReview:
    """All of a submitted figure's page; the words and numbers are ready to be shown."""

    row: QueueRow
    submission: Submission
    trajectory: Trajectory
    years: tuple[YearRow, ...]
    observations: tuple[ObservationRow, ...]
    history: tuple[Happening, ...]
    others: tuple[OtherVersion, ...]
    doubts: tuple[Doubt, ...]
    evidence: tuple[Evidence, ...]
    cautions: tuple[str, ...]
    after_revocation: str


def figure_review(submission: Submission, *, today: date, viewer_id: int | None) -> FigureReview:
    """Return the page of a submission that came from `queue.reviewed` (fixed query count).

    `viewer_id` is the person who decides.
    """
    row = queue_rows([submission], today=today, viewer_id=viewer_id)[0]
    viewpoint = Viewpoint(today=today)
    family = Family(asked_about().get(pk=submission.indicator_id), viewpoint=viewpoint)
    own, siblings = family.asked()
    reference = family.book.read(own.indicator.reference_id, definition=None, known_on=None)
    drawn = trajectory(
        own, siblings, reference=reference, judged=family.ruling.values(), shown=None
    )
    if submission.stage != Stage.APPROVED:
        proposed = tuple(_proposed(submission, own.indicator, row.prospect))
        drawn = replace(drawn, proposed=proposed)
    history = tuple(happenings(submission.pk))
    return FigureReview(
        row=row,
        submission=submission,
        trajectory=drawn,
        years=tuple(year_rows(own, family)),
        observations=tuple(observation_rows(family.own_observations(), own, viewpoint=viewpoint)),
        history=history,
        others=tuple(_others(submission)),
        doubts=tuple(_doubts(submission, own.indicator, today=today)),
        evidence=tuple(submission.evidence.all()),
        after_revocation=_after_revocation(submission),
        cautions=(*row.cautions, *_past(submission, history)),
    )


def happenings(report_id: int, *, kind: str = "submission") -> Iterator[Happening]:
    """Yield what was done with a report, oldest first, comments among it (one query)."""
    entries = RecordEntry.objects.filter(subject_kind=kind, subject_key=str(report_id))
    for each in entries.order_by("at", "pk"):
        yield Happening(
            at=each.at,
            actor_name=each.actor_name,
            action=each.action,
            action_name=each.action_name,
            reason=each.reason,
            changes=changes(each.details),
        )


def _after_revocation(submission: Submission) -> str:
    """Return what undoing the approval does, before a planner does it (one query at most)."""
    going = None
    if submission.stage == Stage.APPROVED:
        going = under_way_beside(submission).first()
    withdrawn = "撤销后实绩标为撤回（仍可查），评判随即重算，"
    if going is None or not goes_on(going):
        return f"{withdrawn}数据退回部门。"
    vintage, stage = going.get_vintage_display(), going.get_stage_display()
    return (
        f"{withdrawn}这一份不再退回：{going.department}的“{vintage}”版本已另有一份在办（{stage}），"
        "由它接续，内容和状态都不变。"
    )


def _past(submission: Submission, history: tuple[Happening, ...]) -> Iterator[str]:
    """Yield what was decided in a way a reader has to know."""
    if submission.replaced_by_id is not None:
        yield "这一份的采用已撤销，由部门另一份在办的填报接续；这里只供查阅，不再办理。"
    approvals = [each for each in history if each.action == Action.APPROVE]
    if submission.stage == Stage.APPROVED and approvals:
        labels = {change.label for change in approvals[-1].changes}
        if FOUR_EYES in labels:
            yield f"这个数据{OWN_APPROVAL}（{approvals[-1].actor_name}），没有经过第二个人审核。"


def _proposed(submission: Submission, indicator: Indicator, seen: Prospect) -> Iterator[Point]:
    """Yield the figure as a point of the chart, and the total or mean it would make."""
    if seen.value is None or seen.value.value is None:
        return
    note = submission.get_vintage_display()
    number = seen.value.value
    text = reported_text(number, decimals(indicator))
    yield Point(year=submission.year, value=number, text=text, note=note)
    verdict = seen.verdict
    if indicator.kind in JUDGED_LABELS and verdict is not None and verdict.value is not None:
        label = f"含本次的{JUDGED_LABELS[Kind(indicator.kind)]}"
        yield Point(year=submission.year, value=verdict.value, text=seen.total_text, note=label)


def _doubts(submission: Submission, indicator: Indicator, *, today: date) -> Iterator[Doubt]:
    """Yield the warnings there are with their answers, then answers to what has passed since."""
    checked = examiner_of(submission, indicator, today=today).checked(indicator, submission)
    found = {each.code: each for each in checked.findings if each.level == Level.WARNING}
    answers = {str(code): str(text) for code, text in submission.answers.items()}
    for code in dict.fromkeys((*found, *answers)):
        finding = found.get(code)
        yield Doubt(
            label=finding.label if finding else question_label(code),
            message=finding.message if finding else "",
            answer=answers.get(code, ""),
        )


def _others(submission: Submission) -> Iterator[OtherVersion]:
    same = Submission.objects.filter(
        indicator=submission.indicator_id, year=submission.year, region=submission.region_id
    )
    for each in same.exclude(pk=submission.pk).exclude(stage=Stage.DRAFT).order_by("-updated_at"):
        yield OtherVersion(
            submission_id=each.pk,
            vintage_label=each.get_vintage_display(),
            value_text=each.value_text,
            stage=each.stage,
            stage_label=each.stage_label,
            updated_at=each.updated_at,
        )
