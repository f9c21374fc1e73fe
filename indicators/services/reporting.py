"""The way of a figure: an approved one becomes an observation, a revoked one withdraws it.

The steps themselves are those of every report (`indicators.services.steps`); what a figure says
is `services.entries`'.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from indicators.models import Indicator, Submission, Vintage
from indicators.seen import Seen
from indicators.services import steps
from indicators.services.admitting import refuse_entering, require_enterable
from indicators.services.approving import computed_before, recorded, source_of
from indicators.services.entries import (
    Entry,
    Place,
    approved_of,
    figures,
    new_submission,
    present_department,
    says,
    snapshot,
    subject_of,
    write,
)
from indicators.services.observations import NewObservation, withdraw_observation
from indicators.services.on_behalf import OnBehalf
from indicators.services.steps import take
from indicators.services.undoing import undo_approval
from indicators.services.ways import Asked, ConflictError, Way
from indicators.services.writing import conflict_over, rewrite, start
from indicators.targets import UnreadableValueError, parse_value
from indicators.workflow import OUTDATED, SUPERSEDED, Action, Part, RefusedError, Stage
from plans.models import Department

GONE: Final = "这份填报已不存在，请刷新页面后再填。"


@transaction.atomic
def save_draft(
    place: Place,
    entry: Entry,
    *,
    user: User,
    now: datetime,
    seen: Seen | None,
    approved_seen: Collection[Seen] = (),
    on_behalf: OnBehalf | None = None,
    in_sitting: bool = False,
) -> Submission:
    """Save what was typed, readable or not; `seen` is the figure it was typed into, None for none.

    `approved_seen` are the approved figures of the place that were known, as they were then:
    beside another nothing new is begun unaware. `in_sitting`: it saves itself while somebody
    types (see `writing.rewrite`). Raises RefusedError when the round is closed or the person may
    not, ConflictError when the figure changed meanwhile.
    """
    _series(place.indicator)
    department = responsible_department(locked_indicator(place.indicator))
    current = _under_way(place)
    asked = Asked(department=department, plan=place.indicator.plan, year=place.year)
    parts = require_enterable(asked, user=user, now=now, on_behalf=on_behalf)
    if current is not None:
        _refuse_held_elsewhere(current, department)
        return rewrite(
            FIGURES,
            current,
            entry,
            parts=parts,
            user=user,
            now=now,
            seen=seen,
            on_behalf=on_behalf,
            in_sitting=in_sitting,
        )
    _refuse_decided(place, entry, department, user=user, parts=parts, seen=seen)
    if seen is None:
        refuse_unaware(place, department, approved_seen, user=user, parts=parts)
    return start(
        FIGURES,
        new_submission(place, department),
        entry,
        parts=parts,
        user=user,
        now=now,
        on_behalf=on_behalf,
        rival=lambda: _under_way(place),
    )


def take_step(
    submission_id: int,
    action: Action,
    *,
    user: User,
    now: datetime,
    version: int,
    reason: str = "",
) -> Submission:
    """Take back, sign, approve, return or revoke a figure; submitting goes by `submit_checked`.

    Raises RefusedError and ConflictError as `steps.take` does.
    """
    if action is Action.SUBMIT:
        raise RefusedError("数据须经检查才能提交。")
    return take(FIGURES, submission_id, action, user=user, now=now, version=version, reason=reason)


def submit_checked(
    submission_id: int,
    *,
    check: Callable[[Submission], None],
    user: User,
    now: datetime,
    version: int,
) -> Submission:
    """Submit a figure as it was seen, once `check` has nothing against it.

    There is no other way to submit one, so that no page, file or planner goes past the checks;
    they are `indicators.submitting`'s. Raises as `steps.submit_checked` does.
    """
    return steps.submit_checked(
        FIGURES, submission_id, check=check, user=user, now=now, version=version
    )


def responsible_department(indicator: Indicator) -> Department:
    """Return who is asked for an indicator's figure.

    Raises RefusedError when nobody is.
    """
    department = indicator.data_department or indicator.department
    if department is None:
        raise RefusedError(f"指标“{indicator}”还没有数据提供部门，请管理员先指定。")
    return department


def locked_indicator(indicator: Indicator) -> Indicator:
    """Return an indicator as it is now; nobody gives it away until the transaction ends."""
    found = Indicator.objects.select_for_update(of=("self",), no_key=True)
    return found.select_related("department", "data_department").get(pk=indicator.pk)


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


def _refuse_held_elsewhere(current: Submission, department: Department) -> None:
    """Refuse to write into what another department was asked for before; it stays its own."""
    if current.department == department:
        return
    former = current.department
    raise RefusedError(
        f"“{current.indicator}”原由{former}填报，它的{current.get_stage_display()}还没有办完："
        f"已提交的请规划人员审核，其余请管理员先改回{former}，办完后再移交。"
    )


def _refuse_decided(
    place: Place,
    entry: Entry,
    department: Department,
    *,
    user: User,
    parts: set[Part],
    seen: Seen | None,
) -> None:
    """Refuse what was typed into a figure that is not under way by now, or says the same again.

    Beside an approved one that was seen as it is another is begun.
    """
    approved = approved_of(place).first()
    if seen is not None and (approved is None or seen != Seen.of(approved)):
        raise _conflict(seen, approved, department, user=user, parts=parts)
    if approved is None:
        return
    is_same_day = entry.published_on in (None, approved.public_on)
    if approved.value_text == entry.value_text and is_same_day:
        raise RefusedError("这个数据已经采用，数值没有变化，不用再报。")


def refuse_unaware(
    place: Place,
    department: Department,
    approved_seen: Collection[Seen],
    *,
    user: User,
    parts: set[Part],
) -> None:
    """Refuse what begins in a place where another was approved since it was looked at.

    Also where it is one that was known, but was corrected and approved again meanwhile.
    """
    for each in approved_of(place).filter(department=department):
        if Seen.of(each) not in approved_seen:
            refuse_entering(each, parts)
            raise conflict_over(FIGURES, each, each, user=user, is_beside=True)


def _conflict(
    seen: Seen,
    approved: Submission | None,
    department: Department,
    *,
    user: User,
    parts: set[Part],
) -> RefusedError | ConflictError[Submission]:
    """Return what to raise about a figure that was seen and is not under way in its place."""
    before = figures().filter(pk=seen.report_id, department=department).first()
    if before is None:
        return ConflictError(approved) if approved else RefusedError(GONE)
    refuse_entering(before, parts)
    return conflict_over(FIGURES, before, approved or before.replaced_by or before, user=user)


def _asked(submission: Submission) -> Asked:
    plan = submission.indicator.plan
    return Asked(department=submission.department, plan=plan, year=submission.year)


def _rivalled(submission: Submission) -> str:
    """Return why an approval could not be undone: the next figure was begun at this moment."""
    vintage = submission.get_vintage_display()
    return f"“{vintage}”版本刚有了另一份在办的填报，请刷新页面后再撤销。"


def _submit(submission: Submission, user: User, now: datetime) -> None:
    try:
        value = parse_value(submission.value_text, unit=submission.indicator.unit)
    except UnreadableValueError as error:
        raise RefusedError(str(error)) from error
    if value.value is None and value.assigned_met is None:
        raise RefusedError(f"“{submission.indicator}”还没有填数值。")
    submission.definition = submission.definition_asked
    submission.author = user
    submission.submitted_at = now


def _sign(submission: Submission, _user: User, now: datetime) -> None:
    submission.signed_at = now


def _approve(submission: Submission, user: User, now: datetime) -> None:
    """Create the observation of an approved figure, in the same transaction.

    What the system computed takes the place of what it computed earlier the same day.

    A day of publication nobody typed stays off the report: it is no word of its author, and a
    correction after the approval was undone is not published on it.
    """
    if submission.definition != submission.definition_asked:
        raise RefusedError(OUTDATED)
    published_on = submission.published_on or timezone.localdate(now)
    new = NewObservation(
        series=_series(submission.indicator),
        region=submission.region,
        year=submission.year,
        value_text=submission.value_text,
        vintage=Vintage(submission.vintage),
        definition=submission.definition,
        published_on=published_on,
    )
    former = computed_before(new, submission, reports=figures())
    if former is not None and former.observation is not None:
        withdraw_observation(former.observation, now=now)
    submission.observation = recorded(new, source_of(submission), now=now)
    submission.decided_at = now
    if former is not None:
        _supersede(former, submission, user=user, now=now)


def _return(submission: Submission, _user: User, now: datetime) -> None:
    submission.decided_at = now
    submission.signed_at = None


def _series(indicator: Indicator) -> Any:
    """Return what an indicator measures; refuses one that is judged through its parts."""
    if indicator.series is None:
        raise RefusedError(f"“{indicator}”由分项指标合成，不单独填报。")
    return indicator.series


def _supersede(former: Submission, by: Submission, *, user: User, now: datetime) -> None:
    """Undo the approval of a figure, on the record, in favour of another of its place.

    Only one of a place may be under way: the other leaves first.
    """
    Submission.objects.filter(pk=by.pk).update(stage=Stage.APPROVED, observation=by.observation)
    take(
        FIGURES,
        former.pk,
        Action.REVOKE,
        user=user,
        now=now,
        version=former.version,
        reason=SUPERSEDED,
    )


FIGURES: Way[Submission, Entry] = Way(
    reports=figures,
    subject=subject_of,
    asked=_asked,
    present=present_department,
    says=says,
    write=write,
    snapshot=snapshot,
    effects={
        Action.SUBMIT: _submit,
        Action.SIGN: _sign,
        Action.APPROVE: _approve,
        Action.RETURN: _return,
        Action.REVOKE: undo_approval,
    },
    rivalled=_rivalled,
)
"""How a figure goes the way of all reports."""
