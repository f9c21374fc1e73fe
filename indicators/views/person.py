"""Who asks for a page that is behind a login."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.models import User
from django.http import HttpRequest


def person(request: HttpRequest) -> User:
    """Return who asks; the middleware has made sure that somebody is signed in."""
    return cast("User", request.user)
