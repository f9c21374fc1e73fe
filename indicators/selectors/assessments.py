"""The verdicts a reader sees: those stored, or others judged on the spot.

Stored verdicts rest on every approved figure as it stands today. Whoever looks back at a day,
or may not see a figure yet, gets other ones from the same core; they are never stored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Q, QuerySet

from indicators.judging import assessment, computed_fields, figures_of, judgeable
from indicators.models import Assessment, Indicator, Observation, RuleSet
from indicators.questions import Judgement, core_rules, judgements
from indicators.viewpoints import Viewpoint

ByIndicator = Mapping[int, list[Assessment]]


def assessments_of(
    indicators: QuerySet[Indicator],
    *,
    region_id: int,
    viewpoint: Viewpoint,
    in_full: bool = False,
) -> ByIndicator:
    """Return the verdicts on indicators by their ids, in order of year and standpoint.

    Each comes with its observation, that one's definition, and its rule set; `in_full` with
    formulas and inputs too. One query, one more for readers who might not see everything, ten
    where verdicts have to be reached for this reader.
    """
    if _stored_are_theirs(indicators, region_id=region_id, viewpoint=viewpoint):
        rows = _stored(indicators, region_id=region_id, in_full=in_full)
    else:
        rows = _judged(indicators, region_id=region_id, viewpoint=viewpoint)
    result: dict[int, list[Assessment]] = defaultdict(list)
    for row in rows:
        result[row.indicator_id].append(row)
    return result


def _stored_are_theirs(
    indicators: QuerySet[Indicator], *, region_id: int, viewpoint: Viewpoint
) -> bool:
    """Return whether the stored verdicts rest on exactly the figures the reader sees."""
    if viewpoint.known_on is not None:
        return False
    if viewpoint.sees_unpublished:
        return True
    ids = indicators.order_by().values("pk")
    members = Indicator.objects.filter(Q(pk__in=ids) | Q(parent__in=ids)).order_by()
    unpublished = Observation.objects.filter(
        Q(series__in=members.values("series")) | Q(series__in=members.values("reference")),
        region=region_id,
        published_on__gt=viewpoint.today,
    )
    return not unpublished.exists()


def _stored(
    indicators: QuerySet[Indicator], *, region_id: int, in_full: bool
) -> Iterable[Assessment]:
    rows = (
        Assessment.objects.filter(indicator__in=indicators.order_by(), region=region_id)
        .select_related("observation__definition", "rule_set")
        .order_by("year", "standpoint")
    )
    return rows if in_full else rows.defer("steps", "input_ids")


def _judged(
    indicators: QuerySet[Indicator], *, region_id: int, viewpoint: Viewpoint
) -> Iterable[Assessment]:
    members = list(judgeable(indicators))
    for each in (member for one in members for member in (one, *one.children.all())):
        each.plan = viewpoint.as_known(each.plan)
    book = viewpoint.book(figures_of(members, region_id=region_id))
    rule_set = rule_set_on(viewpoint.day)
    rules = core_rules(rule_set)
    rows = [
        _unsaved(judged, rule_set, region_id=region_id)
        for member in members
        for judged in judgements(member, book, rules=rules, today=viewpoint.day)
    ]
    return sorted(rows, key=lambda row: (row.year, row.standpoint))


def _unsaved(judged: Judgement, rule_set: RuleSet, *, region_id: int) -> Assessment:
    computed = computed_fields(judged, rule_set)
    row = assessment(judged, computed, region_id=region_id, now=None)
    row.observation, row.rule_set = judged.observation, rule_set
    return row


def rule_set_on(day: date) -> RuleSet:
    """Return the rules of a day; before there were any, the first."""
    known = RuleSet.objects.order_by("effective_on", "pk")
    in_force = known.filter(effective_on__lte=day).last() or known.first()
    if in_force is None:
        raise LookupError("没有评判规则，请在后台“评判规则”中新增一版。")
    return in_force
