"""What must hold of the milestones of a project: what is due by when; pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Final

from indicators.formatting import reported_share

PARTS: Final = re.compile(r"[\r\n;；]")
"""What parts the milestones of one cell."""
COLON: Final = re.compile(r"[:：]")
"""What stands there between a title and its day."""


@dataclass(frozen=True, kw_only=True)
class DueStep:
    """A milestone: the share of the physical work, 0..1, that is due by a day.

    `key` is that of the stored one, None for a new one.
    """

    title: str
    due_on: date
    due_share: Decimal
    key: int | None = None

    @property
    def told(self) -> str:
        """Day and share, as the record tells them."""
        return f"{self.due_on}，应完成{reported_share(self.due_share)}"


@dataclass(frozen=True, kw_only=True)
class StepFault:
    """What is wrong with one of several milestones: its place among them, and the field."""

    place: int
    field: str
    message: str


def step_faults(steps: Sequence[DueStep], *, first: date, last: date) -> list[StepFault]:
    """Return everything wrong with the milestones of a project that lasts from first to last.

    What is due never falls; it may stand still, for the first steps of a project (a permit, a
    design) are no physical work.

    >>> permit = DueStep(title="立项", due_on=date(2022, 6, 30), due_share=Decimal(0))
    >>> roof = DueStep(title="封顶", due_on=date(2026, 6, 30), due_share=Decimal("0.6"))
    >>> for each in step_faults([permit, roof], first=date(2021, 1, 1), last=date(2025, 12, 31)):
    ...     print(each.place, each.message)
    1 须在项目起止时间2021-01-01至2025-12-31之内。
    """
    return [
        *_named_twice(steps),
        *name_faults(steps),
        *_out_of_bounds(steps),
        *order_faults(steps, first=first, last=last),
    ]


def order_faults(steps: Sequence[DueStep], *, first: date, last: date) -> list[StepFault]:
    """Return what is wrong with the days of milestones and with what is due by them."""
    return [*_out_of_time(steps, first=first, last=last), *_falling(steps)]


def name_faults(steps: Sequence[DueStep]) -> list[StepFault]:
    """Return what keeps titles from being told apart in the one cell of a workbook.

    >>> alike = [
    ...     DueStep(title=each, due_on=date(2024, 1, 1), due_share=Decimal(0))
    ...     for each in ("主体 1", "主体1")
    ... ]
    >>> [each.place for each in name_faults(alike)]
    [0, 1]
    """
    return [*_cut_apart(steps), *_named_alike(steps)]


def plain_title(title: str) -> str:
    """Return a title without what a cell does not keep: colons and spaces."""
    return "".join(COLON.sub("", title).split())


def fingerprint(steps: Sequence[DueStep]) -> str:
    """Return what tells two states of a project's milestones apart."""
    told = sorted((each.key or 0, each.title, each.told) for each in steps)
    return sha256(repr(told).encode()).hexdigest()[:16]


def _named_twice(steps: Sequence[DueStep]) -> Iterator[StepFault]:
    counts = Counter(each.title for each in steps)
    for place, each in enumerate(steps):
        if counts[each.title] > 1:
            yield StepFault(place=place, field="title", message="这个项目已有同名的节点。")


def _cut_apart(steps: Sequence[DueStep]) -> Iterator[StepFault]:
    for place, each in enumerate(steps):
        if PARTS.search(each.title):
            message = "不能有分号和换行：它们在填报表里分隔各个节点。"
            yield StepFault(place=place, field="title", message=message)


def _named_alike(steps: Sequence[DueStep]) -> Iterator[StepFault]:
    titles = defaultdict(set)
    for each in steps:
        titles[plain_title(each.title)].add(each.title)
    for place, each in enumerate(steps):
        if len(titles[plain_title(each.title)]) > 1:
            message = "与另一个节点只差空格或冒号，填报表里分不清。"
            yield StepFault(place=place, field="title", message=message)


def _out_of_time(steps: Sequence[DueStep], *, first: date, last: date) -> Iterator[StepFault]:
    for place, each in enumerate(steps):
        if not first <= each.due_on <= last:
            message = f"须在项目起止时间{first}至{last}之内。"
            yield StepFault(place=place, field="due_on", message=message)


def _out_of_bounds(steps: Sequence[DueStep]) -> Iterator[StepFault]:
    for place, each in enumerate(steps):
        if not 0 <= each.due_share <= 1:
            yield StepFault(place=place, field="due_share", message="须在0%到100%之间。")


def _falling(steps: Sequence[DueStep]) -> Iterator[StepFault]:
    ordered = sorted(enumerate(steps), key=lambda each: (each[1].due_on, each[1].due_share))
    most = Decimal(0)
    for place, each in ordered:
        if each.due_share < most:
            message = f"到{each.due_on}不能比更早的节点少，那时已应完成{reported_share(most)}。"
            yield StepFault(place=place, field="due_share", message=message)
        most = max(most, each.due_share)
