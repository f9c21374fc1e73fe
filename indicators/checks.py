"""Checks of a figure while it is typed and before it is submitted; pure.

Every check says one thing in Chinese, all are made at once. An error blocks; a warning is a
question that the department answers, and the answer travels with the figure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from indicators.emptiness import says_nothing
from indicators.formatting import number_text
from indicators.proportions import (
    TOO_MUCH,
    TOO_MUCH_WORDS,
    WHOLE,
    Thresholds,
    difference,
    is_jump,
    unit_slip,
)
from indicators.targets import UnreadableValueError, Value, parse_value
from indicators.units import is_percent_like

FARTHEST: Final = 10
"""A rate beyond so many times the whole is a slip, not a figure."""
FARTHEST_PUBLICATION: Final = timedelta(days=366)
"""An embargo may lie ahead, but not farther."""


class Level(StrEnum):
    ERROR = "error"
    WARNING = "warning"


class Code(StrEnum):
    """What a finding is about; answers are kept under these names."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    WORDS = "words"
    NEGATIVE = "negative"
    BOUNDS = "bounds"
    SIGN = "sign"
    UNIT_SLIP = "unit_slip"
    JUMP = "jump"
    OFF_PATH = "off_path"
    OFF_TARGET = "off_target"
    CROSS = "cross"
    PUBLISHED = "published"
    EARLY = "early"
    CLOSED = "closed"
    REDEFINED = "redefined"
    NOTE = "note"
    CAUSE = "cause"
    MEASURE = "measure"
    MEASURE_BY = "measure_by"
    UNANSWERED = "unanswered"


CODE_LABELS: Final[Mapping[str, str]] = {
    Code.BOUNDS: "超出常见范围",
    Code.SIGN: "正负号",
    Code.UNIT_SLIP: "单位",
    Code.JUMP: "与上年相比",
    Code.OFF_PATH: "与应达值相比",
    Code.OFF_TARGET: "与目标值相比",
    Code.CROSS: "相关数据",
    Code.EARLY: "公布日期",
    Code.REDEFINED: "口径变更",
}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing found; `field` is the field of the form it belongs to."""

    code: str
    level: Level
    message: str
    field: str = "value_text"

    @property
    def label(self) -> str:
        """Return the finding's subject in a word or two."""
        return CODE_LABELS.get(self.code.partition("-")[0], "")


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

    `is_growth`: the figure is itself a rate of change. `held` is what is compared with the
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
    is_assigned: bool = False
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


def findings(figure: Figure, *, thresholds: Thresholds, today: date) -> list[Finding]:
    """Return everything found in a figure, errors first; nothing for an empty one.

    >>> [each.code for each in findings(
    ...     Figure(value_text="85000000", last_year=Decimal(8000)),
    ...     thresholds=Thresholds(), today=date(2024, 3, 1))]
    ['unit_slip']
    """
    if not figure.value_text.strip():
        return []
    try:
        value = parse_value(figure.value_text, unit=figure.unit)
    except UnreadableValueError as error:
        return [_error(Code.UNREADABLE, str(error))]
    found = list(_wording(figure, value))
    if not found and value.value is not None:
        found = [
            each for check in _NUMBER_CHECKS for each in check(figure, value.value, thresholds)
        ]
    found += _redefined(figure)
    found += _published(figure, today)
    found += _demands(figure, today)
    return sorted(found, key=lambda each: each.level != Level.ERROR)


def obstacles(figure: Figure, *, thresholds: Thresholds, today: date) -> list[Finding]:
    """Return what keeps a figure from being submitted: errors and unanswered warnings.

    Of history only the errors: who loads it was not there to know the reasons.
    """
    if not figure.value_text.strip():
        return [_error(Code.MISSING, "还没有填数值。")]
    return [
        each
        for each in findings(figure, thresholds=thresholds, today=today)
        if each.level == Level.ERROR or not (figure.is_history or is_answered(each, figure.answers))
    ]


def is_answered(finding: Finding, answers: Mapping[str, str]) -> bool:
    """Return whether a warning has its answer."""
    return not says_nothing(answers.get(finding.code, ""))


def answers_left(
    answers: Mapping[str, str], *, before: Mapping[str, str], is_same: Callable[[str], bool]
) -> dict[str, str]:
    """Return the answers that are to what a report says now.

    `before` are those it had, `is_same` says of a question's code whether what it asks about
    stands as it did. An answer that was there before went to what was there before.

    >>> answers_left({"jump": "沙尘", "cross-gdp": "口径"}, before={"jump": "沙尘"},
    ...              is_same=lambda code: False)
    {'cross-gdp': '口径'}
    """
    return {
        code: text for code, text in answers.items() if is_same(code) or text != before.get(code)
    }


def is_same_value(text: str, other: str, *, unit: str) -> bool:
    """Return whether two texts are one value: 36 and 36.0 are, 36 and 约36 are not."""
    if text.strip() == other.strip():
        return True
    try:
        value, before = (parse_value(each, unit=unit) for each in (text, other))
    except UnreadableValueError:
        return False
    return replace(value, text="") == replace(before, text="")


def _wording(figure: Figure, value: Value) -> Iterator[Finding]:
    """Yield what is wrong with the kind of answer: a number where words belong, or the reverse."""
    if figure.is_assigned:
        if value.assigned_met is None:
            yield _error(Code.WORDS, "这个指标按上级考核结果填“完成”或“未完成”。")
        elif says_nothing(figure.note):
            yield _error(Code.NOTE, "请在说明中写明考核结果的依据，例如文件名称。", "note")
    elif value.assigned_met is not None or value.value is None:
        yield _error(Code.WORDS, "这个指标须填数值；还没有数据就不要填。")


def _sign(figure: Figure, value: Decimal, _thresholds: Thresholds) -> Iterator[Finding]:
    if value >= 0:
        return
    if figure.nonnegative:
        yield _error(Code.NEGATIVE, "这个指标不会是负数，请检查。")
    elif figure.last_year is not None and figure.last_year > 0 and not figure.is_growth:
        yield _warning(
            Code.SIGN, f"上年是正数（{_number(figure.last_year, figure)}），今年是负数。"
        )


def _bounds(figure: Figure, value: Decimal, _thresholds: Thresholds) -> Iterator[Finding]:
    if abs(value) >= TOO_MUCH:
        yield _error(Code.BOUNDS, TOO_MUCH_WORDS)
        return
    whole = WHOLE.get(figure.unit)
    if whole is None:
        return
    if abs(value) > FARTHEST * whole:
        yield _error(Code.BOUNDS, f"{figure.unit}数不会这么大，请检查数值和单位。")
    elif not figure.is_growth and not 0 <= value <= whole:
        yield _warning(Code.BOUNDS, f"一般在0到{whole}{figure.unit}之间，请说明。")


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
    return _warning(Code.UNIT_SLIP, message) if message else None


def _jump(figure: Figure, value: Decimal, thresholds: Thresholds) -> Iterator[Finding]:
    last = figure.last_year
    if last is None:
        return
    change = value - last
    if not is_jump(
        change, last, unit=figure.unit, is_growth=figure.is_growth, thresholds=thresholds
    ):
        return
    yield _warning(
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
        yield _warning(
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
        yield _warning(
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
            yield _warning(
                f"{Code.CROSS}-{each.code}",
                f"按{each.words}应约为{_number(each.expected, figure)}，与所填不符，请核对或说明。",
            )


def _redefined(figure: Figure) -> Iterator[Finding]:
    """Yield the question whether a figure typed in a former definition holds in that of now."""
    now = figure.redefinition
    if now is not None:
        words = f"“{now.text.rstrip('。')}”" if now.text else "规划原来的口径"
        yield _warning(
            now.code,
            f"口径已变更为{words}，这个数是变更以前填的：请按现在的口径核对，并写明核对情况。",
        )


def _published(figure: Figure, today: date) -> Iterator[Finding]:
    """Yield what is wrong with the day of publication, and what it would rewrite."""
    at = figure.publication
    if at is None:
        return
    if at.day.year < at.base_year:
        yield _error(
            Code.PUBLISHED,
            f"公布日期{at.day}早于规划的基期{at.base_year}年，请检查。",
            "published_on",
        )
    elif at.day > today + FARTHEST_PUBLICATION:
        yield _error(Code.PUBLISHED, f"公布日期{at.day}在一年以后，请检查。", "published_on")
    elif at.day <= date(at.year, 12, 31):
        message = f"公布日期{at.day}在{at.year}年结束以前，请检查；确实提前公布的，请说明。"
        yield _warning(f"{Code.EARLY}-{at.day}", message)
    if at.is_before_closing(today) and says_nothing(figure.note):
        yield _error(
            Code.CLOSED,
            f"公布日期{at.day}不晚于规划办结的{at.closed_on}，采用后会改变规划的终期评估。"
            "日期无误的，请在说明中写明理由。",
            "note",
        )


def _demands(figure: Figure, today: date) -> list[Finding]:
    """Return what a verdict of 滞后 or worse still wants to know."""
    if not figure.behind_label or figure.is_history:
        return []
    so = f"按这个数将评为“{figure.behind_label}”"
    wanted = []
    if says_nothing(figure.cause):
        wanted.append(_error(Code.CAUSE, f"{so}，请写明原因。", "cause"))
    if says_nothing(figure.measure):
        wanted.append(_error(Code.MEASURE, f"{so}，请写明整改措施。", "measure"))
    if figure.measure_by is None:
        wanted.append(_error(Code.MEASURE_BY, f"{so}，请写明整改期限。", "measure_by"))
    elif figure.measure_by <= today:
        wanted.append(_error(Code.MEASURE_BY, "整改期限须在今天之后。", "measure_by"))
    return wanted


def _difference(size: Decimal, of: Decimal, figure: Figure) -> str:
    return difference(size, of=of, unit=figure.unit, decimals=figure.decimals)


def _number(value: Decimal, figure: Figure) -> str:
    return number_text(value, figure.decimals)


def _error(code: str, message: str, field_name: str = "value_text") -> Finding:
    return Finding(code=code, level=Level.ERROR, message=message, field=field_name)


def _warning(code: str, message: str) -> Finding:
    return Finding(code=code, level=Level.WARNING, message=message)


_NUMBER_CHECKS: tuple[Callable[[Figure, Decimal, Thresholds], Iterator[Finding]], ...] = (
    _sign,
    _bounds,
    _size,
    _cross,
)
