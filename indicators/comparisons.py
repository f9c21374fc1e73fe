"""Several indicators through the years on one scale, in plain values; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from indicators.trajectories import Point


@dataclass(frozen=True, kw_only=True)
class ComparedLine:
    """One indicator on the common scale; `breaks` are the years its figures do not compare in."""

    label: str
    points: tuple[Point, ...]
    breaks: tuple[int, ...] = ()

    @property
    def newest(self) -> Point:
        return self.points[-1]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Lines with at least one point each, and the value they are measured against."""

    unit: str
    reference: Decimal
    reference_label: str
    lines: tuple[ComparedLine, ...]

    @property
    def years(self) -> range:
        """Return the years on the axis, at least those from the first figure to the last."""
        years = [point.year for line in self.lines for point in line.points]
        years += [year for line in self.lines for year in line.breaks]
        return range(min(years), max(years) + 1) if years else range(0)

    @property
    def rows(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield each year with what every line says in it, "" for nothing."""
        for year in self.years:
            yield year, tuple(_text(line, year) for line in self.lines)

    @property
    def noted_rows(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield each year with text and note of every line, for files."""
        for year in self.years:
            yield year, tuple(cell for line in self.lines for cell in _text_and_note(line, year))


def _text(line: ComparedLine, year: int) -> str:
    return _text_and_note(line, year)[0]


def _text_and_note(line: ComparedLine, year: int) -> tuple[str, str]:
    found = ((point.text, point.note) for point in line.points if point.year == year)
    return next(found, ("", ""))
