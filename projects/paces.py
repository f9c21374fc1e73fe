"""How far projects are from what is due by now, field by field, as a picture; pure.

Each mark stands in the lane of its field, the further left the further behind. Projects of one
light that lie too near each other to be seen apart are one mark with their number; marks that would
still touch stand in rows of their lane: only their place from left to right means something.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from indicators.pictures.scales import round_step
from indicators.pictures.shapes import HUNDRED, Key, Line, Mark, Plot, Tick, per_cent
from projects.gaps import GapRange, ahead_text, rounded_gap
from projects.lights import LIGHT_LABELS

LEAST_SPAN: Final = Decimal(12)
ROOM_SHARE: Final = Decimal("0.08")
NEAR_SHARE: Final = Decimal("0.04")
"""How much of the axis a mark takes: what lies nearer is counted, not drawn apart."""
MARK_SHARE: Final = Decimal("0.045")
SIGN_SHARE: Final = Decimal("0.025")
"""How much of the axis half a mark and each sign of its number take on a phone."""
ROW_HEIGHT: Final = 26
"""Pixels: a finger finds a mark."""
LANE_ROOM: Final = Decimal("0.7")
EDGE_SHARE: Final = Decimal("0.05")
"""How much at both ends of the axis is left without words, which would stand out of the picture."""
NAMED: Final = 6
LIGHT_SHAPES: Final = {f"light-{light.value}": f"light-{light.value}" for light in LIGHT_LABELS}
"""Each light has the mark of its name, in the shape of its icon, in every chart."""


@dataclass(frozen=True, kw_only=True)
class PacePoint:
    """A project: `ahead` is what is done less what is due, in points, negative when behind."""

    ahead: Decimal
    light: str
    name: str
    said: tuple[str, ...]
    url: str


@dataclass(frozen=True, kw_only=True)
class PaceGroup:
    """Projects of one light that are as far or nearly; `url` leads to the one, or to their list."""

    points: tuple[PacePoint, ...]
    url: str

    @property
    def light(self) -> str:
        return self.points[0].light

    @property
    def range(self) -> GapRange:
        return range_of(self.points)

    @property
    def x(self) -> Decimal:
        """Return where the mark stands: in the middle between the first and the last."""
        return (self.points[0].ahead + self.points[-1].ahead) / 2

    @property
    def text(self) -> str:
        """Return how many projects the mark stands for, "" for one."""
        return f"×{len(self.points)}" if len(self.points) > 1 else ""

    @property
    def said(self) -> tuple[str, ...]:
        """Return what there is to say of it: of one project all, of many who they are."""
        if len(self.points) == 1:
            return self.points[0].said
        names = "、".join(each.name for each in self.points[:NAMED])
        rest = "等" if len(self.points) > NAMED else ""
        return f"{len(self.points)} 个项目：{self.range.words}", names + rest


@dataclass(frozen=True, kw_only=True)
class PaceLane:
    """The projects of a field: `total` counts all, `comparable` those that can be compared."""

    field: str
    label: str
    total: int
    comparable: int
    behind: int
    middle_text: str
    groups: tuple[PaceGroup, ...]
    url: str


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A mark with its place: from left to right in points, downwards in rows."""

    x: Decimal
    y: Decimal
    group: PaceGroup


@dataclass(frozen=True, kw_only=True)
class Layout:
    """All marks with their places, where the lanes lie, and how many rows they take."""

    low: Decimal
    high: Decimal
    marks: tuple[Placed, ...]
    middles: tuple[Decimal, ...]
    rows: Decimal

    @property
    def height(self) -> int:
        return int(self.rows * ROW_HEIGHT)


def range_of(points: Sequence[PacePoint]) -> GapRange:
    """Return from where to where projects in their order lie."""
    first, last = points[0].ahead, points[-1].ahead
    return GapRange(low=rounded_gap(first), high=rounded_gap(last))


def bounds_of(aheads: Iterable[Decimal]) -> tuple[Decimal, Decimal]:
    """Return the least and the most the axis has to hold, with room at both ends."""
    found = list(aheads)
    low, high = min([*found, -LEAST_SPAN]), max([*found, LEAST_SPAN])
    room = (high - low) * ROOM_SHARE
    return low - room, high + room


def together(points: Iterable[PacePoint], *, near: Decimal) -> Iterator[tuple[PacePoint, ...]]:
    """Yield the projects that share a mark, in their order; `near` is how many points it takes.

    Only those of one light share one. Projects whose gaps an address cannot tell apart do.
    """
    ordered = sorted(points, key=lambda each: (each.light, rounded_gap(each.ahead)))
    found: list[PacePoint] = []
    for each in ordered:
        if found and not _touch(found[0], each, near):
            yield tuple(found)
            found = []
        found.append(each)
    if found:
        yield tuple(found)


def _touch(first: PacePoint, other: PacePoint, near: Decimal) -> bool:
    distance = rounded_gap(other.ahead) - rounded_gap(first.ahead)
    return first.light == other.light and distance <= near


def layout_of_lanes(lanes: Sequence[PaceLane]) -> Layout:
    """Return every mark with its place; those that would touch in rows of their lane."""
    low, high = bounds_of(end for lane in lanes for group in lane.groups for end in _ends(group))
    marks: list[Placed] = []
    middles: list[Decimal] = []
    top = Decimal(0)
    for lane in lanes:
        rows = _rows(lane.groups, high - low)
        for at, row in enumerate(rows):
            y = top + at + (1 + LANE_ROOM) / 2
            marks.extend(Placed(x=each.x, y=y, group=each) for each in row)
        middles.append(top + (max(len(rows), 1) + LANE_ROOM) / 2)
        top += max(len(rows), 1) + LANE_ROOM
    return Layout(low=low, high=high, marks=tuple(marks), middles=tuple(middles), rows=top)


def _ends(group: PaceGroup) -> tuple[Decimal, Decimal]:
    return group.points[0].ahead, group.points[-1].ahead


def _rows(groups: Iterable[PaceGroup], span: Decimal) -> list[list[PaceGroup]]:
    """Return marks by rows in none of which two touch, from left to right."""
    rows: list[list[PaceGroup]] = []
    ends: list[Decimal] = []
    for each in sorted(groups, key=lambda group: group.x):
        start = each.x - MARK_SHARE * span
        free = next((at for at, taken in enumerate(ends) if taken <= start), len(rows))
        if free == len(rows):
            rows.append([])
            ends.append(start)
        rows[free].append(each)
        ends[free] = each.x + (MARK_SHARE + SIGN_SHARE * len(each.text)) * span
    return rows


def pace_plot(lanes: Sequence[PaceLane], *, watermark: str = "") -> Plot:
    """Return the picture: a lane a field, what is due a line through all of them."""
    layout = layout_of_lanes(lanes)
    zero = _across(Decimal(0), layout)
    return Plot(
        lines=(Line(x1=zero, y1="0%", x2=zero, y2="100%", kind="target", look="path"),),
        marks=tuple(_mark(each, layout) for each in layout.marks),
        years=tuple(_ticks(layout)),
        values=tuple(
            Tick(at=_down(middle, layout), text=lane.label)
            for middle, lane in zip(layout.middles, lanes, strict=True)
        ),
        keys=tuple(light_keys({each.group.light for each in layout.marks})),
        watermark=watermark,
        height=layout.height,
    )


def _mark(placed: Placed, layout: Layout) -> Mark:
    group = placed.group
    return Mark(
        x=_across(placed.x, layout),
        y=_down(placed.y, layout),
        shape=LIGHT_SHAPES[group.light],
        kind=group.light,
        text=group.text,
        url=group.url,
        said="；".join(group.said),
    )


def light_keys(shown: Collection[str]) -> Iterator[Key]:
    """Yield the legend of the lights that are shown, by the names of their marks."""
    for light, label in LIGHT_LABELS.items():
        kind = f"light-{light.value}"
        if kind in shown:
            yield Key(label=label, kind=kind, shape=LIGHT_SHAPES[kind])


def round_places(low: Decimal, high: Decimal) -> list[Decimal]:
    """Return the round numbers of points that mark the axis."""
    step = round_step(low, high)
    first, last = -(-low // step), high // step
    return [times * step for times in range(int(first), int(last) + 1)]


def _ticks(layout: Layout) -> Iterator[Tick]:
    edge = (layout.high - layout.low) * EDGE_SHARE
    for place in round_places(layout.low + edge, layout.high - edge):
        yield Tick(at=_across(place, layout), text=ahead_text(place), is_minor=place % 20 != 0)


def _across(ahead: Decimal, layout: Layout) -> str:
    return per_cent(HUNDRED * (ahead - layout.low) / (layout.high - layout.low))


def _down(row: Decimal, layout: Layout) -> str:
    return per_cent(HUNDRED * row / layout.rows)
