"""Who reports a year in a project's place, however often it was merged or split; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from projects.tenure import Tenure


@dataclass(frozen=True, kw_only=True)
class Kin:
    """A project among those of its plan: its years, what it was split from and merged into.

    `tenure` None: it was not there yet.
    """

    tenure: Tenure | None
    split_from: int | None = None
    merged_into: int | None = None


def who_tells(key: int, year: int | None, kin: Mapping[int, Kin]) -> list[int]:
    """Return the keys of those that report a year in a project's place, itself where it does.

    None is today. One that is a part leads to its whole for the years before, one that was
    retired to what it became. A circle, which nobody should have made, ends where it began.

    >>> whole = Tenure(retired_in=2022, keeps_history=True)
    >>> part = Tenure(begun_in=2022, retired_in=2023, keeps_history=True)
    >>> kin = {
    ...     1: Kin(tenure=whole),
    ...     2: Kin(tenure=part, split_from=1),
    ...     3: Kin(tenure=Tenure(begun_in=2023), split_from=2),
    ... }
    >>> who_tells(3, 2021, kin), who_tells(3, 2022, kin), who_tells(1, 2023, kin)
    ([1], [2], [3])
    """
    found: dict[int, None] = {}
    seen: set[int] = set()
    waiting = [key]
    while waiting:
        one = waiting.pop(0)
        if one in seen or one not in kin:
            continue
        seen.add(one)
        tenure = kin[one].tenure
        if tenure is not None and tenure.is_listed(year):
            found[one] = None
        else:
            waiting += _next(one, year, kin)
    return list(found)


def _next(key: int, year: int | None, kin: Mapping[int, Kin]) -> list[int]:
    own = kin[key]
    begun_in = own.tenure.begun_in if own.tenure else None
    is_before = own.tenure is None or (year is not None and year < (begun_in or 0))
    if is_before:
        return [] if own.split_from is None else [own.split_from]
    if own.merged_into is not None:
        return [own.merged_into]
    return [each for each, other in kin.items() if other.split_from == key]
