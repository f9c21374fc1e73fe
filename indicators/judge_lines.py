"""The JSON form of questions and verdicts: one object a line in, one a line out.

In: `id kind direction nature basis path start end unit base target tolerance nonnegative
actuals reference milestones year`. Absent, null and empty are the same; numbers may be
strings or JSON numbers. Out: `id state share due_share gap lead_months pace needed projected
reason sentence`, numbers as decimal strings in plain notation, or `id error`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from indicators.bounds import bound_fault, flatters
from indicators.progress import (
    Basis,
    Kind,
    Nature,
    PathShape,
    Question,
    UnjudgeableError,
    Verdict,
    judge,
)
from indicators.targets import (
    Direction,
    Op,
    Target,
    UnreadableTargetError,
    UnreadableValueError,
    Value,
    parse_target,
    parse_value,
)

_Word = TypeVar("_Word", bound=StrEnum)
FIGURES = ("share", "due_share", "gap", "lead_months", "pace", "needed", "projected")
_PERCENT_KINDS = (Kind.AVERAGE_GROWTH, Kind.RELATIVE)
_LONGEST_NUMBER = 60
_LARGEST_FLOAT = 300
# Python refuses to read or write longer integers.
_LONGEST_INTEGER = 4000


class UnreadableLineError(ValueError):
    """A field is missing or cannot be read; the message is in Chinese and names it."""


REFUSALS = (UnreadableLineError, UnreadableTargetError, UnreadableValueError, UnjudgeableError)


def judged_lines(lines: Iterable[bytes]) -> Iterator[str]:
    """Yield for each line of JSON its verdict as a line of JSON, in order, one by one."""
    for line in lines:
        yield _json(judged_line(line))


def judged_line(line: bytes) -> dict[str, Any]:
    """Return the verdict on one line, or why it cannot be judged; never raises for bad input."""
    try:
        record = json.loads(
            line.decode("utf-8-sig"),
            parse_int=_integer,
            parse_float=Decimal,
            parse_constant=str,
        )
    except (ValueError, RecursionError):
        return {"id": None, "error": "这一行不是有效的JSON"}
    if not isinstance(record, dict):
        return {"id": None, "error": "这一行应为一个JSON对象"}
    try:
        return judged_record(record)
    except REFUSALS as error:
        return {"id": record.get("id"), "error": str(error)}


def _integer(text: str) -> int | str:
    """Return an integer, or an absurdly long one as text, for the field's own reader to refuse."""
    return int(text) if len(text) < _LONGEST_INTEGER else text


def judged_record(record: Mapping[str, object]) -> dict[str, Any]:
    """Return the verdict on a record, as the batch prints it.

    Raises UnreadableLineError, UnreadableTargetError, UnreadableValueError or
    UnjudgeableError, all with a Chinese message.
    """
    question, year = question_of(record)
    return verdict_record(record.get("id"), judge(question, year=year))


def verdict_record(identifier: object, verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as the batch prints it: shares 0..1, numbers as plain decimal strings."""
    figures = {name: _number(getattr(verdict, name)) for name in FIGURES}
    return {
        "id": identifier,
        "state": verdict.state.value,
        **figures,
        "reason": verdict.reason or None,
        "sentence": verdict.sentence,
    }


def question_of(record: Mapping[str, object]) -> tuple[Question, int]:
    """Return what a record asks and for which year, the latest with an actual by default."""
    kind = _word(record, "kind", Kind)
    if kind is None:
        raise UnreadableLineError("缺少类型（kind）")
    if kind is Kind.COMPOSITE:
        raise UnreadableLineError("合成指标（composite）没有自己的数值，由分项指标得出")
    start, end = _required_year(record, "start"), _required_year(record, "end")
    unit = "%" if kind in _PERCENT_KINDS else _text(record, "unit")
    direction, target = _direction_and_target(record, kind, unit)
    unit = target.unit if unit is None else unit
    years = range(start + 1, end + 1)
    actuals = _actuals(record, years, kind=kind, unit=unit, direction=direction)
    question = Question(
        kind=kind,
        direction=direction,
        nature=_word(record, "nature", Nature) or Nature.ANTICIPATORY,
        basis=_word(record, "basis", Basis) or Basis.DEFAULT,
        path=_word(record, "path", PathShape) or PathShape.NONE,
        base_year=start,
        last_year=end,
        unit=unit,
        base=_base(record, kind, unit),
        target=target,
        tolerance=_tolerance(record, unit),
        nonnegative=_flag(record, "nonnegative"),
        actuals=actuals,
        reference=_numbers(record, "reference", "%"),
        milestones=_numbers(record, "milestones", unit),
    )
    return question, _year_asked(record, actuals)


def _direction_and_target(
    record: Mapping[str, object], kind: Kind, unit: str | None
) -> tuple[Direction, Target]:
    """Return the direction and the target read in it; flows and growth rise unless told."""
    given = _word(record, "direction", Direction)
    if given is None and kind in (Kind.REACH, Kind.KEEP):
        raise UnreadableLineError("缺少方向（direction），可用：rise、fall")
    direction = given or Direction.RISE
    text = _text(record, "target")
    if text is None:
        op = Op.ASSIGNED if kind is Kind.ASSIGNED else Op.NONE
        return direction, Target(text="", op=op)
    return direction, parse_target(text, direction=direction, unit=unit)


def _base(record: Mapping[str, object], kind: Kind, unit: str) -> Value | None:
    text = _text(record, "base")
    if text is None:
        return None
    value = _value(text, f"基期值（base）“{text}”", unit)
    if value.assigned_met is not None and kind is not Kind.ASSIGNED:
        raise UnreadableLineError(f"基期值（base）“{text}”应为数值")
    return value


def _actuals(
    record: Mapping[str, object], years: range, *, kind: Kind, unit: str, direction: Direction
) -> dict[int, Value]:
    """Return the actuals of the period's years; others are ignored unread."""
    values = {}
    for year, text in _by_year(record, "actuals").items():
        if year not in years:
            continue
        label = f"{year}年实绩“{text}”"
        value = _value(text, label, unit)
        if kind is Kind.ASSIGNED and value.value is not None:
            raise UnreadableLineError(f"{label}应为“完成”或“未完成”")
        if kind is not Kind.ASSIGNED and value.assigned_met is not None:
            raise UnreadableLineError(f"{label}应为数值")
        if flatters(value, direction=direction):
            raise UnreadableLineError(f"{label}只是界限，实际可能更差，不能当作这个数评判")
        values[year] = value
    return values


def _value(text: str, label: str, unit: str) -> Value:
    try:
        return parse_value(text, unit=unit)
    except UnreadableValueError as error:
        raise UnreadableLineError(f"{label}：{error}") from error


def _numbers(record: Mapping[str, object], name: str, unit: str) -> dict[int, Decimal]:
    numbers = {}
    for year, text in _by_year(record, name).items():
        label = f"{name}的{year}年“{text}”"
        value = _value(text, label, unit)
        if name == "reference" and bound_fault(value, direction=""):
            raise UnreadableLineError(f"{label}只是界限，参照值须是确切的数")
        if value.value is not None:
            numbers[year] = value.value
    return numbers


def _tolerance(record: Mapping[str, object], unit: str) -> Decimal | None:
    text = _text(record, "tolerance")
    return None if text is None else _value(text, f"容差（tolerance）“{text}”", unit).value


def _year_asked(record: Mapping[str, object], actuals: Mapping[int, Value]) -> int:
    year = _year(record, "year")
    if year is not None:
        return year
    known = [
        each
        for each, value in actuals.items()
        if value.value is not None or value.assigned_met is not None
    ]
    if not known:
        raise UnreadableLineError("规划期内没有任何实绩，请用year指明评估年份")
    return max(known)


def _by_year(record: Mapping[str, object], name: str) -> dict[int, str]:
    """Return a field that maps years to texts; null and empty texts are left out."""
    field = record.get(name)
    if field is None:
        return {}
    if not isinstance(field, Mapping):
        raise UnreadableLineError(f"{name}应为“年份: 数值”的对象")
    texts = {}
    for key in field:
        text = _text(field, key)
        if text is not None:
            texts[_as_year(key, name)] = text
    return texts


def _text(record: Mapping[str, object], name: str) -> str | None:
    """Return a field as text, a JSON number in plain notation."""
    field = record.get(name)
    if field is None:
        return None
    if isinstance(field, Decimal) and abs(field.adjusted()) < _LONGEST_NUMBER:
        return format(field, "f")
    if isinstance(field, str | int) and not isinstance(field, bool):
        return str(field).strip() or None
    raise UnreadableLineError(f"{name}应为文本或数字")


def _word(record: Mapping[str, object], name: str, words: type[_Word]) -> _Word | None:
    """Return a field that must be one of a few words."""
    text = _text(record, name)
    if text is None:
        return None
    try:
        return words(text)
    except ValueError as error:
        known = "、".join(each.value for each in words if each.value)
        raise UnreadableLineError(f"{name}“{text}”不认识，可用：{known}") from error


def _required_year(record: Mapping[str, object], name: str) -> int:
    year = _year(record, name)
    if year is None:
        raise UnreadableLineError(f"缺少年份（{name}）")
    return year


def _year(record: Mapping[str, object], name: str) -> int | None:
    text = _text(record, name)
    return None if text is None else _as_year(text, name)


def _as_year(text: str, name: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == 4):  # noqa: PLR2004 - 2025
        raise UnreadableLineError(f"{name}中的“{text}”不是四位数的年份")
    return int(text)


def _flag(record: Mapping[str, object], name: str) -> bool:
    field = record.get(name)
    if field is None or isinstance(field, bool):
        return bool(field)
    if field in ("true", "false"):
        return field == "true"
    raise UnreadableLineError(f"{name}应为true或false")


def _number(number: Decimal | None) -> str | None:
    return None if number is None else format(number, "f")


def _as_float(number: Decimal) -> float | str:
    """Return a number in an id as JSON has it; one no float can hold as text."""
    return float(number) if abs(number.adjusted()) < _LARGEST_FLOAT else str(number)


def _json(record: Mapping[str, object]) -> str:
    """Return a line of JSON that any UTF-8 stream takes, also for ids with lone surrogates."""
    line = json.dumps(record, ensure_ascii=False, default=_as_float)
    if any("\ud800" <= sign <= "\udfff" for sign in line):
        return json.dumps(record, default=_as_float)
    return line
