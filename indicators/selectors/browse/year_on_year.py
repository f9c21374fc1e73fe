"""How a plan's indicators stand against a year before; runs no queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from indicators.selectors.standing import IndicatorRow, Standing
from indicators.selectors.tones import tone_of

RANKS = {"bad": 0, "caution": 1, "good": 2, "done": 2}
ON_COURSE = frozenset({"good", "done"})
NAMED_AT_MOST = 3

_Pairs = Sequence[tuple[IndicatorRow, IndicatorRow]]


@dataclass(frozen=True, kw_only=True)
class YearOnYear:
    """What changed in a year, of the indicators that were judged in both years.

    `changes` are differences of counts by state; `on_course_before` the ids of those that were
    on course then; `sentence` says it, "" where nothing can be compared.
    """

    compared: int
    changes: Mapping[str, int]
    on_course_before: frozenset[int]
    compared_ids: frozenset[int]
    better: tuple[IndicatorRow, ...]
    worse: tuple[IndicatorRow, ...]
    sentence: str


def year_on_year(standing: Standing, rows: Sequence[IndicatorRow]) -> YearOnYear:
    """Return how rows stand against the year before the one each is judged in."""
    pairs = [
        (row, before)
        for row, before in standing.with_year_before(rows)
        if row.is_judged and before.is_judged
    ]
    now, then = (Counter(pair[at].state for pair in pairs) for at in (0, 1))
    better, worse = _moved(pairs, up=True), _moved(pairs, up=False)
    return YearOnYear(
        compared=len(pairs),
        changes={state: now[state] - then[state] for state in {*now, *then}},
        on_course_before=frozenset(
            row.indicator_id for row, before in pairs if tone_of(before.state) in ON_COURSE
        ),
        compared_ids=frozenset(row.indicator_id for row, _ in pairs),
        better=better,
        worse=worse,
        sentence=_sentence(len(pairs), better, worse),
    )


def _moved(pairs: _Pairs, *, up: bool) -> tuple[IndicatorRow, ...]:
    """Return the rows that rose to a better tone, or fell to a worse one."""
    return tuple(row for row, before in pairs if _rise(before, row) * (1 if up else -1) > 0)


def _rise(before: IndicatorRow, after: IndicatorRow) -> int:
    ranks = [RANKS.get(tone_of(each.state)) for each in (before, after)]
    if ranks[0] is None or ranks[1] is None:
        return 0
    return ranks[1] - ranks[0]


def _sentence(compared: int, better: Sequence[IndicatorRow], worse: Sequence[IndicatorRow]) -> str:
    if not compared:
        return ""
    if not better and not worse:
        return f"与上一年相比（两年都有评判的 {compared} 项）没有升降。"
    parts = [
        f"{word} {len(rows)} 项{_named(rows)}"
        for word, rows in (("好转", better), ("转差", worse))
        if rows
    ]
    return f"与上一年相比（两年都有评判的 {compared} 项）：{'，'.join(parts)}。"


def _named(rows: Iterable[IndicatorRow]) -> str:
    names = [row.name for row in rows]
    return f"（{'、'.join(names)}）" if len(names) <= NAMED_AT_MOST else ""
