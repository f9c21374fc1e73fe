"""What planners do with many reports at once, and remarks on one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from indicators.emptiness import says_nothing
from indicators.services.admitting import refuse_strangers, refuse_too_long
from indicators.services.parts import parts_of
from indicators.services.reporting import FIGURES
from indicators.services.staleness import one_recompute
from indicators.services.steps import take
from indicators.services.ways import ConflictError, Way
from indicators.workflow import Action, RefusedError
from plans.services import Deed, record

GONE = "这份填报已不存在。"


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """Which report was decided on, in the version that was seen."""

    report_id: int
    version: int


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one report of many; `refusal` says why nothing was done, "" if it was."""

    name: str
    refusal: str = ""
    report_id: int | None = None


def approve_many(
    tickets: Iterable[Ticket], *, user: User, now: datetime, way: Way[Any, Any] = FIGURES
) -> list[Outcome]:
    """Approve reports one by one, each in a transaction of its own: a refusal stops no other.

    Verdicts are asked for once, when all are decided on.
    """
    chosen = list(tickets)
    found = way.reports().filter(pk__in={each.report_id for each in chosen})
    names = {each.pk: way.subject(each).name for each in found}
    with one_recompute():
        return [_approved(way, each, names, user=user, now=now) for each in chosen]


@transaction.atomic
def add_comment(
    report: Any, *, text: str, user: User, now: datetime, way: Way[Any, Any] = FIGURES
) -> Any:
    """Add a remark to a report and return it; the same one sent again is that one.

    Raises RefusedError when it is empty or the person has no part in the report.
    """
    parts = parts_of(user, report.department)
    if not parts:
        raise RefusedError("您没有评论这个数据的权限。")
    if says_nothing(text):
        raise RefusedError("评论没有内容。")
    refuse_too_long(text, name="评论")
    said = text.strip()
    seen = way.locked(report.pk)
    refuse_strangers(seen, parts)
    # Sent twice: nothing was done with the report since the same person said the same of it.
    sent = seen.comments.filter(author=user, text=said, at__gte=seen.updated_at).first()
    if sent is not None:
        return sent
    comment = report.comments.create(author=user, at=now, text=said)
    deed = Deed(action="comment", name="评论", details={"内容": comment.text})
    record(actor=user, subject=way.subject(report), deed=deed, now=now)
    return comment


def _approved(
    way: Way[Any, Any], ticket: Ticket, names: Mapping[int, str], *, user: User, now: datetime
) -> Outcome:
    pk = ticket.report_id
    if pk not in names:
        return Outcome(name=f"编号 {pk}", refusal=GONE)
    try:
        take(way, pk, Action.APPROVE, user=user, now=now, version=ticket.version)
    except (RefusedError, ConflictError, ValidationError) as error:
        return Outcome(name=names[pk], refusal=_words(error), report_id=pk)
    return Outcome(name=names[pk], report_id=pk)


def _words(error: Exception) -> str:
    return "；".join(error.messages) if isinstance(error, ValidationError) else str(error)
