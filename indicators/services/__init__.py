"""Every write of the indicators: observations, rule sets, stale marks and verdicts."""

from indicators.services.assessing import assess, reassess_all
from indicators.services.editing import save_indicator, save_input
from indicators.services.observations import (
    NewObservation,
    Source,
    record_observation,
    withdraw_observation,
)
from indicators.services.rule_sets import adopt_rule_set, rule_set_in_force
from indicators.services.staleness import (
    ensure_assessments,
    mark_all_stale,
    mark_stale,
    request_recompute,
    stale_work,
)

__all__ = [
    "NewObservation",
    "Source",
    "adopt_rule_set",
    "assess",
    "ensure_assessments",
    "mark_all_stale",
    "mark_stale",
    "reassess_all",
    "record_observation",
    "request_recompute",
    "rule_set_in_force",
    "save_indicator",
    "save_input",
    "stale_work",
    "withdraw_observation",
]
