"""A target changed lawfully: a new one from a day on, with its document; the old stays readable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from indicators.checks.fitting import Fitted, doubts, misfits
from indicators.emptiness import says_nothing
from indicators.limits import thresholds_in_force
from indicators.models import Indicator, Kind, Standpoint, TargetRevision
from indicators.progress import question_faults
from indicators.questions import question_for, revision_in_force
from indicators.readings import Book
from indicators.services.editing import save_input
from indicators.services.evidence import NewFile, keep_file
from indicators.services.parts import require_steward
from indicators.services.reporting import responsible_department
from indicators.targets import Target, UnreadableTargetError, parse_target, parse_value
from indicators.workflow import RefusedError
from plans.models import Plan
from plans.services import Deed, Subject, record


@dataclass(frozen=True, kw_only=True)
class NewTarget:
    """What an indicator is to reach from a day on, and where that is written.

    `answer` explains a target that is out of all proportion to the one in force.
    """

    indicator: Indicator
    target_text: str
    effective_from: date
    document: str
    reason: str
    answer: str = ""


class DoubtfulTargetError(RefusedError):
    """A target that is asked about and was not explained; `questions` say why."""

    def __init__(self, questions: Sequence[str]) -> None:
        self.questions = tuple(questions)
        super().__init__("".join(questions))


@transaction.atomic
def revise_target(
    new: NewTarget, *, file: NewFile | None, user: User, now: datetime
) -> TargetRevision:
    """Enter a lawful change of a target and have its verdicts computed anew.

    Raises RefusedError for whoever is neither planner nor admin, without document or reason,
    for a target that cannot be read or judged or does not fit, for a day outside the plan's
    time or one that has its change already; DoubtfulTargetError for one that wants an answer;
    RefusedFilesError for a file of no kind that is kept.
    """
    require_steward(user)
    _require_sound(new)
    indicator = new.indicator
    today = timezone.localdate(now)
    asked = _questions(new, today=today)
    before = revision_in_force(indicator, today)
    revision = TargetRevision(
        indicator=indicator,
        effective_from=new.effective_from,
        kind=_kind(indicator),
        target_text=new.target_text,
        document=new.document,
        reason=new.reason,
        recorded_at=now,
    )
    if file is not None:
        department = responsible_department(indicator)
        revision.evidence = keep_file(file, department=department, user=user, now=now)
    _save_alone(revision, now=now)
    _require_judgeable(revision)
    if asked and says_nothing(new.answer):
        raise DoubtfulTargetError(asked)
    details = {
        "原": before.target_text if before else indicator.target_text,
        "新": new.target_text,
        "文号": new.document,
        "生效日期": str(new.effective_from),
        "文件": revision.evidence.name if revision.evidence else "",
    }
    if asked:
        details |= {"系统提问": "".join(asked), "核对说明": new.answer}
    name = revision.get_kind_display()
    deed = Deed(action="revise_target", name=f"{name}目标", reason=new.reason, details=details)
    record(actor=user, subject=_subject(indicator), deed=deed, now=now)
    return revision


@transaction.atomic
def withdraw_revision(revision_id: int, *, reason: str, user: User, now: datetime) -> None:
    """Take back a change of a target entered by mistake; it stays readable and counts no more.

    Raises RefusedError for whoever is neither planner nor admin, without a reason, and for
    what is not there, was taken back already or came with the plan's files.
    """
    require_steward(user)
    if says_nothing(reason):
        raise RefusedError("撤销目标调整须写明理由。")
    found = TargetRevision.objects.select_for_update(of=("self",)).select_related("indicator__plan")
    revision = found.filter(pk=revision_id, position=0).first()
    if revision is None:
        raise RefusedError("这次调整不是在这里登记的，或者已被撤销。")
    revision.withdrawn_at, revision.withdrawn_reason = now, reason
    save_input(revision, now=now)
    details = {
        "原": revision.target_text,
        "文号": revision.document,
        "生效日期": str(revision.effective_from),
    }
    deed = Deed(action="withdraw_target", name="撤销目标调整", reason=reason, details=details)
    record(actor=user, subject=_subject(revision.indicator), deed=deed, now=now)


def _kind(indicator: Indicator) -> TargetRevision.Kind:
    """Return what a change is called: for a target set from above it is the number issued."""
    kinds = TargetRevision.Kind
    return kinds.ISSUED if indicator.kind == Kind.ASSIGNED else kinds.ADJUSTED


def _require_sound(new: NewTarget) -> None:
    if says_nothing(new.document) or says_nothing(new.reason):
        raise RefusedError("调整目标须写明文号和理由。")
    indicator = new.indicator
    try:
        target = parse_target(new.target_text, direction=indicator.direction, unit=indicator.unit)
    except UnreadableTargetError as error:
        raise RefusedError(str(error)) from error
    for misfit in misfits(target, _fitted(indicator)):
        raise RefusedError(misfit)
    _require_in_time(indicator.plan, new.effective_from)


def _questions(new: NewTarget, *, today: date) -> list[str]:
    """Return what is asked about a target that is out of all proportion to that in force."""
    indicator = new.indicator
    before = revision_in_force(indicator, new.effective_from)
    in_force = before.target_text if before else indicator.target_text
    found = doubts(
        _target(indicator, new.target_text),
        _fitted(indicator),
        before=_target(indicator, in_force),
        thresholds=thresholds_in_force(today),
    )
    return [each.message for each in found]


def _fitted(indicator: Indicator) -> Fitted:
    series = indicator.series
    return Fitted(
        kind=indicator.kind,
        basis=indicator.basis,
        direction=indicator.direction,
        unit=indicator.unit,
        printed=_target(indicator, indicator.target_text),
        base=parse_value(indicator.baseline_text or "/", unit=indicator.unit),
        nonnegative=bool(series and series.nonnegative),
        decimals=series.decimals if series else 2,
    )


def _target(indicator: Indicator, text: str) -> Target:
    return parse_target(text, direction=indicator.direction, unit=indicator.unit)


def _require_in_time(plan: Plan, day: date) -> None:
    """Refuse a day before the plan was approved, or after the year of its final account."""
    first = plan.approved_on or date(plan.first_year, 1, 1)
    last = date(plan.last_year + 1, 12, 31)
    if not first <= day <= last:
        raise RefusedError(f"生效日期须在规划批准之后、终期评估年份以内：{first} 至 {last}。")


def _save_alone(revision: TargetRevision, *, now: datetime) -> None:
    """Save the only change of a day; another of the same day is refused in words."""
    try:
        with transaction.atomic():
            save_input(revision, now=now)
    except IntegrityError:
        raise RefusedError(
            f"“{revision.indicator}”自 {revision.effective_from} 起的目标调整已经登记。"
            "如果登记错了，请先写明理由撤销那一次，再重新登记。"
        ) from None


def _require_judgeable(revision: TargetRevision) -> None:
    """Refuse a target no verdict can be reached on, such as one not better than the base."""
    indicator = Indicator.objects.select_related("plan", "series", "definition").get(
        pk=revision.indicator_id
    )
    question, _ = question_for(
        indicator, Book([]), standpoint=Standpoint.CURRENT, today=revision.effective_from
    )
    faults = list(question_faults(question))
    if faults:
        raise RefusedError("；".join(faults) + "。")


def _subject(indicator: Indicator) -> Subject:
    return Subject(kind="target", key=indicator.code, name=indicator.name, plan=indicator.plan)
