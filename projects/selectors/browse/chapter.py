"""A chapter of a plan as it is read: its words, what was asked for marked, what is anchored."""

from __future__ import annotations

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
class Clause:
    """A part of a chapter with its paragraphs, each in pieces."""

    part: OutlinePart
    paragraphs: tuple[tuple[Piece, ...], ...]

    @property
    def hits(self) -> int:
        """Return how often what was asked for is said here."""
        return sum(piece.is_marked for paragraph in self.paragraphs for piece in paragraph)

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
    return Clause(part=part, paragraphs=tuple(marked(each, asked) for each in part.paragraphs))


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
