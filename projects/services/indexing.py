"""What of the boxes and projects can be found."""

from __future__ import annotations

from collections.abc import Iterator

from plans.models import EntryKind, SearchEntry
from plans.search.index import findable, replace_entries
from projects.models import BoxItem, Project

KINDS = (EntryKind.ITEM, EntryKind.PROJECT)


def index_projects() -> int:
    """Have items of boxes and projects found as they are now."""
    return replace_entries(KINDS, [*_items(), *_projects()])


def _items() -> Iterator[SearchEntry]:
    items = BoxItem.objects.select_related("section").order_by("section__position", "position")
    for place, item in enumerate(items):
        found = SearchEntry(
            kind=EntryKind.ITEM,
            plan_id=item.section.plan_id,
            section_id=item.section_id,
            key=item.section.number,
            anchor=item.anchor,
            title=item.title,
            text=item.text,
            position=place,
        )
        yield findable(found)


def _projects() -> Iterator[SearchEntry]:
    projects = Project.objects.prefetch_related("regions").order_by("position", "pk")
    for project in projects:
        found = SearchEntry(
            kind=EntryKind.PROJECT,
            plan_id=project.plan_id,
            section_id=project.section_id,
            key=project.code,
            title=project.name,
            text=project.quote,
            position=project.position,
        )
        regions = (region.name for region in project.regions.all())
        yield findable(found, terms=[project.get_field_display(), *regions])
