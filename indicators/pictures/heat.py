"""The map of categories by years as a picture, for who takes it away; pure.

On the page the map is a table, whose cells lead on; the picture is what is saved as PNG.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from indicators.pictures.frames import WATERMARK, ChartFrame
from indicators.pictures.shapes import HUNDRED, Area, Key, Label, Plot, Tick, per_cent

GAP: Final = Decimal("0.3")
DARK: Final = 4
"""From this level on the words of a cell are light."""


@dataclass(frozen=True, kw_only=True)
class HeatTile:
    """A cell; `level` is 1 to 5, 0 where nothing was judged."""

    text: str
    level: int


@dataclass(frozen=True, kw_only=True)
class HeatStrip:
    """A category through the years."""

    label: str
    tiles: tuple[HeatTile, ...]


def heat_frame(
    *,
    title: str,
    years: Sequence[int],
    strips: Sequence[HeatStrip],
    steps: Sequence[tuple[int, str]],
    source: str = "",
    csv_url: str = "",
    is_demo: bool,
) -> ChartFrame:
    """Return the map with its words; `steps` are the levels with their names.

    That figures are invented stands in the line under the title: across dark cells nobody sees it.
    """
    invented = f"，{WATERMARK}" if is_demo else ""
    plot = Plot(
        areas=tuple(_areas(strips)),
        labels=tuple(_labels(strips)),
        years=tuple(
            Tick(at=per_cent(_middle(at, len(years))), text=str(year))
            for at, year in enumerate(years)
        ),
        values=tuple(
            Tick(at=per_cent(_middle(at, len(strips))), text=strip.label)
            for at, strip in enumerate(strips)
        ),
        keys=tuple(Key(label=label, kind=f"heat-{level}", shape="area") for level, label in steps),
    )
    return ChartFrame(
        title=title,
        subtitle=f"完成或达到进度的项数/有评判的项数，{years[0]}—{years[-1]}年{invented}",
        plot=plot,
        label=f"类别热力图：{title}。",
        name="类别热力图",
        note="颜色是两者之比；没有评判的格留空。",
        source=source,
        csv_url=csv_url,
    )


def _places(strips: Sequence[HeatStrip]) -> Iterator[tuple[HeatTile, int, int, int]]:
    """Yield each cell with its column, how many there are of them, and its row."""
    for row, strip in enumerate(strips):
        for column, tile in enumerate(strip.tiles):
            yield tile, column, len(strip.tiles), row


def _areas(strips: Sequence[HeatStrip]) -> Iterator[Area]:
    for tile, column, columns, row in _places(strips):
        if tile.level:
            width, height = HUNDRED / columns, HUNDRED / len(strips)
            yield Area(
                x=per_cent(width * column + GAP),
                y=per_cent(height * row + GAP),
                width=per_cent(width - 2 * GAP),
                height=per_cent(height - 2 * GAP),
                kind=f"heat-{tile.level}",
            )


def _labels(strips: Sequence[HeatStrip]) -> Iterator[Label]:
    for tile, column, columns, row in _places(strips):
        yield Label(
            x=per_cent(_middle(column, columns)),
            y=per_cent(_middle(row, len(strips))),
            text=tile.text,
            kind="on-dark" if tile.level >= DARK else "on-light",
        )


def _middle(at: int, of: int) -> Decimal:
    return HUNDRED * (2 * at + 1) / (2 * of)
