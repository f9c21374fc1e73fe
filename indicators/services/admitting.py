"""Who may do what with a report now: by stage, by right, by round."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.contrib.auth.models import User

from indicators.emptiness import says_nothing
from indicators.models import Report, ReportingRound
from indicators.openings import why_closed
from indicators.services.on_behalf import OnBehalf
from indicators.services.parts import needs_signature, parts_of
from indicators.services.ways import Asked
from indicators.workflow import Action, Part, RefusedError, Stage, move

LONGEST_WORDS: Final = 4000


def move_report(report: Report, action: Action, *, parts: set[Part], reason: str = "") -> Stage:
    """Return the stage an action leads a report to; raises RefusedError."""
    return move(
        action,
        stage=Stage(report.stage),
        parts=parts,
        has_signer=needs_signature(report),
        on_behalf=bool(report.on_behalf_reason),
        reason=reason,
    )


def require_enterable(
    asked: Asked, *, user: User, now: datetime, on_behalf: OnBehalf | None
) -> set[Part]:
    """Return what a person is who may enter something now.

    Refuses a department outside its round, and a planner who does not say why he enters.
    """
    parts = parts_of(user, asked.department)
    if Part.PLANNER in parts and on_behalf is not None:
        if says_nothing(on_behalf.reason) or says_nothing(on_behalf.document):
            raise RefusedError("代部门填报须写明理由和依据文件。")
        return parts
    if Part.CLERK not in parts:
        raise RefusedError(f"这一项由{asked.department}填报，您没有为它填报的权限。")
    require_round_open(asked, now=now)
    return parts


def why_not_open(asked: Asked, *, now: datetime) -> str:
    """Return why a department cannot enter what is asked of it now, "" where it can."""
    found = ReportingRound.objects.prefetch_related("extensions")
    round_ = found.filter(plan=asked.plan, year=asked.year).first()
    if round_ is None:
        return f"没有{asked.year}年数据的填报轮次，请联系规划人员。"
    return why_closed(round_, department=asked.department, now=now, opens_on=asked.opens_on)


def require_round_open(asked: Asked, *, now: datetime) -> None:
    closed = why_not_open(asked, now=now)
    if closed:
        raise RefusedError(closed)


def refuse_too_long(text: str, *, name: str) -> None:
    """Refuse a reason or remark nobody would read; a browser sends each end of line as two."""
    length = len(text.replace("\r\n", "\n"))
    if length > LONGEST_WORDS:
        raise RefusedError(f"{name}最多 {LONGEST_WORDS} 字，现有 {length} 字，请精简。")


def refuse_strangers(report: Report, parts: set[Part]) -> None:
    """Refuse whoever may not see a report before a word of it is told, by conflict or check."""
    if not parts:
        raise RefusedError("这份填报不归您办理。")
    if report.is_departments_draft and parts == {Part.PLANNER}:
        raise RefusedError("这是部门自己的草稿，由部门提交；可能刚被部门撤回，请等部门重新提交。")


def refuse_entering(report: Report, parts: set[Part]) -> None:
    """Refuse whoever enters what a department is drafting itself; a conflict would tell of it."""
    if not parts:
        raise RefusedError("这份填报不归您办理。")
    if report.is_departments_draft and parts == {Part.PLANNER}:
        raise RefusedError(f"{report.department}正在填报这一项，不能代填；您填的没有保存。")
