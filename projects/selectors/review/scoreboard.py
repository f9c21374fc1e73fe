"""How departments report their projects: due, reported, on time; who has not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from indicators.models import ReportingRound
from indicators.selectors.review.scoreboard import Score, scores_of, times_returned
from plans.models import Plan
from projects.selectors.duties import RECORD_KIND, project_duties


def project_scores(
    plan: Plan, rounds: Sequence[ReportingRound], *, today: date, now: datetime
) -> list[Score]:
    """Return every department that is asked for a project in some rounds (fixed query count)."""
    years = [each.year for each in rounds]
    returns = times_returned(plan, years, kind=RECORD_KIND)
    return scores_of(project_duties(plan, years), rounds, returns=returns, today=today, now=now)
