"""The page of a request that cannot be read, with the reason where it is known."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.template.loader import render_to_string

REASONS: Final[dict[type[Exception], str]] = {
    TooManyFilesSent: "一次选的文件太多，没有接收。请分几次选，或先合成一个文件。",
    TooManyFieldsSent: "一次提交的内容太多，没有接收。请分几次提交。",
    RequestDataTooBig: "一次提交的内容太大，没有接收。请分几次提交。",
}


def bad_request(_request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say what was wrong with a request, as far as it is known; needs no database."""
    reason = next((text for kind, text in REASONS.items() if isinstance(exception, kind)), "")
    return HttpResponseBadRequest(render_to_string("400.html", {"reason": reason}))
