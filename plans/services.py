"""Writes of what all apps share: the record of who did what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, TypeAlias

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User

from plans.models import Department, Plan, RecordEntry


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What something was done to: a figure, definition, right, lock, target, rule or project."""

    kind: str
    key: str
    name: str
    plan: Plan | None = None
    department: Department | None = None
    year: int | None = None


@dataclass(frozen=True, kw_only=True)
class Deed:
    """What was done, why, and for people to read: what was there before and after."""

    action: str
    name: str
    reason: str = ""
    details: dict[str, Any] = field(default_factory=dict)


Line: TypeAlias = tuple[Subject, Deed]
"""What a line of the record tells beside who and when."""


def record(*, actor: User | None, subject: Subject, deed: Deed, now: datetime) -> RecordEntry:
    """Add a line to the record, in the transaction of what it tells of.

    `actor` None is the system itself.
    """
    (entry,) = record_all([(subject, deed)], actor=actor, now=now)
    return entry


def record_all(lines: Iterable[Line], *, actor: User | None, now: datetime) -> list[RecordEntry]:
    """Add many lines of one person's deeds to the record, as `record` adds one."""
    entries = [_entry(subject, deed, actor=actor, now=now) for subject, deed in lines]
    return RecordEntry.objects.bulk_create(entries, batch_size=500)


def _entry(subject: Subject, deed: Deed, *, actor: User | None, now: datetime) -> RecordEntry:
    return RecordEntry(
        at=now,
        actor=actor,
        actor_name=person_name(actor),
        department=subject.department,
        plan=subject.plan,
        subject_kind=subject.kind,
        subject_key=subject.key,
        subject_name=subject.name,
        year=subject.year,
        action=deed.action,
        action_name=deed.name,
        reason=deed.reason,
        details=deed.details,
    )


def record_edit(
    *,
    actor: User,
    subject: Subject,
    what: str,
    before: Mapping[str, str],
    after: Mapping[str, str],
    now: datetime,
) -> RecordEntry | None:
    """Record what an edit of the back office changed: {field: text} before and after.

    Nothing before is an addition, nothing after a deletion; nothing is recorded where nothing
    was changed. `what` is what is edited, in words.
    """
    names = dict.fromkeys((*before, *after))
    changed = [each for each in names if before.get(each, "") != after.get(each, "")]
    if not changed:
        return None
    sides = (("原", before), ("新", after))
    details = {
        side: {each: facts.get(each, "") for each in changed} for side, facts in sides if facts
    }
    action, verb = ("change", "修改") if before and after else _ONE_SIDED[bool(after)]
    deed = Deed(action=action, name=f"{verb}{what}", details=details)
    return record(actor=actor, subject=subject, deed=deed, now=now)


_ONE_SIDED: Final = {True: ("add", "新增"), False: ("delete", "删除")}


def person_name(person: User | None) -> str:
    """Return how a person is called on pages and in the record."""
    if person is None:
        return "系统"
    return person.get_full_name() or person.get_username()


SYSTEM_USERNAME: Final = "system"


def system_user() -> User:
    """Return the account under which the system itself reports; nobody can log in with it."""
    return User.objects.get_or_create(
        username=SYSTEM_USERNAME,
        defaults={"last_name": "系统", "is_active": False, "password": make_password(None)},
    )[0]


def record_rights(
    person: User, *, before: set[str], after: set[str], actor: User | None, now: datetime
) -> RecordEntry | None:
    """Record which rights a person was given and which were taken; nothing if none were."""
    if before == after:
        return None
    given, taken = sorted(after - before), sorted(before - after)
    name = "调整权限" if given and taken else "授予权限" if given else "收回权限"
    return record(
        actor=actor,
        subject=Subject(kind="right", key=person.get_username(), name=person_name(person)),
        deed=Deed(action="set_rights", name=name, details={"授予": given, "收回": taken}),
        now=now,
    )


def record_password_reset(person: User, *, actor: User, now: datetime) -> RecordEntry:
    """Record that an admin set somebody's password anew, or took it away; never the password."""
    name = "重设口令" if person.has_usable_password() else "停用口令登录"
    return record(
        actor=actor,
        subject=Subject(kind="right", key=person.get_username(), name=person_name(person)),
        deed=Deed(action="reset_password", name=name),
        now=now,
    )


def record_own_password(person: User, *, now: datetime) -> RecordEntry:
    """Record that somebody set a new password of his own; never the password."""
    return record(
        actor=person,
        subject=Subject(kind="right", key=person.get_username(), name=person_name(person)),
        deed=Deed(action="change_password", name="修改本人口令"),
        now=now,
    )


def record_account_deletion(
    person: User, *, rights: set[str], actor: User, now: datetime
) -> RecordEntry:
    """Record that an account that never did anything is removed, and what rights it had."""
    return record(
        actor=actor,
        subject=Subject(kind="right", key=person.get_username(), name=person_name(person)),
        deed=Deed(action="delete", name="删除账号", details={"收回": sorted(rights)}),
        now=now,
    )
