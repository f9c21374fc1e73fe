"""Steps of a figure as the pages take them: submitting goes through the checks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User

from indicators.models import Submission
from indicators.services import reporting
from indicators.submitting import submit_figure
from indicators.workflow import Action

EXPLAINED: dict[str, Any] = {
    "answers": dict.fromkeys(
        ("bounds", "sign", "unit_slip", "jump", "off_path", "off_target"), "已核实"
    ),
    "cause": "疫情影响",
    "measure": "加快实施",
    "measure_by": date(2099, 12, 31),
}
"""What an entry says that has an answer to everything."""


def take_step(
    submission_id: int,
    action: Action,
    *,
    user: User,
    now: datetime,
    version: int,
    reason: str = "",
) -> Submission:
    """Take a figure a step further, whichever it is."""
    if action is Action.SUBMIT:
        return submit_figure(submission_id, user=user, now=now, version=version)
    return reporting.take_step(
        submission_id, action, user=user, now=now, version=version, reason=reason
    )
