"""Everything that can be found, written anew."""

from __future__ import annotations

from django.db import transaction

from indicators.services.indexing import index_indicators
from plans.search.own import index_plans
from projects.services.indexing import index_projects


@transaction.atomic
def rebuild_index() -> int:
    """Have everything found as it is now; returns how many entries were not so."""
    return index_plans() + index_indicators() + index_projects()
