"""How far projects are from what is due by now, field by field, as a picture; pure.

Each project is a mark in the lane of its field, the further left the further behind. Marks that
would lie on each other are moved apart across the lane: only their place from left to right means
something.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from indicators.formatting import digits_apart, plain_text
from indicators.pictures.scales import round_step
from indicators.pictures.shapes import HUNDRED, Key, Line, Mark, Plot, Tick, per_cent
from projects.lights import LIGHT_LABELS

NEAR: Final = 2
"""How many points lie so near each other that their marks would touch."""
LEAST_SPAN: Final = Decimal(12)
LANE_SHARE: Final = Decimal("0.7")
STEP: Final = Decimal("0.16")
EDGE_SHARE: Final = Decimal("0.05")
"""How much at both ends of the axis is left without words, which would stand out of the picture."""
LIGHT_SHAPES: Final = {
    "light-green": "dot",
    "light-nearly": "square",
    "light-yellow": "triangle",
    "light-red": "cross",
    "light-grey": "ring",
}


@dataclass(frozen=True, kw_only=True)
class PacePoint:
    """A project: `ahead` is what is done less what is due, in points, negative when behind."""

    ahead: Decimal
    light: str
    said: tuple[str, ...]
    url: str


@dataclass(frozen=True, kw_only=True)
class PaceLane:
    """The projects of a field: `total` counts all, `comparable` those that can be compared.

    `points` are those drawn, of very many not all; `behind` and the middle are of all that can
    be compared.
    """

    field: str
    label: str
    total: int
    comparable: int
    behind: int
    middle_text: str
    points: tuple[PacePoint, ...]
    url: str


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A point with its place: from left to right in points, downwards in lanes."""

    x: Decimal
    y: Decimal
    point: PacePoint


def ahead_text(ahead: Decimal, *, digits: int = 1) -> str:
    """Return a distance to what is due in words; with more digits where it would become nought.

    >>> ahead_text(Decimal("-4.5")), ahead_text(Decimal(0)), ahead_text(Decimal("-0.01"))
    ('落后4.5点', '持平', '落后0.01点')
    """
    if ahead == 0:
        return "持平"
    told = plain_text(abs(ahead), digits_apart(ahead, Decimal(0), digits))
    return f"{'超前' if ahead > 0 else '落后'}{told}点"


def bounds_of(lanes: Sequence[PaceLane]) -> tuple[Decimal, Decimal]:
    """Return the least and the most the axis has to hold, with room at both ends."""
    found = [each.ahead for lane in lanes for each in lane.points]
    room = Decimal(4)
    return min([*found, -LEAST_SPAN]) - room, max([*found, LEAST_SPAN]) + room


def placed(lanes: Sequence[PaceLane]) -> Iterator[Placed]:
    """Yield every point with its place; those near each other one above the other."""
    for at, lane in enumerate(lanes):
        stacks = Counter(_stack(each) for each in lane.points)
        highest = max(stacks.values(), default=1)
        step = min(STEP, LANE_SHARE / highest)
        seen: Counter[int] = Counter()
        for each in lane.points:
            nth = seen[_stack(each)]
            seen[_stack(each)] += 1
            aside = (nth + 1) // 2 * (1 if nth % 2 else -1)
            yield Placed(x=each.ahead, y=Decimal(at) + aside * step, point=each)


def pace_plot(lanes: Sequence[PaceLane], *, watermark: str = "") -> Plot:
    """Return the picture: a lane a field, what is due a line through all of them."""
    low, high = bounds_of(lanes)
    marks = tuple(
        Mark(
            x=_across(each.x, low, high),
            y=_down(each.y, len(lanes)),
            shape=LIGHT_SHAPES[each.point.light],
            kind=each.point.light,
        )
        for each in placed(lanes)
    )
    zero = _across(Decimal(0), low, high)
    shown = {each.point.light for each in placed(lanes)}
    return Plot(
        lines=(Line(x1=zero, y1="0%", x2=zero, y2="100%", kind="target", look="path"),),
        marks=marks,
        years=tuple(_ticks(low, high)),
        values=tuple(
            Tick(at=_down(Decimal(at), len(lanes)), text=lane.label)
            for at, lane in enumerate(lanes)
        ),
        keys=tuple(_keys(shown)),
        watermark=watermark,
    )


def _keys(shown: Collection[str]) -> Iterator[Key]:
    for light, label in LIGHT_LABELS.items():
        kind = f"light-{light.value}"
        if kind in shown:
            yield Key(label=label, kind=kind, shape=LIGHT_SHAPES[kind])


def round_places(low: Decimal, high: Decimal) -> list[Decimal]:
    """Return the round numbers of points that mark the axis."""
    step = round_step(low, high)
    first, last = -(-low // step), high // step
    return [times * step for times in range(int(first), int(last) + 1)]


def _ticks(low: Decimal, high: Decimal) -> Iterator[Tick]:
    edge = (high - low) * EDGE_SHARE
    for place in round_places(low + edge, high - edge):
        yield Tick(at=_across(place, low, high), text=ahead_text(place), is_minor=place % 20 != 0)


def _stack(each: PacePoint) -> int:
    return int(each.ahead // NEAR)


def _across(ahead: Decimal, low: Decimal, high: Decimal) -> str:
    return per_cent(HUNDRED * (ahead - low) / (high - low))


def _down(place: Decimal, lanes: int) -> str:
    return per_cent(HUNDRED * (2 * place + 1) / (2 * lanes))
