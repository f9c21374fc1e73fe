"""The rules verdicts are computed by: versions are added, never edited."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from indicators.models import RuleSet
from indicators.services.staleness import mark_all_stale, request_recompute


class NoRuleSetError(LookupError):
    """No rule set is in force on the day asked for."""


def rule_set_in_force(on: date) -> RuleSet:
    """Return the rule set that rules on a day.

    Raises NoRuleSetError when none is in force yet.
    """
    rule_set = RuleSet.objects.filter(effective_on__lte=on).first()
    if rule_set is None:
        raise NoRuleSetError(f"{on} 没有生效的评判规则，请在后台“评判规则”中新增一版。")
    return rule_set


@transaction.atomic
def adopt_rule_set(rule_set: RuleSet, *, now: datetime) -> RuleSet:
    """Save a new version of the rules and have every verdict computed anew.

    Raises ValidationError when thresholds are out of order or the version exists.
    """
    rule_set.full_clean()
    rule_set.save(force_insert=True)
    mark_all_stale(now=now)
    request_recompute()
    return rule_set
