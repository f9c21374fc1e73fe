"""What a form sent beyond what a form class reads: words and numbers, made fit to be stored."""

from __future__ import annotations

from django.http import HttpRequest

_MOST_DIGITS = 18
_NUL = "\x00"


def posted_text(request: HttpRequest, name: str) -> str:
    """Return the words sent under a name, without the NUL that PostgreSQL cannot keep."""
    return without_nul(request.POST.get(name, ""))


def without_nul(text: str) -> str:
    """Return a text without NUL characters."""
    return text.replace(_NUL, "")


def whole_number(text: str) -> int | None:
    """Return a number or version that a form sent, None for nonsense or what no key can be.

    >>> whole_number("12"), whole_number("-1"), whole_number("9" * 5000)
    (12, None, None)
    """
    is_number = text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS
    return int(text) if is_number else None
