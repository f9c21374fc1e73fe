"""The stages a project goes through, as the state reports them; pure."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class BuildStage(StrEnum):
    """How far a project has come."""

    IDEA = "idea"
    PREPARATION = "preparation"
    CONSTRUCTION = "construction"
    COMPLETED = "completed"
    HALTED = "halted"


BUILD_STAGE_LABELS: Final = {
    BuildStage.IDEA: "谋划",
    BuildStage.PREPARATION: "前期",
    BuildStage.CONSTRUCTION: "在建",
    BuildStage.COMPLETED: "建成投用",
    BuildStage.HALTED: "停缓建",
}
UNDER_WAY: Final = frozenset({BuildStage.CONSTRUCTION, BuildStage.COMPLETED})
"""Stages in which a project counts as one that was carried out."""
_ORDER: Final = (
    BuildStage.IDEA,
    BuildStage.PREPARATION,
    BuildStage.CONSTRUCTION,
    BuildStage.COMPLETED,
)


class JudgedBy(StrEnum):
    """What a project's light is decided by."""

    TIME = "time"
    STAGE = "stage"


JUDGED_BY_LABELS: Final = {JudgedBy.TIME: "按序时进度", JudgedBy.STAGE: "按到达阶段"}


def has_reached(stage: BuildStage, expected: BuildStage) -> bool:
    """Return whether a project is at least as far as expected; a halted one never is.

    >>> has_reached(BuildStage.CONSTRUCTION, BuildStage.PREPARATION)
    True
    """
    return stage in _ORDER and _ORDER.index(stage) >= _ORDER.index(expected)


def is_step_back(before: BuildStage, after: BuildStage) -> bool:
    """Return whether a project stands at an earlier stage than before; halting is not one.

    >>> is_step_back(BuildStage.CONSTRUCTION, BuildStage.PREPARATION)
    True
    """
    return {before, after} <= set(_ORDER) and _ORDER.index(after) < _ORDER.index(before)
