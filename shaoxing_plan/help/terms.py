"""The words of the pages, explained; read from the reviewed file beside this module."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from plans.search.folding import folded

FILE: Final = Path(__file__).with_name("glossary.yaml")


@dataclass(frozen=True, kw_only=True)
class Term:
    """A word with its explanation; `key` is where it stands on the page, for ever.

    `also` are other names of it, `related` key and name of words to go on with.
    """

    key: str
    name: str
    text: str
    also: tuple[str, ...]
    related: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class TermGroup:
    """Words that belong together."""

    title: str
    terms: tuple[Term, ...]


@cache
def glossary() -> tuple[TermGroup, ...]:
    """Return all words in the order of the file."""
    groups = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    names = {term["key"]: term["name"] for group in groups for term in group["terms"]}
    return tuple(
        TermGroup(title=group["title"], terms=tuple(_term(term, names) for term in group["terms"]))
        for group in groups
    )


def terms_named(text: str) -> tuple[Term, ...]:
    """Return the words somebody may mean by a text of two signs or more."""
    asked = folded(text)
    if len(asked) < 2:  # noqa: PLR2004 - one sign is part of half the words
        return ()
    every = (term for group in glossary() for term in group.terms)
    return tuple(
        term for term in every if any(asked in folded(name) for name in (term.name, *term.also))
    )


def _term(term: dict[str, Any], names: dict[str, str]) -> Term:
    return Term(
        key=term["key"],
        name=term["name"],
        # Lines of the file are no lines of a text that has no blanks.
        text="".join(term["text"].splitlines()),
        also=tuple(term.get("also", ())),
        related=tuple((key, names[key]) for key in term.get("see", ())),
    )
