"""What the planners' pages of one kind of report do their own way; the addresses hand it on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from indicators.services.ways import Way


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """Why a decision was not taken, and what had been typed for it; nothing is lost."""

    text: str
    is_conflict: bool
    action: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ReviewPages:
    """One kind of report on the planners' desk.

    `name` and `queue` name the addresses of one report and of the queue, `session` where the
    session keeps what became of the last ones decided on together. `found` returns a report
    planners may see, or raises Http404; `page` shows it with a trouble.
    """

    way: Way[Any, Any]
    name: str
    queue: str
    session: str
    found: Callable[[int], Any]
    page: Callable[..., HttpResponse]

    def address(self, report_id: int) -> str:
        return reverse(self.name, args=[report_id])
