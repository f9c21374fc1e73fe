"""What somebody asks for: words, each with the ways in which a name may answer it; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from plans.search.folding import folded, single_spaced
from plans.search.readings import reading
from plans.search.syllables import misheard, syllable_runs
from plans.search.synonyms import heard_as, said_otherwise

MOST_CHARACTERS: Final = 60
MOST_WORDS: Final = 5
_LETTERS: Final = re.compile(r"[a-z][a-z0-9]+")
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]+")
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}年?")
_YEAR_BEFORE: Final = re.compile(rf"({_YEAR.pattern})([^\W\d_年].+)")
_YEAR_BEHIND: Final = re.compile(rf"(.+[^\W\d_])({_YEAR.pattern})")
_GAPPED: Final = range(4, 13)
_SIGNS_OF_ONE: Final = 2
_REST: Final = "[a-z0-9]*"
_LEFT_OUT: Final = f"{_REST}(?:'[a-z0-9]+){{1,8}}'"


@dataclass(frozen=True, kw_only=True)
class Word:
    """A word of a question, folded.

    `others` say the same in the plan's words. `sound` is a part of a reading, for words whose
    characters may be mistaken for others of the same sound; `spelt` and `spelt_whole` find
    words of letters, pinyin, its initials or both mixed, in a reading and as all of it. `gapped`
    and `spelt_gapped` leave something out in the middle (人均收入 for 人均可支配收入), and
    `sound_gapped` does so by the sound (空器优良 for 空气质量优良). All are
    regular expressions but `sound`, and "" where a word has no such form.

    Letters that are whole syllables of pinyin are taken at their word: `syllables` finds just
    these in a reading, and `misheard` those they are often taken for. `heard_as` are reviewed
    words that sound so, `syllabic` the letters with blanks between the syllables.
    """

    text: str
    others: tuple[str, ...]
    sound: str
    spelt: str
    spelt_whole: str
    gapped: str
    spelt_gapped: str
    sound_gapped: str
    syllabic: str = ""
    syllables: str = ""
    misheard: str = ""
    heard_as: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Query:
    """What was asked, as it was put and word by word; without words nothing is asked."""

    text: str
    words: tuple[Word, ...]
    year: int | None = None

    @property
    def is_empty(self) -> bool:
        return not self.words

    @property
    def says_something(self) -> bool:
        """Return whether it could be a name mistyped, not one sign over and over or signs alone."""
        signs = {sign for word in self.words for sign in word.text}
        return len(signs) > 1 and any(sign.isalnum() for sign in signs)


def query(text: str) -> Query:
    """Return what a text asks for; what is beyond 60 characters or five words is not read.

    A year beside other words is not part of a name: it says in which year to show what is found.
    """
    asked = single_spaced(text)[:MOST_CHARACTERS]
    words = [part for each in folded(asked).split() for part in _parted(each)][:MOST_WORDS]
    years = [each for each in words if _YEAR.fullmatch(each)] if len(words) > 1 else []
    year, named = (years[0], [each for each in words if each != years[0]]) if years else ("", words)
    return Query(
        text=asked,
        words=tuple(_word(each) for each in named or words),
        year=int(year.removesuffix("年")) if year else None,
    )


def _parted(word: str) -> tuple[str, ...]:
    """Return a word and the year written on to it as two words, any other word as it is.

    >>> _parted("2022年gdp"), _parted("gdp2022"), _parted("2025年底")
    (('2022年', 'gdp'), ('gdp', '2022'), ('2025年底',))
    """
    written = _YEAR_BEFORE.fullmatch(word) or _YEAR_BEHIND.fullmatch(word)
    return written.groups() if written else (word,)


def _word(text: str) -> Word:
    is_letters = _LETTERS.fullmatch(text) is not None
    is_chinese = not text.isascii()
    runs = syllable_runs(text) if is_letters else ()
    return Word(
        text=text,
        others=said_otherwise(text),
        sound=_sound(text) if is_chinese else "",
        spelt=f"'{_spelt(text)}" if is_letters else "",
        spelt_whole=f"(?:^| )'{_spelt(text)}{_REST}'(?: |$)" if is_letters else "",
        gapped=_gapped(text, re.escape, ".{1,8}") if is_chinese else "",
        spelt_gapped=_gapped(text, _spelt, _LEFT_OUT, start="'") if is_letters else "",
        sound_gapped=_gapped(text, _heard, _LEFT_OUT, start="'")
        if _CHINESE.fullmatch(text)
        else "",
        syllabic=" ".join(runs[0]) if runs else "",
        syllables=_one_of(runs, str),
        misheard=_one_of(runs, misheard),
        heard_as=heard_as(text) if runs else (),
    )


def _one_of(runs: Iterable[tuple[str, ...]], form: Callable[[str], str]) -> str:
    """Return a pattern of any of several runs of syllables, without the signs around it."""
    said = ("'".join(map(form, run)) for run in runs)
    return f"(?:{patterns})" if (patterns := "|".join(said)) else ""


def _sound(text: str) -> str:
    """Return the reading of a word of two syllables or more; one alone sounds like too many."""
    heard = reading(text)
    return heard if heard.count("'") > _SIGNS_OF_ONE else ""


def _spelt(letters: str) -> str:
    """Return a pattern of readings that begin with letters, whatever was left out between.

    Each letter goes on in the syllable of the one before it or begins the next syllable.
    """
    return f"(?:{_REST}')?".join(letters)


def _heard(text: str) -> str:
    """Return the syllables of characters without the apostrophes around them."""
    return reading(text).strip("'")


def _gapped(text: str, form: Callable[[str], str], gap: str, start: str = "") -> str:
    """Return a pattern of what holds a word with something between two parts of it.

    Words of less than four signs have no such parts; long ones are not meant to be short.
    """
    if len(text) not in _GAPPED:
        return ""
    splits = ((text[:at], text[at:]) for at in range(2, len(text) - 1))
    parted = "|".join(f"{form(before)}{gap}{form(after)}" for before, after in splits)
    return f"{start}(?:{parted})"
