"""The words beside the points of a trajectory that must be read without pointing; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from indicators.pictures.scales import ValueScale, YearScale
from indicators.pictures.shapes import HUNDRED, Label, per_cent
from indicators.trajectories import Point, Trajectory

ABOVE, BELOW = Decimal(-5), Decimal("6.5")
HEIGHT = Decimal("6.5")
NEAR_YEARS = 2
HEADROOM = Decimal(-4)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A trajectory with the scales it is drawn on."""

    shown: Trajectory
    years: YearScale
    values: ValueScale

    def x(self, year: int) -> str:
        return self.years.at(year)

    def y(self, value: Decimal) -> str:
        return self.values.at(value)


@dataclass(frozen=True, kw_only=True)
class _Wanted:
    """Words for a point, on the side where they belong if there is room."""

    point: Point
    text: str
    kind: str
    is_above: bool


@dataclass(frozen=True, kw_only=True)
class _Placed:
    wanted: _Wanted
    place: Decimal


def labels_of(sheet: Sheet) -> tuple[Label, ...]:
    """Return the labels of targets, projections and the newest figure, off each other."""
    newest = _newest_figure(sheet.shown)
    wanted = list(_asked_and_reckoned(sheet.shown))
    if newest is not None and any(each.point.year == newest.point.year for each in wanted):
        wanted, newest = [*wanted, newest], None
    placed = [each for stack in _stacks(sheet, wanted) for each in _stacked(sheet, stack)]
    if newest is not None:
        placed.append(_beside(sheet, newest, placed))
    return tuple(_label(sheet, each) for each in placed)


def line_of_figures(shown: Trajectory) -> Sequence[Point]:
    """Return what is joined to a line: for flows the totals or means so far."""
    return shown.judged if shown.figures_are_flows else shown.yearly


def _asked_and_reckoned(shown: Trajectory) -> Iterator[_Wanted]:
    for line in shown.plans:
        rises = line.higher_is_better
        if line.target is not None:
            kind = "target" if line.is_own else "other"
            text = f"目标 {line.target.text}"
            yield _Wanted(point=line.target, text=text, kind=kind, is_above=rises)
        if line.projection:
            end = line.projection[-1]
            text = f"推算 {end.text}"
            yield _Wanted(point=end, text=text, kind="projection", is_above=rises)


def _newest_figure(shown: Trajectory) -> _Wanted | None:
    """Return the words of the newest figure, or the year's own, on the side its path is not."""
    points = [*line_of_figures(shown), *shown.incomparable]
    if not points:
        return None
    of_the_year = [point for point in points if point.year == shown.about]
    newest = max(of_the_year or points, key=lambda point: point.year)
    due = [
        point.value
        for line in shown.plans
        if line.is_own
        for point in line.path
        if point.year == newest.year
    ]
    kind = "odd" if newest in shown.incomparable else "actual"
    is_above = all(newest.value >= value for value in due)
    return _Wanted(point=newest, text=newest.text, kind=kind, is_above=is_above)


def _stacks(sheet: Sheet, wanted: Sequence[_Wanted]) -> Iterator[list[_Wanted]]:
    """Yield labels of a year whose points lie close together, from the head downwards."""

    def of_year(each: _Wanted) -> tuple[int, Decimal]:
        return each.point.year, sheet.values.place(each.point.value)

    for _, same_year in groupby(sorted(wanted, key=of_year), key=lambda each: each.point.year):
        stack: list[_Wanted] = []
        for each in same_year:
            place = sheet.values.place(each.point.value)
            if stack and place - sheet.values.place(stack[-1].point.value) > 2 * HEIGHT:
                yield stack
                stack = []
            stack.append(each)
        yield stack


def _stacked(sheet: Sheet, stack: Sequence[_Wanted]) -> Iterator[_Placed]:
    """Yield the labels of close points: a figure on its side of the others, else all on one."""
    places = [sheet.values.place(each.point.value) for each in stack]
    starts = _apart(stack, places) or _together(stack, places)
    for each, place in zip(stack, starts, strict=True):
        yield _Placed(wanted=each, place=place)


def _apart(stack: Sequence[_Wanted], places: Sequence[Decimal]) -> list[Decimal]:
    """Return places above and below the points, parted at an outer figure; [] without room."""
    is_figure = [each.kind in ("actual", "odd") for each in stack]
    if len(stack) == 1 or not (is_figure[0] or is_figure[-1]):
        return []
    above = len(stack) - 1 if is_figure[-1] else 1
    head, foot = places[0] + ABOVE - HEIGHT * (above - 1), places[-1] + BELOW
    found = [head + HEIGHT * at for at in range(above)]
    found += [foot + HEIGHT * at for at in range(len(stack) - above)]
    return found if head >= HEADROOM and found[-1] <= HUNDRED else []


def _together(stack: Sequence[_Wanted], places: Sequence[Decimal]) -> list[Decimal]:
    """Return places that are all above the highest point or all below the lowest."""
    head = places[0] + ABOVE - HEIGHT * (len(stack) - 1)
    start = head if stack[0].is_above and head >= HEADROOM else places[-1] + BELOW
    return [start + HEIGHT * at for at in range(len(stack))]


def _beside(sheet: Sheet, newest: _Wanted, others: Sequence[_Placed]) -> _Placed:
    """Return the newest figure's label on its own side, on the other where a label is near."""
    place = sheet.values.place(newest.point.value)
    near = [
        each.place
        for each in others
        if 0 < each.wanted.point.year - newest.point.year <= NEAR_YEARS
    ]
    sides = (place + ABOVE, place + BELOW)[:: 1 if newest.is_above else -1]
    free = (side for side in sides if all(abs(side - other) >= HEIGHT for other in near))
    return _Placed(wanted=newest, place=next(free, sides[0]))


def _label(sheet: Sheet, placed: _Placed) -> Label:
    wanted = placed.wanted
    return Label(
        x=sheet.x(wanted.point.year),
        y=per_cent(min(max(placed.place, HEADROOM), HUNDRED)),
        text=wanted.text,
        kind=wanted.kind,
        anchor="middle" if wanted.kind in ("actual", "odd") else "end",
    )
