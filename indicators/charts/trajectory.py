"""One indicator through the years against what its plans ask, for Plotly; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from indicators.charts.layout import (
    ACTUAL,
    ACTUAL_SOFT,
    GOOD_SIDE,
    INK_SOFT,
    ODD,
    OTHER_PLAN,
    PAPER,
    PATH,
    PROJECTION,
    PROPOSED,
    TARGET,
    Figure,
    demo_marks,
    layout_of,
)
from indicators.formatting import with_unit
from indicators.trajectories import BREAK_LABEL, PlanLine, Point, Trajectory

FIRST: Final = 1
MARGIN_SHARE: Final = Decimal("0.12")


def trajectory_figure(trajectory: Trajectory, *, is_demo: bool) -> Figure:
    """Return an indicator's figures against what its plans ask for."""
    traces = [
        *_bars_of(trajectory),
        *(trace for line in trajectory.plans for trace in _plan_traces(line, trajectory.unit)),
        *_lines_of(trajectory),
        *_odd_points(trajectory),
    ]
    years = trajectory.years
    bounds = _value_range(trajectory)
    layout = layout_of(trajectory.unit, years, bounds)
    layout["shapes"] = [*_good_sides(trajectory.plans, bounds), *_break_lines(trajectory)]
    layout["annotations"] = [
        *_target_labels(trajectory.plans),
        *_break_labels(trajectory),
        *demo_marks(is_demo=is_demo),
    ]
    return {"data": traces, "layout": layout}


def _bars_of(trajectory: Trajectory) -> Iterator[Figure]:
    """Yield the published figures as bars, where each year stands for itself."""
    if not trajectory.figures_are_flows:
        return
    unit = trajectory.unit
    if trajectory.yearly:
        yield _bars(trajectory.yearly_label, trajectory.yearly, unit, colour=ACTUAL_SOFT)
    if trajectory.reference:
        yield _bars(trajectory.reference_label, trajectory.reference, unit, colour=OTHER_PLAN)


def _lines_of(trajectory: Trajectory) -> Iterator[Figure]:
    """Yield the figures as a line, for flows the totals or means verdicts were reached on."""
    if trajectory.figures_are_flows:
        yield from _line(trajectory.judged_label, trajectory.judged, trajectory.unit)
    else:
        yield from _line(trajectory.yearly_label, trajectory.yearly, trajectory.unit)


def _line(label: str, points: Sequence[Point], unit: str) -> Iterator[Figure]:
    """Yield a line that is solid between years in a row and only dotted across missing ones."""
    if not points:
        return
    known = {point.year: point for point in points}
    if len(known) <= max(known) - min(known):
        bridge = _trace(label, points, unit, mode="lines")
        yield bridge | {
            "line": {"color": ACTUAL_SOFT, "width": 1.5, "dash": "dot"},
            "hoverinfo": "skip",
            "hovertemplate": None,
            "showlegend": False,
        }
    years = range(min(known), max(known) + 1)
    yield {
        **_trace(label, points, unit, mode="lines+markers"),
        "x": list(years),
        "y": [float(known[year].value) if year in known else None for year in years],
        "customdata": [_hover(known[year], unit) if year in known else "" for year in years],
        "line": {"color": ACTUAL, "width": 2.5},
        "marker": {"color": ACTUAL, "size": 9},
        "legendrank": FIRST,
    }


def _bars(label: str, points: Sequence[Point], unit: str, *, colour: str) -> Figure:
    return {
        **_points(label, points, unit),
        "type": "bar",
        "legendrank": FIRST,
        "marker": {"color": colour},
    }


def _plan_traces(line: PlanLine, unit: str) -> Iterator[Figure]:
    """Yield a plan's path, base, milestones, target and projection, as far as there are any.

    Another plan's lines share one group of the legend, to be shown or hidden as a whole.
    """
    colour = PATH if line.is_own else OTHER_PLAN
    group = {} if line.is_own else {"legendgroup": line.label}
    if line.path:
        yield {**_trace(_path_name(line), line.path, unit, mode="lines"), **group} | {
            "line": {
                "color": TARGET if line.is_bound and line.is_own else colour,
                "width": 1.75,
                "dash": "solid" if line.is_bound else "dash",
            },
        }
    if line.base is not None:
        base = _marks(f"{line.label}基期", [line.base], unit, symbol="square", colour=colour)
        yield {**base, **group, "showlegend": False}
    if line.milestones:
        name = f"{line.label}年度目标"
        marks = _marks(name, line.milestones, unit, symbol="diamond-open", colour=TARGET)
        yield {**marks, **group}
    if line.target is not None:
        target_colour = TARGET if line.is_own else OTHER_PLAN
        name = f"{line.label}目标"
        target = _marks(name, [line.target], unit, symbol="diamond", colour=target_colour, size=12)
        yield {**target, **group}
    if line.projection:
        yield {
            **_trace(line.projection_label, line.projection, unit, mode="lines+markers"),
            "line": {"color": PROJECTION, "width": 2, "dash": "dot"},
            "marker": {"color": PAPER, "size": 8, "line": {"color": PROJECTION, "width": 2}},
        }


def _path_name(line: PlanLine) -> str:
    return f"{line.label}{'界限' if line.is_bound else '路径'}"


def _odd_points(trajectory: Trajectory) -> Iterator[Figure]:
    """Yield what must not be read as part of the line."""
    if trajectory.incomparable:
        yield _marks("不可比", trajectory.incomparable, trajectory.unit, symbol="x", colour=ODD)
    if trajectory.as_closed:
        yield _marks(
            "结账时的数",
            trajectory.as_closed,
            trajectory.unit,
            symbol="circle-open",
            colour=ACTUAL,
            size=12,
        )
    if trajectory.proposed:
        name = "本次填报（未采用）"
        yield _marks(
            name, trajectory.proposed, trajectory.unit, symbol="star", colour=PROPOSED, size=15
        )


def _marks(
    label: str,
    points: Sequence[Point],
    unit: str,
    *,
    symbol: str,
    colour: str,
    size: int = 10,
) -> Figure:
    return {
        **_trace(label, points, unit, mode="markers"),
        "marker": {
            "color": colour,
            "size": size,
            "symbol": symbol,
            "line": {"color": colour, "width": 2},
        },
    }


def _trace(label: str, points: Sequence[Point], unit: str, *, mode: str) -> Figure:
    return {**_points(label, points, unit), "type": "scatter", "mode": mode}


def _points(label: str, points: Sequence[Point], unit: str) -> Figure:
    return {
        "name": label,
        "x": [point.year for point in points],
        "y": [float(point.value) for point in points],
        "customdata": [_hover(point, unit) for point in points],
        "hovertemplate": f"{label}：%{{customdata}}<extra></extra>",
    }


def _hover(point: Point, unit: str) -> str:
    return f"{with_unit(point.text, unit)}{f'（{point.note}）' if point.note else ''}"


def _value_range(trajectory: Trajectory) -> tuple[Decimal, Decimal]:
    """Return lowest and highest value on the axis, with room; flows start at zero."""
    values = [point.value for point in trajectory.points] or [Decimal(0), Decimal(1)]
    if trajectory.figures_are_flows:
        values.append(Decimal(0))
    low, high = min(values), max(values)
    room = (high - low) * MARGIN_SHARE or abs(high) * MARGIN_SHARE or Decimal(1)
    bottom = low if trajectory.figures_are_flows and low == 0 else low - room
    if low >= 0 > bottom:
        bottom = Decimal(0)
    return bottom, high + room


def _good_sides(
    plans: Iterable[PlanLine], bounds: tuple[Decimal, Decimal]
) -> Iterator[dict[str, Any]]:
    """Yield the region a floor or ceiling leaves open, shaded for the page's own plan."""
    bottom, top = bounds
    for line in plans:
        if line.is_own and line.is_bound and line.target is not None:
            edge = top if line.higher_is_better else bottom
            yield {
                "type": "rect",
                "layer": "below",
                "x0": line.base_year + 0.5,
                "x1": line.last_year + 0.5,
                "y0": float(line.target.value),
                "y1": float(edge),
                "fillcolor": GOOD_SIDE,
                "line": {"width": 0},
            }


def _target_labels(plans: Iterable[PlanLine]) -> Iterator[dict[str, Any]]:
    """Yield the words beside each target, so that it is read without hovering."""
    for line in plans:
        if line.target is not None:
            yield {
                "x": line.target.year,
                "y": float(line.target.value),
                "text": f"目标 {line.target.text}",
                "showarrow": False,
                "xanchor": "right",
                "yanchor": "bottom" if line.higher_is_better else "top",
                "xshift": -8,
                "yshift": 6 if line.higher_is_better else -6,
                "font": {"color": TARGET if line.is_own else INK_SOFT, "size": 13},
                "bgcolor": PAPER,
                "opacity": 0.9,
            }


def _break_lines(trajectory: Trajectory) -> Iterator[dict[str, Any]]:
    """Yield a line from foot to head wherever the way of measuring changes."""
    for year in trajectory.breaks:
        yield {
            "type": "line",
            "yref": "paper",
            "x0": float(year),
            "x1": float(year),
            "y0": 0,
            "y1": 1,
            "line": {"color": ODD, "width": 1, "dash": "dash"},
        }


def _break_labels(trajectory: Trajectory) -> Iterator[dict[str, Any]]:
    """Yield the words beside those lines, towards the middle of the figure."""
    years = trajectory.years
    for year in trajectory.breaks:
        is_left = 2 * year >= years.start + years.stop - 1
        yield {
            "x": float(year),
            "y": 1,
            "yref": "paper",
            "text": BREAK_LABEL,
            "showarrow": False,
            "xanchor": "right" if is_left else "left",
            "yanchor": "top",
            "xshift": -4 if is_left else 4,
            "font": {"color": ODD, "size": 12},
        }
