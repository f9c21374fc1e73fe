"""Several indicators on one scale, as a picture; pure."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from indicators.comparisons import ComparedLine, Comparison
from indicators.formatting import with_unit
from indicators.pictures.scales import ValueScale, YearScale, value_scale
from indicators.pictures.shapes import HUNDRED, Column, Key, Label, Line, Mark, Plot, per_cent

SHAPES = ("dot", "square", "diamond", "triangle", "ring", "diamond-open")
MOST_LINES = len(SHAPES)
ROOM = Decimal("0.12")
LABEL_HEIGHT = Decimal(6)


def comparison_plot(comparison: Comparison, *, watermark: str = "") -> Plot:
    """Return the picture of a comparison that has lines."""
    years = YearScale(first=comparison.years.start, last=comparison.years.stop - 1)
    shown = [point.value for line in comparison.lines for point in line.points]
    values = value_scale([*shown, comparison.reference], from_zero=False, room=ROOM)
    kinds = [f"series-{at}" for at in range(1, MOST_LINES + 1)]
    drawn = list(zip(comparison.lines, kinds, SHAPES, strict=False))
    return Plot(
        lines=(
            _reference(comparison, values),
            *(each for line, kind, _ in drawn for each in _chain(line, years, values, kind)),
        ),
        marks=tuple(
            Mark(x=years.at(point.year), y=values.at(point.value), shape=shape, kind=kind)
            for line, kind, shape in drawn
            for point in line.points
        ),
        labels=tuple(_ends(comparison, years, values)),
        years=years.ticks(),
        values=values.ticks(),
        columns=tuple(_column(comparison, years, year) for year in years.years),
        keys=(
            *(Key(label=line.label, kind=kind, shape=shape) for line, kind, shape in drawn),
            # Below the picture: in it, its words would lie on lines that begin there.
            *_reference_key(comparison),
        ),
        watermark=watermark,
    )


def _reference(comparison: Comparison, values: ValueScale) -> Line:
    height = values.at(comparison.reference)
    return Line(x1="0%", y1=height, x2="100%", y2=height, kind="target", look="path")


def _reference_key(comparison: Comparison) -> Iterator[Key]:
    if comparison.reference_label:
        yield Key(label=comparison.reference_label, kind="target", shape="dash")


def _chain(line: ComparedLine, years: YearScale, values: ValueScale, kind: str) -> Iterator[Line]:
    """Yield a line, dotted over years without a figure."""
    for before, after in pairwise(line.points):
        yield Line(
            x1=years.at(before.year),
            y1=values.at(before.value),
            x2=years.at(after.year),
            y2=values.at(after.value),
            kind=kind,
            look="actual" if after.year - before.year == 1 else "bridge",
        )


def _ends(comparison: Comparison, years: YearScale, values: ValueScale) -> Iterator[Label]:
    """Yield the value each line ends in, right of it and off each other."""
    last = Decimal(-100)
    ends = [(line.newest, f"series-{at}") for at, line in enumerate(comparison.lines, start=1)]
    for point, kind in sorted(ends, key=lambda each: -each[0].value):
        place = max(values.place(point.value), last + LABEL_HEIGHT)
        last = place
        yield Label(
            x=years.at(point.year),
            y=per_cent(min(place, HUNDRED)),
            text=point.text,
            kind=kind,
            anchor="start",
        )


def _column(comparison: Comparison, years: YearScale, year: int) -> Column:
    said = tuple(
        f"{line.label} {with_unit(point.text, comparison.unit)}"
        f"{f'（{point.note}）' if point.note else ''}"
        for line in comparison.lines
        for point in line.points
        if point.year == year
    )
    broken = tuple(
        f"{line.label} 口径不同，不可比" for line in comparison.lines if year in line.breaks
    )
    return Column(
        x=per_cent(years.start(year)),
        width=per_cent(years.width),
        centre=years.at(year),
        title=f"{year}年",
        words=(*said, *broken),
    )
