"""Reads the table of what can be found: entries that answer a question, the best first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import (
    Case,
    Count,
    F,
    FloatField,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)
from django.db.models.functions import Greatest, Replace, RowNumber

from plans.models import EntryKind, SearchEntry
from plans.search.queries import Query, Word
from plans.search.readings import reading

NEAR: Final = 0.45
"""From which likeness of names on, 0..1, one is offered to whoever mistyped."""
NEARLY_BEST: Final = 0.75
MOST_NEAR: Final = 4
"""How many of a kind are offered for what nothing answers."""
SOUND_WEIGHT: Final = 0.9
WHOLE_TEXT: Final = 5
"""What a word counts that a whole section says somewhere: less than any name or quoted clause."""
MOST_OTHERS: Final = 8
_KIND_ORDER: Final = {kind: place for place, kind in enumerate(EntryKind.values)}


@dataclass(frozen=True, kw_only=True)
class FoundGroup:
    """What of one kind was found: the best entries, and how many there are in all."""

    kind: str
    entries: tuple[SearchEntry, ...]
    total: int


@dataclass(frozen=True, kw_only=True)
class Found:
    """What was found, kind by kind, the kind of the best answer first.

    `is_near`: nothing answers what was asked, these are named nearly so.
    """

    groups: tuple[FoundGroup, ...]
    is_near: bool = False


def find(query: Query, *, most: int, kind: str = "") -> Found:
    """Return what answers every word of a question (one query, up to three where nothing does).

    Syllables are taken at their word; only where nothing answers also for those they are often
    taken for, and for initials: zhufang is no 主要污染物排放.

    `most` is how many entries of each kind are wanted; with `kind` only that kind is.
    """
    if query.is_empty:
        return Found(groups=())
    entries = SearchEntry.objects.select_related("plan", "section")
    if kind:
        entries = entries.filter(kind=kind)
    if groups := tuple(_groups(_best(_answering(entries, query), most=most))):
        return Found(groups=groups)
    if any(word.syllables for word in query.words):
        guessed = _best(_answering(entries, query, is_guessing=True), most=most)
        if guessed:
            return Found(groups=tuple(_groups(guessed)), is_near=True)
    if not query.says_something:
        return Found(groups=())
    return Found(groups=tuple(_groups(_nearest(entries, query, most=most))), is_near=True)


def _answering(
    entries: QuerySet[SearchEntry], query: Query, *, is_guessing: bool = False
) -> QuerySet[SearchEntry]:
    """Return the entries that answer every word, with how well they do as `score`."""
    total: Any = Value(0)
    for number, word in enumerate(query.words):
        name = f"score_{number}"
        ways = [
            *_ways(word, is_guessing=is_guessing),
            *(_ways_in_plan(word) if len(query.words) > 1 else ()),
        ]
        entries = entries.annotate(**{name: _score(ways)}).filter(**{f"{name}__gt": 0})
        total = total + F(name)
    return entries.annotate(score=total)


def _score(ways: Iterable[tuple[Q, int]]) -> Case:
    """Return how well an entry answers a word, 0 where it does not."""
    best_first = sorted(ways, key=lambda way: -way[1])
    return Case(
        *(When(condition, then=Value(score)) for condition, score in best_first),
        default=Value(0),
        output_field=IntegerField(),
    )


def _ways(word: Word, *, is_guessing: bool) -> Iterator[tuple[Q, int]]:
    """Yield in which ways a word can be answered, and how well each does."""
    yield Q(name=word.text), 100
    yield Q(terms__contains=f" {word.text} "), 95
    yield Q(name__startswith=word.text), 90
    yield Q(name__contains=word.text), 80
    if word.sound:
        yield Q(sound__contains=word.sound), 70
    yield from _syllabic_ways(word, is_guessing=is_guessing)
    # What a reviewed word means goes before what only sounds like it.
    other_score = 68 if word.heard_as else 60
    for place, other in enumerate(word.others[:MOST_OTHERS]):
        yield Q(name__contains=other) | Q(terms__contains=f" {other} "), other_score - place
    if word.gapped:
        yield Q(name__regex=word.gapped), 50
    if is_guessing or not word.syllables:
        yield from _spelt_ways(word)
    if word.sound_gapped:
        yield Q(sound__regex=word.sound_gapped), 42
    if len(word.text) > 1:
        yield Q(terms__contains=word.text), 40
    yield from _text_ways(word.text)


def _text_ways(text: str) -> Iterator[tuple[Q, int]]:
    """Yield how a word is answered by what is written of something, not by its name."""
    is_section = Q(kind=EntryKind.SECTION)
    yield ~is_section & Q(body__contains=text), 30
    yield is_section & Q(body__contains=text), WHOLE_TEXT


def _syllabic_ways(word: Word, *, is_guessing: bool) -> Iterator[tuple[Q, int]]:
    """Yield how letters are answered that are whole syllables; one alone sounds like too many."""
    if not word.syllables:
        return
    is_many = " " in word.syllabic
    yield Q(sound__regex=f"(?:^| )'{word.syllables}'(?: |$)"), 75
    for other in word.heard_as:
        yield Q(name__contains=other) | Q(terms__contains=other), 70
    yield Q(sound__regex=f"'{word.syllables}'"), 65 if is_many else 50
    yield Q(sound__regex=f"'{word.syllables}[a-z0-9]*'"), 61 if is_many else 48
    for other in word.heard_as:
        yield from _text_ways(other)
    if is_guessing and is_many:
        yield Q(sound__regex=f"'{word.misheard}'"), 58


def _spelt_ways(word: Word) -> Iterator[tuple[Q, int]]:
    """Yield how letters are answered that may leave out all but the initials of syllables."""
    if word.spelt:
        yield Q(sound__regex=word.spelt_whole), 75
        yield Q(sound__regex=word.spelt), 65
    if word.spelt_gapped:
        yield Q(sound__regex=word.spelt_gapped), 45


def _ways_in_plan(word: Word) -> Iterator[tuple[Q, int]]:
    """Yield how a word among others is answered by the plan something stands in."""
    yield Q(plan__short_title__icontains=word.text), 20


def _near(entries: QuerySet[SearchEntry], query: Query) -> QuerySet[SearchEntry]:
    """Return the entries named nearly as asked, by their signs or by their sound."""
    asked = "".join(word.text for word in query.words)
    likeness: Any = TrigramWordSimilarity(asked, "name")
    if heard := reading(asked).replace("'", ""):
        letters = Replace("sound", Value("'"), Value(""))
        alike = TrigramWordSimilarity(heard, letters) * Value(SOUND_WEIGHT)
        likeness = Greatest(likeness, alike, output_field=FloatField())
    if syllabic := " ".join(word.syllabic for word in query.words if word.syllabic):
        alike = TrigramWordSimilarity(syllabic, "sound") * Value(SOUND_WEIGHT)
        likeness = Greatest(likeness, alike, output_field=FloatField())
    return entries.annotate(score=likeness).filter(score__gte=NEAR)


def _nearest(entries: QuerySet[SearchEntry], query: Query, *, most: int) -> list[Any]:
    """Return the few entries of each kind that are nearly as near as the nearest of all."""
    near = _best(_near(entries, query), most=min(most, MOST_NEAR))
    best = max((each.score for each in near), default=0.0)
    kept = [each for each in near if each.score >= best * NEARLY_BEST]
    shown = Counter(each.kind for each in kept)
    for each in kept:
        each.total = shown[each.kind]
    return kept


def _best(entries: QuerySet[SearchEntry], *, most: int) -> list[Any]:
    """Return the best entries of each kind with `rank` in and `total` of their kind."""
    order = (F("score").desc(), F("plan__first_year").desc(nulls_last=True), "position", "pk")
    ranked = entries.annotate(
        rank=Window(RowNumber(), partition_by=["kind"], order_by=order),
        total=Window(Count("pk"), partition_by=["kind"]),
    )
    return list(ranked.filter(rank__lte=most).order_by("rank"))


def _groups(entries: list[Any]) -> Iterator[FoundGroup]:
    """Yield entries kind by kind, the kind of the best answer first."""
    kinds: dict[str, list[Any]] = defaultdict(list)
    for each in entries:
        kinds[each.kind].append(each)

    def place(kind: str) -> tuple[float, int]:
        return -max(each.score for each in kinds[kind]), _KIND_ORDER[kind]

    for kind in sorted(kinds, key=place):
        yield FoundGroup(kind=kind, entries=tuple(kinds[kind]), total=kinds[kind][0].total)
