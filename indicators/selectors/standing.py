"""How each indicator of a plan stands in a year: the rows every page is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from indicators.conversions import definition_rank
from indicators.formatting import share_text
from indicators.models import Assessment, Indicator, Kind, Standpoint
from indicators.progress import State
from indicators.questions import revision_in_force
from indicators.selectors.assessments import ByIndicator, assessments_of
from indicators.selectors.trend import trend_of
from indicators.selectors.wording import (
    HALF_A_MONTH,
    actual_text,
    comparable_gap,
    comparable_value,
    difference_text,
    gap_text,
    lead_text,
    needed_text,
    state_label,
    vintage_label,
)
from indicators.trajectories import Trend
from indicators.viewpoints import Viewpoint
from plans.models import Plan

UNREPORTED = frozenset({State.NO_DATA, State.PENDING_TARGET})


@dataclass(frozen=True, kw_only=True)
class StandpointVerdict:
    """A second verdict on the same indicator and year, from another standpoint."""

    standpoint: str
    label: str
    state: str
    state_label: str
    sentence: str
    actual_text: str
    difference_text: str


@dataclass(frozen=True, kw_only=True)
class IndicatorRow:
    """One indicator judged in one year; shares are 0..1, amounts in the indicator's unit.

    `difference` is to the growth of the series an indicator is judged against, in points.
    `url` keeps the reader's viewpoint. `target_text` is the plan's own, `target_in_force` what
    a lawful change made of it.
    """

    indicator_id: int
    code: str
    url: str
    number: str
    name: str
    unit: str
    category: str
    origin: str
    origin_label: str
    nature: str
    nature_label: str
    kind: str
    kind_label: str
    direction: str
    section_code: str
    section_label: str
    quote: str
    department_code: str
    department_name: str
    supplier_code: str
    supplier_name: str
    departments_confirmed: bool
    baseline_text: str
    baseline_value: Decimal | None
    target_text: str
    target_value: Decimal | None
    target_in_force: str
    year: int | None
    state: str
    state_label: str
    actual: Decimal | None
    actual_text: str
    vintage_label: str
    difference: Decimal | None
    difference_text: str
    share: Decimal | None
    due_share: Decimal | None
    share_text: str
    due_text: str
    gap: Decimal | None
    gap_text: str
    lead_months: Decimal | None
    needed_text: str
    sentence: str
    reason: str
    is_stale: bool
    is_counted: bool
    parent_code: str
    last_year: int | None
    last_state: str
    last_state_label: str
    others: tuple[StandpointVerdict, ...]
    trend: Trend

    @property
    def is_judged(self) -> bool:
        """Return whether there is a verdict, on a figure, or 不可比 for want of comparison."""
        return bool(self.state) and self.state not in UNREPORTED

    @property
    def late_text(self) -> str:
        """Return by how many months the indicator lags, "" where it does not or none is known."""
        is_late = self.lead_months is not None and self.lead_months <= -HALF_A_MONTH
        return lead_text(self.lead_months) if is_late else ""

    @property
    def is_target_revised(self) -> bool:
        """Return whether the target was changed since the plan was printed."""
        return self.target_in_force != self.target_text

    @property
    def has_newer_definition(self) -> bool:
        """Return whether the same is judged in a newer definition as well."""
        return any(each.standpoint == Standpoint.NEW_DEFINITION for each in self.others)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A plan's indicators with the verdicts a reader sees; rows of any year come of it."""

    plan: Plan
    indicators: tuple[Indicator, ...]
    assessments: ByIndicator
    viewpoint: Viewpoint

    def rows(self, *, year: int | None) -> list[IndicatorRow]:
        """Return a row for each indicator, in the plan's order; no query.

        `year` None means 最新: each indicator in its own latest year that has an actual.
        """
        return [
            indicator_row(
                indicator, self.assessments.get(indicator.pk, []), year=year, seen=self.viewpoint
            )
            for indicator in self.indicators
        ]

    def with_year_before(
        self, rows: Iterable[IndicatorRow]
    ) -> Iterator[tuple[IndicatorRow, IndicatorRow]]:
        """Yield each row that has a year with its indicator's row of the year before; no query."""
        by_id = {indicator.pk: indicator for indicator in self.indicators}
        for row in rows:
            if row.year is not None and row.year > self.plan.first_year:
                verdicts = self.assessments.get(row.indicator_id, [])
                indicator = by_id[row.indicator_id]
                yield (
                    row,
                    indicator_row(indicator, verdicts, year=row.year - 1, seen=self.viewpoint),
                )


def default_year(plan: Plan) -> int | None:
    """Return the year a plan's pages open in: its last once closed, else None for 最新."""
    return plan.last_year if plan.closed_on is not None else None


def ruling_standpoint(plan: Plan) -> Standpoint:
    """Return the standpoint whose verdict rules: a closed plan is judged as it was known."""
    return Standpoint.CURRENT if plan.closed_on is None else Standpoint.CLOSING


def plan_standing(plan: Plan, *, viewpoint: Viewpoint) -> Standing:
    """Return the indicators of a plan with their verdicts (see `assessments_of`, two more)."""
    plan = viewpoint.as_known(plan)
    indicators = plan.indicators.select_related(
        "series", "reference", "department", "data_department", "section", "parent"
    ).prefetch_related("target_revisions")
    return Standing(
        plan=plan,
        indicators=tuple(indicators.order_by("position", "pk")),
        assessments=assessments_of(
            Indicator.objects.filter(plan=plan), region_id=plan.region_id, viewpoint=viewpoint
        ),
        viewpoint=viewpoint,
    )


def indicator_rows(plan: Plan, *, year: int | None, viewpoint: Viewpoint) -> list[IndicatorRow]:
    """Return a row for each indicator of a plan, in the plan's order.

    `year` None means 最新: each indicator in its own latest year that has an actual.
    """
    return plan_standing(plan, viewpoint=viewpoint).rows(year=year)


def indicator_row(
    indicator: Indicator, assessments: Sequence[Assessment], *, year: int | None, seen: Viewpoint
) -> IndicatorRow:
    """Return the row of one indicator from its assessments of all years and standpoints.

    The indicator comes with its plan as it was known.
    """
    plan, today = indicator.plan, seen.day
    ruling = {each.year: each for each in assessments if each.standpoint == ruling_standpoint(plan)}
    judged = _judged(ruling, plan=plan, year=year)
    last = _last_reported(ruling, before=judged.year) if judged and not _reported(judged) else None
    others = [
        each
        for each in assessments
        if judged and each.year == judged.year and each.standpoint != judged.standpoint
    ]
    shown_year = judged.year if judged and (year is not None or _reported(judged)) else None
    return IndicatorRow(
        **_identity(indicator),
        **_verdict(judged, indicator, today=today),
        url=indicator.get_absolute_url() + seen.query,
        target_in_force=target_in_force(indicator, seen),
        year=shown_year,
        last_year=last.year if last else None,
        last_state=last.state if last else "",
        last_state_label=state_label(last, today=today) if last else "",
        others=tuple(
            _second_verdict(each, indicator, newest=newest_definition(assessments), today=today)
            for each in others
            if judged and _differs(each, judged)
        ),
        trend=trend_of(indicator, ruling, until=judged.year) if judged else Trend(),
    )


def target_in_force(indicator: Indicator, seen: Viewpoint) -> str:
    """Return the target the ruling verdict is reached on, the plan's own unless it was changed.

    The indicator comes with its plan as it was known, and with its revisions.
    """
    revision = revision_in_force(indicator, indicator.plan.closed_on or seen.day)
    return revision.target_text if revision else indicator.target_text


def _judged(ruling: dict[int, Assessment], *, plan: Plan, year: int | None) -> Assessment | None:
    """Return the assessment a row shows: of the year asked for, or of the latest with an actual."""
    if year is not None:
        return ruling.get(year)
    reported = [each for each in ruling.values() if _reported(each)]
    return max(reported, key=lambda each: each.year, default=ruling.get(plan.first_year))


def _last_reported(ruling: dict[int, Assessment], *, before: int) -> Assessment | None:
    earlier = [each for each in ruling.values() if each.year < before and _reported(each)]
    return max(earlier, key=lambda each: each.year, default=None)


def _reported(assessment: Assessment) -> bool:
    if assessment.observation_id is not None:
        return True
    return bool(assessment.state) and assessment.state not in UNREPORTED


def _differs(other: Assessment, judged: Assessment) -> bool:
    """Return whether a second verdict says something the first does not."""
    if other.standpoint == Standpoint.NEW_DEFINITION:
        both_unjudged = other.state == judged.state == State.NOT_COMPARABLE
        return other.state not in UNREPORTED and not both_unjudged
    if other.standpoint in (Standpoint.REVISED_BASE, Standpoint.ORIGINAL_TARGET):
        return other.state not in UNREPORTED
    return other.state != judged.state or other.value != judged.value


def newest_definition(assessments: Iterable[Assessment]) -> int | None:
    """Return the definition that verdicts in a newer definition are reached in, None for none.

    Each comes with its observation and that one's definition.
    """
    used = [
        each.observation.definition
        for each in assessments
        if each.standpoint == Standpoint.NEW_DEFINITION and each.observation
    ]
    newest = max(filter(None, used), key=definition_rank, default=None)
    return newest.pk if newest else None


def _second_verdict(
    assessment: Assessment, indicator: Indicator, *, newest: int | None, today: date
) -> StandpointVerdict:
    """Return a second verdict with its figure, none where the year's is of another definition."""
    is_other = (
        assessment.standpoint == Standpoint.NEW_DEFINITION
        and assessment.value is None
        and assessment.definition_id != newest
    )
    return StandpointVerdict(
        standpoint=assessment.standpoint,
        label=Standpoint(assessment.standpoint).label,
        state=assessment.state,
        state_label=state_label(assessment, today=today),
        sentence=assessment.sentence,
        actual_text="" if is_other else actual_text(assessment, indicator),
        difference_text=difference_text(assessment, indicator),
    )


def _identity(indicator: Indicator) -> dict[str, Any]:
    department, section = indicator.department, indicator.section
    supplier = indicator.data_department
    return {
        "indicator_id": indicator.pk,
        "code": indicator.code,
        "number": str(indicator.number or ""),
        "name": indicator.name,
        "unit": indicator.unit,
        "category": indicator.category,
        "origin": indicator.origin,
        "origin_label": indicator.get_origin_display(),
        "nature": indicator.nature,
        "nature_label": indicator.get_nature_display(),
        "kind": indicator.kind,
        "kind_label": indicator.get_kind_display(),
        "direction": indicator.direction,
        "section_code": section.code if section else "",
        "section_label": str(section) if section else "",
        "quote": indicator.quote,
        "department_code": department.code if department else "",
        "department_name": department.short_name if department else "",
        "supplier_code": supplier.code if supplier else "",
        "supplier_name": supplier.short_name if supplier else "",
        "departments_confirmed": indicator.departments_confirmed,
        "baseline_text": indicator.baseline_text,
        "baseline_value": indicator.baseline_value,
        "target_text": indicator.target_text,
        "target_value": indicator.target_value,
        "is_counted": indicator.parent_id is None,
        "parent_code": indicator.parent.code if indicator.parent else "",
    }


def _verdict(judged: Assessment | None, indicator: Indicator, *, today: date) -> dict[str, Any]:
    if judged is None:
        judged = Assessment(indicator=indicator, year=indicator.plan.first_year)
    gap = comparable_gap(judged.gap, judged.value, judged.year, indicator)
    return {
        "state": judged.state,
        "state_label": state_label(judged, today=today),
        "actual": comparable_value(judged, indicator),
        "actual_text": actual_text(judged, indicator),
        "vintage_label": vintage_label(judged),
        "difference": judged.value if indicator.kind == Kind.RELATIVE else None,
        "difference_text": difference_text(judged, indicator),
        "share": judged.share,
        "due_share": judged.due_share,
        "share_text": share_text(judged.share, threshold=judged.due_share),
        "due_text": share_text(judged.due_share),
        "gap": gap,
        "gap_text": gap_text(gap, indicator, state=judged.state),
        "lead_months": judged.lead_months,
        "needed_text": needed_text(judged, indicator),
        "sentence": judged.sentence,
        "reason": judged.reason,
        "is_stale": judged.stale_since is not None or not judged.state,
    }


def counted(rows: Sequence[IndicatorRow]) -> list[IndicatorRow]:
    """Return the rows that count: a composite counts once, its parts do not."""
    return [row for row in rows if row.is_counted]
