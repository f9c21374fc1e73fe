"""Figures of a column under each other at the decimal point: what each lacks on its right; pure.

A figure is read as a head that ends at the decimal point, a fraction, and what follows it: "%",
"以上", "]". Set at the right edge with what it lacks beside the longest of its column, every
decimal point comes to stand in one line, in any font with figures of one width.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

MISSING: Final = "—"
NONE_PRINTED: Final = "/"
"""How a plan prints that a cell has no figure."""
LONGEST_SUFFIX: Final = 10
"""In halves of a letter; what is longer is a remark, and moves nobody else's figure."""
_FIGURE: Final = re.compile(r"[^\d.]*\d[\d,]*(?P<fraction>[./]\d+)?(?P<suffix>\D*)")
_FULL, _HALF = "\u3000", "\u2002"


@dataclass(frozen=True, kw_only=True)
class Tail:
    """What of a figure stands right of the decimal point."""

    fraction: str
    suffix: str


def tail_of(text: str) -> Tail | None:
    """Return the tail of a figure, None for words; a figure that is missing ends at the point.

    >>> tail_of("≈1,234.5%")
    Tail(fraction='.5', suffix='%')
    >>> tail_of("完成") is None
    True
    """
    if text in (MISSING, NONE_PRINTED):
        return Tail(fraction="", suffix="")
    found = _FIGURE.fullmatch(text)
    if found is None or _width(found["suffix"]) > LONGEST_SUFFIX:
        return None
    return Tail(fraction=found["fraction"] or "", suffix=found["suffix"])


def pads(texts: Sequence[str]) -> list[str]:
    """Return what each figure of a column lacks on its right, to be set but not seen.

    >>> pads(["1,234.5", "8", "−0.35", "—"])
    ['0', '.00', '', '.00']
    """
    tails = [tail_of(text) for text in texts]
    known = [tail for tail in tails if tail is not None]
    fraction = max((tail.fraction for tail in known), key=len, default="")
    suffix = max((tail.suffix for tail in known), key=_width, default="")
    return [_pad(tail, fraction, suffix) if tail else "" for tail in tails]


def _pad(tail: Tail, fraction: str, suffix: str) -> str:
    """Return the letters by which a tail is narrower than the widest parts of its column."""
    figures = re.sub(r"\d", "0", fraction[len(tail.fraction) :])
    if tail.suffix == suffix:
        return figures
    if not tail.suffix:
        return figures + suffix
    full, half = divmod(_width(suffix) - _width(tail.suffix), 2)
    return figures + _FULL * full + _HALF * half


def _width(text: str) -> int:
    """Return the width of a text in halves of a Chinese letter."""
    return sum(2 if unicodedata.east_asian_width(each) in "WFA" else 1 for each in text)
