"""Who may see and do what: marks of views, site-wide roles, membership of departments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User

from plans.models import Membership

View = TypeVar("View", bound=Callable[..., Any])


def browsable(view: View) -> View:
    """Mark a view as open to readers without a login where browsing is public.

    It must be the outermost decorator; the middleware of the site reads the mark. A view
    without it asks for a login.
    """
    view.browsable = True  # type: ignore[attr-defined]
    return view


def is_planner(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Return whether a person checks, approves and locks for the whole city."""
    return in_role(user, "planner")


def in_role(user: AbstractBaseUser | AnonymousUser, role: str) -> bool:
    """Return whether a person holds one of the site-wide roles (groups of that name)."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return user.groups.filter(name=role).exists()


def departments_of(user: AbstractBaseUser | AnonymousUser, role: str | None = None) -> set[int]:
    """Return the ids of the departments a person belongs to, in one role or in any."""
    if not isinstance(user, User) or not user.is_active:
        return set()
    memberships = Membership.objects.filter(user=user)
    if role is not None:
        memberships = memberships.filter(role=role)
    return set(memberships.values_list("department_id", flat=True))


def roles_in(user: AbstractBaseUser | AnonymousUser, department_id: int) -> set[str]:
    """Return what a person is in one department (one query)."""
    if not isinstance(user, User) or not user.is_active:
        return set()
    memberships = Membership.objects.filter(user=user, department=department_id)
    return set(memberships.values_list("role", flat=True))
