"""Projects beside the indicators they are to move: where the two say opposite things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.db.models import Q

from indicators.models import Indicator
from indicators.selectors.standing import IndicatorRow, indicator_rows
from indicators.selectors.tones import tone_of
from indicators.viewpoints import Viewpoint
from plans.models import Plan
from projects.lights import Light
from projects.models import ProjectLink
from projects.selectors.rows import ProjectRow
from projects.selectors.standing import project_rows

FINE_LIGHTS: Final = frozenset({Light.GREEN, Light.NEARLY})
FINE_TONES: Final = frozenset({"done", "good"})
BAD_TONE: Final = "bad"
UNKNOWN_TONE: Final = "neutral"


class Agreement(StrEnum):
    """What a project's light and an indicator's verdict say of each other."""

    GREEN_RED = "green-red"
    RED_GREEN = "red-green"
    UNKNOWN = "unknown"
    AGREE = "agree"


AGREEMENT_LABELS: Final = {
    Agreement.GREEN_RED: "项目绿、指标红",
    Agreement.RED_GREEN: "项目红、指标绿",
    Agreement.UNKNOWN: "还不能比较",
    Agreement.AGREE: "没有矛盾",
}


@dataclass(frozen=True, kw_only=True)
class LinkedProject:
    """A project with the reason why it is linked to an indicator."""

    row: ProjectRow
    reason: str


@dataclass(frozen=True, kw_only=True)
class LinkedIndicator:
    """An indicator with the projects that stand to it in the same way."""

    row: IndicatorRow
    projects: tuple[LinkedProject, ...]


@dataclass(frozen=True, kw_only=True)
class Links:
    """Every link of the projects shown, by what the two say of each other."""

    groups: Mapping[Agreement, tuple[LinkedIndicator, ...]]

    def count(self, agreement: Agreement) -> int:
        """Return how many links there are of a kind."""
        return sum(len(each.projects) for each in self.groups[agreement])

    @property
    def total(self) -> int:
        return sum(self.count(each) for each in Agreement)

    def pairs(self, agreement: Agreement) -> list[tuple[IndicatorRow, LinkedProject]]:
        """Return the links of a kind one by one, to be shown page by page."""
        return [(each.row, linked) for each in self.groups[agreement] for linked in each.projects]


def by_indicator(
    pairs: Iterable[tuple[IndicatorRow, LinkedProject]],
) -> list[LinkedIndicator]:
    """Return the links of a page with each indicator said once."""
    found: dict[int, list[tuple[IndicatorRow, LinkedProject]]] = defaultdict(list)
    for row, linked in pairs:
        found[row.indicator_id].append((row, linked))
    return [
        LinkedIndicator(row=same[0][0], projects=tuple(linked for _, linked in same))
        for same in found.values()
    ]


def project_links(
    plan: Plan, projects: Sequence[ProjectRow], *, year: int | None, viewpoint: Viewpoint
) -> Links:
    """Return the links of projects, indicators in the plan's order (one query for the links)."""
    indicators = indicator_rows(plan, year=year, viewpoint=viewpoint)
    links = _links(plan, projects)
    groups: dict[Agreement, list[LinkedIndicator]] = {each: [] for each in Agreement}
    for indicator in indicators:
        sorted_out: dict[Agreement, list[LinkedProject]] = defaultdict(list)
        for link in links[indicator.indicator_id]:
            sorted_out[agreement(link.row.light, indicator.state)].append(link)
        for kind, linked in sorted_out.items():
            groups[kind].append(LinkedIndicator(row=indicator, projects=tuple(linked)))
    return Links(groups={kind: tuple(each) for kind, each in groups.items()})


def agreement(light: Light, state: str) -> Agreement:
    """Return what a light and a verdict say of each other.

    A verdict in between, 基本符合, contradicts neither; a missing one cannot be compared.
    """
    tone = tone_of(state)
    if light == Light.GREY or tone == UNKNOWN_TONE:
        return Agreement.UNKNOWN
    if light in FINE_LIGHTS and tone == BAD_TONE:
        return Agreement.GREEN_RED
    if light not in FINE_LIGHTS and tone in FINE_TONES:
        return Agreement.RED_GREEN
    return Agreement.AGREE


def _links(plan: Plan, projects: Iterable[ProjectRow]) -> dict[int, list[LinkedProject]]:
    rows = {row.project_id: row for row in projects}
    found: dict[int, list[LinkedProject]] = defaultdict(list)
    links = ProjectLink.objects.filter(project__plan=plan)
    for project_id, indicator_id, reason in links.order_by("project__position", "id").values_list(
        "project_id", "indicator_id", "reason"
    ):
        if project_id in rows:
            found[indicator_id].append(LinkedProject(row=rows[project_id], reason=reason))
    return found


def linked_projects(
    indicator: Indicator, *, year: int | None, viewpoint: Viewpoint
) -> list[LinkedProject]:
    """Return the projects that are to move an indicator, with the reasons.

    Most indicators have none: one query for them, twelve for the others.
    """
    links = ProjectLink.objects.filter(indicator=indicator)
    reasons = dict(links.values_list("project_id", "reason"))
    if not reasons:
        return []
    among = Q(pk__in=list(reasons))
    rows = project_rows(indicator.plan, year=year, viewpoint=viewpoint, among=among)
    return [LinkedProject(row=row, reason=reasons[row.project_id]) for row in rows]
