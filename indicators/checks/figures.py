"""Checks of a figure while it is typed and before it is submitted; pure.

Every check says one thing in Chinese, all are made at once. An error blocks; a warning is a
question that the department answers, and the answer travels with the figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from indicators.bounds import bound_fault
from indicators.checks.findings import Code, Finding, Level, error, is_answered, warning
from indicators.checks.numbers import Figure, number_findings
from indicators.checks.proportions import Thresholds
from indicators.emptiness import says_nothing
from indicators.targets import UnreadableValueError, Value, parse_value

FARTHEST_PUBLICATION: Final = timedelta(days=366)
"""An embargo may lie ahead, but not farther."""


def findings(figure: Figure, *, thresholds: Thresholds, today: date) -> list[Finding]:
    """Return everything found in a figure, errors first; nothing for an empty one.

    >>> from decimal import Decimal
    >>> [str(each.code) for each in findings(
    ...     Figure(value_text="85000000", last_year=Decimal(8000)),
    ...     thresholds=Thresholds(), today=date(2024, 3, 1))]
    ['unit_slip']
    """
    if not figure.value_text.strip():
        return []
    try:
        value = parse_value(figure.value_text, unit=figure.unit)
    except UnreadableValueError as unreadable:
        return [error(Code.UNREADABLE, str(unreadable))]
    found = list(_wording(figure, value))
    if not found and value.value is not None:
        found = list(number_findings(figure, value.value, thresholds))
        found += _qualified(figure, value)
    found += _redefined(figure)
    found += _published(figure, today)
    found += _demands(figure, today)
    return sorted(found, key=lambda each: each.level != Level.ERROR)


def obstacles(figure: Figure, *, thresholds: Thresholds, today: date) -> list[Finding]:
    """Return what keeps a figure from being submitted: errors and unanswered warnings.

    Of history only the errors: who loads it was not there to know the reasons.
    """
    if not figure.value_text.strip():
        return [error(Code.MISSING, "还没有填数值。")]
    return [
        each
        for each in findings(figure, thresholds=thresholds, today=today)
        if each.level == Level.ERROR or not (figure.is_history or is_answered(each, figure.answers))
    ]


def _wording(figure: Figure, value: Value) -> Iterator[Finding]:
    """Yield what is wrong with the kind of answer: a number where words belong, or the reverse."""
    if figure.is_assigned:
        if value.assigned_met is None:
            yield error(Code.WORDS, "这个指标按上级考核结果填“完成”或“未完成”。")
        elif says_nothing(figure.note):
            yield error(Code.NOTE, "请在说明中写明考核结果的依据，例如文件名称。", "note")
    elif value.assigned_met is not None or value.value is None:
        yield error(Code.WORDS, "这个指标须填数值；还没有数据就不要填。")
    elif fault := bound_fault(value, direction=figure.direction):
        yield error(Code.BOUND, fault)


def _qualified(figure: Figure, value: Value) -> Iterator[Finding]:
    """Yield what is asked of a number that says it is more, or more than one year's."""
    text = figure.value_text.strip()
    if value.at_least:
        yield warning(
            Code.AT_LEAST,
            f"“{text}”只是下限，将按这个数评判，评判可能偏低：知道实际数的请填实际数，"
            "只公布了下限的请说明。",
        )
    if value.cumulative and not figure.is_flow:
        yield warning(
            Code.TOTAL,
            f"“{text}”是五年累计数的写法，这个指标按当年的数评判：是当年的数请去掉方括号或“累计”，"
            "不是的请改填当年的数；确须照填的，请说明。",
        )


def _redefined(figure: Figure) -> Iterator[Finding]:
    """Yield the question whether a figure typed in a former definition holds in that of now."""
    now = figure.redefinition
    if now is not None:
        words = f"“{now.text.rstrip('。')}”" if now.text else "规划原来的口径"
        yield warning(
            now.code,
            f"口径已变更为{words}，这个数是变更以前填的：请按现在的口径核对，并写明核对情况。",
        )


def _published(figure: Figure, today: date) -> Iterator[Finding]:
    """Yield what is wrong with the day of publication, and what it would rewrite."""
    at = figure.publication
    if at is None:
        return
    if at.day.year < at.base_year:
        yield error(
            Code.PUBLISHED,
            f"公布日期{at.day}早于规划的基期{at.base_year}年，请检查。",
            "published_on",
        )
    elif at.day > today + FARTHEST_PUBLICATION:
        yield error(Code.PUBLISHED, f"公布日期{at.day}在一年以后，请检查。", "published_on")
    elif at.day <= date(at.year, 12, 31):
        message = f"公布日期{at.day}在{at.year}年结束以前，请检查；确实提前公布的，请说明。"
        yield warning(f"{Code.EARLY}-{at.day}", message)
    if at.is_before_closing(today) and says_nothing(figure.note):
        yield error(
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
        wanted.append(error(Code.CAUSE, f"{so}，请写明原因。", "cause"))
    if says_nothing(figure.measure):
        wanted.append(error(Code.MEASURE, f"{so}，请写明整改措施。", "measure"))
    if figure.measure_by is None:
        wanted.append(error(Code.MEASURE_BY, f"{so}，请写明整改期限。", "measure_by"))
    elif figure.measure_by <= today:
        wanted.append(error(Code.MEASURE_BY, "整改期限须在今天之后。", "measure_by"))
    return wanted
