"""What a form sent beyond what a form class reads: words and numbers, made fit to be stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.http import HttpRequest

ANSWER: Final = "answer-"
LONGEST_ANSWER: Final = 4000
_MOST_DIGITS = 18
_NUL = "\x00"


def posted_text(request: HttpRequest, name: str) -> str:
    """Return the words sent under a name, without the NUL that PostgreSQL cannot keep."""
    return without_nul(request.POST.get(name, ""))


def without_nul(text: str) -> str:
    """Return a text without NUL characters."""
    return text.replace(_NUL, "")


def typed_answers(
    typed: Mapping[str, Any], *, prefix: str = "", about: Callable[[str], str]
) -> dict[str, str]:
    """Return the answers that were typed, by the code of their question.

    Beside each the page holds what it said (`was-`) and what the question was about (`about-`).
    An answer that was there and is sent unchanged with another value was not given to that one;
    it is left out. `about` returns what is sent now. Texts of a sender without the two count.
    """
    found = {}
    start = f"{prefix}{ANSWER}"
    for name in typed:
        code = name.removeprefix(start)
        if name.startswith(start) and not _is_to_another(typed, prefix, code, about=about(code)):
            found[code] = without_nul(str(typed[name])).strip()[:LONGEST_ANSWER]
    return found


def _is_to_another(typed: Mapping[str, Any], prefix: str, code: str, *, about: str) -> bool:
    was = typed.get(f"{prefix}was-{code}")
    is_unchanged = was is not None and was == typed[f"{prefix}{ANSWER}{code}"]
    return is_unchanged and typed.get(f"{prefix}about-{code}", about).strip() != about.strip()


def whole_number(text: str) -> int | None:
    """Return a number or version that a form sent, None for nonsense or what no key can be.

    >>> whole_number("12"), whole_number("-1"), whole_number("9" * 5000)
    (12, None, None)
    """
    is_number = text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS
    return int(text) if is_number else None
