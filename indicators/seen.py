"""What a person had before them: which report, in which version; pure.

A version alone names nothing: every report begins at 1, and a place can have another report by
now. Whoever writes says what was seen, None for nothing at all, so that nobody writes over what
he never saw.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Protocol

_SEEN: Final = re.compile(r"(\d{1,18}):(\d{1,9})", re.ASCII)


class Versioned(Protocol):
    """A report: saved, in one of its versions."""

    @property
    def pk(self) -> Any: ...
    @property
    def version(self) -> int: ...


@dataclass(frozen=True)
class Seen:
    """A report as somebody saw it; written "12:3" where a page or a file holds it."""

    report_id: int
    version: int

    @classmethod
    def of(cls, report: Versioned) -> Seen:
        """Return a report as it is now."""
        return cls(report_id=report.pk, version=report.version)

    def __str__(self) -> str:
        return f"{self.report_id}:{self.version}"


UNKNOWN: Final = Seen(report_id=0, version=0)
"""Something was seen, nobody can tell what: it is no report's."""


def read_seen(text: str) -> Seen | None:
    """Return what a page or a file says was seen, None for nothing at all.

    >>> read_seen("12:3")
    Seen(report_id=12, version=3)
    >>> read_seen("") is None, read_seen("3") == UNKNOWN
    (True, True)
    """
    if not text:
        return None
    match = _SEEN.fullmatch(text)
    return Seen(report_id=int(match[1]), version=int(match[2])) if match else UNKNOWN


def known_text(figures: Iterable[Seen]) -> str:
    """Return approved figures as a page holds them: those known to it, as they were.

    >>> known_text([Seen(report_id=12, version=3), Seen(report_id=4, version=3)])
    '4:3,12:3'
    """
    ordered = sorted(figures, key=lambda each: (each.report_id, each.version))
    return ",".join(map(str, ordered))


def read_known(text: str) -> frozenset[Seen]:
    """Return the approved figures a page knew of; nonsense is none, nor is a key alone.

    One that was revoked, corrected and approved again keeps its key and says something else.

    >>> [str(each) for each in read_known("12:3,4")], read_known("") == read_known("x")
    (['12:3'], True)
    """
    named = (read_seen(each) for each in text.split(",") if each)
    return frozenset(each for each in named if each and each != UNKNOWN)
