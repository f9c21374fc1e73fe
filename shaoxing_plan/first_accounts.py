"""The roles, and the accounts an installation starts with."""

import secrets
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission, User
from django.db import transaction
from django.db.models import Count

from plans.models import Department, Membership, MembershipRole
from plans.services import SYSTEM_USERNAME

# The role and what the admin site lets it do; further rights are asked for by role name.
ROLES = ("reader", "clerk", "signer", "planner", "admin")
PLANNERS_APPS = ("plans", "indicators", "projects")
PASSWORD_BYTES = 12


@dataclass(frozen=True)
class FirstAccount:
    """An account just created; its password is shown once and kept nowhere."""

    username: str
    title: str
    password: str


# username, title, role
_ACCOUNTS = (
    ("admin", "系统管理员", "admin"),
    ("planner", "规划人员（发展和改革委员会）", "planner"),
    ("clerk", "部门填报人员", "clerk"),
)


def ensure_roles() -> None:
    """Create the groups that stand for roles, and give planners the plan's tables in admin."""
    groups = {name: Group.objects.get_or_create(name=name)[0] for name in ROLES}
    tables = Permission.objects.filter(content_type__app_label__in=PLANNERS_APPS)
    for name in ("planner", "admin"):
        groups[name].permissions.add(*tables.exclude(codename__startswith="delete_"))


@transaction.atomic
def create_first_accounts() -> list[FirstAccount]:
    """Create one account for each kind of user where nobody has one yet; return them.

    The system's own account is nobody's.
    """
    ensure_roles()
    if User.objects.exclude(username=SYSTEM_USERNAME).exists():
        return []
    accounts = [_create(username, title, role) for username, title, role in _ACCOUNTS]
    _employ_clerk()
    return accounts


def _create(username: str, title: str, role: str) -> FirstAccount:
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    user = User.objects.create_user(
        username,
        password=password,
        last_name=title,
        is_staff=role in {"planner", "admin"},
        is_superuser=role == "admin",
    )
    user.groups.add(Group.objects.get(name=role))
    return FirstAccount(username=username, title=title, password=password)


def _employ_clerk() -> None:
    """Have the first clerk enter figures for the department that is asked for the most."""
    department = (
        Department.objects.annotate(asked=Count("supplied_indicators"))
        .filter(asked__gt=0)
        .order_by("-asked", "position")
        .first()
    )
    if department is not None:
        clerk = User.objects.get(username="clerk")
        Membership.objects.create(user=clerk, department=department, role=MembershipRole.CLERK)
