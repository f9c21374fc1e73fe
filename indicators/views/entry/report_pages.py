"""What the pages of one kind of report do their own way; the addresses hand it to the views."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.contrib.auth.models import User
from django.http import HttpResponse
from django.urls import reverse

from indicators.services.ways import Way


class SignRow(Protocol):
    """A report that waits for its signature; more of it only its template knows."""

    @property
    def report_id(self) -> int: ...
    @property
    def author_id(self) -> int: ...


@dataclass(frozen=True, kw_only=True)
class Signing:
    """The page on which a department's reports of one kind are signed.

    `name` begins the names of its addresses, `item` is the template of one row.
    """

    name: str
    title: str
    empty: str
    item: str
    rows: Callable[[Iterable[int], date], Sequence[SignRow]]

    @property
    def chosen_url(self) -> str:
        return reverse(f"{self.name}_chosen")


@dataclass(frozen=True, kw_only=True)
class ReportPages:
    """One kind of report on a department's desk.

    `noun` counts reports. `own` returns one of a person's departments, or raises Http404 as if
    there was none; `page` shows it again with what was typed.
    """

    way: Way[Any, Any]
    noun: str
    own: Callable[[User, int], Any]
    address: Callable[[Any], str]
    review_address: Callable[[Any], str]
    page: Callable[..., HttpResponse]
    signing: Signing

    def name(self, report: Any) -> str:
        """Return how messages call a report."""
        return self.way.subject(report).name
