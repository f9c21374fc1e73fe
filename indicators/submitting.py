"""Submits figures that pass their checks: the only way, for a department and on its behalf."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from indicators.checks.findings import Finding
from indicators.models import Submission
from indicators.seen import Seen
from indicators.selectors.checking import examiner_of
from indicators.selectors.family import asked_about
from indicators.services.entries import Entry, Place
from indicators.services.on_behalf import OnBehalf
from indicators.services.reporting import save_draft, submit_checked
from indicators.services.ways import ConflictError
from indicators.workflow import EDITABLE, GAVE_WAY, RefusedError


class BlockedError(RefusedError):
    """A figure with errors or unanswered questions; `findings` are all of them."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("；".join(dict.fromkeys(each.message.rstrip("。") for each in findings)))


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one figure of many; `refusal` says why nothing was done, "" if it was.

    `is_blocked`: it was the checks that refused it, so that answers can be given. `is_repeated`:
    it is there already as the same person sent it before, and nothing was done.
    """

    name: str
    refusal: str = ""
    is_blocked: bool = False
    is_repeated: bool = False


@dataclass(frozen=True, kw_only=True)
class BehalfLine:
    """One line a planner typed for a department; `seen` is the figure they saw, None for none.

    `approved_seen` are the approved ones the page knew of.
    """

    place: Place
    entry: Entry
    seen: Seen | None
    approved_seen: frozenset[Seen]


def submit_figure(submission_id: int, *, user: User, now: datetime, version: int) -> Submission:
    """Submit a figure that has no errors and no unanswered questions.

    Raises BlockedError, and RefusedError and ConflictError as `steps.take` does.
    """
    if not Submission.objects.filter(pk=submission_id).exists():
        raise RefusedError("这份填报已不存在。")

    def check(submission: Submission) -> None:
        if submission.reason in GAVE_WAY:
            raise RefusedError(f"{submission.reason}要报别的数，请先填好再提交。")
        indicator = asked_about().get(pk=submission.indicator_id)
        examiner = examiner_of(submission, indicator, today=timezone.localdate(now))
        blocked = examiner.checked(indicator, submission).obstacles
        if blocked:
            raise BlockedError(blocked)

    return submit_checked(submission_id, check=check, user=user, now=now, version=version)


def submit_figures(
    tickets: Iterable[tuple[int, int]], *, user: User, now: datetime
) -> list[Outcome]:
    """Submit figures, given with the version that was seen; one that is refused stops no other."""
    return [_submitted(pk, version, user=user, now=now) for pk, version in tickets]


def enter_many_on_behalf(
    lines: Iterable[BehalfLine],
    on_behalf: OnBehalf,
    *,
    user: User,
    now: datetime,
    submit: bool,
) -> list[Outcome]:
    """Save what a planner typed for departments, and submit it when asked to.

    Each line in a transaction of its own; a line that cannot be submitted is not saved either,
    and one sent again is found as it was sent.
    """
    return [_entered(line, on_behalf, user=user, now=now, submit=submit) for line in lines]


def _entered(
    line: BehalfLine, on_behalf: OnBehalf, *, user: User, now: datetime, submit: bool
) -> Outcome:
    name = str(line.place.indicator)
    try:
        with transaction.atomic():
            saved = save_draft(
                line.place,
                line.entry,
                user=user,
                now=now,
                seen=line.seen,
                approved_seen=line.approved_seen,
                on_behalf=on_behalf,
            )
            is_repeated = saved.updated_at != now
            if submit and saved.stage in EDITABLE:
                submit_figure(saved.pk, user=user, now=now, version=saved.version)
                is_repeated = False
    except (RefusedError, ConflictError) as error:
        return Outcome(name=name, refusal=str(error), is_blocked=isinstance(error, BlockedError))
    except ValidationError as error:
        return Outcome(name=name, refusal="；".join(error.messages))
    return Outcome(name=name, is_repeated=is_repeated)


def _submitted(submission_id: int, version: int, *, user: User, now: datetime) -> Outcome:
    found = Submission.objects.select_related("indicator").filter(pk=submission_id).first()
    name = str(found.indicator) if found else f"编号{submission_id}"
    try:
        submit_figure(submission_id, user=user, now=now, version=version)
    except (RefusedError, ConflictError) as error:
        return Outcome(name=name, refusal=str(error))
    return Outcome(name=name)
