"""Reads an indicator with all that its page rests on, in a fixed number of queries."""

from __future__ import annotations

from django.db.models import QuerySet

from indicators.models import Assessment, Indicator, Kind, Observation
from indicators.selectors.assessments import ByIndicator, assessments_of
from indicators.selectors.standing import IndicatorRow, indicator_row, ruling_standpoint
from indicators.selectors.trajectory import Asked, asked
from indicators.viewpoints import Viewpoint


def asked_about() -> QuerySet[Indicator]:
    """Return the indicators with everything a question about one and its row read."""
    return Indicator.objects.select_related(
        "plan__region",
        "series",
        "definition",
        "reference",
        "department",
        "data_department",
        "section",
        "parent",
    ).prefetch_related(
        "milestones", "target_revisions__evidence", "children", "series__definitions"
    )


class Family:
    """An indicator with its parts, its siblings in other plans and all that is known of them."""

    def __init__(self, indicator: Indicator, *, viewpoint: Viewpoint) -> None:
        self.viewpoint = viewpoint
        self.indicator = indicator
        self.children = list(asked_about().filter(parent=indicator).order_by("position", "pk"))
        self.siblings = self._siblings()
        for each in (indicator, *self.children, *self.siblings):
            each.plan = viewpoint.as_known(each.plan)
        self.observations = viewpoint.shown(self._figures())
        self.book = viewpoint.book(self.observations)
        self._assessments = self._read_assessments()
        self.ruling = {
            each.year: each
            for each in self._assessments.get(indicator.pk, [])
            if each.standpoint == ruling_standpoint(indicator.plan)
        }

    def asked(self) -> tuple[Asked, list[Asked]]:
        """Return what is asked of the indicator and of its siblings."""
        own, *others = (
            asked(each, self.book, today=self.viewpoint.day)
            for each in (self.indicator, *self.siblings)
        )
        return own, [each for each in others if each.indicator.kind in (Kind.REACH, Kind.KEEP)]

    def row(self, indicator: Indicator, *, year: int | None) -> IndicatorRow:
        """Return the row of a member of the family."""
        assessments = self._assessments.get(indicator.pk, [])
        return indicator_row(indicator, assessments, year=year, seen=self.viewpoint)

    def shown(self, row: IndicatorRow, *, year: int | None) -> Assessment | None:
        """Return the verdict behind the indicator's row."""
        first_year = self.indicator.plan.first_year
        return self.ruling.get(year or row.year or first_year)

    def own_observations(self) -> list[Observation]:
        return [each for each in self.observations if each.series_id == self.indicator.series_id]

    def _siblings(self) -> list[Indicator]:
        if self.indicator.series_id is None:
            return []
        same = asked_about().filter(
            series=self.indicator.series_id, plan__region=self.indicator.plan.region_id
        )
        return list(same.exclude(plan=self.indicator.plan_id).order_by("plan__first_year"))

    def _figures(self) -> QuerySet[Observation]:
        members = (self.indicator, *self.children)
        ids = {each.series_id for each in members} | {each.reference_id for each in members}
        figures = Observation.objects.filter(
            series__in=ids - {None}, region=self.indicator.plan.region_id
        )
        return (
            figures.select_related("series", "definition")
            .prefetch_related("sources")
            .order_by("year", "pk")
        )

    def _read_assessments(self) -> ByIndicator:
        members = (self.indicator, *self.children, *self.siblings)
        return assessments_of(
            Indicator.objects.filter(pk__in=[each.pk for each in members]),
            region_id=self.indicator.plan.region_id,
            viewpoint=self.viewpoint,
            in_full=True,
        )
