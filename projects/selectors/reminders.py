"""Of which reports of projects people are reminded, beside their figures."""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from indicators.models import ReportingRound
from indicators.selectors.reminders import DueSubject
from projects.periods import Period
from projects.selectors.duties import project_duties


def _entry_path(round_: ReportingRound) -> str:
    return reverse("entry_project_period", args=[round_.plan.slug, Period(year=round_.year)])


PROJECTS: Final = DueSubject(
    noun="项目进展",
    measure="项",
    duties=project_duties,
    entry_path=_entry_path,
    sign_path=lambda: reverse("entry_project_sign"),
)
"""What of a round is asked for in reports of projects; quarters are voluntary."""
