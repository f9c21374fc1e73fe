"""The projects a meeting talks about: those whose light is 滞后 or 严重滞后."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from indicators.viewpoints import Viewpoint
from plans.models import Plan
from projects.lights import Light
from projects.selectors.rows import ProjectRow
from projects.selectors.standing import project_rows

LAGGING: Final = (Light.RED, Light.YELLOW)
"""The lights a meeting talks about, the gravest first."""
MOST: Final = 20
"""A meeting that has more to talk about does not get round to it."""


@dataclass(frozen=True, kw_only=True)
class LaggingProjects:
    """The projects that lag, the worst first and no more than a meeting can talk about."""

    worst: tuple[ProjectRow, ...]
    total: int


def lagging_projects(plan: Plan, *, year: int | None, viewpoint: Viewpoint) -> LaggingProjects:
    """Return the projects of a plan that lag (the queries of `project_rows`)."""
    rows = project_rows(plan, year=year, viewpoint=viewpoint)
    lagging = sorted((row for row in rows if row.light in LAGGING), key=_urgency)
    return LaggingProjects(worst=tuple(lagging[:MOST]), total=len(lagging))


def _urgency(row: ProjectRow) -> tuple[int, Decimal]:
    """Return the place of a row: by gravity, then by points behind."""
    return LAGGING.index(row.light), -(row.behind_points or Decimal(0))
