"""What to tell of a save that did not work: nothing typed is lost, whoever else was at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Generic

from indicators.seen import Seen
from indicators.services.ways import ConflictError, R
from indicators.workflow import RefusedError
from plans.services import person_name

Words = Mapping[str, str]
"""What a report says, for people: texts by the label of their field."""


class SaveState(StrEnum):
    SAVED = "saved"
    CONFLICT = "conflict"
    REFUSED = "refused"
    INVALID = "invalid"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A field in which what was typed and what is stored are not the same."""

    label: str
    mine: str
    theirs: str


@dataclass(frozen=True, kw_only=True)
class Clash:
    """What somebody else saved or did meanwhile, beside what the person typed.

    `happened` is the step that was taken with the report, "" where it was only typed into;
    `seen` is what stands now, to be overwritten by whoever decides to, or where it `is_beside`
    what was typed, to be known of.
    """

    happened: str
    author_name: str
    at: datetime
    stage_label: str
    seen: Seen
    differences: tuple[Difference, ...]
    is_beside: bool = False


@dataclass(frozen=True, kw_only=True)
class Saving(Generic[R]):
    """What became of a save; `shown` is what the page goes on with: as stored, or as typed."""

    state: SaveState
    shown: R
    lines: tuple[str, ...] = ()
    clash: Clash | None = field(default=None)

    @property
    def status(self) -> int:
        """Return the status of a whole page that tells of it."""
        return {SaveState.SAVED: 200, SaveState.CONFLICT: 409}.get(self.state, 422)


def saved_or_told(save: Callable[[], R], *, typed: R, words: Callable[[R], Words]) -> Saving[R]:
    """Save; where that is refused, return what was `typed` and what stands against it."""
    try:
        return Saving(state=SaveState.SAVED, shown=save())
    except ConflictError as error:
        return Saving(
            state=SaveState.CONFLICT,
            shown=typed,
            lines=(str(error),),
            clash=_clash(error, words(typed), words(error.theirs)),
        )
    except RefusedError as error:
        return Saving(state=SaveState.REFUSED, shown=typed, lines=(str(error),))


def _clash(error: ConflictError[R], mine_words: Words, their_words: Words) -> Clash:
    theirs = error.theirs
    return Clash(
        happened=error.happened,
        author_name=person_name(theirs.author),
        at=error.at,
        stage_label=theirs.stage_label,
        seen=Seen.of(theirs),
        differences=tuple(_differences(mine_words, their_words)),
        is_beside=error.is_beside,
    )


def _differences(mine: Words, theirs: Words) -> Iterator[Difference]:
    for label in dict.fromkeys((*mine, *theirs)):
        own, other = mine.get(label, ""), theirs.get(label, "")
        if own != other:
            yield Difference(label=label, mine=own, theirs=other)
