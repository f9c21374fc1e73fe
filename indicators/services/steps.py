"""The way of every report: submitted, signed, approved or returned; nothing is lost.

Each step locks the report's row, checks its version against what the person saw, moves it by
the rules of `indicators.workflow`, and adds a line to the record, all in one transaction. What
differs between a figure and a project's report is a `Way`; drafts are `services.writing`'s.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from indicators.services.admitting import (
    move_report,
    refuse_strangers,
    refuse_too_long,
    require_round_open,
)
from indicators.services.handing_over import hand_over, refuse_former
from indicators.services.on_behalf import is_planners_own, make_senders_own
from indicators.services.parts import parts_of
from indicators.services.ways import ConflictError, R, Way, save_changed
from indicators.workflow import (
    ACTION_LABELS,
    EDITABLE,
    FOUR_EYES,
    OWN_DEEDS,
    Action,
    RefusedError,
    Stage,
)
from plans.services import Deed, record


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
    refuse_strangers(report, parts)
    if report.version != version:
        raise ConflictError(report)
    refuse_too_long(reason, name="理由")
    before = report.stage
    stage = move_report(report, action, parts=parts, reason=reason)
    if action in {Action.SUBMIT, Action.TAKE_BACK} and not is_planners_own(report, parts):
        require_round_open(way.asked(report), now=now)
    told: dict[str, Any] = {}
    if action is Action.SUBMIT:
        refuse_former(report, way.present(report), subject=way.subject(report))
        told = make_senders_own(report, parts=parts, user=user)
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

    The row is locked before it is checked: what was checked is what is submitted. A round that
    is closed is told before what could not be mended in it. Raises what `check` raises, and as
    `take` does.
    """
    report = way.locked(report_id)
    parts = parts_of(user, report.department)
    refuse_strangers(report, parts)
    if report.version != version:
        raise ConflictError(report)
    if not is_planners_own(report, parts):
        require_round_open(way.asked(report), now=now)
    check(report)
    return take(way, report_id, Action.SUBMIT, user=user, now=now, version=version)


def _save_beside_rivals(way: Way[R, Any], report: R, *, now: datetime) -> None:
    """Save a step; what another report stands against is refused in words."""
    try:
        with transaction.atomic():
            save_changed(report, now=now)
    except IntegrityError:
        words = way.rivalled(report)
        if not words:
            raise
        raise RefusedError(words) from None
