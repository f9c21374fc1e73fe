"""What a chart of one indicator shows, in plain values; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

BREAK_LABEL: Final = "口径改变"


@dataclass(frozen=True, kw_only=True)
class Point:
    """A value in a year, in the chart's unit: `text` for readers, `note` what to know of it."""

    year: int
    value: Decimal
    text: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class PlanLine:
    """What one plan asks of the series: its base, its path and where the path must end.

    `target` stands in the plan's last year; where `is_bound`, every year has to be on the good
    side of it. `projection` runs from the judged year to the last one.
    """

    label: str
    base_year: int
    last_year: int
    is_own: bool
    base: Point | None = None
    path: tuple[Point, ...] = ()
    target: Point | None = None
    milestones: tuple[Point, ...] = ()
    projection: tuple[Point, ...] = ()
    projection_label: str = "按现有速度推算"
    is_bound: bool = False
    higher_is_better: bool = True


@dataclass(frozen=True, kw_only=True)
class Trajectory:
    """The figures of a series through the years, and the lines of the plans that share it.

    `yearly` are the figures as they stand today; `incomparable` those measured otherwise;
    `as_closed` those the plan's account was closed on where they were changed since.
    `judged` are the values verdicts were reached on where they are not the yearly figures
    themselves: the total so far or the mean so far, named by `judged_label`. `proposed` are
    figures nobody has approved yet, and the total or mean they would make. `about` is the year
    the page is about, whose figure is named; None or without a figure, the newest is.
    """

    unit: str
    figures_are_flows: bool = False
    yearly_label: str = "实绩"
    yearly: tuple[Point, ...] = ()
    incomparable: tuple[Point, ...] = ()
    as_closed: tuple[Point, ...] = ()
    judged_label: str = ""
    judged: tuple[Point, ...] = ()
    reference_label: str = ""
    reference: tuple[Point, ...] = ()
    proposed: tuple[Point, ...] = ()
    plans: tuple[PlanLine, ...] = ()
    about: int | None = None

    @property
    def has_figures(self) -> bool:
        """Return whether there is any published figure to draw."""
        figures = (self.yearly, self.judged, self.incomparable, self.as_closed, self.proposed)
        return any(figures)

    @property
    def is_drawable(self) -> bool:
        """Return whether there is anything at all to draw."""
        return self.has_figures or any(line.path or line.target for line in self.plans)

    @property
    def points(self) -> Iterator[Point]:
        """Yield every point that is drawn."""
        yield from self.yearly
        yield from self.incomparable
        yield from self.as_closed
        yield from self.judged
        yield from self.reference
        yield from self.proposed
        for line in self.plans:
            yield from line.path
            yield from line.milestones
            yield from line.projection
            yield from (point for point in (line.base, line.target) if point is not None)

    @property
    def years(self) -> range:
        """Return the years on the axis: all that hold a figure or belong to a plan shown."""
        years = [point.year for point in self.points]
        years += [year for line in self.plans for year in (line.base_year, line.last_year)]
        return range(min(years), max(years) + 1) if years else range(0)

    @property
    def breaks(self) -> Iterator[Decimal]:
        """Yield where the way of measuring changes: between a year that compares and one not.

        Half-way from one year to the other, 2020.5 between 2020 and 2021. Where figures of both
        stand in the same years, it changes with the first of the other.
        """
        same = {point.year for point in self.yearly}
        same |= {line.base.year for line in self.plans if line.base is not None}
        odd = {point.year for point in self.incomparable}
        changes = {year for year in odd if year not in same or year == min(odd)}
        for before, after in pairwise(sorted(same | odd)):
            if before in same and after in changes:
                yield Decimal(before + after) / 2


@dataclass(frozen=True, kw_only=True)
class Trend:
    """How an indicator moved up to the judged year, at a glance: years and values in order.

    Values are shares of the way where there is one (`is_share`), else the judged figures; `due`
    are the shares that were due, or the bound to be kept to.
    """

    is_share: bool = False
    first_year: int = 0
    last_year: int = 0
    figures: tuple[tuple[int, Decimal], ...] = ()
    due: tuple[tuple[int, Decimal], ...] = ()
