"""The colours: named in one place, told apart by everybody, readable on what they stand on."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find as find_static

from indicators.charts import COLOUR_NAMES
from tests.colours import SIGHTS, STYLES, contrast, difference, lightness, palette, tokens
from tests.site import PROJECT

TONES = ("done", "good", "caution", "bad")
SERIES = tuple(f"--series-{number}" for number in range(1, 7))
THEMES = ("light", "dark")
GROUNDS = ("--paper", "--wash", "--hover", "--warm", "--warm-mark")
READ = ("--ink-900", "--ink-800", "--ink-700", "--ink-500", "--link", "--accent")
"""What is written in, on any of the grounds."""
WRITTEN_ON = {
    "--on-solid": ("--solid", "--solid-hover"),
    "--warm-ink": ("--warm", "--warm-mark", "--warm-chip"),
    "--mast-ink": ("--mast",),
    "--mast-ink-soft": ("--mast",),
    "--mast": ("--mast-ink",),
    "--on-heat": ("--heat-4", "--heat-5"),
    "--demo-ink": ("--demo", "--demo-stripe"),
    **{f"--{tone}-ink": (f"--{tone}-tint", "--paper") for tone in (*TONES, "neutral")},
    "--ink-900": (
        *(f"--{tone}-tint" for tone in (*TONES, "neutral")),
        *("--heat-1", "--heat-2", "--heat-3"),
    ),
}
SEEN_ON_PAPER = (
    *(f"--{tone}" for tone in (*TONES, "neutral")),
    *("--line-strong", "--focus", "--ink-400", "--chart-actual", "--chart-path", "--chart-target"),
    *("--chart-projection", "--chart-odd", "--chart-proposed", "--chart-other"),
    *SERIES,
)
"""What means something by itself: shapes, lines of charts, edges of fields."""

RAW_COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgb|rgba|hsl|hsla)\(|:[^;{]*\b(?:white|black)\b", re.IGNORECASE
)
OURS = sorted(set(STYLES.glob("*.css")) - {STYLES / "tokens.css", STYLES / "dark.css"})


@pytest.mark.parametrize("sheet", OURS, ids=lambda sheet: sheet.name)
def test_colours_are_named_in_the_tokens_only(sheet):
    lines = sheet.read_text().splitlines()
    assert [line.strip() for line in lines if RAW_COLOUR.search(line)] == []


@pytest.mark.parametrize("sheet", OURS, ids=lambda sheet: sheet.name)
def test_nothing_is_filled_with_the_colour_of_text(sheet):
    """Text is light in the dark; what is filled for white writing takes --solid."""
    filled = re.findall(r"background(?:-color)?: var\(--ink-(?:900|800)\).*", sheet.read_text())
    assert [line for line in filled if "on-" in line or "mast" in line] == []


@pytest.mark.parametrize("sheet", OURS, ids=lambda sheet: sheet.name)
def test_every_name_used_is_given(sheet):
    given = set(
        re.findall(r"(--[a-z0-9-]+):", "".join(each.read_text() for each in STYLES.glob("*.css")))
    )
    assert set(re.findall(r"var\((--[a-z0-9-]+)", sheet.read_text())) - given == set()


def test_every_colour_has_its_dark_value():
    names = {name for name in tokens("tokens.css") if not name.startswith("--bs-")}
    assert names == set(tokens("dark.css"))


@pytest.mark.parametrize("theme", THEMES)
def test_text_is_readable_on_every_ground(theme):
    named = palette(theme)
    pairs = [(ink, ground) for ink in READ for ground in GROUNDS]
    pairs += [(ink, ground) for ink, grounds in WRITTEN_ON.items() for ground in grounds]
    faint = {
        pair: round(contrast(*(named[name] for name in pair)), 2)
        for pair in pairs
        if contrast(*(named[name] for name in pair)) < 4.5
    }
    assert faint == {}


@pytest.mark.parametrize("theme", THEMES)
def test_what_means_something_stands_out_from_the_paper(theme):
    named = palette(theme)
    faint = {
        name: round(contrast(named[name], named["--paper"]), 2)
        for name in SEEN_ON_PAPER
        if contrast(named[name], named["--paper"]) < 3
    }
    assert faint == {}


@pytest.mark.parametrize("theme", THEMES)
def test_tones_stay_apart_in_grey(theme):
    named = palette(theme)
    greys = sorted(lightness(named[f"--{tone}"]) for tone in TONES)
    greys = sorted([*greys, lightness(named["--neutral-fill"])])
    assert min(after - before for before, after in pairwise(greys)) >= 7


@pytest.mark.parametrize("theme", THEMES)
def test_the_steps_of_heat_are_a_ladder_in_grey(theme):
    greys = [lightness(palette(theme)[f"--heat-{step}"]) for step in range(1, 6)]
    steps = [after - before for before, after in pairwise(greys)]
    assert all(step < -7 for step in steps) if theme == "light" else all(step > 7 for step in steps)


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("theme", THEMES)
def test_tones_stay_apart_for_the_colour_blind(theme, sight):
    named = palette(theme)
    fills = [*(f"--{tone}" for tone in TONES), "--neutral-fill"]
    assert _closest(named, fills, sight) >= 15


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("theme", THEMES)
def test_lines_compared_stay_apart_for_the_colour_blind(theme, sight):
    """They also differ in the shape of their points and carry their names."""
    assert _closest(palette(theme), SERIES, sight) >= 12


def test_plotlys_charts_are_drawn_in_the_same_colours():
    named = tokens("tokens.css")
    written = {name: colour for colour, name in COLOUR_NAMES.items()}
    assert {
        name: named[name].replace("#fff", "#ffffff") if len(named[name]) == 4 else named[name]
        for name in written
    } == written


def _closest(named, names, sight) -> float:
    return min(
        difference(named[one], named[other], sight=sight) for one, other in combinations(names, 2)
    )


def test_no_page_asks_for_a_rule_of_bootstrap_that_is_not_served():
    """Only its reboot is: a class of the rest does nothing unless a stylesheet of ours has it."""
    folder = Path(find_static("vendor/bootstrap/css/bootstrap-reboot.min.css")).parent
    theirs = classes((folder / "bootstrap.min.css").read_text())
    ours = classes("".join(each.read_text() for each in STYLES.glob("*.css")))
    pages = PROJECT.glob("templates/**/*.html")
    used = {word for page in pages for word in words_of_classes(page.read_text())}
    assert {"visually-hidden", "card"} <= used & theirs & ours
    assert used & theirs - ours == set()


def classes(css: str) -> set[str]:
    return set(re.findall(r"\.([a-zA-Z][\w-]*)", css))


def words_of_classes(template: str) -> set[str]:
    """Return what stands in class attributes, without what the template language says there."""
    found = re.findall(r'class="([^"]*)"', template)
    return {word for each in found for word in re.sub(r"\{[%{].*?[%}]\}", " ", each).split()}
