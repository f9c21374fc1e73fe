"""Figures the system computes from other approved reports, and submits like a department.

A department's own figure is never touched: where one is under way, none is submitted beside it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from indicators.models import Indicator, Observation, Submission, Vintage
from indicators.readings import Book
from indicators.services.entries import Place, new_submission, subject_of
from indicators.services.handing_over import hand_over
from indicators.services.reporting import responsible_department
from indicators.workflow import FORGONE, GAVE_WAY, OPEN, UNCHANGED, VANISHED, RefusedError, Stage
from plans.services import Deed, record, system_user

logger = logging.getLogger(__name__)

ACTION: Final = "roll_up"


@dataclass(frozen=True, kw_only=True)
class Computed:
    """What the system has to say of an indicator's year; `value` None: nothing (any more).

    `basis` names in a few words what was computed, `note` says of what it consists.
    """

    indicator: Indicator
    year: int
    value: Decimal | None
    basis: str
    note: str

    @property
    def value_text(self) -> str:
        """Return the value as a person would type it, "" where there is none."""
        return "" if self.value is None else format(self.value.normalize() + 0, "f")


@transaction.atomic
def submit_computed(computed: Computed, *, now: datetime) -> bool:
    """Have a computed figure stand among the submitted ones; return whether anything changed.

    What the system has under way follows the sum. What was returned or taken back was decided
    on and is sent again only when the sum has changed. Nothing is submitted that is in force
    already; what is under way is withdrawn then, and where nothing is left to be summed.
    """
    own = list(_under_way(computed).filter(author=system_user()).order_by("pk"))
    standing = [each for each in own if each.reason not in GAVE_WAY]
    reason = _why_not_sent(computed)
    if reason:
        return sum(_followed(each, computed, reason=reason, now=now) for each in standing) > 0
    waiting = [each for each in standing if each.stage in OPEN]
    if not waiting and any(each.value_text == computed.value_text for each in standing):
        return False
    going = waiting or _fitting(standing, computed) or _fitting(own, computed)
    if going:
        return sum(_followed(each, computed, reason="", now=now) for each in going) > 0
    return _submitted(computed, now=now)


def _fitting(own: Sequence[Submission], computed: Computed) -> list[Submission]:
    """Return the last that is of the vintage a sum is sent in now: no other would come in force."""
    vintage = _vintage(computed)
    return [each for each in own if each.vintage == vintage][-1:]


def _vintage(computed: Computed) -> Vintage:
    """Return what a sum is sent as: a revision once one of the system's was approved."""
    approved = _of(computed).filter(author=system_user(), stage=Stage.APPROVED)
    return Vintage.REVISED if approved.exists() else Vintage.PRELIMINARY


def _under_way(computed: Computed) -> QuerySet[Submission]:
    return (
        _of(computed)
        .exclude(stage=Stage.APPROVED)
        .select_related("indicator__plan", "department")
        .select_related("indicator__department", "indicator__data_department")
        .select_for_update(of=("self",))
    )


def _of(computed: Computed) -> QuerySet[Submission]:
    return Submission.objects.filter(
        indicator=computed.indicator,
        region=computed.indicator.plan.region_id,
        year=computed.year,
    )


def _in_force(computed: Computed) -> Decimal | None:
    """Return the approved figure of the year, by whomever it was reported."""
    indicator = computed.indicator
    figures = Observation.objects.filter(
        series=indicator.series_id, region=indicator.plan.region_id, year=computed.year
    ).select_related("definition")
    reading = Book(figures).read(
        indicator.series_id, definition=indicator.definition, known_on=None
    )
    value = reading.values.get(computed.year)
    return value.value if value else None


def _submitted(computed: Computed, *, now: datetime) -> bool:
    author, vintage = system_user(), _vintage(computed)
    if _of(computed).filter(vintage=vintage).exclude(stage=Stage.APPROVED).exists():
        return False
    place = Place(indicator=computed.indicator, year=computed.year, vintage=vintage)
    try:
        department = responsible_department(computed.indicator)
    except RefusedError as error:
        logger.warning("%s的汇总数无法提交：%s", computed.indicator.code, error)
        return False
    submission = new_submission(place, department)
    submission.author, submission.created_at = author, now
    submission.stage = Stage.SUBMITTED
    _write(submission, computed, now=now)
    try:
        with transaction.atomic():
            submission.save(force_insert=True)
    except IntegrityError:
        # A department began its own at this very moment.
        return False
    _record(submission, before="", now=now)
    return True


def _why_not_sent(computed: Computed) -> str:
    """Return why a sum is nothing to be decided on, "" where it is."""
    if computed.value is None:
        return VANISHED
    return UNCHANGED if _in_force(computed) == computed.value else ""


def _followed(submission: Submission, computed: Computed, *, reason: str, now: datetime) -> bool:
    """Have a figure under way say what the sum is now; with a reason it is withdrawn."""
    before = submission.value_text
    if not _is_to_follow(submission, computed, reason=reason):
        return False
    submission.stage = Stage.RETURNED if reason else Stage.SUBMITTED
    department = submission.indicator.data_department or submission.indicator.department
    hand_over(submission, department, subject=subject_of(submission), user=None, now=now)
    submission.version += 1
    submission.reason, submission.signed_at = reason, None
    _write(submission, computed, now=now)
    if reason:
        submission.decided_at = now
    submission.save()
    _record(submission, before=before, now=now)
    return True


def _is_to_follow(submission: Submission, computed: Computed, *, reason: str) -> bool:
    """Return whether a figure under way is to be sent anew, or withdrawn with a reason.

    What gave way or was withdrawn was not refused: the same sum may come true again. What a
    person returned or took back is only moved by another sum.
    """
    if submission.reason in GAVE_WAY:
        return True
    if submission.value_text != computed.value_text:
        return submission.stage in OPEN or not _was_refused(submission, computed)
    if submission.stage in OPEN:
        return bool(reason) or submission.note != computed.note
    # A sum that vanished was left as an empty draft once.
    return bool(reason) and not submission.value_text


def _was_refused(submission: Submission, computed: Computed) -> bool:
    """Return whether a person decided against the sum where an undone approval now stands."""
    refused = Submission.everything.filter(replaced_by=submission, reason=FORGONE)
    return refused.filter(value_text=computed.value_text).exists()


def _write(submission: Submission, computed: Computed, *, now: datetime) -> None:
    submission.value_text = computed.value_text
    submission.source_title = computed.basis
    submission.note = computed.note
    submission.on_behalf_reason = f"系统按{computed.basis}提交，由规划人员审核。"
    submission.on_behalf_document = computed.basis
    submission.submitted_at = submission.updated_at = now


def _record(submission: Submission, *, before: str, now: datetime) -> None:
    details = {
        "原": {"value_text": before},
        "新": {"value_text": submission.value_text, "note": submission.note},
    }
    name = "系统撤回" if submission.reason else "系统汇总"
    deed = Deed(action=ACTION, name=name, reason=submission.reason, details=details)
    record(actor=None, subject=subject_of(submission), deed=deed, now=now)
