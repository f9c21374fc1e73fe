"""One quantity under plan after plan: what each asked of it and how that ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from indicators.formatting import with_unit
from indicators.models import Assessment, Indicator, Observation, Series
from indicators.selectors.assessments import ByIndicator, assessments_of
from indicators.selectors.browse.year_on_year import ON_COURSE
from indicators.selectors.family import asked_about
from indicators.selectors.standing import IndicatorRow, indicator_row, ruling_standpoint
from indicators.selectors.tones import tone_of
from indicators.selectors.trajectory import (
    DRAWN_TOGETHER,
    Asked,
    asked,
    joint_trajectory,
)
from indicators.trajectories import PlanLine, Point, Trajectory
from indicators.viewpoints import Viewpoint
from plans.models import Plan

LEAST_PLANS = 2


@dataclass(frozen=True, kw_only=True)
class AcrossPlan:
    """What one plan says of the quantity."""

    label: str
    row: IndicatorRow


@dataclass(frozen=True, kw_only=True)
class AcrossYear:
    """A year of the table: the figure and, in the plans' order, what each asked; "" for nothing."""

    year: int
    actual_text: str
    note: str
    asked_texts: tuple[str, ...]
    projected_text: str


@dataclass(frozen=True, kw_only=True)
class AcrossSeries:
    """A quantity that several plans set a target for; drawn only where its figures are levels."""

    code: str
    name: str
    unit: str
    move: str
    verdicts: str
    plans: tuple[AcrossPlan, ...]
    trajectory: Trajectory | None

    @property
    def finding(self) -> str:
        """Return what became of the quantity, in one line."""
        return f"{self.name}：{'；'.join(filter(None, (self.move, self.verdicts)))}"

    @property
    def years(self) -> tuple[AcrossYear, ...]:
        """Return the numbers behind the picture, oldest first."""
        shown = self.trajectory
        return tuple(_year(shown, year) for year in shown.years) if shown else ()


@dataclass(frozen=True, kw_only=True)
class Across:
    """What a plan shares with others: the finding, then one entry for each quantity."""

    sentence: str
    labels: tuple[str, ...]
    years: range
    series: tuple[AcrossSeries, ...]


def across(plan: Plan, *, viewpoint: Viewpoint, code: str | None = None) -> Across:
    """Return the quantities this plan shares with others of its region, in its order, drawn first.

    With `code` only that series. See `assessments_of`; seven queries more, however many there are.
    """
    members = _members(plan, viewpoint, code)
    observations = _figures(plan, members)
    book = viewpoint.book(observations)
    verdicts = assessments_of(
        Indicator.objects.filter(pk__in=[each.pk for each in members]),
        region_id=plan.region_id,
        viewpoint=viewpoint,
    )
    found = [
        _series([asked(each, book, today=viewpoint.day) for each in same], verdicts, viewpoint)
        for same in _by_series(members, plan)
    ]
    series = tuple(sorted(found, key=lambda each: each.trajectory is None))
    plans = {each.plan_id: each.plan for each in members}
    ordered = sorted(plans.values(), key=lambda each: each.first_year)
    return Across(
        sentence=_sentence(series),
        labels=tuple(each.short_title for each in ordered),
        years=range(ordered[0].base_year, ordered[-1].last_year + 1) if ordered else range(0),
        series=series,
    )


def _members(plan: Plan, viewpoint: Viewpoint, code: str | None) -> list[Indicator]:
    """Return the indicators of all plans on the series this one shares, by plan and place."""
    of_region = Indicator.objects.filter(plan__region=plan.region_id).order_by()
    shared = (
        of_region.values("series")
        .annotate(plans=Count("plan", distinct=True))
        .filter(plans__gte=LEAST_PLANS)
        .values("series")
    )
    own = of_region.filter(plan=plan, series__in=shared)
    if code is not None:
        own = own.filter(series__in=Series.objects.filter(code=code))
    rows = asked_about().filter(plan__region=plan.region_id, series__in=own.values("series"))
    members = list(rows.order_by("plan__first_year", "plan__slug", "position", "pk"))
    for each in members:
        each.plan = viewpoint.as_known(each.plan)
    return members


def _figures(plan: Plan, members: Iterable[Indicator]) -> list[Observation]:
    ids = {each.series_id for each in members}
    rows = Observation.objects.filter(series__in=ids, region=plan.region_id)
    return list(rows.select_related("series", "definition").order_by("year", "pk"))


def _by_series(members: Sequence[Indicator], plan: Plan) -> Iterator[list[Indicator]]:
    """Yield the first indicator of each plan on a series, the series in this plan's order."""
    for own in (each for each in members if each.plan_id == plan.pk):
        same = [each for each in members if each.series_id == own.series_id]
        first = {each.plan_id: each for each in reversed(same)}
        if first[plan.pk] is own:
            yield sorted(first.values(), key=lambda each: each.plan.first_year)


def _series(members: Sequence[Asked], verdicts: ByIndicator, viewpoint: Viewpoint) -> AcrossSeries:
    newest = members[-1].indicator
    rows = {
        each.indicator.pk: indicator_row(
            each.indicator, verdicts.get(each.indicator.pk, []), year=None, seen=viewpoint
        )
        for each in members
    }
    shown = _trajectory(members, rows, verdicts)
    plans = tuple(
        AcrossPlan(label=each.indicator.plan.short_title, row=rows[each.indicator.pk])
        for each in members
    )
    series = newest.series
    return AcrossSeries(
        code=series.code if series else "",
        name=newest.name,
        unit=newest.unit,
        move=_move(shown) if shown else "",
        verdicts="，".join(f"{each.label}{each.row.state_label}" for each in plans),
        plans=plans,
        trajectory=shown,
    )


def _trajectory(
    members: Sequence[Asked], rows: Mapping[int, IndicatorRow], verdicts: ByIndicator
) -> Trajectory | None:
    """Return what is drawn; None where a plan asks for a rate or a sum, not for a level."""
    if any(each.indicator.kind not in DRAWN_TOGETHER for each in members):
        return None
    shown = {
        each.indicator.pk: _shown(each.indicator, rows[each.indicator.pk], verdicts)
        for each in members
    }
    trajectory = joint_trajectory(members, shown=shown)
    return trajectory if trajectory.is_drawable else None


def _shown(indicator: Indicator, row: IndicatorRow, verdicts: ByIndicator) -> Assessment | None:
    ruling = ruling_standpoint(indicator.plan)
    same = (
        each
        for each in verdicts.get(indicator.pk, [])
        if (each.year, each.standpoint) == (row.year, ruling)
    )
    return next(same, None)


def _move(shown: Trajectory) -> str:
    """Return from where to where the figures went; "" without two that compare."""
    bases = [line.base for line in shown.plans if line.base is not None]
    known = sorted([*bases, *shown.yearly], key=lambda point: point.year)
    if not known or known[0].year == known[-1].year:
        return ""
    first, last = known[0], known[-1]
    return f"{first.year}年 {first.text} → {last.year}年 {with_unit(last.text, shown.unit)}"


def _sentence(series: Sequence[AcrossSeries]) -> str:
    """Return how many of the quantities went well under every plan, and how many did not."""
    tones = [[tone_of(each.row.state) for each in one.plans] for one in series]
    judged = [each for each in tones if "neutral" not in each]
    if not judged:
        return f"{len(series)} 项指标在几期规划里都定了目标" if series else ""
    well = sum(ON_COURSE.issuperset(each) for each in judged)
    fell = sum(each[-1] not in ON_COURSE and ON_COURSE.issuperset(each[:-1]) for each in judged)
    said = [f"{well} 项每期都完成或达到进度"]
    if fell:
        said.append(f"{fell} 项前期达标、这一期落后")
    unjudged = len(series) - len(judged)
    if unjudged:
        said.append(f"{unjudged} 项有一期没有评判")
    return f"{len(series)} 项指标在几期规划里都定了目标：{'，'.join(said)}"


def _year(shown: Trajectory, year: int) -> AcrossYear:
    points = [each for each in (*shown.yearly, *shown.incomparable) if each.year == year]
    actual = points[0] if points else None
    closed = next((each for each in shown.as_closed if each.year == year), None)
    projected = [
        point.text for line in shown.plans for point in line.projection[1:] if point.year == year
    ]
    notes = [
        actual.note if actual else "",
        *(f"{each.note} {each.text}" for each in points[1:]),
        f"结账时 {closed.text}" if closed else "",
    ]
    return AcrossYear(
        year=year,
        actual_text=actual.text if actual else "",
        note="，".join(filter(None, notes)),
        asked_texts=tuple(_asked_text(line, year) for line in shown.plans),
        projected_text="、".join(projected),
    )


def _asked_text(line: PlanLine, year: int) -> str:
    """Return what a plan asked of a year, and in which capacity: base, way or target."""

    def text_of(points: Iterable[Point | None], what: str) -> Iterator[str]:
        return (f"{each.text}{what}" for each in points if each and each.year == year)

    found = (
        *text_of([line.target], "（目标）"),
        *text_of([line.base], "（基期）"),
        *text_of(line.milestones, "（年度目标）"),
        *text_of(line.path, ""),
    )
    return found[0] if found else ""
