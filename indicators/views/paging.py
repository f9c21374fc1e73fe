"""Long lists page by page, or in one piece where the address asks for that, as for print."""

from __future__ import annotations

from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

ROWS: Final = "rows"
"""The parameter that asks for all rows at once."""
ALL: Final = "all"
MOST_AT_ONCE: Final = 1000
"""What one answer holds at most; a longer list has pages of so many, and says so on paper."""
PAGED: Final = ("page", ROWS)
"""What an address of a list says of its pages."""


class Paged(Paginator[Any]):
    """The pages of a list that may also be had in one piece."""

    @property
    def offers_whole(self) -> bool:
        """Tell whether all rows fit one answer, and this is not it."""
        return self.per_page < self.count <= MOST_AT_ONCE


def asked_page(request: HttpRequest, rows: Any, *, most: int) -> Page[Any]:
    """Return the page of a list an address asks for, of `most` rows unless it asks for all."""
    size = MOST_AT_ONCE if request.GET.get(ROWS) == ALL else most
    return Paged(rows, size).get_page(request.GET.get("page"))
