"""Which projects pass the filters of an address, and what else could be chosen."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from indicators.selectors.browse.listing import NOBODY, Active, Choice, pinyin_order
from plans.models import SectionKind
from projects.gaps import gap_range
from projects.lights import LIGHT_LABELS
from projects.selectors.rows import FIELD_LABELS, UNREPORTED, UNREPORTED_LABEL, ProjectRow
from projects.stages import BUILD_STAGE_LABELS

NOWHERE: Final = "none"
"""How an address names projects of which the plan does not say where they are."""
Labels = Iterable[tuple[str, str]]
STAGE_LABELS: Final = {
    **{stage.value: label for stage, label in BUILD_STAGE_LABELS.items()},
    UNREPORTED: UNREPORTED_LABEL,
}


@dataclass(frozen=True, kw_only=True)
class ProjectFilters:
    """What of a plan's projects is shown; "" and () are everything."""

    field: str = ""
    region: str = ""
    stage: str = ""
    lights: tuple[str, ...] = ()
    department: str = ""
    section: str = ""
    gap: str = ""
    text: str = ""

    def passes(self, row: ProjectRow) -> bool:
        return not self.failing(row)

    def failing(self, row: ProjectRow) -> tuple[str, ...]:
        """Return the names of the filters a row does not pass."""
        return tuple(name for name, passes in _TESTS.items() if not passes(self, row))

    def without(self, name: str, value: str = "") -> ProjectFilters:
        """Return the filters with one of them dropped, of several lights only the one named."""
        if name == "lights":
            return replace(self, lights=tuple(each for each in self.lights if each != value))
        cleared: dict[str, Any] = {name: ""}
        return replace(self, **cleared)


def _has_words(filters: ProjectFilters, row: ProjectRow) -> bool:
    return not filters.text or all(word in _searched(row) for word in _folded(filters.text).split())


def _lies_within(filters: ProjectFilters, row: ProjectRow) -> bool:
    if not filters.gap:
        return True
    asked = gap_range(filters.gap)
    return asked is not None and row.behind_points is not None and asked.holds(-row.behind_points)


_TESTS: Final[dict[str, Callable[[ProjectFilters, ProjectRow], bool]]] = {
    "field": lambda filters, row: filters.field in ("", row.field),
    "region": lambda filters, row: not filters.region or filters.region in _regions_of(row),
    "stage": lambda filters, row: filters.stage in ("", row.stage),
    "lights": lambda filters, row: not filters.lights or row.light in filters.lights,
    "department": lambda filters, row: filters.department in ("", row.department_code or NOBODY),
    "section": lambda filters, row: not filters.section or filters.section in row.section_codes,
    "gap": _lies_within,
    "text": _has_words,
}


@dataclass(frozen=True, kw_only=True)
class Facets:
    """What can be chosen; a choice that gives nothing is left out unless it is chosen."""

    fields: tuple[Choice, ...]
    regions: tuple[Choice, ...]
    stages: tuple[Choice, ...]
    lights: tuple[Choice, ...]
    departments: tuple[Choice, ...]
    chapters: tuple[Choice, ...]
    boxes: tuple[Choice, ...]


@dataclass(frozen=True, kw_only=True)
class Filtered:
    """The rows that pass, what could be chosen beside them, and the filters in force."""

    rows: tuple[ProjectRow, ...]
    total: int
    facets: Facets
    active: tuple[Active, ...]


def filtered(rows: Sequence[ProjectRow], filters: ProjectFilters) -> Filtered:
    """Return the rows that pass, in their order; no query."""
    failing = [(row, filters.failing(row)) for row in rows]
    return Filtered(
        rows=tuple(row for row, failed in failing if not failed),
        total=len(rows),
        facets=_Chooser(filters=filters, failing=failing).facets(),
        active=tuple(_active(failing, filters)),
    )


@dataclass(frozen=True, kw_only=True)
class _Chooser:
    """Counts each choice beside the other filters."""

    filters: ProjectFilters
    failing: list[tuple[ProjectRow, tuple[str, ...]]]

    def facets(self) -> Facets:
        rows = [row for row, _ in self.failing]
        return Facets(
            fields=self._choices("field", FIELD_LABELS.items(), lambda row: (row.field,)),
            regions=self._choices("region", _regions(rows), _regions_of),
            stages=self._choices("stage", STAGE_LABELS.items(), lambda row: (row.stage,)),
            lights=self._choices(
                "lights",
                ((light.value, label) for light, label in LIGHT_LABELS.items()),
                lambda row: (row.light.value,),
            ),
            departments=self._choices(
                "department", _departments(rows), lambda row: (row.department_code or NOBODY,)
            ),
            chapters=self._choices("section", _chapters(rows), lambda row: row.section_codes),
            boxes=self._choices("section", _boxes(rows), lambda row: row.section_codes),
        )

    def _choices(
        self, name: str, labels: Labels, values_of: Callable[[ProjectRow], Iterable[str]]
    ) -> tuple[Choice, ...]:
        chosen = getattr(self.filters, name)
        counts = Counter(
            value
            for row, failed in self.failing
            if failed in ((), (name,))
            for value in values_of(row)
        )
        found = (
            Choice(
                value=value,
                label=label,
                count=counts[value],
                is_chosen=value in chosen if name == "lights" else value == chosen,
            )
            for value, label in labels
        )
        return tuple(choice for choice in found if choice.count or choice.is_chosen)


def _active(
    failing: Sequence[tuple[ProjectRow, tuple[str, ...]]], filters: ProjectFilters
) -> Iterator[Active]:
    labels = _labels([row for row, _ in failing])
    values = [(name, getattr(filters, name)) for name in _TESTS if name != "lights"]
    for name, value in [*values, *(("lights", light) for light in filters.lights)]:
        if value:
            near = (row for row, failed in failing if failed in ((), (name,)))
            remaining = filters.without(name, value)
            yield Active(
                name=name,
                value=value,
                label=_words(name, value) or labels.get((name, value), value),
                count_without=sum(remaining.passes(row) for row in near),
            )


def _words(name: str, value: str) -> str:
    """Return how a filter is told whose values are not chosen from a list, "" for others."""
    if name == "gap":
        asked = gap_range(value)
        return asked.words if asked else f"“{value}”"
    return f"“{value}”" if name == "text" else ""


def _labels(rows: Sequence[ProjectRow]) -> dict[tuple[str, str], str]:
    known: dict[str, Labels] = {
        "field": FIELD_LABELS.items(),
        "region": _regions(rows),
        "stage": STAGE_LABELS.items(),
        "lights": [(light.value, label) for light, label in LIGHT_LABELS.items()],
        "department": _departments(rows),
        "section": [*_chapters(rows), *_boxes(rows)],
    }
    return {(name, value): label for name, labels in known.items() for value, label in labels}


def _regions_of(row: ProjectRow) -> tuple[str, ...]:
    return tuple(code for code, _ in row.regions) or (NOWHERE,)


def _regions(rows: Iterable[ProjectRow]) -> list[tuple[str, str]]:
    names = {code: name for row in rows for code, name in row.regions}
    return [*sorted(names.items()), (NOWHERE, "规划未写明")]


def _departments(rows: Iterable[ProjectRow]) -> list[tuple[str, str]]:
    names = {row.department_code: row.department_name for row in rows if row.department_code}
    return [*sorted(names.items(), key=lambda each: pinyin_order(each[1])), (NOBODY, "未定")]


def _chapters(rows: Iterable[ProjectRow]) -> list[tuple[str, str]]:
    return list(dict.fromkeys((row.path.chapter_code, row.path.chapter_label) for row in rows))


def _boxes(rows: Iterable[ProjectRow]) -> list[tuple[str, str]]:
    found = {row.path.code: row.path.label for row in rows if row.path.kind == SectionKind.BOX}
    return list(found.items())


def _searched(row: ProjectRow) -> str:
    names = (row.name, row.code, row.field_label, row.promised_stage, row.department_name)
    return _folded(" ".join((*names, row.regions_text, row.item_title, row.quote)))


def _folded(text: str) -> str:
    """Return text so that width and case of letters do not matter in a search."""
    return unicodedata.normalize("NFKC", text).casefold()
