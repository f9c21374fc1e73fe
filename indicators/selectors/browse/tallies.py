"""Indicators counted by state, each count with the address of the list behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from indicators.models import Nature, Origin
from indicators.selectors.standing import IndicatorRow
from indicators.selectors.tones import COMPUTING, STATE_ORDER, tone_of
from indicators.viewpoints import Viewpoint
from plans.models import Plan

LATEST = "latest"


@dataclass(frozen=True, kw_only=True)
class StateCount:
    """How many indicators of a group are in one state; start and width are 0..100 of a bar.

    `change` is the difference to a year before, None where it was not asked for.
    """

    state: str
    label: str
    tone: str
    count: int
    url: str
    start: str
    width: str
    change: int | None = None


@dataclass(frozen=True, kw_only=True)
class Emptied:
    """A state that none is in any more, and how many fewer that are than a year before."""

    state: str
    label: str
    fewer: int


@dataclass(frozen=True, kw_only=True)
class Tally:
    """A group of indicators, counted by state; the url lists exactly the counted ones.

    With the `emptied` states the changes since a year before add up to nothing.
    """

    label: str
    total: int
    url: str
    counts: tuple[StateCount, ...]
    emptied: tuple[Emptied, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TallyGroup:
    """Tallies that divide the same indicators in one way."""

    label: str
    tallies: tuple[Tally, ...]


class Tallier:
    """Counts rows by state and knows the address of the list behind each count."""

    def __init__(self, plan: Plan, year: int | None, *, viewpoint: Viewpoint) -> None:
        self._list_url = reverse("indicator_list", args=[plan.slug])
        year_asked = LATEST if year is None else str(year)
        self._kept = {"year": year_asked, **viewpoint.parameters}

    def url(self, filters: Mapping[str, str | Sequence[str]]) -> str:
        """Return the address of the list with filters; empty ones are left out."""
        asked = {name: value for name, value in filters.items() if value}
        return f"{self._list_url}?{urlencode({**asked, **self._kept}, doseq=True)}"

    def of(self, label: str, rows: Sequence[IndicatorRow], **filters: str) -> Tally:
        """Return the tally of rows; the filters are those that give exactly these rows."""
        return Tally(
            label=label,
            total=len(rows),
            url=self.url(filters),
            counts=tuple(self._counts(rows, filters)),
        )

    def by_nature(self, rows: Sequence[IndicatorRow]) -> tuple[Tally, ...]:
        origin = common_origin(rows)
        return tuple(
            self.of(str(nature.label), same, origin=origin, nature=nature.value)
            for nature in Nature
            if (same := [row for row in rows if row.nature == nature])
        )

    def groups(
        self, standing: Sequence[IndicatorRow], main: Sequence[IndicatorRow]
    ) -> tuple[TallyGroup, ...]:
        """Return the tallies by nature, by category and of what stands outside the table."""
        origin = common_origin(main)
        categories = dict.fromkeys(row.category for row in main if row.category)
        divisions = (
            ("按属性", self.by_nature(main)),
            (
                "按类别",
                self._split(main, categories, lambda row: row.category, "category", origin),
            ),
            ("指标表以外的定量目标", self._outside(standing, main)),
        )
        return tuple(TallyGroup(label=label, tallies=each) for label, each in divisions if each)

    def _split(
        self,
        rows: Sequence[IndicatorRow],
        labels: Iterable[str],
        key: Callable[[IndicatorRow], str],
        name: str,
        origin: str,
    ) -> tuple[Tally, ...]:
        return tuple(
            self.of(
                label,
                [row for row in rows if key(row) == label],
                **{"origin": origin, name: label},
            )
            for label in labels
        )

    def _outside(
        self, standing: Sequence[IndicatorRow], main: Sequence[IndicatorRow]
    ) -> tuple[Tally, ...]:
        if len(standing) == len(main):
            return ()
        return tuple(
            self.of(str(origin.label), same, origin=origin.value)
            for origin in (Origin.TEXT, Origin.BOX)
            if (same := [row for row in standing if row.origin == origin])
        )

    def _counts(
        self, rows: Sequence[IndicatorRow], filters: dict[str, str]
    ) -> Iterable[StateCount]:
        by_state = Counter(row.state for row in rows)
        start = 0
        for state in STATE_ORDER:
            count = by_state[state]
            if count:
                yield StateCount(
                    state=state,
                    label=_label(state, rows),
                    tone=tone_of(state),
                    count=count,
                    url=self.url({**filters, "state": state or COMPUTING}),
                    start=_of_bar(start, len(rows)),
                    width=_of_bar(count, len(rows)),
                )
                start += count


def _label(state: str, rows: Iterable[IndicatorRow]) -> str:
    """Return the word for a state; rows in the same state have the same word for it."""
    return next(row.state_label for row in rows if row.state == state)


def _of_bar(count: int, total: int) -> str:
    return f"{Decimal(100) * count / total:.3f}"


def common_origin(rows: Sequence[IndicatorRow]) -> str:
    """Return the origin all rows share, "" when they differ."""
    origins = {row.origin for row in rows}
    return origins.pop() if len(origins) == 1 else ""
