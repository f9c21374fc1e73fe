"""How each category of a plan stands, in one line each; runs no queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from indicators.progress import STATE_LABELS, State
from indicators.selectors.browse.headlines import lag_words
from indicators.selectors.browse.tallies import Tallier, common_origin
from indicators.selectors.browse.year_on_year import ON_COURSE, YearOnYear
from indicators.selectors.standing import IndicatorRow
from indicators.selectors.tones import LAGGING, TONES, tone_of


@dataclass(frozen=True, kw_only=True)
class CategoryLine:
    """How many of a category are in which tone; `before` were on course a year earlier.

    `before` is None where not all that are judged now can be compared with then.
    """

    label: str
    url: str
    total: int
    tones: tuple[tuple[str, int], ...]
    on_course: int
    before: int | None
    lagging: int
    lag_words: str
    lagging_url: str

    @property
    def is_judged(self) -> bool:
        """Return whether there is any verdict on figures."""
        return any(count for tone, count in self.tones if tone != "neutral")

    @property
    def has_ended(self) -> bool:
        """Return whether all that lags has missed its target for good."""
        return self.lag_words == STATE_LABELS[State.MISSED]

    @property
    def words(self) -> str:
        """Return the line for those who do not see the bar."""
        then = "" if self.before is None else f"，上一年 {self.before} 项"
        return (
            f"{self.label}：{self.total} 项中 {self.on_course} 项完成或达到进度{then}，"
            f"{self.lagging} 项{self.lag_words}"
        )


def category_lines(
    rows: Sequence[IndicatorRow], *, tally: Tallier, change: YearOnYear
) -> tuple[CategoryLine, ...]:
    """Return a line for each category in the plan's order, for each nature where there is none."""
    origin = common_origin(rows)
    if any(row.category for row in rows):
        groups = _grouped(rows, "category", lambda row: (row.category, row.category))
    else:
        groups = _grouped(rows, "nature", lambda row: (row.nature, row.nature_label))
    return tuple(
        _line(label, same, {"origin": origin, name: value}, tally=tally, change=change)
        for name, value, label, same in groups
    )


_Group = tuple[str, str, str, list[IndicatorRow]]


def _grouped(
    rows: Sequence[IndicatorRow], name: str, key: Callable[[IndicatorRow], tuple[str, str]]
) -> Iterator[_Group]:
    """Yield the filter's name and value, the label and the rows of each group."""
    for value, label in dict.fromkeys(key(row) for row in rows):
        if value:
            yield name, value, label, [row for row in rows if key(row) == (value, label)]


def _line(
    label: str,
    rows: Sequence[IndicatorRow],
    filters: dict[str, str],
    *,
    tally: Tallier,
    change: YearOnYear,
) -> CategoryLine:
    counts = Counter(tone_of(row.state) for row in rows)
    judged = [row.indicator_id for row in rows if tone_of(row.state) != "neutral"]
    comparable = bool(judged) and change.compared_ids.issuperset(judged)
    return CategoryLine(
        label=label,
        url=tally.url(filters),
        total=len(rows),
        tones=tuple((tone, counts[tone]) for tone in TONES),
        on_course=sum(counts[tone] for tone in ON_COURSE),
        before=len(change.on_course_before.intersection(judged)) if comparable else None,
        lagging=counts["bad"],
        lag_words=lag_words(row.state for row in rows),
        lagging_url=tally.url({**filters, "state": LAGGING}),
    )
