"""The locks lifted in a round, and how each came to its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from indicators.models import Extension, ReportingRound


@dataclass(frozen=True, kw_only=True)
class ExtensionLine:
    """An extension as the page of its round lists it; `ending` in words, "" while in force."""

    extension: Extension
    is_in_force: bool
    ending: str


def is_in_force(extension: Extension, *, now: datetime) -> bool:
    """Return whether an extension still lifts the lock."""
    return extension.ended_at is None and extension.until > now


def extension_lines(round_: ReportingRound, *, now: datetime) -> list[ExtensionLine]:
    """Return a round's extensions, the latest first (one query)."""
    found = list(round_.extensions.select_related("department", "author"))
    return [
        ExtensionLine(
            extension=each,
            is_in_force=is_in_force(each, now=now),
            ending=_ending(each, found, now=now),
        )
        for each in found
    ]


def _ending(extension: Extension, found: Sequence[Extension], *, now: datetime) -> str:
    """Return how an extension came to its end: one that another took the place of was not ended."""
    if extension.ended_at is None:
        return "" if extension.until > now else "已到期"
    ended_at = _clock(extension.ended_at)
    later = next((each for each in found if _takes_its_place(each, extension)), None)
    if later is None:
        return f"{ended_at} 提前结束"
    return f"{ended_at} 由延至 {_clock(later.until)} 的延期替换"


def _takes_its_place(later: Extension, former: Extension) -> bool:
    """Return whether an extension was made in the moment another of its department ended."""
    is_same = later.department_id == former.department_id and later.pk != former.pk
    return is_same and later.created_at == former.ended_at


def _clock(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
