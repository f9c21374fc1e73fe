"""Value expressions as the files use them: what is wrong with one, in Chinese, or its value."""

from __future__ import annotations

from decimal import Decimal

from indicators.targets import (
    Target,
    UnreadableTargetError,
    UnreadableValueError,
    Value,
    parse_target,
    parse_value,
)
from indicators.units import IncompatibleUnitError, converted
from shaoxing_plan.plan_files.format.cells import CellError
from shaoxing_plan.plan_files.format.tables import AMOUNT

# Printed differently, but the same where ages and spans of life are measured.
_SYNONYMS = ({"年", "岁"},)


def target(text: str, *, direction: str, unit: str) -> Target | None:
    """Return a target, or `None` where it cannot be read or there is no text."""
    try:
        return parse_target(text, direction=direction, unit=unit) if text else None
    except UnreadableTargetError:
        return None


def value(text: str, *, unit: str) -> Value | None:
    """Return a printed value, or `None` where it cannot be read or there is no text."""
    try:
        return parse_value(text, unit=unit) if text else None
    except UnreadableValueError:
        return None


def target_fault(text: str, *, direction: str, unit: str) -> str | None:
    """Return why a text is no target, or `None`."""
    try:
        return _size_fault(parse_target(text, direction=direction, unit=unit).value)
    except UnreadableTargetError as error:
        return str(error)


def value_fault(text: str, *, unit: str) -> str | None:
    """Return why a text is no printed value, or `None`."""
    try:
        return _size_fault(parse_value(text, unit=unit).value)
    except UnreadableValueError as error:
        return str(error)


def units_agree(one: str, other: str) -> bool:
    """Return whether a number means the same in both units."""
    if {one, other} in _SYNONYMS:
        return True
    if not one or not other:
        return {one, other} <= {"", "倍"}
    try:
        return converted(Decimal(1), printed=one, unit=other) == 1
    except IncompatibleUnitError:
        return False


def _size_fault(number: Decimal | None) -> str | None:
    """Return why a number does not fit its column, or `None`."""
    try:
        AMOUNT(format(number, "f") if number is not None else "0")
    except CellError as error:
        return str(error)
    return None
