"""What planners do with many figures at once, and remarks on one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from indicators.models import Comment, Submission
from indicators.services.reporting import ConflictError, parts_of, subject_of, take_step
from indicators.workflow import Action, RefusedError
from plans.services import Deed, record

GONE = "这份填报已不存在。"


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """Which figure was decided on, in the version that was seen."""

    submission_id: int
    version: int


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one figure of many; `refusal` says why nothing was done, "" if it was."""

    name: str
    refusal: str = ""
    submission_id: int | None = None


def approve_many(tickets: Iterable[Ticket], *, user: User, now: datetime) -> list[Outcome]:
    """Approve figures one by one, each in a transaction of its own: a refusal stops no other."""
    return [_approved(ticket, user=user, now=now) for ticket in tickets]


@transaction.atomic
def add_comment(submission: Submission, *, text: str, user: User, now: datetime) -> Comment:
    """Add a remark to a figure.

    Raises RefusedError when it is empty or the person has no part in the figure.
    """
    if not parts_of(user, submission.department):
        raise RefusedError("您没有评论这个数据的权限。")
    if not text.strip():
        raise RefusedError("评论没有内容。")
    comment = Comment.objects.create(submission=submission, author=user, at=now, text=text.strip())
    deed = Deed(action="comment", name="评论", details={"内容": comment.text})
    record(actor=user, subject=subject_of(submission), deed=deed, now=now)
    return comment


def _approved(ticket: Ticket, *, user: User, now: datetime) -> Outcome:
    name = _name(ticket.submission_id)
    if name is None:
        return Outcome(name=f"编号 {ticket.submission_id}", refusal=GONE)
    try:
        take_step(ticket.submission_id, Action.APPROVE, user=user, now=now, version=ticket.version)
    except (RefusedError, ConflictError, ValidationError) as error:
        return Outcome(name=name, refusal=_words(error), submission_id=ticket.submission_id)
    return Outcome(name=name, submission_id=ticket.submission_id)


def _name(submission_id: int) -> str | None:
    found = Submission.objects.select_related("indicator__plan", "department")
    submission = found.filter(pk=submission_id).first()
    return subject_of(submission).name if submission else None


def _words(error: Exception) -> str:
    return "；".join(error.messages) if isinstance(error, ValidationError) else str(error)
