"""A bar of how many of a group are in which tone, with a mark to compare it with; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators.pictures.shapes import HUNDRED, Area, per_cent


@dataclass(frozen=True, kw_only=True)
class Bullet:
    """The parts of a bar from left to right, and the place of the mark, "" for none."""

    parts: tuple[Area, ...]
    mark: str


def bullet(counts: Sequence[tuple[str, int]], *, before: int | None) -> Bullet:
    """Return the bar of counts by tone, in their order; `before` is the count to compare with.

    Tones without any are left out. The mark stands where the bar ended before.
    """
    total = sum(count for _, count in counts)
    parts, start = [], 0
    for tone, count in counts:
        if count:
            parts.append(_part(tone, start, count, total))
            start += count
    return Bullet(
        parts=tuple(parts),
        mark="" if before is None or not total else per_cent(_of(before, total)),
    )


def _part(tone: str, start: int, count: int, total: int) -> Area:
    return Area(
        x=per_cent(_of(start, total)),
        y="0%",
        width=per_cent(_of(count, total)),
        height="100%",
        kind=tone,
    )


def _of(count: int, total: int) -> Decimal:
    return HUNDRED * count / total
