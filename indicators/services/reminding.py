"""Reminders claimed before they are sent, so that nobody gets the same mail twice.

A claim is committed before its mail leaves. A crash between the two loses that mail and is
seen in the back office as a claim that stays 正在发送; it is never sent again: a reminder too
few can be read on the desk, a doubled one teaches people to ignore them. Only what the mail
server itself refused for the time being is tried again, a few times.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from indicators.models import Reminder, ReminderKind, ReminderState


def round_reminder(user: User, *, kind: ReminderKind, round_id: int, due_on: date) -> Reminder:
    """Return the reminder of a round's due day, not yet claimed."""
    return Reminder(user=user, kind=kind, round_id=round_id, day=due_on)


def return_reminder(
    user: User, *, submission_id: int | None, report_key: str, returned_at: datetime
) -> Reminder:
    """Return the reminder of a returned report, not yet claimed."""
    return Reminder(
        user=user,
        kind=ReminderKind.RETURNED,
        submission_id=submission_id,
        report_key=report_key,
        returned_at=returned_at,
        day=timezone.localdate(returned_at),
    )


@transaction.atomic
def claim(reminders: Iterable[Reminder], *, now: datetime) -> list[Reminder]:
    """Save those reminders nobody has claimed yet, and return them: they are ours to send."""
    return [ours for each in reminders if (ours := _claimed(each, now=now)) is not None]


def mark_sent(reminders: Iterable[Reminder], *, now: datetime) -> None:
    """Note that the mail of claimed reminders was taken by the mail server."""
    ids = [each.pk for each in reminders]
    Reminder.objects.filter(pk__in=ids).update(state=ReminderState.SENT, sent_at=now)


def mark_failed(reminders: Iterable[Reminder], *, error: str, try_again: bool) -> None:
    """Note that the mail server did not take a mail, or that nobody knows whether it did.

    With `try_again`, which is only for what the server surely did not take, it can be claimed
    again.
    """
    state = ReminderState.DEFERRED if try_again else ReminderState.FAILED
    ids = [each.pk for each in reminders]
    Reminder.objects.filter(pk__in=ids).update(state=state, error=error)


def _claimed(reminder: Reminder, *, now: datetime) -> Reminder | None:
    reminder.claimed_at = now
    try:
        with transaction.atomic():
            reminder.save(force_insert=True)
    except IntegrityError:
        return _claimed_again(reminder, now=now)
    return reminder


def _claimed_again(reminder: Reminder, *, now: datetime) -> Reminder | None:
    """Claim what was refused for the time being; of two workers one gets it."""
    names = ("user_id", "kind", "round_id", "submission_id", "report_key", "returned_at", "day")
    same = {name: getattr(reminder, name) for name in names}
    stored = Reminder.objects.select_for_update(of=("self",)).filter(**same).first()
    if stored is None or not stored.may_be_tried_again:
        return None
    stored.state, stored.claimed_at = ReminderState.CLAIMED, now
    stored.attempts += 1
    stored.save(update_fields=["state", "attempts", "claimed_at"])
    return stored
