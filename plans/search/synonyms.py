"""What plans call what people say."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from plans.search.folding import folded
from plans.search.readings import reading

FILE: Final = Path(__file__).with_name("synonyms.txt")


@cache
def synonyms() -> dict[str, tuple[str, ...]]:
    """Return the reviewed list: what people say, and what to look for in its place."""
    lines = (line.partition("#")[0].split() for line in FILE.read_text().splitlines())
    return {
        folded(said): tuple(folded(each) for each in meant) for said, *meant in filter(None, lines)
    }


def said_otherwise(word: str) -> tuple[str, ...]:
    """Return a folded word as plans may put it, each expression of the list replaced in turn.

    What a word is only a longer form of (高速公路, 高速) counts where it is all of one.
    An expression may also be spelt by others that sound the same, or in pinyin; one of one
    character only in pinyin, for most sound like many others.

    >>> said_otherwise("人均gdp"), said_otherwise("lvhua")[0]
    (('人均生产总值',), '绿地')
    """
    others = (
        word.replace(said, each) if said in word else each
        for said, meant in synonyms().items()
        if said == word
        or (len(said) > 1 and said in word)
        or ((len(said) > 1 or word.isascii()) and _sounds(said) == _sounds(word))
        for each in meant
        if each not in word or said == word
    )
    return tuple(dict.fromkeys(others))


def heard_as(letters: str) -> tuple[str, ...]:
    """Return the reviewed words that letters spell in pinyin: yiyuan is 医院 before 亿元."""
    return _by_sound().get(letters, ())


@cache
def _by_sound() -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for word in (each for said, meant in synonyms().items() for each in (said, *meant)):
        if len(word) > 1 and not word.isascii():
            found.setdefault(_sounds(word), {})[word] = None
    return {sound: tuple(words) for sound, words in found.items()}


def _sounds(word: str) -> str:
    return reading(word).replace("'", "")
