"""Pages that other sites may show in a frame; every other page refuses."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from indicators.selectors.browse.detail import IndicatorDetail
from indicators.viewpoints import Viewpoint
from indicators.views.frame import viewpoint_of

View = Callable[..., HttpResponse]


def framable(view: View) -> View:
    """Let the sites of EMBED_ANCESTORS show a page in a frame."""

    @wraps(view)
    def framed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        # Read by the middlewares of django-csp and Django.
        response._csp_replace = {"frame-ancestors": settings.EMBED_ANCESTORS}  # type: ignore[attr-defined]  # noqa: SLF001
        response.xframe_options_exempt = True
        return response

    return framed


def public_viewpoint(request: HttpRequest) -> Viewpoint:
    """Return what everybody sees, on the day asked for.

    Who puts a frame into a page must see what its readers will.
    """
    known_on = viewpoint_of(request).known_on
    return Viewpoint(today=timezone.localdate(), sees_unpublished=False, known_on=known_on)


def page_shown(request: HttpRequest, detail: IndicatorDetail, seen: Viewpoint) -> str:
    """Return the address of the page that shows the same indicator, year and day."""
    page = reverse("indicator_detail", args=[detail.row.code])
    year = {"year": detail.row.year} if detail.row.year else {}
    query = urlencode({**year, **seen.parameters})
    return request.build_absolute_uri(f"{page}?{query}" if query else page)
