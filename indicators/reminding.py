"""Sends each person one mail with all there is to remind of."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils import timezone

from indicators.models import Reminder
from indicators.selectors.reminders import (
    Digest,
    DueSubject,
    ReturnSubject,
    due_digests,
    returned_digests,
)
from indicators.services.reminding import (
    claim,
    mark_failed,
    mark_sent,
    return_reminder,
    round_reminder,
)

logger = logging.getLogger(__name__)
MAIL_ERRORS: Final = (smtplib.SMTPException, OSError, ValueError)
"""What sending raises; ValueError is an address that is none."""
PUT_OFF: Final = 400
REFUSED: Final = 500
LONGEST_ERROR: Final = 500


class MailServerAwayError(RuntimeError):
    """The mail server could not be reached, and nothing was claimed: try again later."""


def remind_of_due(*, now: datetime, subjects: Sequence[DueSubject] | None = None) -> int:
    """Mail everybody with something due in 14 or 3 days, or overdue since yesterday.

    Of figures, unless `subjects` say of what; one mail a person for all of it.
    """
    return _deliver(due_digests(today=timezone.localdate(now), subjects=subjects), now=now)


def remind_of_returned(*, now: datetime, subjects: Sequence[ReturnSubject] | None = None) -> int:
    """Mail everybody whose figures, or `subjects`, were returned since the last time."""
    return _deliver(returned_digests(now=now, subjects=subjects), now=now)


def _deliver(digests: list[Digest], *, now: datetime) -> int:
    """Return how many mails were sent.

    Raises MailServerAwayError before anything is claimed that could not be sent.
    """
    if not digests:
        return 0
    if not settings.MAIL_IS_SET:
        logger.warning("没有设置邮件服务器（EMAIL_URL），%d人的邮件提醒没有发送。", len(digests))
        return 0
    sent = 0
    with closing(get_connection()) as connection:
        for digest in digests:
            _open(connection)
            sent += _send(digest, connection, now=now)
    return sent


def _open(connection: BaseEmailBackend) -> None:
    """Connect, or make sure that the connection still stands; nothing is claimed before."""
    try:
        connection.open()
    except MAIL_ERRORS as error:
        raise MailServerAwayError(f"连不上邮件服务器：{error}") from error


def _send(digest: Digest, connection: BaseEmailBackend, *, now: datetime) -> bool:
    """Claim what a digest reminds of, then send what could be claimed."""
    claimed = claim(_reminders(digest), now=now)
    if not claimed:
        return False
    try:
        _mail(_only(digest, claimed), connection).send()
    except MAIL_ERRORS as error:
        _note_failure(digest, claimed, error)
        connection.close()
        return False
    mark_sent(claimed, now=timezone.now())
    return True


def _note_failure(digest: Digest, claimed: list[Reminder], error: Exception) -> None:
    logger.warning("给 %s 的邮件提醒没有发出：%s", digest.user.get_username(), error)
    mark_failed(claimed, error=str(error)[:LONGEST_ERROR], try_again=_is_put_off(error))


def _is_put_off(error: Exception) -> bool:
    """Return whether the server itself said that it took nothing, and to come again."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
    elif isinstance(error, smtplib.SMTPResponseException):
        codes = [error.smtp_code]
    else:
        return False
    return all(PUT_OFF <= code < REFUSED for code in codes)


def _reminders(digest: Digest) -> Iterable[Reminder]:
    for due in digest.due:
        yield round_reminder(digest.user, kind=due.kind, round_id=due.round_id, due_on=due.due_on)
    for each in digest.returned:
        yield return_reminder(
            digest.user,
            submission_id=each.submission_id,
            report_key=each.report_key,
            returned_at=each.returned_at,
        )


def _only(digest: Digest, claimed: list[Reminder]) -> Digest:
    """Return a digest without what another worker has claimed meanwhile."""
    rounds = {(each.kind, each.round_id) for each in claimed}
    reports = {(each.submission_id, each.report_key) for each in claimed}
    return replace(
        digest,
        due=tuple(each for each in digest.due if (each.kind, each.round_id) in rounds),
        returned=tuple(each for each in digest.returned if each.identity in reports),
    )


def _mail(digest: Digest, connection: BaseEmailBackend) -> EmailMessage:
    context = {"digest": digest, "site": settings.SITE_URL, "site_name": settings.SITE_NAME}
    return EmailMessage(
        subject=f"[{settings.SITE_NAME}] {_subject(digest)}",
        body=render_to_string("mail/digest.txt", context),
        to=[digest.user.email],
        connection=connection,
    )


def _subject(digest: Digest) -> str:
    if digest.returned:
        is_figures = all(each.submission_id for each in digest.returned)
        return f"{len(digest.returned)}{'个数据' if is_figures else '份填报'}被退回"
    if any(each.days_left < 0 for each in digest.due):
        return "填报已逾期"
    soonest = min(each.days_left for each in digest.due)
    return "填报今天截止" if soonest == 0 else f"填报还有{soonest}天截止"
