"""A line the size of a word: how an indicator moved, and what was due; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from indicators.formatting import share_text
from indicators.pictures.scales import ValueScale, YearScale
from indicators.pictures.shapes import Line, Mark
from indicators.trajectories import Trend

LEAST_FIGURES = 2
HALF_YEAR = Decimal("0.5")

_Points = Sequence[tuple[int, Decimal]]


@dataclass(frozen=True, kw_only=True)
class Sparkline:
    """A word-sized picture and what it shows in words."""

    lines: tuple[Line, ...]
    end: Mark
    label: str


def sparkline(trend: Trend) -> Sparkline | None:
    """Return the picture of a trend, None where there are not two figures to join."""
    if len(trend.figures) < LEAST_FIGURES:
        return None
    years = YearScale(first=trend.first_year, last=trend.last_year)
    values = _scale([value for _, value in (*trend.figures, *trend.due)])
    end_year, end_value = trend.figures[-1]
    return Sparkline(
        lines=(
            *_chain(trend.due, years, values, kind="path"),
            *_chain(trend.figures, years, values, kind="figure"),
        ),
        end=Mark(x=years.at(end_year), y=values.at(end_value), shape="dot", kind="figure"),
        label=_label(trend),
    )


def _scale(values: Sequence[Decimal]) -> ValueScale:
    low, high = min(values), max(values)
    room = (high - low) / 8 or abs(high) / 8 or Decimal(1)
    return ValueScale(low=low - room, high=high + room)


def _chain(points: _Points, years: YearScale, values: ValueScale, *, kind: str) -> Iterator[Line]:
    for (year, value), (next_year, next_value) in pairwise(points):
        yield Line(
            x1=years.at(year),
            y1=values.at(value),
            x2=years.at(next_year),
            y2=values.at(next_value),
            kind=kind,
        )


def _label(trend: Trend) -> str:
    first, last = trend.figures[0][0], trend.figures[-1][0]
    if not trend.is_share:
        return f"{first}—{last}年走势"
    share = share_text(trend.figures[-1][1])
    return f"{first}—{last}年完成进度走势，{last}年{share}"
