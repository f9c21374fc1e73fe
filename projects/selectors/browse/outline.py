"""A plan's outline with everything that is anchored in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.urls import reverse

from indicators.models import Mention
from indicators.selectors.standing import IndicatorRow, indicator_rows
from indicators.viewpoints import Viewpoint
from plans.models import Plan, Section, SectionKind
from projects.models import BoxItem
from projects.selectors.browse.boxes import ItemRow, item_rows
from projects.selectors.rows import ProjectRow
from projects.selectors.standing import project_rows

Row = TypeVar("Row")


@dataclass(frozen=True, kw_only=True)
class MentionRow:
    """A target of another section, said again here."""

    indicator_name: str
    url: str
    quote: str
    value_text: str
    target_text: str


@dataclass(frozen=True, kw_only=True)
class OutlinePart:
    """A chapter, section or box with what stands in it and the parts below it.

    `text` is what introduces a chapter or box; `paragraphs` are all there is to read of a part
    in the plan's own words, and `read_url` is where: "" where the text was not loaded.
    """

    code: str
    kind: str
    heading: str
    title: str
    text: str
    paragraphs: tuple[str, ...]
    url: str
    read_url: str
    indicators: tuple[IndicatorRow, ...]
    mentions: tuple[MentionRow, ...]
    items: tuple[ItemRow, ...]
    other_projects: tuple[ProjectRow, ...]
    project_count: int
    parts: tuple[OutlinePart, ...]

    @property
    def is_bare(self) -> bool:
        """Return whether there is nothing at all to unfold."""
        return not self.text and not any(self.totals.values())

    @property
    def totals(self) -> dict[str, int]:
        """Return how many things stand in this part and below it, by what they are."""
        own = {
            "定量目标": len(self.indicators),
            "复述": len(self.mentions),
            "事项": len(self.items),
            "项目": self.project_count,
        }
        return {
            name: count + sum(part.totals[name] for part in self.parts)
            for name, count in own.items()
        }

    @property
    def totals_text(self) -> str:
        """Return what stands here in words: 定量目标 5 · 项目 12."""
        return " · ".join(f"{name} {count}" for name, count in self.totals.items() if count)


def plan_outline(plan: Plan, *, year: int | None, viewpoint: Viewpoint) -> tuple[OutlinePart, ...]:
    """Return the chapters of a plan with everything anchored below them."""
    sections = list(plan.sections.order_by("position", "pk"))
    rows = indicator_rows(plan, year=year, viewpoint=viewpoint)
    projects = project_rows(plan, year=year, viewpoint=viewpoint)
    anchored = _Anchored(
        children=_grouped(sections, lambda each: each.parent_id),
        indicators=_grouped(rows, lambda row: row.section_code),
        mentions=_mentions(plan, viewpoint),
        items=_grouped(_items(plan), lambda item: item.section_id),
        projects=_grouped(projects, lambda row: row.section_code),
        plan=plan,
        query=viewpoint.query,
    )
    return tuple(anchored.part(each) for each in anchored.children[None])


@dataclass(frozen=True, kw_only=True)
class _Anchored:
    """Everything anchored in a plan, by where it stands; links end in `query`."""

    plan: Plan
    query: str
    children: dict[int | None, list[Section]]
    indicators: dict[str, list[IndicatorRow]]
    mentions: dict[int, list[MentionRow]]
    items: dict[int, list[BoxItem]]
    projects: dict[str, list[ProjectRow]]

    def part(self, section: Section, *, chapter: str = "") -> OutlinePart:
        chapter = chapter or section.code
        parts = tuple(self.part(child, chapter=chapter) for child in self.children[section.pk])
        projects = self.projects[section.code]
        return OutlinePart(
            code=section.code,
            kind=section.kind,
            heading=section.heading,
            title=section.title,
            text="" if section.kind == SectionKind.SECTION else section.text,
            paragraphs=tuple(section.text.splitlines()),
            url=self._url(section),
            read_url=self._read_url(section, parts, chapter=chapter),
            indicators=tuple(self.indicators[section.code]),
            mentions=tuple(self.mentions[section.pk]),
            items=item_rows(self.items[section.pk], projects),
            other_projects=tuple(row for row in projects if row.item_id is None),
            project_count=len(projects),
            parts=parts,
        )

    def _url(self, section: Section) -> str:
        """Return the address of a box's own page, "" for other parts."""
        if section.kind != SectionKind.BOX:
            return ""
        return reverse("box_detail", args=[self.plan.slug, section.number]) + self.query

    def _read_url(self, section: Section, parts: tuple[OutlinePart, ...], *, chapter: str) -> str:
        """Return where the words of a chapter or section are read, "" where there are none."""
        has_words = section.text or any(part.read_url for part in parts)
        if section.kind == SectionKind.BOX or not has_words:
            return ""
        page = reverse("plan_section", args=[self.plan.slug, chapter]) + self.query
        return page if section.code == chapter else f"{page}#{section.code}"


def _mentions(plan: Plan, viewpoint: Viewpoint) -> dict[int, list[MentionRow]]:
    found: dict[int, list[MentionRow]] = defaultdict(list)
    mentions = Mention.objects.filter(indicator__plan=plan).select_related("indicator")
    for mention in mentions.order_by("position", "pk"):
        found[mention.section_id].append(
            MentionRow(
                indicator_name=mention.indicator.name,
                url=mention.indicator.get_absolute_url() + viewpoint.query,
                quote=mention.quote,
                value_text=mention.value_text,
                target_text=mention.indicator.target_text,
            )
        )
    return found


def _items(plan: Plan) -> list[BoxItem]:
    return list(BoxItem.objects.filter(section__plan=plan).order_by("position"))


Key = TypeVar("Key")


def _grouped(rows: Iterable[Row], key: Callable[[Row], Key]) -> dict[Key, list[Row]]:
    groups: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups
