"""What a plan says of a series, in a newer definition of it: base, target, milestones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from indicators.formatting import number_text
from indicators.models import Definition, Indicator, Kind
from indicators.progress import Question
from indicators.readings import Book, Link, Reading, link_between
from indicators.targets import Target

JUDGED_IN_ANOTHER: Final = frozenset(
    {Kind.REACH, Kind.KEEP, Kind.CUMULATIVE, Kind.AVERAGE_GROWTH, Kind.RELATIVE}
)
UNKNOWN_DECIMALS: Final = 2


def newer_definition(indicator: Indicator, book: Book) -> Definition | None:
    """Return the newest definition with figures of the period that came after the target's."""
    if indicator.kind not in JUDGED_IN_ANOTHER:
        return None
    own = definition_rank(indicator.definition)
    found = book.definitions(indicator.series_id, years=indicator.plan.years)
    newer = [each for each in found if definition_rank(each) > own]
    return max(newer, key=definition_rank, default=None)


def in_definition(
    question: Question, reading: Reading, *, own: Definition | None, other: Definition
) -> Question:
    """Return the question asked in another definition; `reading` has the figures in it.

    Without a linking factor no figure of it compares with base and target, and the reason says
    so. 与…同步 holds no amount of the series and needs no factor.
    """
    if question.kind == Kind.RELATIVE:
        return question
    link = link_between(own, other)
    if link is not None:
        return _converted(question, link)
    new = other.text.rstrip("。")
    known = f"目标和基期按{_name(own)}定，没有衔接系数，不能换算到新口径（{new}）"
    reasons = {
        year: known if each.definition_id == other.pk else f"{year}年没有新口径（{new}）的数"
        for year, each in reading.chosen.items()
    }
    return replace(question, incomparable=reasons)


def _converted(question: Question, link: Link) -> Question:
    base = question.base
    if base is not None and base.value is not None:
        value = link.applied(base.value)
        base = replace(base, value=value, text=_both(base.text, value, question))
    tolerance = question.tolerance
    return replace(
        question,
        base=base,
        target=_converted_target(question, link),
        tolerance=None if tolerance is None else link.applied(tolerance),
        milestones={year: link.applied(each) for year, each in question.milestones.items()},
    )


def _converted_target(question: Question, link: Link) -> Target:
    target = question.target
    if target.value is None:
        return target
    value = link.applied(target.value)
    return replace(target, value=value, text=_both(target.text, value, question))


def _both(printed: str, value: Decimal, question: Question) -> str:
    """Return the printed text with the converted number behind it."""
    digits = UNKNOWN_DECIMALS if question.decimals is None else question.decimals
    return f"{printed}，换算为{number_text(value, digits)}"


def _name(definition: Definition | None) -> str:
    return f"口径{definition.version}" if definition else "原口径"


def definition_rank(definition: Definition | None) -> tuple[date, int, int]:
    """Return what orders definitions in time; the unversioned one came first."""
    if definition is None:
        return (date.min, -1, -1)
    return (definition.valid_from or date.min, definition.position, definition.pk)
