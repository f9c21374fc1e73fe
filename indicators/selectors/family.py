"""Reads an indicator with all that its page rests on, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import QuerySet

from indicators.models import Assessment, Indicator, Kind, Observation
from indicators.readings import Book
from indicators.selectors.standing import IndicatorRow, indicator_row, ruling_standpoint
from indicators.selectors.trajectory import Asked, asked


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
    ).prefetch_related("milestones", "target_revisions", "children")


class Family:
    """An indicator with its parts, its siblings in other plans and all that is known of them."""

    def __init__(self, indicator: Indicator) -> None:
        self.indicator = indicator
        self.children = list(asked_about().filter(parent=indicator).order_by("position", "pk"))
        self.siblings = self._siblings()
        self.observations = self._observations()
        self.book = Book(self.observations)
        self._assessments = self._read_assessments()
        self.ruling = {
            each.year: each
            for each in self._assessments[indicator.pk]
            if each.standpoint == ruling_standpoint(indicator.plan)
        }

    def asked(self, *, today: date) -> tuple[Asked, list[Asked]]:
        """Return what is asked of the indicator and of its siblings."""
        own, *others = (
            asked(each, self.book, today=today) for each in (self.indicator, *self.siblings)
        )
        return own, [each for each in others if each.indicator.kind in (Kind.REACH, Kind.KEEP)]

    def row(self, indicator: Indicator, *, year: int | None, today: date) -> IndicatorRow:
        """Return the row of a member of the family."""
        assessments = self._assessments[indicator.pk]
        return indicator_row(indicator, assessments, plan=indicator.plan, year=year, today=today)

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

    def _observations(self) -> list[Observation]:
        members = (self.indicator, *self.children)
        ids = {each.series_id for each in members} | {each.reference_id for each in members}
        return list(
            Observation.objects.filter(
                series__in=ids - {None}, region=self.indicator.plan.region_id
            )
            .select_related("series", "definition")
            .prefetch_related("sources")
            .order_by("year", "pk")
        )

    def _read_assessments(self) -> dict[int, list[Assessment]]:
        members = (self.indicator, *self.children, *self.siblings)
        rows = (
            Assessment.objects.filter(indicator__in=members, region=self.indicator.plan.region_id)
            .select_related("observation", "rule_set")
            .order_by("year", "standpoint")
        )
        result: dict[int, list[Assessment]] = defaultdict(list)
        for row in rows:
            result[row.indicator_id].append(row)
        return result
