"""A person's own password: changed by the pages of Django, with a line in the record."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from plans.services import record_own_password

_View = Callable[[HttpRequest], HttpResponseBase]


def recorded(change: _View) -> _View:
    """Return a page on which somebody changes his own password, which the record then tells."""

    @wraps(change)
    @transaction.atomic
    def page(request: HttpRequest) -> HttpResponseBase:
        before = getattr(request.user, "password", "")
        response = change(request)
        if request.user.is_authenticated and request.user.password != before:
            record_own_password(request.user, now=timezone.now())
        return response

    return page
