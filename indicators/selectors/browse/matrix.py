"""Every indicator of a plan in every year: what the matrix page shows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from indicators.formatting import share_text
from indicators.models import Assessment, Indicator, Nature, Origin
from indicators.selectors.browse.heat import HeatMap, heat_map
from indicators.selectors.standing import (
    Standing,
    plan_standing,
    ruling_standpoint,
    target_in_force,
)
from indicators.selectors.tones import STATE_ORDER
from indicators.selectors.wording import actual_text, difference_text, state_label
from indicators.viewpoints import Viewpoint
from plans.models import Plan


@dataclass(frozen=True, kw_only=True)
class MatrixFilters:
    """What of a plan is shown; "" is everything."""

    origin: str = ""
    nature: str = ""
    category: str = ""


@dataclass(frozen=True, kw_only=True)
class MatrixCell:
    """One indicator in one year."""

    year: int
    value_text: str
    difference_text: str
    state: str
    state_label: str
    sentence: str
    vintage_label: str
    share_text: str


@dataclass(frozen=True, kw_only=True)
class MatrixRow:
    """One indicator in all years."""

    number: str
    name: str
    unit: str
    url: str
    nature: str
    nature_label: str
    is_part: bool
    baseline_text: str
    target_text: str
    target_in_force: str
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True, kw_only=True)
class MatrixGroup:
    """The rows of one category, or of one origin where there is no category."""

    label: str
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """The matrix, its groups in the plan's order."""

    years: tuple[int, ...]
    groups: tuple[MatrixGroup, ...]
    categories: tuple[str, ...]
    states: tuple[tuple[str, str], ...]
    count: int
    heat: HeatMap | None

    @property
    def span(self) -> int:
        """Return how many columns stand beside the names: base, years, target."""
        return len(self.years) + 2


def matrix(plan: Plan, *, filters: MatrixFilters, viewpoint: Viewpoint) -> Matrix:
    """Return the indicators of a plan that pass the filters, in every year.

    See `plan_standing` for the queries.
    """
    standing = plan_standing(plan, viewpoint=viewpoint)
    indicators = standing.indicators
    groups: dict[str, list[MatrixRow]] = defaultdict(list)
    for indicator in indicators:
        if _passes(indicator, filters):
            groups[_group_label(indicator)].append(_row(indicator, standing))
    return Matrix(
        years=tuple(plan.years),
        groups=tuple(MatrixGroup(label=label, rows=tuple(rows)) for label, rows in groups.items()),
        categories=tuple(dict.fromkeys(each.category for each in indicators if each.category)),
        states=_shown_states(groups),
        heat=heat_map(standing),
        count=sum(not row.is_part for rows in groups.values() for row in rows),
    )


def _passes(indicator: Indicator, filters: MatrixFilters) -> bool:
    return (
        filters.origin in ("", indicator.origin)
        and filters.nature in ("", indicator.nature)
        and filters.category in ("", indicator.category)
    )


def _group_label(indicator: Indicator) -> str:
    if indicator.origin == Origin.TABLE:
        return indicator.category or Origin.TABLE.label
    return f"{indicator.get_origin_display()}中的定量目标"


def _row(indicator: Indicator, standing: Standing) -> MatrixRow:
    ruling = ruling_standpoint(standing.plan)
    verdicts = standing.assessments.get(indicator.pk, [])
    by_year = {each.year: each for each in verdicts if each.standpoint == ruling}
    seen = standing.viewpoint
    return MatrixRow(
        number=str(indicator.number or ""),
        name=indicator.name,
        unit=indicator.unit,
        url=indicator.get_absolute_url() + seen.query,
        nature=indicator.nature,
        nature_label=Nature(indicator.nature).label,
        is_part=indicator.parent_id is not None,
        baseline_text=indicator.baseline_text,
        target_text=indicator.target_text,
        target_in_force=target_in_force(indicator, seen),
        cells=tuple(
            _cell(year, by_year.get(year), indicator, today=seen.day)
            for year in standing.plan.years
        ),
    )


def _cell(
    year: int, assessment: Assessment | None, indicator: Indicator, *, today: date
) -> MatrixCell:
    observation = assessment.observation if assessment else None
    return MatrixCell(
        year=year,
        value_text=actual_text(assessment, indicator),
        difference_text=difference_text(assessment, indicator),
        state=assessment.state if assessment else "",
        state_label=state_label(assessment, today=today),
        sentence=assessment.sentence if assessment else "",
        vintage_label=observation.get_vintage_display() if observation else "",
        share_text=share_text(assessment.share, threshold=assessment.due_share)
        if assessment
        else "",
    )


def _shown_states(groups: dict[str, list[MatrixRow]]) -> tuple[tuple[str, str], ...]:
    """Return each state that occurs with each of its words, in the order of legends."""
    shown = {
        (cell.state, cell.state_label)
        for rows in groups.values()
        for row in rows
        for cell in row.cells
    }
    return tuple(sorted(shown, key=lambda each: (STATE_ORDER.index(each[0]), each[1])))
