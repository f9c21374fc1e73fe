"""How indicators of several plans stand that somebody searched for."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from indicators.models import Assessment, Indicator
from indicators.selectors.assessments import assessments_of
from indicators.selectors.standing import IndicatorRow, default_year, indicator_row
from indicators.viewpoints import Viewpoint


def rows_by_code(codes: Collection[str], *, viewpoint: Viewpoint) -> Mapping[str, IndicatorRow]:
    """Return the rows of indicators by their codes, each in the year its plan's pages open in.

    Two queries, and for each region whose plans are among them those of `assessments_of`.
    """
    indicators = Indicator.objects.filter(code__in=codes)
    known = (
        indicators.select_related(
            "plan", "series", "reference", "department", "data_department", "section", "parent"
        )
        .prefetch_related("target_revisions")
        .order_by("plan__region", "pk")
    )
    verdicts: dict[int, list[Assessment]] = {}
    regions = {each.plan.region_id for each in known}
    for region_id in regions:
        verdicts |= assessments_of(
            indicators.filter(plan__region=region_id), region_id=region_id, viewpoint=viewpoint
        )
    rows = {}
    for each in known:
        each.plan = viewpoint.as_known(each.plan)
        year = default_year(each.plan)
        rows[each.code] = indicator_row(each, verdicts.get(each.pk, []), year=year, seen=viewpoint)
    return rows
