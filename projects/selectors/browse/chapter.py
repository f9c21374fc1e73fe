"""A chapter of a plan as it is read: its words, what was asked for marked, what is anchored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from indicators.models import Origin
from indicators.viewpoints import Viewpoint
from plans.models import Plan, SectionKind
from plans.search.marking import Piece, marked
from plans.search.queries import Query
from plans.selectors import section_paths
from projects.selectors.browse.outline import OutlinePart, plan_outline


@dataclass(frozen=True, kw_only=True)
class Promise:
    """A target that words set; without a state where they say again one of the table."""

    name: str
    url: str
    state: str = ""
    state_label: str = ""


@dataclass(frozen=True, kw_only=True)
class Span:
    """A part of a paragraph, in pieces, with the targets it sets: none of most."""

    pieces: tuple[Piece, ...]
    promises: tuple[Promise, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Clause:
    """A part of a chapter with its paragraphs, each in spans."""

    part: OutlinePart
    paragraphs: tuple[tuple[Span, ...], ...]

    @property
    def hits(self) -> int:
        """Return how often what was asked for is said here."""
        spans = (span for paragraph in self.paragraphs for span in paragraph)
        return sum(piece.is_marked for span in spans for piece in span.pieces)

    @property
    def has_table(self) -> bool:
        """Return whether the plan prints its table of indicators here."""
        return any(row.origin == Origin.TABLE for row in self.part.indicators)


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """A chapter: what introduces it, its sections, and the chapters before and after it."""

    lead: Clause
    clauses: tuple[Clause, ...]
    previous: OutlinePart | None
    next: OutlinePart | None

    @property
    def hits(self) -> int:
        return sum(each.hits for each in (self.lead, *self.clauses))


def plan_chapter(
    plan: Plan, *, code: str, asked: Query, year: int | None, viewpoint: Viewpoint
) -> Chapter | None:
    """Return a chapter to be read, None where the code is of no chapter whose words are here."""
    chapters = plan_outline(plan, year=year, viewpoint=viewpoint)
    place = next((i for i, each in enumerate(chapters) if each.code == code), None)
    if place is None or not chapters[place].read_url:
        return None
    return Chapter(
        lead=_clause(chapters[place], asked),
        clauses=tuple(_clause(part, asked) for part in chapters[place].parts),
        previous=chapters[place - 1] if place else None,
        next=chapters[place + 1] if place + 1 < len(chapters) else None,
    )


def _clause(part: OutlinePart, asked: Query) -> Clause:
    promises = _promises(part)
    return Clause(
        part=part,
        paragraphs=tuple(tuple(_spans(each, promises, asked)) for each in part.paragraphs),
    )


def _promises(part: OutlinePart) -> dict[str, list[Promise]]:
    """Return what is promised in a part, by the words that do so."""
    found: dict[str, list[Promise]] = defaultdict(list)
    for row in part.indicators:
        if row.origin != Origin.TABLE:
            promise = Promise(
                name=row.name, url=row.url, state=row.state, state_label=row.state_label
            )
            found[row.quote].append(promise)
    for mention in part.mentions:
        found[mention.quote].append(Promise(name=mention.indicator_name, url=mention.url))
    return found


def _spans(
    paragraph: str, promises: Mapping[str, Sequence[Promise]], asked: Query
) -> Iterator[Span]:
    """Yield a paragraph in spans; of words that overlap those that begin first, and are longest."""
    places = sorted(
        (paragraph.find(quote), -len(quote), quote) for quote in promises if quote in paragraph
    )
    at = 0
    for start, _, quote in places:
        if start < at:
            continue
        if start > at:
            yield Span(pieces=marked(paragraph[at:start], asked))
        yield Span(pieces=marked(quote, asked), promises=tuple(promises[quote]))
        at = start + len(quote)
    if at < len(paragraph):
        yield Span(pieces=marked(paragraph[at:], asked))


def section_address(plan: Plan, *, code: str, query: str) -> str | None:
    """Return where a part of a plan is read or listed, None where the plan has no such part.

    `query` is "" or begins with a question mark (two queries).
    """
    paths = section_paths(plan).values()
    path = next((each for each in paths if each.code == code), None)
    if path is None:
        return None
    if path.box_number:
        return reverse("box_detail", args=[plan.slug, path.box_number]) + query
    is_read = plan.sections.filter(
        code__in=[each.code for each in paths if path.chapter_code in each.codes],
        kind__in=[SectionKind.CHAPTER, SectionKind.SECTION],
    ).exclude(text="")
    if is_read.exists() and path.code != path.chapter_code:
        page = reverse("plan_section", args=[plan.slug, path.chapter_code])
    else:
        page = reverse("plan_outline", args=[plan.slug])
    return f"{page}{query}#{code}"
