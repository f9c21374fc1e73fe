"""Whether a round is open to a department; runs no queries and reads no clock."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from indicators.models import ReportingRound
from plans.models import Department


def why_closed(
    round_: ReportingRound,
    *,
    department: Department,
    now: datetime,
    opens_on: date | None = None,
) -> str:
    """Return why a department cannot enter anything now and whom to ask; empty when it can.

    `round_` comes with its extensions loaded; `opens_on` is another day to open on.
    """
    today, opens_on = timezone.localdate(now), opens_on or round_.opens_on
    if today < opens_on:
        return (
            f"{round_.year}年数据自{opens_on:%Y-%m-%d}起开放填报，现在还没有开放。"
            "确需提前填报的，请联系发展和改革委员会的规划人员。"
        )
    if today < round_.locks_on or extended_until(round_, department=department, now=now):
        return ""
    return (
        f"{round_.year}年数据已于{round_.locks_on:%Y-%m-%d}锁定。"
        "确需填报或修改的，请联系发展和改革委员会的规划人员，说明理由后为本单位延期。"
    )


def extended_until(
    round_: ReportingRound, *, department: Department, now: datetime
) -> datetime | None:
    """Return until when the lock of a round is lifted for a department."""
    return max(
        (
            each.until
            for each in round_.extensions.all()
            if each.department_id == department.pk and each.until > now and each.ended_at is None
        ),
        default=None,
    )
