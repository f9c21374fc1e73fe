"""What a meeting talks about: each indicator that lags, with its figures and what was said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from indicators.formatting import plain_text
from indicators.models import Assessment, Basis, Indicator, Kind, Origin, Submission
from indicators.selectors.browse.explanation import KeyFigure, judged_figure, target_label
from indicators.selectors.browse.judged_lines import judged_trajectory
from indicators.selectors.browse.overview import Overview, by_urgency, overview
from indicators.selectors.standing import (
    IndicatorRow,
    Standing,
    counted,
    plan_standing,
    ruling_standpoint,
)
from indicators.selectors.tones import LAGGING
from indicators.selectors.wording import (
    MEAN_DECIMALS,
    actual_text,
    decimals,
    judged_text,
    lead_text,
    per_year,
    state_label,
)
from indicators.trajectories import Trajectory
from indicators.viewpoints import Viewpoint
from plans.models import Plan


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What a department said of a figure that lags, in the report that was approved."""

    department: str
    cause: str
    measure: str
    measure_by: date | None
    approved_on: date | None


@dataclass(frozen=True, kw_only=True)
class YearFigure:
    """A year's figure with what was due by then; "" where there is none."""

    year: int
    value_text: str
    due_text: str
    state: str
    state_label: str


@dataclass(frozen=True, kw_only=True)
class Slide:
    """An indicator that lags; `statement` is None where its department has said nothing."""

    row: IndicatorRow
    figure: KeyFigure | None
    target_label: str
    lead_text: str
    years: tuple[YearFigure, ...]
    trajectory: Trajectory
    statement: Statement | None


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """How the plan stands, then what lags, in the order of the overview (see `by_urgency`).

    The first `main_count` slides are of what the overview counts, the plan's table; those of
    targets said elsewhere follow, if the plan `has_outside` ones.
    """

    overview: Overview
    slides: tuple[Slide, ...]
    main_count: int
    has_outside: bool
    year: int | None


def meeting(plan: Plan, *, year: int | None, viewpoint: Viewpoint) -> Meeting:
    """Return what to talk about (one query more than `plan_standing`)."""
    standing = plan_standing(plan, viewpoint=viewpoint)
    rows = counted(standing.rows(year=year))
    has_table = any(row.origin == Origin.TABLE for row in rows)

    def is_outside(row: IndicatorRow) -> bool:
        return has_table and row.origin != Origin.TABLE

    lagging = sorted(by_urgency(row for row in rows if row.state in LAGGING), key=is_outside)
    said = _statements(standing, lagging)
    indicators = {each.pk: each for each in standing.indicators}
    return Meeting(
        overview=overview(standing, year=year, changes=()),
        slides=tuple(
            _slide(row, indicators[row.indicator_id], standing, said=said) for row in lagging
        ),
        main_count=sum(not is_outside(row) for row in lagging),
        has_outside=any(map(is_outside, rows)),
        year=year,
    )


def _slide(
    row: IndicatorRow,
    indicator: Indicator,
    standing: Standing,
    *,
    said: Mapping[int, Statement],
) -> Slide:
    ruling = _ruling(standing, indicator.pk)
    judged = next((each for each in ruling if each.year == row.year), None)
    figure = judged.observation_id if judged else None
    return Slide(
        row=row,
        figure=judged_figure(judged, indicator, row) if judged else None,
        target_label=target_label(indicator),
        # After the last year there is no pace any more: 未完成 is not 与路径同步.
        lead_text="" if row.year == standing.plan.last_year else lead_text(row.lead_months),
        years=tuple(
            _year(each, indicator, today=standing.viewpoint.day)
            for each in ruling
            if row.year is None or each.year <= row.year
        ),
        trajectory=judged_trajectory(row, indicator, ruling),
        statement=said.get(figure) if figure else None,
    )


def _year(assessment: Assessment, indicator: Indicator, *, today: date) -> YearFigure:
    return YearFigure(
        year=assessment.year,
        value_text=_figure_text(assessment, indicator),
        due_text=_due_text(assessment, indicator),
        state=assessment.state,
        state_label=state_label(assessment, today=today),
    )


def _due_text(assessment: Assessment, indicator: Indicator) -> str:
    """Return what was due by a year; per year where the target is, as the figure beside it."""
    due = assessment.due_value
    if indicator.basis != Basis.YEARLY_MEAN:
        return plain_text(due, decimals(indicator))
    return plain_text(per_year(due, assessment.year, indicator), MEAN_DECIMALS)


def _figure_text(assessment: Assessment, indicator: Indicator) -> str:
    """Return a year's figure as it is held against what was due."""
    if indicator.kind == Kind.RELATIVE:
        return judged_text(assessment, indicator)
    return actual_text(assessment, indicator)


def _ruling(standing: Standing, indicator_id: int) -> list[Assessment]:
    """Return the verdicts on an indicator that rule its page, in order of years."""
    standpoint = ruling_standpoint(standing.plan)
    verdicts = standing.assessments.get(indicator_id, [])
    return [each for each in verdicts if each.standpoint == standpoint]


def _statements(standing: Standing, rows: Iterable[IndicatorRow]) -> dict[int, Statement]:
    """Return what departments said of the figures that rows rest on, by figure (one query)."""
    figures = [
        each.observation_id
        for row in rows
        for each in _ruling(standing, row.indicator_id)
        if each.year == row.year and each.observation_id
    ]
    reports = Submission.objects.filter(observation__in=figures).exclude(cause="", measure="")
    said = {each.observation_id: _statement(each) for each in reports.select_related("department")}
    day = standing.viewpoint.day
    return {
        figure: each
        for figure, each in said.items()
        if figure and (each.approved_on is None or each.approved_on <= day)
    }


def _statement(report: Submission) -> Statement:
    decided = report.decided_at
    return Statement(
        department=report.department.short_name,
        cause=report.cause,
        measure=report.measure,
        measure_by=report.measure_by,
        approved_on=timezone.localdate(decided) if decided else None,
    )
