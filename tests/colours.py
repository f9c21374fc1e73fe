"""Colours as people see them: contrast (WCAG 2.1), lightness, and what the colour-blind see."""

from __future__ import annotations

import re
from pathlib import Path

STYLES = Path(__file__).resolve().parent.parent / "static" / "css"
_TOKEN = re.compile(r"(--[a-z0-9-]+):\s*(#[0-9a-f]{3,6});")

# Machado, Oliveira and Fernandes 2009, full severity, on linear sRGB.
_SEEN = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
    "full sight": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
}
SIGHTS = tuple(_SEEN)


def tokens(name: str) -> dict[str, str]:
    """Return the plain colours a stylesheet gives names to; the dark one only its own."""
    return dict(_TOKEN.findall((STYLES / name).read_text()))


def palette(theme: str) -> dict[str, str]:
    """Return every named colour as it is in a theme, light or dark."""
    return tokens("tokens.css") | (tokens("dark.css") if theme == "dark" else {})


def linear(colour: str) -> tuple[float, float, float]:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(2 * each for each in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return red, green, blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted(_luminance(linear(each)) for each in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def lightness(colour: str) -> float:
    """Return L* of CIELAB, 0 black to 100 white: what is left of a colour in grey."""
    return _lab(linear(colour))[0]


def difference(one: str, other: str, *, sight: str) -> float:
    """Return how far apart two colours look (CIE76), to somebody of one kind of sight."""
    seen = [_lab(_as_seen(linear(each), sight)) for each in (one, other)]
    return sum((a - b) ** 2 for a, b in zip(*seen, strict=True)) ** 0.5


def _as_seen(colour: tuple[float, float, float], sight: str) -> tuple[float, float, float]:
    red, green, blue = (
        min(1.0, max(0.0, sum(a * b for a, b in zip(row, colour, strict=True))))
        for row in _SEEN[sight]
    )
    return red, green, blue


def _luminance(colour: tuple[float, float, float]) -> float:
    red, green, blue = colour
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _lab(colour: tuple[float, float, float]) -> tuple[float, float, float]:
    red, green, blue = colour
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = (_cube_root(each) for each in (x, _luminance(colour), z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _cube_root(part: float) -> float:
    return part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116
