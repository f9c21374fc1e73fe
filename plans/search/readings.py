"""How Chinese text is read: its syllables without tones, each after an apostrophe."""

from __future__ import annotations

import os
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from plans.search.folding import folded

WORDS: Final = Path(__file__).with_name("readings.txt")
_NO_SOUND = re.compile(r"[^a-z0-9]")


@lru_cache(maxsize=4096)
def reading(text: str) -> str:
    """Return how a text is read, letters and digits among it as they are; "" for signs alone.

    >>> reading("R&D经费占比")
    "'rd'jing'fei'zhan'bi'"
    """
    syllables = (_NO_SOUND.sub("", each.lower()) for each in _syllables(folded(text)))
    spoken = [each for each in syllables if each]
    return f"'{quote_joined}'" if (quote_joined := "'".join(spoken)) else ""


def _syllables(text: str) -> list[str]:
    from pypinyin import lazy_pinyin

    _learn_words()
    return lazy_pinyin(text)


@cache
def _learn_words() -> None:
    """Teach the library the words whose characters are not read as they mostly are."""
    from pypinyin import load_phrases_dict

    load_phrases_dict(
        {word: [[each] for each in syllables] for word, syllables in special_words().items()}
    )


def special_words() -> dict[str, list[str]]:
    """Return the words of the reviewed list with their syllables."""
    lines = (line.partition("#")[0].split() for line in WORDS.read_text().splitlines())
    return {word: syllables for word, *syllables in filter(None, lines)}


# The library's own 47,000 phrases take 45 MB in every process that reads a word; single
# characters and the reviewed list read the same in what plans name (a test compares).
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
