"""People with their parts, for tests of who may do what."""

from __future__ import annotations

from itertools import count

from django.contrib.auth.models import Group, User

from plans.models import Department, Membership

PASSWORD = "pass-word-1"  # noqa: S105 - of the test database
_serial = count(1)


def make_user(*roles: str, username: str = "") -> User:
    user = User.objects.create_user(username or f"user{next(_serial)}", password=PASSWORD)
    for role in roles:
        user.groups.add(Group.objects.get_or_create(name=role)[0])
    return user


def make_clerk(department: Department, **names: str) -> User:
    user = make_user("clerk", **names)
    Membership.objects.create(user=user, department=department, role="clerk")
    return user


def make_signer(department: Department, **names: str) -> User:
    user = make_user("signer", **names)
    Membership.objects.create(user=user, department=department, role="signer")
    return user


def make_planner(**names: str) -> User:
    return make_user("planner", **names)
