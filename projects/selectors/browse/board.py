"""The projects by the stage they have reached, as cards in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from projects.lights import Light
from projects.selectors.browse.filtering import STAGE_LABELS
from projects.selectors.rows import UNREPORTED, ProjectRow
from projects.stages import BuildStage

MOST_CARDS: Final = 40
CARDS_FOR_SENIORS: Final = 5
_COLUMNS: Final = (*(stage.value for stage in BuildStage), UNREPORTED)
_GRAVEST_FIRST: Final = (Light.RED, Light.YELLOW, Light.NEARLY, Light.GREEN, Light.GREY)


@dataclass(frozen=True, kw_only=True)
class StageColumn:
    """One stage: how many projects are in it, and the first of them."""

    stage: str
    label: str
    rows: tuple[ProjectRow, ...]
    cards: tuple[ProjectRow, ...]

    @property
    def hidden(self) -> int:
        return len(self.rows) - len(self.cards)


def stage_columns(rows: Sequence[ProjectRow], *, most: int) -> tuple[StageColumn, ...]:
    """Return a column for every stage, its `most` gravest lights as cards; no query."""
    columns = []
    for stage in _COLUMNS:
        same = [row for row in rows if row.stage == stage]
        same.sort(key=lambda row: _GRAVEST_FIRST.index(row.light))
        columns.append(
            StageColumn(
                stage=stage,
                label=STAGE_LABELS[stage],
                rows=tuple(same),
                cards=tuple(same[:most]),
            )
        )
    return tuple(columns)
