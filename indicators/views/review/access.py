"""Who may open which part of the planners' desk."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from plans.access import in_role, is_planner

View = Callable[..., HttpResponse]


def planners_only(view: View) -> View:
    """Refuse everybody but planners."""
    return _allowed(view, may=is_planner)


def supervisors_only(view: View) -> View:
    """Refuse everybody but planners and admins: for what is read, not decided."""
    return _allowed(view, may=is_supervisor)


def is_supervisor(user: Any) -> bool:
    """Return whether a person may read the record and how departments report."""
    return is_planner(user) or in_role(user, "admin")


def _allowed(view: View, *, may: Callable[[Any], bool]) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
