"""What is typed becomes a report's: a new draft, or the one there is, seen as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from indicators.seen import Seen
from indicators.services.admitting import move_report, refuse_entering
from indicators.services.on_behalf import OnBehalf, basis_of, change_of_hands, mark_on_behalf
from indicators.services.ways import ConflictError, E, R, Way, save_changed
from indicators.workflow import ACTION_LABELS, EDITABLE, Action, Part, Stage
from plans.models import RecordEntry
from plans.services import Deed, Subject, person_name, record

SITTING: Final = timedelta(minutes=30)
"""For so long after a line of the record the same person's typing needs no other."""
_TYPING: Final = frozenset({"create", "save", "change_vintage"})
_BESIDE: Final = frozenset({"attach", "detach", "comment"})
"""Deeds that leave what a report says as it is."""


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
    mark_on_behalf(report, on_behalf)
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
        details={"新": way.snapshot(report), **basis_of(on_behalf)},
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
    seen: Seen | None,
    on_behalf: OnBehalf | None,
    in_sitting: bool = False,
) -> R:
    """Save what was typed into a report, its row locked; `seen` is what was seen.

    `in_sitting`: it saves itself while somebody types, and one line of the record tells of all
    that a person types in one sitting (see `SITTING`). Raises ConflictError where it changed, came
    back or is another one than was seen, RefusedError where it is not for the person to see.
    """
    refuse_entering(report, parts)
    _refuse_another(way, report, user=user, seen=seen)
    happened = _came_back_by(way, report, user=user, seen=seen)
    if not happened and _is_sent_again(way, report, entry, user=user, on_behalf=on_behalf):
        return report
    if seen != Seen.of(report):
        raise ConflictError(report, happened=happened)
    before, was_own = way.snapshot(report), not report.on_behalf_reason
    move_report(report, Action.SAVE, parts=parts)
    told = basis_of(on_behalf) if on_behalf else change_of_hands(report)
    way.write(report, entry)
    mark_on_behalf(report, on_behalf)
    report.author = user
    save_changed(report, now=now)
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


def conflict_over(
    way: Way[R, E], seen: R, stands: R, *, user: User, is_beside: bool = False
) -> ConflictError[R]:
    """Return what to raise where another report stands than the one that was seen, or it left.

    It tells what became of that one: by whom, when and why, unless the person typed since.
    `is_beside` as in ConflictError.
    """
    lines = _lines(way.subject(seen))
    step = lines.exclude(action__in=_TYPING - {"change_vintage"}).first()
    if step is None or (stands.pk == seen.pk and _typed_since(lines, step, user)):
        return ConflictError(stands, is_beside=is_beside)
    happened = f"{person_name(step.actor)}{_named(step)}"
    if stands.pk != seen.pk:
        happened += f"，现由{person_name(stands.author)}另填一份"
    return ConflictError(stands, happened=happened, at=step.at, is_beside=is_beside)


def _refuse_another(way: Way[R, E], report: R, *, user: User, seen: Seen | None) -> None:
    """Refuse what was typed into another report than the one under way, whatever the versions.

    What became of that one is told to its own department.
    """
    if seen is None or seen.report_id == report.pk:
        return
    before = way.reports().filter(pk=seen.report_id, department=report.department_id).first()
    if before is None:
        raise ConflictError(report)
    raise conflict_over(way, before, report, user=user)


def _came_back_by(way: Way[R, E], report: R, *, user: User, seen: Seen | None) -> str:
    """Return which step brought a report back since it was seen, and why; "" where none did.

    An old page that says the same knows nothing of a return, and must not send it off again,
    whoever typed the same meanwhile. What the person typed after that step was typed in sight
    of it.
    """
    if seen == Seen.of(report) or report.stage not in EDITABLE:
        return ""
    lines = _lines(way.subject(report))
    step = lines.exclude(action__in=_TYPING).first()
    if step is None or _typed_since(lines, step, user):
        return ""
    return _named(step)


def _typed_since(lines: QuerySet[RecordEntry], step: RecordEntry, user: User) -> bool:
    return lines.filter(action__in=_TYPING, actor=user, pk__gt=step.pk).exists()


def _named(step: RecordEntry) -> str:
    return f"{step.action_name}（理由：{step.reason}）" if step.reason else step.action_name


def _is_of_one_sitting(subject: Subject, *, user: User, now: datetime) -> bool:
    """Return whether the record already tells that the person is typing into a report.

    Nothing stays unexplained: whatever is done next, by whomever, brings its line with what
    the report said before, and a step with all it says.
    """
    last = _last_line(subject)
    if last is None or last.actor_id != user.pk or last.action not in _TYPING:
        return False
    return now - last.at <= SITTING


def _last_line(subject: Subject) -> RecordEntry | None:
    return _lines(subject).first()


def _lines(subject: Subject) -> QuerySet[RecordEntry]:
    """Return what the record tells of what a report says or where it stands, the last first."""
    lines = RecordEntry.objects.filter(subject_kind=subject.kind, subject_key=subject.key)
    return lines.exclude(action__in=_BESIDE).order_by("-pk")
