"""Checks of a figure's number against all it is held against; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from indicators.checks.findings import Code, Finding, error, warning
from indicators.checks.proportions import (
    TOO_MUCH,
    TOO_MUCH_WORDS,
    WHOLE,
    Thresholds,
    difference,
    is_jump,
    unit_slip,
)
from indicators.formatting import plain_text
from indicators.units import is_percent_like

FARTHEST: Final = 10
"""A rate beyond so many times the whole is a slip, not a figure."""


@dataclass(frozen=True, kw_only=True)
class Related:
    """What other figures of the same year say this one should be, and how."""

    code: str
    expected: Decimal
    words: str


@dataclass(frozen=True, kw_only=True)
class Publication:
    """When a figure of a year is said to be published, in the time of its plan.

    `closed_on`: of a plan with its final account drawn up, None before.
    """

    day: date
    year: int
    base_year: int
    closed_on: date | None = None

    def is_before_closing(self, today: date) -> bool:
        """Return whether the figure will count as known when the plan was closed."""
        return self.closed_on is not None and self.day <= self.closed_on < today


@dataclass(frozen=True, kw_only=True)
class Redefinition:
    """In which definition a figure is asked for since it was typed; `version` "" for none."""

    version: str
    text: str

    @property
    def code(self) -> str:
        """The code of the question whether the figure holds in it."""
        return f"{Code.REDEFINED}-{self.version or 'printed'}"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure with what it is held against; numbers are in its unit.

    `direction`: which way is better, "" for what others are held against. `is_growth`: the
    figure is itself a rate of change. `is_flow`: the years add up, so that a total of all may
    stand for them. `held` is what is compared with the
    path where that is not the figure but a total, `span` how far it is from base to target.
    `target` is what a level is held against while nothing else is known of it: where it is to
    be kept (`is_kept`) it should be near, where it is to be reached only of its size.
    `is_partial` says that years are missing in the total, so that it is no news that it lags.
    `behind_label` is the verdict the figure would give where that demands cause, measure and
    date, else "". `is_history`: of a year that was closed long before it is entered; warnings
    are told, but nobody has to answer them.
    `publication`: None where no day is given. `redefinition`: None where the figure was typed
    in the definition it is asked in.
    """

    value_text: str
    unit: str = ""
    decimals: int = 2
    direction: str = "rise"
    is_assigned: bool = False
    is_flow: bool = False
    is_growth: bool = False
    nonnegative: bool = False
    last_year: Decimal | None = None
    due: Decimal | None = None
    span: Decimal | None = None
    target: Decimal | None = None
    is_kept: bool = False
    held: Decimal | None = None
    is_partial: bool = False
    related: tuple[Related, ...] = ()
    behind_label: str = ""
    is_history: bool = False
    publication: Publication | None = None
    redefinition: Redefinition | None = None
    note: str = ""
    cause: str = ""
    measure: str = ""
    measure_by: date | None = None
    answers: Mapping[str, str] = field(default_factory=dict)


def number_findings(figure: Figure, value: Decimal, thresholds: Thresholds) -> Iterator[Finding]:
    """Yield what is found in a figure's number."""
    for check in _NUMBER_CHECKS:
        yield from check(figure, value, thresholds)


def _sign(figure: Figure, value: Decimal, _thresholds: Thresholds) -> Iterator[Finding]:
    if value >= 0:
        return
    if figure.nonnegative:
        yield error(Code.NEGATIVE, "这个指标不会是负数，请检查。")
    elif figure.last_year is not None and figure.last_year > 0 and not figure.is_growth:
        yield warning(Code.SIGN, f"上年是正数（{_number(figure.last_year, figure)}），今年是负数。")


def _bounds(figure: Figure, value: Decimal, _thresholds: Thresholds) -> Iterator[Finding]:
    if abs(value) >= TOO_MUCH:
        yield error(Code.BOUNDS, TOO_MUCH_WORDS)
        return
    whole = WHOLE.get(figure.unit)
    if whole is None:
        return
    if abs(value) > FARTHEST * whole:
        yield error(Code.BOUNDS, f"{figure.unit}数不会这么大，请检查数值和单位。")
    elif not figure.is_growth and not 0 <= value <= whole:
        yield warning(Code.BOUNDS, f"一般在0到{whole}{figure.unit}之间，请说明。")


def _size(figure: Figure, value: Decimal, thresholds: Thresholds) -> Iterator[Finding]:
    """Yield the slip of a unit, or else the jumps; a slip explains them."""
    slip = _unit_slip(figure, value)
    if slip:
        yield slip
        return
    yield from _jump(figure, value, thresholds)
    yield from _off_path(figure, value, thresholds)
    yield from _off_target(figure, value, thresholds)


def _unit_slip(figure: Figure, value: Decimal) -> Finding | None:
    known, words = figure.last_year or figure.due, "上年或应达值"
    if not known:
        known, words = figure.target, "目标值"
    if not known or figure.is_growth:
        return None
    compared = f"{words}（{_number(known, figure)}）"
    message = unit_slip(value, known, unit=figure.unit, compared=compared)
    return warning(Code.UNIT_SLIP, message) if message else None


def _jump(figure: Figure, value: Decimal, thresholds: Thresholds) -> Iterator[Finding]:
    last = figure.last_year
    if last is None:
        return
    change = value - last
    if not is_jump(
        change, last, unit=figure.unit, is_growth=figure.is_growth, thresholds=thresholds
    ):
        return
    yield warning(
        Code.JUMP,
        f"比上年的{_number(last, figure)}{'增加' if change > 0 else '减少'}"
        f"{_difference(abs(change), last, figure)}，请说明原因。",
    )


def _off_path(figure: Figure, value: Decimal, thresholds: Thresholds) -> Iterator[Finding]:
    due, held = figure.due, value if figure.held is None else figure.held
    if due is None or (figure.is_partial and held < due):
        return
    distance = held - due
    if abs(distance) > _allowed(figure, due, thresholds):
        subject = "" if figure.held is None else f"累计{_number(held, figure)}，"
        yield warning(
            Code.OFF_PATH,
            f"{subject}与应达值{_number(due, figure)}相差"
            f"{_difference(abs(distance), due, figure)}，请说明原因。",
        )


def _off_target(figure: Figure, value: Decimal, thresholds: Thresholds) -> Iterator[Finding]:
    """Yield the question about a level to be kept that is nowhere near what it is kept at.

    Only where nothing else is known: against last year and the path a figure is asked already.
    """
    target = figure.target
    is_known = figure.last_year is not None or figure.due is not None
    if target is None or is_known or not figure.is_kept or figure.is_growth:
        return
    distance = value - target
    if abs(distance) > _allowed(figure, target, thresholds):
        yield warning(
            Code.OFF_TARGET,
            f"与目标值{_number(target, figure)}相差"
            f"{_difference(abs(distance), target, figure)}，又没有上年数可比，请核对后说明。",
        )


def _allowed(figure: Figure, due: Decimal, thresholds: Thresholds) -> Decimal:
    """Return how far from the path a figure may lie without being asked about."""
    is_share = is_percent_like(figure.unit)
    allowed = thresholds.path_points if is_share else thresholds.path_share * abs(due)
    return min(allowed, thresholds.path_span * figure.span) if figure.span else allowed


def _cross(figure: Figure, value: Decimal, thresholds: Thresholds) -> Iterator[Finding]:
    for each in figure.related:
        if abs(value - each.expected) > thresholds.cross_share * abs(each.expected):
            yield warning(
                f"{Code.CROSS}-{each.code}",
                f"按{each.words}应约为{_number(each.expected, figure)}，与所填不符，请核对或说明。",
            )


def _difference(size: Decimal, of: Decimal, figure: Figure) -> str:
    return difference(size, of=of, unit=figure.unit, decimals=figure.decimals)


def _number(value: Decimal, figure: Figure) -> str:
    return plain_text(value, figure.decimals)


_NUMBER_CHECKS: tuple[Callable[[Figure, Decimal, Thresholds], Iterator[Finding]], ...] = (
    _sign,
    _bounds,
    _size,
    _cross,
)
