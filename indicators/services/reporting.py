"""The way of a figure: an approved one becomes an observation, a revoked one withdraws it.

The steps themselves are those of every report (`indicators.services.steps`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from indicators.checks.findings import answers_left, is_same_value
from indicators.models import Indicator, Submission, Vintage
from indicators.rivals import goes_on, under_way_beside
from indicators.services import steps
from indicators.services.approving import computed_before, recorded, source_of
from indicators.services.handing_over import hand_over
from indicators.services.observations import (
    NewObservation,
    withdraw_observation,
)
from indicators.services.steps import (
    Asked,
    ConflictError,
    OnBehalf,
    Way,
    require_enterable,
    rewrite,
    start,
    take,
)
from indicators.targets import UnreadableValueError, parse_value
from indicators.workflow import FORGONE, GAVE_WAY, OUTDATED, SUPERSEDED, Action, RefusedError, Stage
from plans.models import Department
from plans.services import Deed, Subject, record


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What a department writes into the form of a figure."""

    value_text: str = ""
    source_title: str = ""
    source_url: str = ""
    published_on: date | None = None
    note: str = ""
    cause: str = ""
    measure: str = ""
    measure_by: date | None = None
    answers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a figure belongs: which indicator, year and vintage."""

    indicator: Indicator
    year: int
    vintage: Vintage


@transaction.atomic
def save_draft(
    place: Place,
    entry: Entry,
    *,
    user: User,
    now: datetime,
    version: int | None,
    on_behalf: OnBehalf | None = None,
    in_sitting: bool = False,
) -> Submission:
    """Save what was typed, readable or not; `version` is the one seen, None for a new figure.

    `in_sitting`: it saves itself while somebody types (see `steps.rewrite`). Raises RefusedError
    when the round is closed or the person may not, ConflictError when the figure changed
    meanwhile.
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
            version=version,
            on_behalf=on_behalf,
            in_sitting=in_sitting,
        )
    _refuse_approved(place, entry, version=version)
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


def subject_of(submission: Submission) -> Subject:
    """Return a figure as the record names it."""
    return Subject(
        kind="submission",
        key=str(submission.pk),
        name=f"{submission.indicator}（{submission.year}年{submission.get_vintage_display()}）",
        plan=submission.indicator.plan,
        department=submission.department,
        year=submission.year,
    )


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


def _refuse_approved(place: Place, entry: Entry, *, version: int | None) -> None:
    """Refuse what was typed into a figure that was approved meanwhile, or says the same again."""
    approved = (
        Submission.objects.select_related("indicator__plan", "department", "observation")
        .filter(
            indicator=place.indicator,
            region=place.indicator.plan.region_id,
            year=place.year,
            vintage=place.vintage,
        )
        .order_by("-decided_at")
        .first()
    )
    if approved is None:
        return
    if version is not None:
        raise ConflictError(approved)
    is_same_day = entry.published_on in (None, approved.public_on)
    if approved.value_text == entry.value_text and is_same_day:
        raise RefusedError("这个数据已经采用，数值没有变化，不用再报。")


def _reports() -> QuerySet[Submission]:
    """Return all figures with what every step reads of them.

    What only some read is fetched when they do: PostgreSQL plans a join of nine tables for
    longer than it takes to read them.
    """
    related = ("indicator__plan", "indicator__series", "department", "observation")
    return Submission.everything.select_related(*related)


def _asked(submission: Submission) -> Asked:
    plan = submission.indicator.plan
    return Asked(department=submission.department, plan=plan, year=submission.year)


def _present(submission: Submission) -> Department | None:
    indicator = submission.indicator
    return indicator.data_department or indicator.department


def new_submission(place: Place, department: Department) -> Submission:
    """Return an empty figure of a place, not saved."""
    return Submission(
        indicator=place.indicator,
        region=place.indicator.plan.region,
        year=place.year,
        vintage=place.vintage,
        definition=place.indicator.definition_asked(place.year),
        department=department,
    )


def _says(submission: Submission, entry: Entry) -> bool:
    return all(
        getattr(submission, each.name) == getattr(entry, each.name) for each in fields(entry)
    )


def _write(submission: Submission, entry: Entry) -> None:
    if submission.reason in GAVE_WAY:
        # What gave way asked nothing of anybody; typed into, it is a draft as any other.
        submission.stage, submission.reason = Stage.DRAFT, ""
    entry = with_answers_left(entry, submission)
    if not _is_same_number(submission, entry):
        submission.definition = submission.definition_asked
    for each in fields(entry):
        setattr(submission, each.name, getattr(entry, each.name))


def _is_same_number(submission: Submission, entry: Entry) -> bool:
    """Return whether the number of a draft stays: it was then typed in the definition it has."""
    if submission.pk is None or not entry.value_text.strip():
        return False
    unit = submission.indicator.unit
    return is_same_value(entry.value_text, submission.value_text, unit=unit)


def with_answers_left(entry: Entry, stored: Submission) -> Entry:
    """Return what was typed without the answers that were given to another value."""
    unit = stored.indicator.unit
    is_same = is_same_value(entry.value_text, stored.value_text, unit=unit)
    return replace(
        entry,
        answers=answers_left(entry.answers, before=stored.answers, is_same=lambda _code: is_same),
    )


def _rivalled(submission: Submission) -> str:
    """Return why an approval could not be undone: the next figure was begun at this moment."""
    vintage = submission.get_vintage_display()
    return f"“{vintage}”版本刚有了另一份在办的填报，请刷新页面后再撤销。"


def _snapshot(submission: Submission) -> dict[str, Any]:
    """Return what a figure says, for people to read in the record."""
    said = {
        each.name: str(value) for each in fields(Entry) if (value := getattr(submission, each.name))
    }
    if submission.public_on:
        said["published_on"] = str(submission.public_on)
    if submission.replaced_by_id is not None:
        said["replaced_by"] = f"编号{submission.replaced_by_id}"
    return said


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
    former = computed_before(new, submission, reports=_reports())
    if former is not None and former.observation is not None:
        withdraw_observation(former.observation, now=now)
    submission.observation = recorded(new, source_of(submission), now=now)
    submission.decided_at = now
    if former is not None:
        _supersede(former, submission, user=user, now=now)


def _revoke(submission: Submission, user: User, now: datetime) -> None:
    """Withdraw the observation: it stays readable, no verdict uses it any more.

    Where the next figure of the place is under way already, it goes on in this one's stead and
    stays as it is; this one is not asked for again. A sum of the system's nobody works on leaves
    to this one instead.
    """
    if submission.observation is not None:
        withdraw_observation(submission.observation, now=now)
    submission.observation = None
    submission.decided_at = now
    other = under_way_beside(submission).select_for_update(of=("self",)).first()
    if other is None:
        return
    if goes_on(other):
        submission.replaced_by = other
    else:
        _forgo(other, submission, user=user, now=now)


def _forgo(other: Submission, undone: Submission, *, user: User, now: datetime) -> None:
    """Take a sum nobody works on out of the way of an undone approval, on the record.

    One that gave way keeps its reason: it was not refused, as one that is now FORGONE was.
    """
    before = {"stage": other.stage, "reason": other.reason}
    other.stage = Stage.RETURNED
    other.reason = other.reason if other.reason in GAVE_WAY else FORGONE
    other.replaced_by, other.decided_at, other.updated_at = undone, now, now
    other.version += 1
    other.save()
    details = {"原状态": before["stage"], "新状态": str(other.stage), "内容": _snapshot(other)}
    if before["reason"]:
        details["原退回理由"] = before["reason"]
    deed = Deed(action="forgo", name="不再办理", reason=FORGONE, details=details)
    record(actor=user, subject=subject_of(other), deed=deed, now=now)


def take_up_undone(moved: Submission, *, user: User, now: datetime) -> None:
    """Have approvals undone beside a figure be done again, once that left for another vintage.

    Nothing goes on in their place any more: the last of them is returned to its department
    after all, and goes on in the stead of those before it.
    """
    rows = _reports().filter(replaced_by=moved).exclude(vintage=moved.vintage)
    rows = rows.exclude(reason__in=GAVE_WAY).order_by("decided_at", "pk")
    undone = list(rows.select_for_update(of=("self",)))
    if not undone:
        return
    last = undone.pop()
    last.replaced_by = None
    last.version += 1
    hand_over(last, _present(last), subject=subject_of(last), user=user, now=now)
    # Nobody changed what it says: it stays as it came back.
    last.save(update_fields=["replaced_by", "version", "department"])
    Submission.everything.filter(pk__in=[each.pk for each in undone]).update(replaced_by=last)
    told = f"编号{moved.pk}改报“{moved.get_vintage_display()}”版本，不再接续这一份"
    details = {"恢复办理的原因": told, "内容": _snapshot(last)}
    deed = Deed(action="take_up", name="恢复办理", reason=last.reason, details=details)
    record(actor=user, subject=subject_of(last), deed=deed, now=now)


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
    reports=_reports,
    subject=subject_of,
    asked=_asked,
    present=_present,
    says=_says,
    write=_write,
    snapshot=_snapshot,
    effects={
        Action.SUBMIT: _submit,
        Action.SIGN: _sign,
        Action.APPROVE: _approve,
        Action.RETURN: _return,
        Action.REVOKE: _revoke,
    },
    rivalled=_rivalled,
)
"""How a figure goes the way of all reports."""
