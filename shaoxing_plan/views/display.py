"""Choosing how pages look."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from indicators.views.frame import SENIOR_COOKIE, YES
from shaoxing_plan.display import AUTO, THEME_COOKIE, THEMES

A_YEAR = 365 * 24 * 60 * 60


# Nothing but the look of the sender's pages can be changed, and a token against forgery would
# put a cookie on every reader of every page.
@csrf_exempt
@login_not_required
@require_POST
def choose_display(request: HttpRequest) -> HttpResponse:
    """Remember a theme or 长者模式 in a cookie and go back to the page."""
    theme, senior = request.POST.get("theme"), request.POST.get("senior")
    if theme not in (None, *THEMES) or senior not in (None, YES, ""):
        return HttpResponseBadRequest("没有这种显示方式。")
    response = HttpResponseRedirect(_way_back(request))
    if theme is not None:
        _remember(response, THEME_COOKIE, "" if theme == AUTO else theme)
    if senior is not None:
        _remember(response, SENIOR_COOKIE, senior)
    return response


def _way_back(request: HttpRequest) -> str:
    """Return the page of ours the reader came from, the first one where it is none."""
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if is_ours and back.startswith("/") else "/"


def _remember(response: HttpResponse, name: str, value: str) -> None:
    """Keep a value for a year, "" for not at all."""
    if not value:
        response.delete_cookie(name, samesite="Lax")
        return
    response.set_cookie(
        name,
        value,
        max_age=A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
