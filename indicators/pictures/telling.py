"""What a picture of a trajectory says in words: year by year, in its legend and as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from indicators.formatting import with_unit
from indicators.pictures.shapes import Key
from indicators.trajectories import PlanLine, Point, Trajectory

TABLE_HEADER: Final = ("年份", "项目", "数值", "显示", "单位", "说明")
NamedPoints = tuple[str, Sequence[Point]]


def named_points(shown: Trajectory) -> Iterator[NamedPoints]:
    """Yield the points of each line and mark with its name, figures first; some may be empty."""
    yield shown.yearly_label, shown.yearly
    yield shown.judged_label, shown.judged
    yield shown.reference_label, shown.reference
    yield "不可比", shown.incomparable
    yield "结账时的数", shown.as_closed
    yield "本次填报（未采用）", shown.proposed
    for line in shown.plans:
        yield from _points_of_plan(line)


def _points_of_plan(line: PlanLine) -> Iterator[NamedPoints]:
    """Yield a plan's base, path, milestones, projection and target; the path ends in the target.

    The base is told apart where the path does not begin with it.
    """
    ends = (line.target,) if line.target else ()
    base = line.base
    is_told = base is None or any(
        (each.year, each.value) == (base.year, base.value) for each in line.path
    )
    yield f"{line.label}基期", () if base is None or is_told else (base,)
    yield path_name(line), [each for each in line.path if not ends or each.year != line.last_year]
    yield f"{line.label}年度目标", line.milestones
    yield line.projection_label, line.projection[1:]
    yield f"{line.label}目标", ends


def words_of(shown: Trajectory, year: int) -> Iterator[str]:
    """Yield what every line and mark says in a year."""
    for label, points in named_points(shown):
        for point in points:
            if point.year == year:
                note = f"（{point.note}）" if point.note else ""
                yield f"{label} {with_unit(point.text, shown.unit)}{note}"


def table_rows(shown: Trajectory) -> Iterator[tuple[int, str, Decimal, str, str, str]]:
    """Yield one row for each point of the picture, as TABLE_HEADER names its cells."""
    for label, points in named_points(shown):
        for point in points:
            yield point.year, label, point.value, point.text, shown.unit, point.note


def keys_of(shown: Trajectory) -> Iterator[Key]:
    """Yield the legend: only what is on the picture."""
    if shown.figures_are_flows:
        rows = [
            (shown.yearly_label, "actual-soft", "area", shown.yearly),
            (shown.reference_label, "other", "area", shown.reference),
            (shown.judged_label, "actual", "line", shown.judged),
        ]
    else:
        rows = [(shown.yearly_label, "actual", "line", shown.yearly)]
    rows += [
        ("不可比", "odd", "cross", shown.incomparable),
        ("结账时的数", "actual", "ring-large", shown.as_closed),
        ("本次填报（未采用）", "proposed", "star", shown.proposed),
    ]
    yield from (
        Key(label=label, kind=kind, shape=shape) for label, kind, shape, any_ in rows if any_
    )
    for line in shown.plans:
        yield from _plan_keys(line)


def _plan_keys(line: PlanLine) -> Iterator[Key]:
    kind = "target" if line.is_own else "other"
    if line.path:
        shape = "line" if line.is_bound else "dash"
        yield Key(label=path_name(line), kind=path_kind(line), shape=shape)
    if line.target is not None:
        yield Key(label=f"{line.label}目标", kind=kind, shape="diamond")
    if line.milestones:
        yield Key(label=f"{line.label}年度目标", kind=kind, shape="diamond-open")
    if line.projection:
        yield Key(label=line.projection_label, kind="projection", shape="dots")


def path_name(line: PlanLine) -> str:
    """Return what a plan's path is called: a bound where every year must keep to it."""
    return f"{line.label}{'界限' if line.is_bound else '路径'}"


def path_kind(line: PlanLine) -> str:
    """Return what a plan's path looks like: one's own, a bound to keep to, or another plan's."""
    if not line.is_own:
        return "other"
    return "bound" if line.is_bound else "path"
