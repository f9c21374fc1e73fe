"""What a check says of a report, and how it is answered; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from indicators.emptiness import says_nothing
from indicators.targets import UnreadableValueError, parse_value


class Level(StrEnum):
    ERROR = "error"
    WARNING = "warning"


class Code(StrEnum):
    """What a finding is about; answers are kept under these names."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    WORDS = "words"
    BOUND = "bound"
    AT_LEAST = "at_least"
    TOTAL = "total"
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
    Code.AT_LEAST: "下限",
    Code.TOTAL: "累计数",
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


def error(code: str, message: str, field_name: str = "value_text") -> Finding:
    return Finding(code=code, level=Level.ERROR, message=message, field=field_name)


def warning(code: str, message: str) -> Finding:
    return Finding(code=code, level=Level.WARNING, message=message)
