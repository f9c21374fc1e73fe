"""One indicator through the years against what its plans ask, as a picture; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from indicators.pictures.labels import Sheet, labels_of, line_of_figures
from indicators.pictures.scales import YearScale, value_scale
from indicators.pictures.shapes import (
    HUNDRED,
    Area,
    Column,
    Line,
    Mark,
    Plot,
    Tick,
    per_cent,
)
from indicators.pictures.telling import keys_of, path_kind, words_of
from indicators.trajectories import BREAK_LABEL, PlanLine, Point, Trajectory

ROOM = Decimal("0.16")
BAR = Decimal("0.5")
HALF = Decimal("0.5")


def trajectory_plot(trajectory: Trajectory, *, watermark: str = "") -> Plot:
    """Return the picture of a trajectory that has something to draw."""
    years = trajectory.years
    sheet = Sheet(
        shown=trajectory,
        years=YearScale(first=years.start, last=years.stop - 1),
        values=value_scale(
            [point.value for point in trajectory.points],
            from_zero=trajectory.figures_are_flows,
            room=ROOM,
        ),
    )
    low, high = sheet.values.low, sheet.values.high
    return Plot(
        areas=(*_good_sides(sheet), *_bars(sheet)),
        lines=(*_plan_lines(sheet), *_figure_lines(sheet)),
        marks=(*_plan_marks(sheet), *_figure_marks(sheet)),
        labels=labels_of(sheet),
        breaks=tuple(_breaks(sheet)),
        years=sheet.years.ticks(),
        values=sheet.values.ticks(),
        columns=tuple(_column(sheet, year) for year in years),
        keys=tuple(keys_of(trajectory)),
        zero=sheet.y(Decimal(0)) if low < 0 < high else "",
        watermark=watermark,
    )


def _good_sides(sheet: Sheet) -> Iterator[Area]:
    """Yield the side of a floor or ceiling to be kept to, of the page's own plan."""
    for line in sheet.shown.plans:
        if line.is_own and line.is_bound and line.target is not None:
            bound = sheet.values.place(line.target.value)
            top, bottom = (Decimal(0), bound) if line.higher_is_better else (bound, HUNDRED)
            start = sheet.years.start(line.base_year + 1)
            end = sheet.years.start(line.last_year + 1)
            yield Area(
                x=per_cent(start),
                y=per_cent(top),
                width=per_cent(end - start),
                height=per_cent(bottom - top),
                kind="good-side",
            )


def _bars(sheet: Sheet) -> Iterator[Area]:
    """Yield the figures as bars, side by side, where each year stands for itself."""
    shown = sheet.shown
    if not shown.figures_are_flows:
        return
    rows = [("actual-soft", shown.yearly), ("other", shown.reference)]
    drawn = [row for row in rows if row[1]]
    for at, (kind, points) in enumerate(drawn):
        for point in points:
            yield _bar(sheet, point, kind=kind, at=at, of=len(drawn))


def _bar(sheet: Sheet, point: Point, *, kind: str, at: int, of: int) -> Area:
    width = sheet.years.width * BAR / of
    foot, head = sheet.values.place(Decimal(0)), sheet.values.place(point.value)
    return Area(
        x=per_cent(sheet.years.place(point.year) + width * (at - Decimal(of) / 2)),
        y=per_cent(min(foot, head)),
        width=per_cent(width),
        height=per_cent(abs(foot - head)),
        kind=kind,
    )


def _plan_lines(sheet: Sheet) -> Iterator[Line]:
    """Yield the paths, other plans' first so that one's own lies upon them, and projections."""
    for line in sorted(sheet.shown.plans, key=lambda each: each.is_own):
        yield from _chain(sheet, _path(line), kind=path_kind(line))
        yield from _chain(sheet, line.projection, kind="projection")


def _path(line: PlanLine) -> Sequence[Point]:
    """Return the points of a path from the base on."""
    base = line.base
    if base is None or line.is_bound or not line.path or base.year >= line.path[0].year:
        return line.path
    return (base, *line.path)


def _figure_lines(sheet: Sheet) -> Iterator[Line]:
    """Yield the line of figures, dotted across the years that have none."""
    points = line_of_figures(sheet.shown)
    for before, after in pairwise(points):
        kind = "actual" if after.year - before.year == 1 else "bridge"
        yield from _chain(sheet, (before, after), kind=kind)


def _chain(sheet: Sheet, points: Sequence[Point], *, kind: str) -> Iterator[Line]:
    for before, after in pairwise(points):
        yield Line(
            x1=sheet.x(before.year),
            y1=sheet.y(before.value),
            x2=sheet.x(after.year),
            y2=sheet.y(after.value),
            kind=kind,
        )


def _plan_marks(sheet: Sheet) -> Iterator[Mark]:
    for line in sorted(sheet.shown.plans, key=lambda each: each.is_own):
        kind = "target" if line.is_own else "other"
        if line.base is not None:
            yield _mark(sheet, line.base, "square", "path" if line.is_own else "other")
        for milestone in line.milestones:
            yield _mark(sheet, milestone, "diamond-open", kind)
        for reckoned in line.projection[1:]:
            yield _mark(sheet, reckoned, "ring", "projection")
        if line.target is not None:
            yield _mark(sheet, line.target, "diamond", kind)


def _figure_marks(sheet: Sheet) -> Iterator[Mark]:
    shown = sheet.shown
    rows = (
        (shown.as_closed, "ring-large", "actual"),
        (line_of_figures(shown), "dot", "actual"),
        (shown.incomparable, "cross", "odd"),
        (shown.proposed, "star", "proposed"),
    )
    for points, shape, kind in rows:
        for point in points:
            yield _mark(sheet, point, shape, kind)


def _mark(sheet: Sheet, point: Point, shape: str, kind: str) -> Mark:
    return Mark(x=sheet.x(point.year), y=sheet.y(point.value), shape=shape, kind=kind)


def _breaks(sheet: Sheet) -> Iterator[Tick]:
    """Yield the marks of where the way of measuring changes."""
    for year in sheet.shown.breaks:
        place = sheet.years.place(year)
        yield Tick(at=per_cent(place), text=BREAK_LABEL, is_left=place >= HUNDRED * HALF)


def _column(sheet: Sheet, year: int) -> Column:
    return Column(
        x=per_cent(sheet.years.start(year)),
        width=per_cent(sheet.years.width),
        centre=sheet.x(year),
        title=f"{year}年",
        words=tuple(words_of(sheet.shown, year)),
    )
