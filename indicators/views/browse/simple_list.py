"""The list of indicators in 长者模式: the plan's own table, by how it stands, without filters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, QueryDict

from indicators.models import Origin
from indicators.selectors.browse.listing import Choice, Listing, RowGroup, listing_groups
from indicators.selectors.standing import IndicatorRow, counted
from indicators.selectors.tones import COMPUTING, STATE_TONES
from indicators.views.browse.sorting import with_query

STANDINGS: Final = (
    (("bad",), "落后或未完成"),
    (("good", "caution"), "跟上进度"),
    (("done",), "已完成"),
    (("neutral",), "还不能评判"),
)
"""The only choices: families of states, what needs attention first."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How many indicators stand alike, and where these alone are listed."""

    label: str
    count: int
    url: str
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class SimpleList:
    """What is listed: the rows of the plan's table unless the address asks for others.

    `rest` are the places of the plan whose targets stand in other lists.
    """

    groups: tuple[RowGroup, ...]
    count: int
    standings: tuple[Standing, ...]
    rest: tuple[Standing, ...]
    is_chosen: bool


def simple_list(
    request: HttpRequest, rows: Sequence[IndicatorRow], shown: Listing, *, kept: QueryDict
) -> SimpleList:
    """Return the simple list of a plan's rows; `shown` are those that pass the address's filters.

    `kept` is what every link keeps of the address: year and day.
    """
    main = [row for row in counted(rows) if row.origin == Origin.TABLE] or counted(rows)
    listed = counted(shown.rows) if shown.active else main
    standings = tuple(_standings(request, main, kept))
    return SimpleList(
        groups=listing_groups(listed),
        count=len(listed),
        standings=standings,
        rest=tuple(
            _rest(request, each, kept)
            for each in shown.facets.origins
            if each.value != Origin.TABLE and not shown.active
        ),
        is_chosen=any(each.is_chosen for each in standings),
    )


def _standings(
    request: HttpRequest, rows: Sequence[IndicatorRow], kept: QueryDict
) -> Iterator[Standing]:
    for tones, label in STANDINGS:
        states = [state or COMPUTING for state, tone in STATE_TONES.items() if tone in tones]
        asked = {"origin": rows[0].origin if rows else "", "state": ",".join(states)}
        count = sum((row.state or COMPUTING) in states for row in rows)
        if count:
            is_chosen = request.GET.get("state") == asked["state"]
            yield _link(request, label, count, asked, kept, is_chosen=is_chosen)


def _rest(request: HttpRequest, each: Choice, kept: QueryDict) -> Standing:
    return _link(request, f"{each.label}中的目标", each.count, {"origin": each.value}, kept)


def _link(
    request: HttpRequest,
    label: str,
    count: int,
    asked: dict[str, str],
    kept: QueryDict,
    *,
    is_chosen: bool = False,
) -> Standing:
    query = kept.copy()
    query.update(asked)
    return Standing(label=label, count=count, url=with_query(request, query), is_chosen=is_chosen)
