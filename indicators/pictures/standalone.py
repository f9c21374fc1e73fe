"""A chart as a file of its own: an SVG that looks the same wherever it is shown; pure.

All its looks are attributes, for a page's styles do not reach into a file; places are numbers,
for not every program that takes SVG knows percentages.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from indicators.pictures.frames import ChartFrame
from indicators.pictures.shapes import Key, Plot

WIDTH: Final = 800
LEFT, RIGHT, MARGIN = 72, 24, 24
PLOT_WIDTH, PLOT_HEIGHT = WIDTH - LEFT - RIGHT, 300
TITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 18, 13, 12
LINE_HEIGHT, KEY_WIDTH, KEY_GAP = 22, 30, 22
_CLOSING: Final = "，。；：、！？）】》”’%"
_LOOKS: Final[Mapping[str, Mapping[str, str]]] = {
    "actual": {"stroke-width": "2.75"},
    "bridge": {"stroke-width": "2", "stroke-dasharray": "1 5"},
    "path": {"stroke-dasharray": "6 5"},
    "other": {"stroke-dasharray": "6 5"},
    "projection": {"stroke-width": "2.25", "stroke-dasharray": "2 5"},
}
_DISCS: Final[Mapping[str, str]] = {"dot": "4.5", "ring": "4.5", "ring-large": "7"}
_SHAPES: Final[Mapping[str, str]] = {
    "square": "M-4.5-4.5h9v9h-9z",
    "diamond": "M0-7.5l7 7.5-7 7.5-7-7.5z",
    "diamond-open": "M0-6.5l6 6.5-6 6.5-6-6.5z",
    "cross": "M-5-5l10 10M5-5l-10 10",
    "star": "M0-8l2.3 5.2 5.6.6-4.2 3.8 1.2 5.6-4.9-2.9-4.9 2.9 1.2-5.6-4.2-3.8 5.6-.6z",
    "triangle": "M0-6l6 10.5h-12z",
}
_HOLLOW: Final = frozenset({"ring", "ring-large", "diamond-open", "cross"})
_LINE_KEYS: Final = frozenset({"line", "dash", "dots"})


@dataclass(frozen=True, kw_only=True)
class Inks:
    """The colours of a file: by what a thing means, and those of text, grid and ground."""

    kinds: Mapping[str, str]
    text: str
    soft: str
    grid: str
    paper: str
    font: str

    def of(self, kind: str) -> str:
        return self.kinds.get(kind, self.soft)


def standalone_svg(frame: ChartFrame, *, inks: Inks, foot: Iterable[str]) -> str:
    """Return a chart with its finding above, legend and the lines of `foot` below."""
    title = list(_wrapped(frame.title, TITLE_SIZE))
    top = 88 + (len(title) - 1) * LINE_HEIGHT
    keys = list(_rows_of_keys(frame.plot.keys))
    said = [line for text in foot if text for line in _wrapped(text, SMALL_SIZE)]
    below = top + PLOT_HEIGHT + 58
    pen = _Pen.on_paper(frame, inks, height=below + LINE_HEIGHT * (len(keys) + len(said)))
    for at, line in enumerate(title):
        pen.text(line, MARGIN, 34 + at * LINE_HEIGHT, inks.text, bold=True, size=TITLE_SIZE)
    pen.text(frame.subtitle, MARGIN, top - 30, inks.soft)
    _Field(pen=pen, top=top).draw(frame.plot)
    for at, row in enumerate(keys):
        for key, left in row:
            pen.key(key, left, below + at * LINE_HEIGHT)
    for at, line in enumerate(said):
        pen.text(line, MARGIN, below + (len(keys) + at) * LINE_HEIGHT, inks.soft, size=SMALL_SIZE)
    return tostring(pen.root, encoding="unicode")


@dataclass(frozen=True, kw_only=True)
class _Pen:
    """Draws on a sheet; places are in its units from the left and from above."""

    root: Element
    inks: Inks

    @classmethod
    def on_paper(cls, frame: ChartFrame, inks: Inks, *, height: int) -> _Pen:
        size = {"width": str(WIDTH), "height": str(height), "viewBox": f"0 0 {WIDTH} {height}"}
        letters = {"font-family": inks.font, "font-size": str(TEXT_SIZE)}
        root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **size, **letters})
        root.set("role", "img")
        SubElement(root, "title").text = frame.title
        SubElement(root, "desc").text = frame.label
        SubElement(root, "rect", {"width": "100%", "height": "100%", "fill": inks.paper})
        return cls(root=root, inks=inks)

    def text(
        self,
        words: str,
        x: float,
        y: float,
        ink: str,
        *,
        anchor: str = "start",
        size: int = TEXT_SIZE,
        bold: bool = False,
        look: Mapping[str, str] | None = None,
    ) -> None:
        if not words:
            return
        weight = {"font-weight": "600"} if bold else {}
        place = {"x": _number(x), "y": _number(y), "text-anchor": anchor, "font-size": str(size)}
        SubElement(self.root, "text", {**place, "fill": ink, **weight, **(look or {})}).text = words

    def line(
        self, ends: tuple[float, float, float, float], ink: str, look: Mapping[str, str]
    ) -> None:
        names = ("x1", "y1", "x2", "y2")
        places = {name: _number(end) for name, end in zip(names, ends, strict=True)}
        SubElement(self.root, "line", {**places, "stroke": ink, **look})

    def area(self, x: float, y: float, width: float, height: float, ink: str) -> None:
        size = {"x": x, "y": y, "width": width, "height": height}
        places = {name: _number(value) for name, value in size.items()}
        SubElement(self.root, "rect", {**places, "fill": ink})

    def mark(self, shape: str, x: float, y: float, ink: str) -> None:
        look = {"fill": ink}
        if shape in _HOLLOW:
            ground = "none" if shape in {"cross", "ring-large"} else self.inks.paper
            look = {"fill": ground, "stroke": ink, "stroke-width": "2"}
        moved = {"transform": f"translate({_number(x)} {_number(y)})", **look}
        if shape in _DISCS:
            SubElement(self.root, "circle", {"r": _DISCS[shape], **moved})
        elif shape in _SHAPES:
            SubElement(self.root, "path", {"d": _SHAPES[shape], **moved})

    def key(self, key: Key, left: float, y: float) -> None:
        """Draw one entry of the legend: its sign, then its words."""
        ink, middle = self.inks.of(key.kind), y - 4
        if key.shape == "area":
            self.area(left, middle - 6, 18, 12, ink)
        elif key.shape in _LINE_KEYS:
            self.line((left, middle, left + 22, middle), ink, _line_look(key.kind))
            end = {"dots": "ring"}.get(key.shape, "dot" if key.kind == "actual" else "")
            self.mark(end, left + 11, middle, ink)
        else:
            self.mark(key.shape, left + 11, middle, ink)
        self.text(key.label, left + KEY_WIDTH, y, self.inks.text)


@dataclass(frozen=True, kw_only=True)
class _Field:
    """The field of a picture on a sheet: percentages of it become places."""

    pen: _Pen
    top: float

    def x(self, place: str) -> float:
        return LEFT + _share(place) * PLOT_WIDTH

    def y(self, place: str) -> float:
        return self.top + _share(place) * PLOT_HEIGHT

    def draw(self, plot: Plot) -> None:
        """Draw a picture, what lies below first."""
        inks = self.pen.inks
        for area in plot.areas:
            width, height = _share(area.width) * PLOT_WIDTH, _share(area.height) * PLOT_HEIGHT
            self.pen.area(self.x(area.x), self.y(area.y), width, height, inks.of(area.kind))
        self._watermark(plot.watermark)
        self._axes(plot)
        for line in plot.lines:
            ends = (self.x(line.x1), self.y(line.y1), self.x(line.x2), self.y(line.y2))
            self.pen.line(ends, inks.of(line.kind), _line_look(line.kind))
        for mark in plot.marks:
            self.pen.mark(mark.shape, self.x(mark.x), self.y(mark.y), inks.of(mark.kind))
        self._labels(plot)

    def _watermark(self, words: str) -> None:
        x, y, ink = self.x("50%"), self.y("50%"), self.pen.inks.of("target")
        self.pen.text(
            words, x, y, ink, anchor="middle", size=36, bold=True, look={"fill-opacity": ".2"}
        )

    def _axes(self, plot: Plot) -> None:
        inks, left, right = self.pen.inks, self.x("0%"), self.x("100%")
        for tick in plot.values:
            y = self.y(tick.at)
            self.pen.line((left, y, right, y), inks.grid, {})
            self.pen.text(tick.text, left - 8, y + 4, inks.soft, anchor="end")
        foot = self.y(plot.zero or "100%")
        self.pen.line((left, foot, right, foot), inks.soft, {})
        for tick in plot.years:
            below = self.y("100%") + 20
            self.pen.text(tick.text, self.x(tick.at), below, inks.soft, anchor="middle")
        for tick in plot.breaks:
            x, ink = self.x(tick.at), inks.of("odd")
            ends = (x, self.y("0%"), x, self.y("100%"))
            self.pen.line(ends, ink, {"stroke-dasharray": "3 3"})
            side, anchor = (-4, "end") if tick.is_left else (4, "start")
            self.pen.text(tick.text, x + side, self.top + 12, ink, size=SMALL_SIZE, anchor=anchor)

    def _labels(self, plot: Plot) -> None:
        halo = {"stroke": self.pen.inks.paper, "stroke-width": "4", "stroke-linejoin": "round"}
        for label in plot.labels:
            x = self.x(label.x) + (9 if label.anchor == "end" else 0)
            self.pen.text(
                label.text,
                x,
                self.y(label.y) + 4,
                self.pen.inks.of(label.kind),
                anchor=label.anchor,
                bold=True,
                look={**halo, "paint-order": "stroke"},
            )


def _rows_of_keys(keys: Iterable[Key]) -> Iterator[list[tuple[Key, float]]]:
    """Yield the legend line by line, each entry with where it begins."""
    row: list[tuple[Key, float]] = []
    left = float(MARGIN)
    for key in keys:
        width = KEY_WIDTH + _width(key.label, TEXT_SIZE) + KEY_GAP
        if row and left + width > WIDTH - MARGIN:
            yield row
            row, left = [], float(MARGIN)
        row.append((key, left))
        left += width
    if row:
        yield row


def _wrapped(text: str, size: int) -> Iterator[str]:
    """Yield a text in lines that fit the sheet; none begins with a closing sign."""
    line = ""
    for sign in text:
        if line and sign not in _CLOSING and _width(line + sign, size) > WIDTH - 2 * MARGIN:
            yield line
            line = ""
        line += sign
    if line:
        yield line


def _width(text: str, size: int) -> float:
    """Return about how wide a text is: Chinese signs are square, others half as wide."""
    return size * sum(1.0 if unicodedata.east_asian_width(sign) in "WFA" else 0.56 for sign in text)


def _line_look(kind: str) -> dict[str, str]:
    return {"stroke-width": "1.75", "stroke-linecap": "round", **_LOOKS.get(kind, {})}


def _share(place: str) -> float:
    return float(place.removesuffix("%")) / 100


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
