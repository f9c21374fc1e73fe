"""How series depend on each other by their meaning: amount ÷ number = amount each; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from indicators.checks.numbers import Related
from indicators.units import IncompatibleUnitError, converted


@dataclass(frozen=True, kw_only=True)
class Relation:
    """`quotient` = `dividend` ÷ `divisor`, all three codes of series."""

    quotient: str
    dividend: str
    divisor: str


@dataclass(frozen=True, kw_only=True)
class Known:
    """A value of a series in a year, in its unit."""

    name: str
    unit: str
    value: Decimal


RELATIONS: Final = (
    Relation(quotient="gdp-per-capita-resident", dividend="gdp", divisor="resident-population"),
    Relation(quotient="gdp-per-capita-registered", dividend="gdp", divisor="registered-population"),
    Relation(quotient="income-ratio", dividend="urban-income", divisor="rural-income"),
)
_ROOT_OF_UNITS: Final = {"亿元": "元", "万元": "元", "亿人": "人", "万人": "人"}


def codes_related_to(code: str) -> set[str]:
    """Return the codes of all series a series stands in a relation with."""
    return {
        other
        for each in RELATIONS
        for members in [{each.quotient, each.dividend, each.divisor}]
        if code in members
        for other in members - {code}
    }


def expectations(code: str, unit: str, known: Mapping[str, Known]) -> Iterator[Related]:
    """Yield what a series' value should be by each relation whose other values are known.

    >>> known = {"urban-income": Known(name="城镇", unit="元", value=Decimal(66)),
    ...          "rural-income": Known(name="农村", unit="元", value=Decimal(40))}
    >>> [str(each.expected) for each in expectations("income-ratio", "", known)]
    ['1.65']
    """
    for relation in RELATIONS:
        found = _expected(relation, code, known)
        if found is not None:
            expected, words = found
            other = "/".join(
                sorted({relation.quotient, relation.dividend, relation.divisor} - {code})
            )
            yield Related(code=other, expected=_in_unit(expected, unit), words=words)


def _expected(
    relation: Relation, code: str, known: Mapping[str, Known]
) -> tuple[Decimal, str] | None:
    """Return the value in the units' roots (元, 人), and the calculation in words."""
    members = (relation.quotient, relation.dividend, relation.divisor)
    others = [known.get(each) for each in members if each != code]
    if code not in members or None in others:
        return None
    first, second = (each for each in others if each is not None)
    left, right = _in_root(first), _in_root(second)
    if code == relation.dividend:
        return left * right, f"{first.name}×{second.name}"
    if not right or not left:
        return None
    if code == relation.divisor:
        return right / left, f"{second.name}÷{first.name}"
    return left / right, f"{first.name}÷{second.name}"


def _in_root(known: Known) -> Decimal:
    root = _ROOT_OF_UNITS.get(known.unit)
    return converted(known.value, printed=known.unit, unit=root) if root else known.value


def _in_unit(value: Decimal, unit: str) -> Decimal:
    root = _ROOT_OF_UNITS.get(unit)
    try:
        return converted(value, printed=root, unit=unit) if root else value
    except IncompatibleUnitError:
        return value
