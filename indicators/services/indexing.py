"""What of the indicators can be found."""

from __future__ import annotations

from collections.abc import Iterator

from indicators.models import Indicator, Origin
from plans.models import EntryKind, Plan, SearchEntry
from plans.search.index import findable, replace_entries

KINDS = (EntryKind.INDICATOR, EntryKind.TARGET)


def index_indicators(plan: Plan | None = None) -> int:
    """Have the indicators of one plan, or of all, found as they are now."""
    return replace_entries(KINDS, list(_entries(plan)), plan=plan)


def _entries(plan: Plan | None) -> Iterator[SearchEntry]:
    indicators = Indicator.objects.select_related("series").order_by("position", "pk")
    if plan is not None:
        indicators = indicators.filter(plan=plan)
    for indicator in indicators.prefetch_related("mentions"):
        yield _entry(indicator)


def _entry(indicator: Indicator) -> SearchEntry:
    is_in_table = indicator.origin == Origin.TABLE
    found = SearchEntry(
        kind=EntryKind.INDICATOR if is_in_table else EntryKind.TARGET,
        plan_id=indicator.plan_id,
        section_id=indicator.section_id,
        key=indicator.code,
        title=indicator.name,
        place=indicator.category,
        # A row of a table, cell by cell, tells nothing that its result does not show.
        text="" if is_in_table else indicator.quote,
        position=indicator.position,
    )
    series = indicator.series
    said_again = (mention.quote for mention in indicator.mentions.all())
    return findable(
        found,
        terms=[series.code, series.name] if series else (),
        body=[
            indicator.quote,
            indicator.category,
            indicator.baseline_quote,
            indicator.note,
            *said_again,
        ],
    )
