"""Who may see a page without a login, and what browsers are told not to do."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render

PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class BrowsingMiddleware(LoginRequiredMiddleware):
    """Asks for a login except where a view is marked by `plans.access.browsable`.

    Django's `login_not_required` opens a view whether or not browsing is public.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., Any],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if settings.PUBLIC_BROWSING and getattr(view_func, "browsable", False):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class PageCompression(GZipMiddleware):
    """Compresses pages, with padding of random length against BREACH; leaves files alone.

    A file that is streamed keeps its length, and most are compressed inside.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.streaming or not response.headers.get("Content-Type", "").startswith("text/"):
            return response
        return super().process_response(request, response)


def without_nul(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse addresses with a NUL, which PostgreSQL takes in no text; forms are read without."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or "\x00" in unquote(request.META.get("QUERY_STRING", "")):
            return render(request, "400.html", status=HTTPStatus.BAD_REQUEST)
        return get_response(request)

    return middleware


def permissions_policy(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Tell browsers that no page uses the devices of its reader."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    return middleware
