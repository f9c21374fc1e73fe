"""Steps of a figure as the pages take them: submitting goes through the checks."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.contrib.auth.models import User

from indicators.models import Indicator, Submission
from indicators.services import reporting
from indicators.services.entries import Place, approved_of
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

BEGUN = datetime(2023, 2, 1, 1, 0, tzinfo=UTC)


def a_row(
    indicator: Indicator, author: User, text: str, *, vintage: str = "preliminary", **more: Any
) -> Submission:
    """Return a draft of 2022 as it is first saved, in version 1, beside whatever there is."""
    return Submission.objects.create(
        indicator=indicator,
        region=indicator.plan.region,
        year=2022,
        vintage=vintage,
        department=indicator.department,
        stage="draft",
        author=author,
        created_at=BEGUN,
        updated_at=BEGUN,
        value_text=text,
        **{**EXPLAINED, **more},
    )


def approved_by_now(place: Place) -> frozenset[int]:
    """Return what whoever looks at a place now knows to be approved, by key."""
    return frozenset(each.pk for each in approved_of(place))


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
