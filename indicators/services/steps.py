"""The way of every report: drafted, submitted, signed, approved or returned; nothing is lost.

Each step locks the report's row, checks its version against what the person saw, moves it by
the rules of `indicators.workflow`, and adds a line to the record, all in one transaction. What
differs between a figure and a project's report is a `Way`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Generic, TypeVar

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from indicators.emptiness import says_nothing
from indicators.models import Report, ReportingRound
from indicators.openings import why_closed
from indicators.services.handing_over import hand_over, refuse_former
from indicators.services.parts import needs_signature, parts_of
from indicators.workflow import (
    ACTION_LABELS,
    EDITABLE,
    FOUR_EYES,
    OWN_DEEDS,
    Action,
    Part,
    RefusedError,
    Stage,
    move,
)
from plans.models import Department, Plan, RecordEntry
from plans.services import Deed, Subject, person_name, record

SITTING: Final = timedelta(minutes=30)
"""For so long after a line of the record the same person's typing needs no other."""
_TYPING: Final = frozenset({"create", "save", "change_vintage"})
_BESIDE: Final = frozenset({"attach", "detach", "comment"})
"""Deeds that leave what a report says as it is."""

R = TypeVar("R", bound=Report)
E = TypeVar("E")


class ConflictError(RuntimeError, Generic[R]):
    """Somebody else changed the report meanwhile; `theirs` says what is there now."""

    def __init__(self, theirs: R) -> None:
        self.theirs = theirs
        changed_at = timezone.localtime(theirs.updated_at)
        super().__init__(
            f"这个数据在{changed_at:%m-%d %H:%M}已被改动，当前为“{theirs.said}”"
            f"（{theirs.get_stage_display()}）。您的改动没有保存，也没有丢失：请对照后再保存。"
        )


@dataclass(frozen=True, kw_only=True)
class OnBehalf:
    """Why a planner enters a report for a department, and from which document."""

    reason: str
    document: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked of a department: its reports of a plan's year.

    `opens_on` is the day its entry opens where that is not the round's.
    """

    department: Department
    plan: Plan
    year: int
    opens_on: date | None = None


def _nothing(*_: Any) -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class Way(Generic[R, E]):
    """What one kind of report does its own way.

    `reports` brings what `subject` and the effects read. `says` compares with what was typed,
    `write` sets it, `attach` writes what hangs on the saved row; `snapshot` tells the record.
    `present` is the department that is asked by now, None where nobody is; `rivalled` says what
    keeps a step from being saved beside another report; `hold` locks what must stay as it is
    before the report itself is locked.
    """

    reports: Callable[[], QuerySet[R]]
    subject: Callable[[R], Subject]
    asked: Callable[[R], Asked]
    present: Callable[[R], Department | None]
    says: Callable[[R, E], bool]
    write: Callable[[R, E], None]
    snapshot: Callable[[R], dict[str, Any]]
    effects: Mapping[Action, Callable[[R, User, datetime], None]]
    attach: Callable[[R, E], None] = _nothing
    rivalled: Callable[[R], str | None] = _nothing
    hold: Callable[[int], None] = _nothing

    def locked(self, report_id: int) -> R:
        """Return a report, its row locked until the transaction ends.

        Read after it is locked: a row that is waited for is not joined anew by PostgreSQL, and
        is lost where the other one changed its author or department.
        """
        self.hold(report_id)
        rows = self.reports().select_related(None).select_for_update()
        rows.values_list("pk").get(pk=report_id)
        return self.reports().get(pk=report_id)


@transaction.atomic
def take(
    way: Way[R, Any],
    report_id: int,
    action: Action,
    *,
    user: User,
    now: datetime,
    version: int,
    reason: str = "",
) -> R:
    """Submit, take back, sign, approve, return or revoke a report.

    Raises RefusedError when stage, right or round do not allow it, ConflictError when the
    report changed since the person saw it.
    """
    report = way.locked(report_id)
    parts = parts_of(user, report.department)
    _refuse_strangers(report, parts)
    if report.version != version:
        raise ConflictError(report)
    before = report.stage
    stage = move_report(report, action, parts=parts, reason=reason)
    if action in {Action.SUBMIT, Action.TAKE_BACK} and not _is_planners_own(report, parts):
        _require_round_open(way.asked(report), now=now)
    told: dict[str, Any] = {}
    if action is Action.SUBMIT:
        refuse_former(report, way.present(report), subject=way.subject(report))
        told = _make_senders_own(report, parts=parts, user=user)
    effect = way.effects.get(action)
    if effect is not None:
        effect(report, user, now)
    if stage in EDITABLE:
        hand_over(report, way.present(report), subject=way.subject(report), user=user, now=now)
    report.stage = stage
    report.reason = reason if stage == Stage.RETURNED else ""
    _save_beside_rivals(way, report, now=now)
    details = {"原状态": before, "新状态": str(stage), "内容": way.snapshot(report), **told}
    if action in OWN_DEEDS and report.author_id == user.pk:
        details[FOUR_EYES] = OWN_DEEDS[action]
    deed = Deed(action=action, name=ACTION_LABELS[action], reason=reason, details=details)
    record(actor=user, subject=way.subject(report), deed=deed, now=now)
    return report


@transaction.atomic
def submit_checked(
    way: Way[R, Any],
    report_id: int,
    *,
    check: Callable[[R], None],
    user: User,
    now: datetime,
    version: int,
) -> R:
    """Submit a report as it was seen, once `check` has nothing against it.

    The row is locked before it is checked: what was checked is what is submitted. Raises what
    `check` raises, and as `take` does.
    """
    report = way.locked(report_id)
    _refuse_strangers(report, parts_of(user, report.department))
    if report.version != version:
        raise ConflictError(report)
    check(report)
    return take(way, report_id, Action.SUBMIT, user=user, now=now, version=version)


def _refuse_strangers(report: Report, parts: set[Part]) -> None:
    """Refuse whoever may not see a report before a word of it is told, by conflict or check."""
    if not parts:
        raise RefusedError("这份填报不归您办理。")
    if _is_private(report, parts):
        raise RefusedError("这是部门自己的草稿，由部门提交；可能刚被部门撤回，请等部门重新提交。")


def refuse_entering(report: Report, parts: set[Part]) -> None:
    """Refuse whoever enters what a department is drafting itself; a conflict would tell of it."""
    if not parts:
        raise RefusedError("这份填报不归您办理。")
    if _is_private(report, parts):
        raise RefusedError(f"{report.department}正在填报这一项，不能代填；您填的没有保存。")


def _is_private(report: Report, parts: set[Part]) -> bool:
    """Return whether a report is its department's own draft, and somebody only a planner."""
    is_own = report.stage == Stage.DRAFT and not report.on_behalf_reason
    return is_own and parts == {Part.PLANNER}


def start(
    way: Way[R, E],
    report: R,
    entry: E,
    *,
    parts: set[Part],
    user: User,
    now: datetime,
    on_behalf: OnBehalf | None,
    rival: Callable[[], R | None],
) -> R:
    """Save what was typed as a new report; `rival` finds one made at this very moment.

    That one is returned where it is the same sent twice. Raises ConflictError about another,
    RefusedError where it is not for the person to see.
    """
    report.stage, report.author, report.created_at, report.updated_at = Stage.DRAFT, user, now, now
    _mark_on_behalf(report, on_behalf)
    move_report(report, Action.SAVE, parts=parts)
    way.write(report, entry)
    try:
        with transaction.atomic():
            report.save(force_insert=True)
    except IntegrityError:
        theirs = rival()
        if theirs is None:
            raise
        refuse_entering(theirs, parts)
        if _is_sent_again(way, theirs, entry, user=user, on_behalf=on_behalf):
            return theirs
        raise ConflictError(theirs) from None
    way.attach(report, entry)
    deed = Deed(
        action="create",
        name="代填" if on_behalf else "新建草稿",
        reason=on_behalf.reason if on_behalf else "",
        details={"新": way.snapshot(report), **_basis(on_behalf)},
    )
    record(actor=user, subject=way.subject(report), deed=deed, now=now)
    return report


def rewrite(
    way: Way[R, E],
    report: R,
    entry: E,
    *,
    parts: set[Part],
    user: User,
    now: datetime,
    version: int | None,
    on_behalf: OnBehalf | None,
    in_sitting: bool = False,
) -> R:
    """Save what was typed into a report, its row locked; `version` is the one that was seen.

    `in_sitting`: it saves itself while somebody types, and one line of the record tells of all
    that a person types in one sitting (see `SITTING`). Raises ConflictError where it changed,
    RefusedError where it is not for the person to see.
    """
    refuse_entering(report, parts)
    if _is_sent_again(way, report, entry, user=user, on_behalf=on_behalf):
        return report
    if version != report.version:
        raise ConflictError(report)
    before, was_own = way.snapshot(report), not report.on_behalf_reason
    move_report(report, Action.SAVE, parts=parts)
    told = _basis(on_behalf) if on_behalf else _change_of_hands(report)
    way.write(report, entry)
    _mark_on_behalf(report, on_behalf)
    report.author = user
    _save(report, now=now)
    way.attach(report, entry)
    if in_sitting and was_own and _is_of_one_sitting(way.subject(report), user=user, now=now):
        return report
    deed = Deed(
        action=Action.SAVE,
        name="代填" if on_behalf else ACTION_LABELS[Action.SAVE],
        reason=on_behalf.reason if on_behalf else "",
        details={"原": before, "新": way.snapshot(report), **told},
    )
    record(actor=user, subject=way.subject(report), deed=deed, now=now)
    return report


def _is_sent_again(
    way: Way[R, E], report: R, entry: E, *, user: User, on_behalf: OnBehalf | None
) -> bool:
    """Return whether a report says what is sent: the answer got lost, or nothing was changed.

    On behalf it has to be the same planner's, with the same reason and document.
    """
    if not way.says(report, entry):
        return False
    basis = (report.author_id, report.on_behalf_reason, report.on_behalf_document)
    return on_behalf is None or basis == (user.pk, on_behalf.reason, on_behalf.document)


def move_report(report: Report, action: Action, *, parts: set[Part], reason: str = "") -> Stage:
    """Return the stage an action leads a report to; raises RefusedError."""
    return move(
        action,
        stage=Stage(report.stage),
        parts=parts,
        has_signer=needs_signature(report),
        on_behalf=bool(report.on_behalf_reason),
        reason=reason,
    )


def require_enterable(
    asked: Asked, *, user: User, now: datetime, on_behalf: OnBehalf | None
) -> set[Part]:
    """Return what a person is who may enter something now.

    Refuses a department outside its round, and a planner who does not say why he enters.
    """
    parts = parts_of(user, asked.department)
    if Part.PLANNER in parts and on_behalf is not None:
        if says_nothing(on_behalf.reason) or says_nothing(on_behalf.document):
            raise RefusedError("代部门填报须写明理由和依据文件。")
        return parts
    if Part.CLERK not in parts:
        raise RefusedError(f"这一项由{asked.department}填报，您没有为它填报的权限。")
    _require_round_open(asked, now=now)
    return parts


def why_not_open(asked: Asked, *, now: datetime) -> str:
    """Return why a department cannot enter what is asked of it now, "" where it can."""
    found = ReportingRound.objects.prefetch_related("extensions")
    round_ = found.filter(plan=asked.plan, year=asked.year).first()
    if round_ is None:
        return f"没有{asked.year}年数据的填报轮次，请联系规划人员。"
    return why_closed(round_, department=asked.department, now=now, opens_on=asked.opens_on)


def _is_planners_own(report: Report, parts: set[Part]) -> bool:
    """Return whether somebody is a planner with what planners entered for a department."""
    return Part.PLANNER in parts and bool(report.on_behalf_reason)


def _make_senders_own(report: Report, *, parts: set[Part], user: User) -> dict[str, str]:
    """Make what planners entered the department's own, to be signed by it, when it submits it.

    Returns what the record tells of it.
    """
    if _is_planners_own(report, parts):
        return {}
    if Part.CLERK not in parts:
        raise RefusedError("这是部门自己的草稿，由部门提交。")
    told = _change_of_hands(report)
    if told:
        _mark_on_behalf(report, None)
        report.author = user
    return told


def _change_of_hands(report: Report) -> dict[str, str]:
    """Return what the record tells where a department makes its own what planners entered."""
    if not report.on_behalf_reason:
        return {}
    entered_by, document = person_name(report.author), report.on_behalf_document
    told = f"原由{entered_by}代填（理由：{report.on_behalf_reason}；依据文件：{document}）"
    return {"转为部门填报": f"{told}，现为{report.department}自己的填报"}


def _basis(on_behalf: OnBehalf | None) -> dict[str, str]:
    """Return the document the record tells of where a planner enters for a department."""
    return {"依据文件": on_behalf.document} if on_behalf else {}


def _require_round_open(asked: Asked, *, now: datetime) -> None:
    closed = why_not_open(asked, now=now)
    if closed:
        raise RefusedError(closed)


def _is_of_one_sitting(subject: Subject, *, user: User, now: datetime) -> bool:
    """Return whether the record already tells that the person is typing into a report.

    Nothing stays unexplained: whatever is done next, by whomever, brings its line with what
    the report said before, and a step with all it says.
    """
    lines = RecordEntry.objects.filter(subject_kind=subject.kind, subject_key=subject.key)
    last = lines.exclude(action__in=_BESIDE).order_by("-at", "-pk").first()
    if last is None or last.actor_id != user.pk or last.action not in _TYPING:
        return False
    return now - last.at <= SITTING


def _mark_on_behalf(report: Report, on_behalf: OnBehalf | None) -> None:
    """Say whose words a report is now; a department that edits it makes it its own."""
    report.on_behalf_reason = on_behalf.reason if on_behalf else ""
    report.on_behalf_document = on_behalf.document if on_behalf else ""


def _save(report: Report, *, now: datetime) -> None:
    report.version += 1
    report.updated_at = now
    report.save()


def _save_beside_rivals(way: Way[R, Any], report: R, *, now: datetime) -> None:
    """Save a step; what another report stands against is refused in words."""
    try:
        with transaction.atomic():
            _save(report, now=now)
    except IntegrityError:
        words = way.rivalled(report)
        if not words:
            raise
        raise RefusedError(words) from None
