"""Steps of a figure as the pages take them: submitting goes through the checks."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.contrib.auth.models import User

from indicators.models import Indicator, Submission
from indicators.seen import Seen
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


def approved_by_now(place: Place) -> frozenset[Seen]:
    """Return what whoever looks at a place now knows to be approved."""
    return frozenset(map(Seen.of, approved_of(place)))


def corrected_again(figure: Submission, text: str, *, planner: User, now: datetime) -> Submission:
    """Return an approved figure after it was revoked, corrected to a text and approved again."""
    revoked = reporting.take_step(
        figure.pk, Action.REVOKE, user=planner, now=now, version=figure.version, reason="来源更正"
    )
    Submission.objects.filter(pk=figure.pk).update(value_text=text, answers=EXPLAINED["answers"])
    sent = submit_figure(figure.pk, user=figure.author, now=now, version=revoked.version)
    return reporting.take_step(
        figure.pk, Action.APPROVE, user=planner, now=now, version=sent.version
    )


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
