"""How many of each category are on course, year by year; from verdicts read before, no queries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from indicators.models import Assessment, Indicator, Origin
from indicators.selectors.browse.year_on_year import ON_COURSE
from indicators.selectors.standing import Standing, ruling_standpoint
from indicators.selectors.tones import tone_of

LEVELS = 5
STEPS = ("不到四分之一", "四分之一起", "一半起", "四分之三起", "全部")
"""What the levels 1 to 5 are called."""


@dataclass(frozen=True, kw_only=True)
class HeatCell:
    """A category in a year; `level` is 1 to 5 by the share on course, 0 where none was judged."""

    year: int
    on_course: int
    judged: int
    level: int
    url: str


@dataclass(frozen=True, kw_only=True)
class HeatRow:
    """A category through the years; `total` counts its indicators, judged or not."""

    label: str
    total: int
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, kw_only=True)
class HeatStep:
    """A level as the legend shows it."""

    level: int
    label: str


@dataclass(frozen=True, kw_only=True)
class HeatMap:
    """Categories by years, and what it comes to in the newest judged one."""

    title: str
    rows: tuple[HeatRow, ...]
    steps: tuple[HeatStep, ...] = tuple(
        HeatStep(level=level, label=label) for level, label in enumerate(STEPS, start=1)
    )


def heat_map(standing: Standing) -> HeatMap | None:
    """Return the map of the plan's table; None where it has no categories or no verdicts."""
    main = [
        each
        for each in standing.indicators
        if each.origin == Origin.TABLE and each.category and each.parent_id is None
    ]
    rows = tuple(
        _row(category, [each for each in main if each.category == category], standing)
        for category in dict.fromkeys(each.category for each in main)
    )
    title = _title(rows)
    return HeatMap(title=title, rows=rows) if title else None


def _row(category: str, indicators: Sequence[Indicator], standing: Standing) -> HeatRow:
    return HeatRow(
        label=category,
        total=len(indicators),
        cells=tuple(_cell(category, indicators, standing, year) for year in standing.plan.years),
    )


def _cell(
    category: str, indicators: Sequence[Indicator], standing: Standing, year: int
) -> HeatCell:
    states = [each.state for one in indicators for each in _judged(one, standing, year)]
    on_course = sum(tone_of(state) in ON_COURSE for state in states)
    address = reverse("indicator_list", args=[standing.plan.slug])
    asked = {"origin": Origin.TABLE.value, "category": category, "year": year}
    return HeatCell(
        year=year,
        on_course=on_course,
        judged=len(states),
        level=_level(on_course, len(states)),
        url=f"{address}?{urlencode({**asked, **standing.viewpoint.parameters})}",
    )


def _judged(indicator: Indicator, standing: Standing, year: int) -> Iterator[Assessment]:
    """Yield the verdict that rules an indicator in a year, if one on figures was reached."""
    ruling = ruling_standpoint(standing.plan)
    for each in standing.assessments.get(indicator.pk, []):
        # What cannot be compared or was not reported has the tone neutral.
        if (each.year, each.standpoint) == (year, ruling) and tone_of(each.state) != "neutral":
            yield each


def _level(on_course: int, judged: int) -> int:
    """Return 1 for none on course to 5 for all, 0 where none was judged."""
    return 1 + (LEVELS - 1) * on_course // judged if judged else 0


def _title(rows: Sequence[HeatRow]) -> str:
    """Return which category is furthest and which least in the newest year; "" without verdicts."""
    years = [cell.year for row in rows for cell in row.cells if cell.judged]
    if not years:
        return ""
    newest = max(years)
    found = [
        (cell.on_course / cell.judged, row.label, f"{cell.on_course}/{cell.judged}")
        for row in rows
        for cell in row.cells
        if cell.year == newest and cell.judged
    ]
    best, worst = max(found, key=lambda each: each[0]), min(found, key=lambda each: each[0])
    if best[0] == worst[0]:
        return f"{newest}年各类指标达到进度的比例相同"
    return f"{newest}年{best[1]}达到进度的比例最高（{best[2]}），{worst[1]}最低（{worst[2]}）"
