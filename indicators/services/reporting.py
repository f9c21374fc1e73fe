"""The way of a figure: drafted, submitted, signed, approved or returned; nothing is lost.

Each step locks the figure's row, checks its version against what the person saw, moves it by
the rules of `indicators.workflow`, and adds a line to the record, all in one transaction.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from indicators.models import Indicator, Observation, ReportingRound, Submission, Vintage
from indicators.openings import why_closed
from indicators.services.observations import (
    NewObservation,
    Source,
    record_observation,
    withdraw_observation,
)
from indicators.targets import UnreadableValueError, parse_value
from indicators.workflow import ACTION_LABELS, Action, Part, RefusedError, Stage, move
from plans.access import departments_of, in_role, is_planner
from plans.models import Department, Membership, MembershipRole, Plan
from plans.services import Deed, Subject, record

DATASET = "submission"
_SAME_DAY = (
    "{year}年同一版本、同一公布日期的数据已经采用。"
    "如果是修订，请以“修订”版本另报；如果要改正，请先撤销原来的采用。"
)


class ConflictError(RuntimeError):
    """Somebody else changed the figure meanwhile; `theirs` says what is there now."""

    def __init__(self, submission: Submission) -> None:
        self.theirs = submission
        changed_at = timezone.localtime(submission.updated_at)
        super().__init__(
            f"这个数据在{changed_at:%m-%d %H:%M}已被改动，当前为“{submission.value_text}”"
            f"（{submission.get_stage_display()}）。您的改动没有保存，也没有丢失：请对照后再保存。"
        )


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What a department writes into the form of a figure."""

    value_text: str = ""
    source_title: str = ""
    source_url: str = ""
    published_on: date | None = None
    note: str = ""
    cause: str = ""
    measure: str = ""
    measure_by: date | None = None
    answers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class OnBehalf:
    """Why a planner enters a figure for a department, and from which document."""

    reason: str
    document: str


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a figure belongs: which indicator, year and vintage."""

    indicator: Indicator
    year: int
    vintage: Vintage


@transaction.atomic
def save_draft(
    place: Place,
    entry: Entry,
    *,
    user: User,
    now: datetime,
    version: int | None,
    on_behalf: OnBehalf | None = None,
) -> Submission:
    """Save what was typed, readable or not; `version` is the one seen, None for a new figure.

    Raises RefusedError when the round is closed or the person may not, ConflictError when
    the figure changed meanwhile.
    """
    current = _under_way(place)
    department = responsible_department(place.indicator)
    parts = parts_of(user, department)
    _require_open(place, department, parts=parts, now=now, on_behalf=on_behalf)
    if current is None:
        _refuse_approved(place, entry, version=version)
        return _create(place, entry, department, parts, user=user, now=now, on_behalf=on_behalf)
    if on_behalf is None and _says(current, entry):
        # Sent again because the answer got lost, or nothing was changed.
        return current
    if version != current.version:
        raise ConflictError(current)
    before = _snapshot(current)
    _move(current, Action.SAVE, parts=parts)
    _write(current, entry)
    _mark_on_behalf(current, on_behalf)
    current.author = user
    _save(current, now=now)
    deed = Deed(
        action=Action.SAVE,
        name="代填" if on_behalf else ACTION_LABELS[Action.SAVE],
        reason=on_behalf.reason if on_behalf else "",
        details={"原": before, "新": _snapshot(current)},
    )
    record(actor=user, subject=subject_of(current), deed=deed, now=now)
    return current


@transaction.atomic
def take_step(
    submission_id: int,
    action: Action,
    *,
    user: User,
    now: datetime,
    version: int,
    reason: str = "",
) -> Submission:
    """Submit, take back, sign, approve, return or revoke a figure.

    Raises RefusedError when stage, right or round do not allow it, ConflictError when the
    figure changed since the person saw it.
    """
    submission = _locked(submission_id)
    if submission.version != version:
        raise ConflictError(submission)
    parts = parts_of(user, submission.department)
    before = submission.stage
    stage = _move(submission, action, parts=parts, reason=reason)
    if action is Action.SUBMIT:
        _require_submittable(submission, parts=parts, now=now)
    _EFFECTS.get(action, _no_effect)(submission, user, now)
    submission.stage = stage
    submission.reason = reason if stage == Stage.RETURNED else ""
    _save_beside_rivals(submission, now=now)
    deed = Deed(
        action=action,
        name=ACTION_LABELS[action],
        reason=reason,
        details={"原状态": before, "新状态": str(stage), "内容": _snapshot(submission)},
    )
    record(actor=user, subject=subject_of(submission), deed=deed, now=now)
    return submission


def parts_of(user: User, department: Department) -> set[Part]:
    """Return what a person is to the figures of a department."""
    parts = set()
    if is_planner(user):
        parts.add(Part.PLANNER)
    for part, role in ((Part.CLERK, MembershipRole.CLERK), (Part.SIGNER, MembershipRole.SIGNER)):
        if department.pk in departments_of(user, role):
            parts.add(part)
    return parts


def require_steward(user: User) -> None:
    """Refuse whoever may not change what verdicts rest on: definitions, targets."""
    if not is_planner(user) and not in_role(user, "admin"):
        raise RefusedError("只有规划人员和管理员可以变更口径和目标。")


def responsible_department(indicator: Indicator) -> Department:
    """Return who is asked for an indicator's figure.

    Raises RefusedError when nobody is.
    """
    department = indicator.data_department or indicator.department
    if department is None:
        raise RefusedError(f"指标“{indicator}”还没有数据提供部门，请管理员先指定。")
    return department


def has_signer(department: Department) -> bool:
    """Return whether a department wants its figures signed before a planner sees them."""
    return Membership.objects.filter(department=department, role=MembershipRole.SIGNER).exists()


def needs_signature(submission: Submission) -> bool:
    """Return whether a figure has to be signed before it is approved.

    What a planner entered for a department rests on its document instead.
    """
    return not submission.on_behalf_reason and has_signer(submission.department)


def subject_of(submission: Submission) -> Subject:
    """Return a figure as the record names it."""
    return Subject(
        kind="submission",
        key=str(submission.pk),
        name=f"{submission.indicator}（{submission.year}年{submission.get_vintage_display()}）",
        plan=submission.indicator.plan,
        department=submission.department,
        year=submission.year,
    )


def _move(submission: Submission, action: Action, *, parts: set[Part], reason: str = "") -> Stage:
    return move(
        action,
        stage=Stage(submission.stage),
        parts=parts,
        has_signer=needs_signature(submission),
        reason=reason,
    )


def _mark_on_behalf(submission: Submission, on_behalf: OnBehalf | None) -> None:
    """Say whose words a figure is now; a department that edits it makes it its own."""
    submission.on_behalf_reason = on_behalf.reason if on_behalf else ""
    submission.on_behalf_document = on_behalf.document if on_behalf else ""


def _require_submittable(submission: Submission, *, parts: set[Part], now: datetime) -> None:
    """Refuse a department outside its round, and a planner what is the department's own."""
    if Part.PLANNER in parts and submission.on_behalf_reason:
        return
    if Part.CLERK not in parts:
        raise RefusedError("这是部门自己的草稿，由部门提交。")
    plan, department = submission.indicator.plan, submission.department
    _require_round_open(plan, department, year=submission.year, now=now)


def _require_open(
    place: Place,
    department: Department,
    *,
    parts: set[Part],
    now: datetime,
    on_behalf: OnBehalf | None,
) -> None:
    """Refuse a department outside its round, and a planner who does not say why he enters."""
    if Part.PLANNER in parts and on_behalf is not None:
        if not on_behalf.reason.strip() or not on_behalf.document.strip():
            raise RefusedError("代部门填报须写明理由和依据文件。")
        return
    if Part.CLERK not in parts:
        raise RefusedError(f"这个指标由{department}填报，您没有为它填报的权限。")
    _require_round_open(place.indicator.plan, department, year=place.year, now=now)


def _require_round_open(plan: Plan, department: Department, *, year: int, now: datetime) -> None:
    round_ = (
        ReportingRound.objects.prefetch_related("extensions").filter(plan=plan, year=year).first()
    )
    if round_ is None:
        raise RefusedError(f"没有{year}年数据的填报轮次，请联系规划人员。")
    closed = why_closed(round_, department=department, now=now)
    if closed:
        raise RefusedError(closed)


def _under_way(place: Place) -> Submission | None:
    return (
        Submission.objects.select_for_update(of=("self",))
        .select_related("indicator__plan", "department")
        .filter(
            indicator=place.indicator,
            region=place.indicator.plan.region_id,
            year=place.year,
            vintage=place.vintage,
        )
        .exclude(stage=Stage.APPROVED)
        .first()
    )


def _refuse_approved(place: Place, entry: Entry, *, version: int | None) -> None:
    """Refuse what was typed into a figure that was approved meanwhile, or says the same again."""
    approved = (
        Submission.objects.select_related("indicator__plan", "department")
        .filter(
            indicator=place.indicator,
            region=place.indicator.plan.region_id,
            year=place.year,
            vintage=place.vintage,
        )
        .order_by("-decided_at")
        .first()
    )
    if approved is None:
        return
    if version is not None:
        raise ConflictError(approved)
    is_same_day = entry.published_on in (None, approved.published_on)
    if approved.value_text == entry.value_text and is_same_day:
        raise RefusedError("这个数据已经采用，数值没有变化，不用再报。")


def _locked(submission_id: int) -> Submission:
    return (
        Submission.objects.select_for_update(of=("self",))
        .select_related(
            "indicator__plan", "indicator__series", "region", "department", "observation"
        )
        .get(pk=submission_id)
    )


def _create(
    place: Place,
    entry: Entry,
    department: Department,
    parts: set[Part],
    *,
    user: User,
    now: datetime,
    on_behalf: OnBehalf | None,
) -> Submission:
    submission = Submission(
        indicator=place.indicator,
        region=place.indicator.plan.region,
        year=place.year,
        vintage=place.vintage,
        definition=place.indicator.definition_asked(place.year),
        department=department,
        stage=Stage.DRAFT,
        author=user,
        created_at=now,
        updated_at=now,
    )
    _mark_on_behalf(submission, on_behalf)
    _move(submission, Action.SAVE, parts=parts)
    _write(submission, entry)
    try:
        with transaction.atomic():
            submission.save(force_insert=True)
    except IntegrityError:
        rival = _under_way(place)
        if rival is None:
            raise
        raise ConflictError(rival) from None
    deed = Deed(
        action="create",
        name="代填" if on_behalf else "新建草稿",
        reason=on_behalf.reason if on_behalf else "",
        details={"新": _snapshot(submission)},
    )
    record(actor=user, subject=subject_of(submission), deed=deed, now=now)
    return submission


def _says(submission: Submission, entry: Entry) -> bool:
    return all(
        getattr(submission, each.name) == getattr(entry, each.name) for each in fields(entry)
    )


def _write(submission: Submission, entry: Entry) -> None:
    for each in fields(entry):
        setattr(submission, each.name, getattr(entry, each.name))


def _save(submission: Submission, *, now: datetime) -> None:
    submission.version += 1
    submission.updated_at = now
    submission.save()


def _save_beside_rivals(submission: Submission, *, now: datetime) -> None:
    """Save a step; an approval cannot be undone while the next figure is under way."""
    try:
        with transaction.atomic():
            _save(submission, now=now)
    except IntegrityError:
        vintage = submission.get_vintage_display()
        raise RefusedError(
            f"“{vintage}”版本另有一份在办的填报：采用它就会取代这一份；"
            "仍要先撤销这一份的，请部门把那一份改为别的数据版本。"
        ) from None


def _snapshot(submission: Submission) -> dict[str, Any]:
    """Return what a figure says, for people to read in the record."""
    return {
        each.name: str(value) for each in fields(Entry) if (value := getattr(submission, each.name))
    }


def _submit(submission: Submission, user: User, now: datetime) -> None:
    try:
        value = parse_value(submission.value_text, unit=submission.indicator.unit)
    except UnreadableValueError as error:
        raise RefusedError(str(error)) from error
    if value.value is None and value.assigned_met is None:
        raise RefusedError(f"“{submission.indicator}”还没有填数值。")
    submission.author = user
    submission.submitted_at = now


def _sign(submission: Submission, _user: User, now: datetime) -> None:
    submission.signed_at = now


def _approve(submission: Submission, _user: User, now: datetime) -> None:
    """Create the observation of an approved figure, in the same transaction."""
    published_on = submission.published_on or timezone.localdate(now)
    submission.published_on = published_on
    new = NewObservation(
        series=_series(submission.indicator),
        region=submission.region,
        year=submission.year,
        value_text=submission.value_text,
        vintage=Vintage(submission.vintage),
        definition=submission.definition,
        published_on=published_on,
    )
    _refuse_same_day(new)
    submission.observation = _recorded(new, _source_of(submission), now=now)
    submission.decided_at = now


def _source_of(submission: Submission) -> Source:
    """Return where readers are told a figure comes from, and who entered it for whom."""
    document = submission.on_behalf_document
    notes = [submission.note]
    if document:
        notes.insert(0, f"规划人员代{submission.department}填报，依据：{document}")
    return Source(
        dataset=DATASET,
        title=submission.source_title or document or f"{submission.department}填报",
        url=submission.source_url,
        note="；".join(filter(None, notes)),
    )


def _recorded(new: NewObservation, source: Source, *, now: datetime) -> Observation:
    """Record a figure; one of the same day approved at this very moment is a refusal too."""
    try:
        return record_observation(new, source=source, now=now)
    except IntegrityError:
        raise RefusedError(_SAME_DAY.format(year=new.year)) from None


def _revoke(submission: Submission, _user: User, now: datetime) -> None:
    """Withdraw the observation: it stays readable, no verdict uses it any more."""
    if submission.observation is not None:
        withdraw_observation(submission.observation, now=now)
    submission.observation = None
    submission.decided_at = now


def _return(submission: Submission, _user: User, now: datetime) -> None:
    submission.decided_at = now
    submission.signed_at = None


def _no_effect(_submission: Submission, _user: User, _now: datetime) -> None:
    return None


def _series(indicator: Indicator) -> Any:
    if indicator.series is None:
        raise RefusedError(f"“{indicator}”由分项指标合成，不单独填报。")
    return indicator.series


def _refuse_same_day(new: NewObservation) -> None:
    twin = Observation.objects.filter(
        series=new.series,
        definition=new.definition,
        region=new.region,
        year=new.year,
        vintage=new.vintage,
        published_on=new.published_on,
        withdrawn_at=None,
    )
    if twin.exists():
        raise RefusedError(_SAME_DAY.format(year=new.year))


_EFFECTS = {
    Action.SUBMIT: _submit,
    Action.SIGN: _sign,
    Action.APPROVE: _approve,
    Action.RETURN: _return,
    Action.REVOKE: _revoke,
}
