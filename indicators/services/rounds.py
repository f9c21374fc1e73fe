"""Reporting rounds: when figures are asked for, and locks lifted for one department."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from indicators.emptiness import says_nothing
from indicators.models import Extension, ReportingRound
from indicators.workflow import RefusedError
from plans.access import is_planner
from plans.models import Department, Plan
from plans.services import Deed, Subject, record

DEFAULT_OPENS = (1, 5)
DEFAULT_DUE = (3, 31)
DEFAULT_LOCKS = (12, 31)
YEARS_AROUND = 5
"""So many years before and after a plan its rounds may still open and lock."""


class AlreadyExtendedError(RefusedError):
    """The same extension is in force already, as after a button was pressed twice."""


def ensure_rounds(plan: Plan) -> None:
    """Make the missing rounds of a plan's years: asked for early in the year that follows."""
    ReportingRound.objects.bulk_create(
        [
            ReportingRound(
                plan=plan,
                year=year,
                opens_on=date(year + 1, *DEFAULT_OPENS),
                due_on=date(year + 1, *DEFAULT_DUE),
                locks_on=date(year + 1, *DEFAULT_LOCKS),
            )
            for year in plan.years
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def set_days(
    round_: ReportingRound,
    *,
    opens_on: date,
    due_on: date,
    locks_on: date,
    user: User,
    now: datetime,
    seen: tuple[date, date, date] | None = None,
) -> None:
    """Change the days of a round; `seen` are those the planner saw before he changed them.

    Raises RefusedError for anyone but a planner, for days that changed since they were seen and
    for days far from the plan's time, ValidationError when days are out of order.
    """
    _require_planner(user)
    _lock(round_)
    round_.refresh_from_db(fields=["opens_on", "due_on", "locks_on"])
    _require_unchanged(round_, seen)
    for day in (opens_on, due_on, locks_on):
        _require_in_time(round_.plan, day)
    before = [str(each) for each in (round_.opens_on, round_.due_on, round_.locks_on)]
    round_.opens_on, round_.due_on, round_.locks_on = opens_on, due_on, locks_on
    round_.full_clean()
    round_.save()
    after = [str(each) for each in (opens_on, due_on, locks_on)]
    deed = Deed(action="set_days", name="调整轮次日期", details={"原": before, "新": after})
    record(actor=user, subject=_subject(round_), deed=deed, now=now)


@transaction.atomic
def extend(
    round_: ReportingRound,
    *,
    department: Department,
    until: datetime,
    reason: str,
    user: User,
    now: datetime,
) -> Extension:
    """Lift the lock of a round for one department until a time, in place of one in force.

    Raises RefusedError for anyone but a planner, without a reason, for a time gone by and for
    one far from the plan's, AlreadyExtendedError where the same is in force.
    """
    _require_planner(user)
    if says_nothing(reason):
        raise RefusedError("延期须写明理由。")
    if until <= now:
        raise RefusedError("延期的截止时间须在现在之后。")
    _require_in_time(round_.plan, timezone.localdate(until))
    _lock(round_)
    before = _in_force(round_, department, now=now)
    if any((each.until, each.reason) == (until, reason) for each in before):
        raise AlreadyExtendedError(
            f"已为{department}延期至{_clock(until)}，理由相同，没有重复登记。"
        )
    _end(before, now=now)
    extension = Extension.objects.create(
        round=round_,
        department=department,
        until=until,
        reason=reason,
        author=user,
        created_at=now,
    )
    deed = Deed(
        action="extend",
        name="延期",
        reason=reason,
        details={"延至": _clock(until)}
        | ({"取代原延至": [_clock(each.until) for each in before]} if before else {}),
    )
    record(actor=user, subject=_subject(round_, department), deed=deed, now=now)
    return extension


@transaction.atomic
def end_extension(extension: Extension, *, user: User, now: datetime) -> bool:
    """Close a department's lifted lock before its time; return whether it was lifted still.

    One that another has taken the place of is closed already, and the other stays.
    """
    _require_planner(user)
    _lock(extension.round)
    ended = _in_force(extension.round, extension.department, now=now)
    if extension.pk not in {each.pk for each in ended}:
        return False
    _end(ended, now=now)
    until = f"{timezone.localtime(extension.until):%Y-%m-%d %H:%M}"
    deed = Deed(action="end_extension", name="提前结束延期", details={"原延至": until})
    record(actor=user, subject=_subject(extension.round, extension.department), deed=deed, now=now)
    return True


def _lock(round_: ReportingRound) -> None:
    """Have whoever else changes a round wait until the transaction ends."""
    ReportingRound.objects.select_for_update(no_key=True).values_list("pk").get(pk=round_.pk)


def _in_force(round_: ReportingRound, department: Department, *, now: datetime) -> list[Extension]:
    found = Extension.objects.filter(round=round_, department=department, ended_at=None)
    return list(found.filter(until__gt=now).order_by("pk"))


def _end(extensions: list[Extension], *, now: datetime) -> None:
    Extension.objects.filter(pk__in=[each.pk for each in extensions]).update(ended_at=now)


def _require_unchanged(round_: ReportingRound, seen: tuple[date, date, date] | None) -> None:
    present = (round_.opens_on, round_.due_on, round_.locks_on)
    if seen is None or seen == present:
        return
    opens_on, due_on, locks_on = present
    raise RefusedError(
        f"这一轮的日期刚被改过，现在是{opens_on}开放、{due_on}截止、{locks_on}起锁定。"
        "您的改动没有保存：请对照后再保存。"
    )


def _clock(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


def _require_planner(user: User) -> None:
    if not is_planner(user):
        raise RefusedError("只有规划人员可以调整填报轮次。")


def _require_in_time(plan: Plan, day: date) -> None:
    first, last = plan.first_year - YEARS_AROUND, plan.last_year + YEARS_AROUND
    if not first <= day.year <= last:
        raise RefusedError(f"日期{day}离规划期太远，须在{first}年至{last}年之间。")


def _subject(round_: ReportingRound, department: Department | None = None) -> Subject:
    return Subject(
        kind="lock",
        key=str(round_.pk),
        name=str(round_),
        plan=round_.plan,
        department=department,
        year=round_.year,
    )
