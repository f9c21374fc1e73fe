"""What a picture is made of; places are texts such as "12.5%", from the left and from above."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

HUNDRED = Decimal(100)
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, kw_only=True)
class Line:
    """A straight line; `kind` says what it means and so its colour, `look` its stroke.

    Without a look of its own a line has that of its kind.
    """

    x1: str
    y1: str
    x2: str
    y2: str
    kind: str
    look: str = ""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A shape at a place: dot, ring, square, triangle, diamond, diamond-open, cross, star.

    `text` stands right beside it. One with a `url` is a link, and `said` all there is to say of it.
    """

    x: str
    y: str
    shape: str
    kind: str
    text: str = ""
    url: str = ""
    said: str = ""

    @property
    def reach(self) -> int:
        """Return how many pixels wide shape and words are, for pointer and finger."""
        return 24 + 8 * len(self.text)


@dataclass(frozen=True, kw_only=True)
class Area:
    """A rectangle: a bar, or a region that means something."""

    x: str
    y: str
    width: str
    height: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class Label:
    """Words beside a point; `anchor` is start, middle or end."""

    x: str
    y: str
    text: str
    kind: str
    anchor: str = "middle"


@dataclass(frozen=True, kw_only=True)
class Tick:
    """A place on an axis; a minor one keeps its words to itself where room is scarce.

    Words of a break stand on its left where targets are near on its right.
    """

    at: str
    text: str
    is_minor: bool = False
    is_left: bool = False


@dataclass(frozen=True, kw_only=True)
class Column:
    """All there is to say of one year, for whoever points at it or walks there by keyboard."""

    x: str
    width: str
    centre: str
    title: str
    words: tuple[str, ...]

    @property
    def said(self) -> str:
        """Return the words as one line; static/js/picture.js takes it apart again."""
        return f"{self.title}：{'；'.join(self.words) or '无数据'}"


@dataclass(frozen=True, kw_only=True)
class Key:
    """One entry of a legend: what a line, mark or area of a kind means."""

    label: str
    kind: str
    shape: str


@dataclass(frozen=True, kw_only=True)
class Plot:
    """A picture with years from left to right and values upwards.

    `zero` is where the line of zero runs if not at the foot; `watermark` is written across.
    `height` is in pixels, 0 where the page's own will do.
    """

    areas: tuple[Area, ...] = ()
    lines: tuple[Line, ...] = ()
    marks: tuple[Mark, ...] = ()
    labels: tuple[Label, ...] = ()
    breaks: tuple[Tick, ...] = ()
    years: tuple[Tick, ...] = ()
    values: tuple[Tick, ...] = ()
    columns: tuple[Column, ...] = ()
    keys: tuple[Key, ...] = ()
    zero: str = ""
    watermark: str = ""
    height: int = 0

    @property
    def leads_on(self) -> bool:
        """Return whether marks are links: then the picture is more than an image."""
        return any(each.url for each in self.marks)


def per_cent(place: Decimal) -> str:
    """Return a place, 0..100, as an attribute.

    >>> per_cent(Decimal("33.3333"))
    '33.33%'
    """
    text = f"{place.quantize(HUNDREDTH, rounding=ROUND_HALF_UP):f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}%"
