"""Tables sorted by the address: which order it asks for, and the heads that change it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column head: its address sorts by it, or turns the order round."""

    label: str
    css_class: str
    url: str
    aria_sort: str


def with_query(request: HttpRequest, query: QueryDict) -> str:
    """Return the page's address with other parameters."""
    return f"{request.path}?{query.urlencode()}" if query else request.path


def asked_order(query: QueryDict, *, sorts: Collection[str], otherwise: str) -> tuple[str, bool]:
    """Return by which column the address sorts, and whether downwards (a minus before it)."""
    asked = query.get("sort", otherwise)
    name = asked.removeprefix("-")
    is_known = name in sorts or name == otherwise
    return (name, asked != name) if is_known else (otherwise, False)


def column_head(
    request: HttpRequest, name: str, label: str, css_class: str, *, order: tuple[str, bool]
) -> Column:
    """Return the head of a column; another order begins at the first page."""
    sort, descending = order
    is_sorted = name == sort
    query = request.GET.copy()
    query.pop("page", None)
    query["sort"] = f"-{name}" if is_sorted and not descending else name
    direction = "descending" if descending else "ascending"
    return Column(
        label=label,
        css_class=css_class,
        url=with_query(request, query),
        aria_sort=direction if is_sorted else "none",
    )
