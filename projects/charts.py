"""Charts of one project as places and lengths for SVG, drawn by the server; pure.

Across, places are per cent, so that a chart is as wide as the page and its words stay readable;
heights are pixels from the top. The numbers themselves stand in the table beside each chart.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Final

from indicators.formatting import plain_text
from projects.lights import LightQuestion, due_share
from projects.stages import JudgedBy
from projects.timescale import WHOLE, Span, per_cent

HEIGHT: Final = 180
TOP: Final = 24
_BAR_SHARE: Final = 0.42
MONEY_DIGITS: Final = 4
"""As many as money is reported with: a report of 0.0001 is not nought."""


@dataclass(frozen=True, kw_only=True)
class Dot:
    """A point: its place, what it is called, and its kind."""

    x: str
    y: str
    name: str
    kind: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A straight stretch of a line."""

    x1: str
    y1: str
    x2: str
    y2: str


@dataclass(frozen=True, kw_only=True)
class Column:
    """A year's bar, standing on the ground; without height where nothing was reported."""

    year: int
    middle: str
    x: str
    y: str
    width: str
    height: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Band:
    """A stretch of time in which a project was in one stage."""

    x: str
    width: str
    middle: str
    name: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class MoneyChart:
    """Investment by year as bars, the sum so far as a line, the plan's total as a bound."""

    columns: tuple[Column, ...]
    line: tuple[Line, ...]
    dots: tuple[Dot, ...]
    bound_y: str
    bound_text: str


@dataclass(frozen=True, kw_only=True)
class ProgressChart:
    """What is due as a line, what is done as points with a line through them, and milestones."""

    due: tuple[Line, ...]
    done: tuple[Line, ...]
    reports: tuple[Dot, ...]
    steps: tuple[Dot, ...]
    stages: tuple[Band, ...]
    years: tuple[Dot, ...]
    bounds: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class YearAmount:
    """A year's amount and the sum so far; None is not reported."""

    year: int
    amount: Decimal | None
    total: Decimal | None


@dataclass(frozen=True, kw_only=True)
class ShareAt:
    """A share on a day: done as a report says, or due by a milestone; `kind` for its shape.

    `note` is what else there is to say of it.
    """

    at: date
    share: Decimal
    name: str
    kind: str
    note: str = ""


def money_chart(years: Sequence[YearAmount], *, bound: Decimal | None) -> MoneyChart | None:
    """Return the chart of investment, None where no amount was reported.

    >>> money_chart([YearAmount(year=2021, amount=None, total=None)], bound=None) is None
    True
    """
    totals = [each.total for each in years if each.total is not None]
    if not totals:
        return None
    highest = max(*totals, bound or Decimal(0), Decimal(0)) or Decimal(1)
    slot = WHOLE / len(years)
    dots = tuple(
        Dot(
            x=per_cent((index + 0.5) * slot),
            y=_height(each.total / highest),
            name=plain_text(each.total, MONEY_DIGITS),
        )
        for index, each in enumerate(years)
        if each.total is not None
    )
    return MoneyChart(
        columns=tuple(_column(each, index, slot, highest) for index, each in enumerate(years)),
        line=_joined(dots),
        dots=dots,
        bound_y="" if bound is None else _height(bound / highest),
        bound_text=plain_text(bound, MONEY_DIGITS),
    )


@dataclass(frozen=True, kw_only=True)
class StageAt:
    """The stage a report names for its last day."""

    at: date
    name: str
    kind: str


def progress_chart(
    question: LightQuestion,
    *,
    reports: Sequence[ShareAt],
    steps: Sequence[ShareAt],
    stages: Sequence[StageAt],
    span: Span,
) -> ProgressChart:
    """Return the chart of due and done shares; nothing is due where time plays no part."""
    begin = Dot(x=per_cent(span.place(question.start)), y=_height(Decimal(0)), name="")
    due = [
        _dot(span, ShareAt(at=day, share=share, name="", kind=""))
        for day, share in due_turns(question, steps)[1:]
    ]
    told = tuple(_dot(span, each) for each in reports)
    slot = WHOLE / len(span.years)
    return ProgressChart(
        due=_joined([begin, *due]) if due else (),
        done=_joined([begin, *told]) if told else (),
        reports=told,
        steps=tuple(_dot(span, each) for each in steps),
        stages=tuple(_bands(stages, begin=question.start, span=span)),
        years=tuple(
            Dot(x=per_cent((index + 0.5) * slot), y="", name=str(year))
            for index, year in enumerate(span.years)
        ),
        bounds=tuple(per_cent(index * slot) for index in range(1, len(span.years))),
    )


def due_turns(question: LightQuestion, steps: Sequence[ShareAt]) -> list[tuple[date, Decimal]]:
    """Return the days on which the line of what is due begins, bends and ends, each with its share.

    There are none where time plays no part.
    """
    if question.judged_by != JudgedBy.TIME:
        return []
    turns = sorted({_month_end(each) for each in (question.end, *(step.at for step in steps))})
    due = [(day, due_share(replace(question, at=day))) for day in turns]
    return [(question.start, Decimal(0)), *due]


def _bands(stages: Sequence[StageAt], *, begin: date, span: Span) -> Iterator[Band]:
    """Yield the stages one after the other, each up to the last report that names it.

    A stage is known on the day it was reported; it is drawn from the report before.
    """
    start = span.place(begin)
    for _, same in groupby(stages, key=lambda each: each.kind):
        last = list(same)[-1]
        end = span.place_after(last.at)
        if end > start:
            middle = per_cent((start + end) / 2)
            yield Band(
                x=per_cent(start),
                width=per_cent(end - start),
                middle=middle,
                name=last.name,
                kind=last.kind,
            )
            start = end


def _column(each: YearAmount, index: int, slot: float, highest: Decimal) -> Column:
    share = (each.amount or Decimal(0)) / highest
    middle, width = (index + 0.5) * slot, slot * _BAR_SHARE
    return Column(
        year=each.year,
        middle=per_cent(middle),
        x=per_cent(middle - width / 2),
        y=_height(share),
        width=per_cent(width),
        height=f"{(HEIGHT - TOP) * float(share):.1f}",
        text=plain_text(each.amount, MONEY_DIGITS),
    )


def _dot(span: Span, each: ShareAt) -> Dot:
    place = span.place_after(_month_end(each.at))
    return Dot(x=per_cent(place), y=_height(each.share), name=each.name, kind=each.kind)


def _joined(dots: Sequence[Dot]) -> tuple[Line, ...]:
    return tuple(Line(x1=one.x, y1=one.y, x2=other.x, y2=other.y) for one, other in pairwise(dots))


def _month_end(day: date) -> date:
    """Return the last day of a day's month: lights count in whole months."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def _height(share: Decimal) -> str:
    """Return how far below the top a share of the whole height ends."""
    return f"{TOP + (HEIGHT - TOP) * (1 - float(share)):.1f}"
