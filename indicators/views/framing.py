"""Pages that other sites may show in a frame; every other page refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from indicators.selectors.browse.detail import IndicatorDetail
from indicators.viewpoints import Viewpoint

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


def public_viewpoint(today: date) -> Viewpoint:
    """Return what everybody sees: who puts a frame into a page must see what its readers will."""
    return Viewpoint(today=today, sees_unpublished=False)


def page_shown(request: HttpRequest, detail: IndicatorDetail, seen: Viewpoint) -> str:
    """Return the address of the page that shows the same indicator, year and day."""
    page = reverse("indicator_detail", args=[detail.row.code])
    year = {"year": detail.row.year} if detail.row.year else {}
    query = urlencode({**year, **seen.parameters})
    return request.build_absolute_uri(f"{page}?{query}" if query else page)
