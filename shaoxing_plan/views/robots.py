"""What search engines are told to leave alone."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

CLOSED: Final = ("/accounts/", "/admin/", "/entry/", "/review/", "/metrics")
"""Pages that ask for a login, and what only machines of the house read."""
OPEN: Final = "/accounts/login/"
"""Where people look for the login."""


@login_not_required
@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """Let public pages be found; nothing where every page asks for a login."""
    rules = ["Disallow: /"]
    if settings.PUBLIC_BROWSING:
        rules = [f"Allow: {OPEN}", *(f"Disallow: {path}" for path in CLOSED)]
    lines = ("User-agent: *", *rules)
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
