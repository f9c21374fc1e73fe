"""Words of a question marked in what was found; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from plans.search.queries import Query, Word

_BEFORE: Final = 18


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A part of a text, marked where it is what was asked for."""

    text: str
    is_marked: bool


def marked(text: str, query: Query) -> tuple[Piece, ...]:
    """Return a text in pieces, those marked that say a word of the question."""
    pattern = _pattern(query)
    if pattern is None:
        return (Piece(text=text, is_marked=False),)
    pieces = pattern.split(text)
    return tuple(
        Piece(text=piece, is_marked=place % 2 == 1) for place, piece in enumerate(pieces) if piece
    )


def excerpt(text: str, query: Query, *, length: int) -> str:
    """Return at most so many signs of a text, from a little before a word of the question on."""
    flat = " ".join(text.split())
    pattern = _pattern(query)
    hit = pattern.search(flat) if pattern else None
    start = max(0, hit.start() - _BEFORE) if hit and len(flat) > length else 0
    start = min(start, max(0, len(flat) - length))
    head, tail = "…" if start else "", "…" if start + length < len(flat) else ""
    return f"{head}{flat[start : start + length]}{tail}"


def _ways(word: Word) -> tuple[str, ...]:
    return (word.text, *word.heard_as, *word.others)


def _pattern(query: Query) -> re.Pattern[str] | None:
    """Return what to mark: the words, and what plans call them; None where nothing is asked."""
    said = {each for word in query.words for each in _ways(word)}
    longest_first = sorted(said, key=lambda each: (-len(each), each))
    if not longest_first:
        return None
    return re.compile(f"({'|'.join(map(re.escape, longest_first))})", re.IGNORECASE)
