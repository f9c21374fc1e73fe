"""Projects counted by light, each count with the address of the list behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from indicators.selectors.browse.tallies import LATEST, StateCount, Tally, TallyGroup
from indicators.viewpoints import Viewpoint
from plans.models import Plan
from projects.lights import LIGHT_LABELS
from projects.selectors.browse.filtering import NOWHERE
from projects.selectors.rows import FIELD_LABELS, ProjectRow, light_key


@dataclass(frozen=True, kw_only=True)
class LightTallier:
    """Counts rows by light and knows the address of the list behind each count."""

    plan: Plan
    year: int | None
    viewpoint: Viewpoint
    filters: Mapping[str, str] = field(default_factory=dict)
    """What else all counted rows have in common, as the address names it."""

    def url(self, **filters: str) -> str:
        """Return the address of the table with filters; empty ones are left out."""
        year = LATEST if self.year is None else str(self.year)
        asked = {name: each for name, each in {**self.filters, **filters}.items() if each}
        kept = {"year": year, **self.viewpoint.parameters}
        return f"{reverse('project_list', args=[self.plan.slug])}?{urlencode({**asked, **kept})}"

    def of(self, label: str, rows: Sequence[ProjectRow], **filters: str) -> Tally:
        """Return the tally of rows; the filters are those that give exactly these rows."""
        counts = tuple(self._counts(rows, filters))
        return Tally(label=label, total=len(rows), url=self.url(**filters), counts=counts)

    def by_field_and_region(self, rows: Sequence[ProjectRow]) -> tuple[TallyGroup, ...]:
        groups = (("按领域", self._fields(rows)), ("按地区", self._regions(rows)))
        found = ((label, tuple(tallies)) for label, tallies in groups)
        return tuple(TallyGroup(label=label, tallies=each) for label, each in found if each)

    def _fields(self, rows: Sequence[ProjectRow]) -> Iterator[Tally]:
        for value, label in FIELD_LABELS.items():
            same = [row for row in rows if row.field == value]
            if same:
                yield self.of(label, same, field=value)

    def _regions(self, rows: Sequence[ProjectRow]) -> Iterator[Tally]:
        names = {code: name for row in rows for code, name in row.regions}
        for code, name in sorted(names.items()):
            same = [row for row in rows if code in row.region_codes]
            yield self.of(name, same, region=code)
        nowhere = [row for row in rows if not row.regions]
        if nowhere and names:
            yield self.of("规划未写明", nowhere, region=NOWHERE)

    def _counts(self, rows: Iterable[ProjectRow], filters: dict[str, str]) -> Iterator[StateCount]:
        found = Counter(row.light for row in rows)
        total, start = found.total(), Decimal(0)
        for light, label in LIGHT_LABELS.items():
            if not found[light]:
                continue
            width = Decimal(found[light]) * 100 / total
            yield StateCount(
                state=light_key(light),
                label=label,
                tone=light_key(light),
                count=found[light],
                url=self.url(**{**filters, "light": light.value}),
                start=f"{start:.2f}",
                width=f"{width:.2f}",
            )
            start += width
