"""What a plan comes to, in one sentence each; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indicators.models import Nature
from indicators.progress import STATE_LABELS, State
from indicators.selectors.browse.tallies import Tally
from indicators.selectors.standing import IndicatorRow
from indicators.selectors.tones import LAGGING

NAMED_AT_MOST = 3
LAG_WORDS = "落后或未达标"
ALL_LAG_WORDS = "未完成、落后或未达标"
DONE = (State.MET, State.ACHIEVED_EARLY)
STANDING = (
    ("已完成", DONE),
    ("达到或快于应有进度", (State.AHEAD, State.ON_TRACK, State.HOLDING)),
    ("基本符合", (State.NEARLY,)),
    (LAG_WORDS, (State.BEHIND, State.REGRESSING, State.BREACHED, State.RELAPSED)),
    ("未完成", (State.MISSED,)),
)
"""How the states of judged indicators are put together in words."""


@dataclass(frozen=True, kw_only=True)
class YearCount:
    """How many indicators are judged in a year."""

    year: int
    count: int


def account_sentence(tally: Tally, *, missed: Sequence[str]) -> str:
    """Return how a plan ended: how many were met, and which were not while they are few."""
    rest = [each for each in tally.counts if each.state not in DONE]
    named = f"（{'、'.join(missed)}）" if 0 < len(missed) <= NAMED_AT_MOST else ""
    parts = [
        f"{each.label} {each.count} 项{named if each.state == State.MISSED else ''}"
        for each in rest
    ]
    return "，".join([f"{tally.total} 项指标完成 {_count(tally, DONE)} 项", *parts]) + "。"


def standing_sentence(tally: Tally) -> str:
    """Return how a plan stands: what is done, keeps up, lags, and what cannot be judged yet."""
    judged = "，".join(
        f"{count} 项{words}" for words, states in STANDING if (count := _count(tally, states))
    )
    rest = "、".join(
        f"{each.label} {each.count} 项" for each in tally.counts if each.tone == "neutral"
    )
    if not judged:
        return f"{tally.total} 项主要指标还没有可以评判的实绩：{rest}。"
    sentence = f"{tally.total} 项主要指标中，{judged}"
    return f"{sentence}；{rest}。" if rest else f"{sentence}。"


def binding_sentence(rows: Sequence[IndicatorRow]) -> str:
    """Return how the binding indicators stand, naming those that lag while they are few."""
    binding = [row for row in rows if row.nature == Nature.BINDING]
    judged = [row for row in binding if row.is_judged]
    lagging = [row.name for row in judged if row.state in LAGGING]
    if not judged:
        return f"约束性指标 {len(binding)} 项，都还不能评判。" if binding else ""
    unjudged = len(binding) - len(judged)
    rest = f"，{unjudged} 项还不能评判" if unjudged else ""
    if not lagging:
        none_of = LAG_WORDS if all(row.state != State.MET for row in judged) else ALL_LAG_WORDS
        return f"约束性指标 {len(binding)} 项，没有{none_of}的{rest}。"
    named = f"（{'、'.join(lagging)}）" if len(lagging) <= NAMED_AT_MOST else ""
    words = lag_words(row.state for row in judged)
    return f"约束性指标 {len(binding)} 项中 {len(lagging)} 项{words}{named}{rest}。"


def lag_words(states: Iterable[str]) -> str:
    """Return what is said of those of some states that lag: 未完成 of what ended so."""
    lagging = {state for state in states if state in LAGGING}
    if lagging == {State.MISSED}:
        return STATE_LABELS[State.MISSED]
    return ALL_LAG_WORDS if State.MISSED in lagging else LAG_WORDS


def time_sentence(
    *, year: int | None, newest_year: int | None, elapsed: str, judged_years: Sequence[YearCount]
) -> str:
    """Return which years the verdicts are of and how much of the plan's time had passed."""
    if newest_year is None:
        return "还没有可以评判的年份。"
    if year is not None:
        return f"按 {year} 年评判，到年底时间进度 {elapsed}。"
    years = "、".join(f"{each.year} 年 {each.count} 项" for each in judged_years)
    own = f"每项指标按自己的最新年份评判：{years}；" if years else ""
    return f"{own}到 {newest_year} 年底时间进度 {elapsed}。"


def _count(tally: Tally, states: Iterable[str]) -> int:
    return sum(each.count for each in tally.counts if each.state in states)
