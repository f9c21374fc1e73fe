"""Checks of a project's report while it is typed and before it is submitted; pure.

Every check says one thing in Chinese, all are made at once. An error blocks; a warning is a
question that the department answers, and the answer travels with the report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from indicators.checks.findings import Finding, Level, is_answered
from indicators.emptiness import says_nothing
from indicators.formatting import plain_text, reported_share
from projects.stages import BUILD_STAGE_LABELS, BuildStage, is_step_back

_MONEY_DECIMALS: Final = 4


class Code(StrEnum):
    """What a finding is about; answers are kept under these names."""

    STAGE = "stage"
    HALT_REASON = "halt_reason"
    WHOLE = "whole"
    SHARE = "share"
    NEGATIVE = "negative"
    OWNER = "owner"
    DUE = "due"
    CLAIM = "claim"
    NO_SHARE = "no_share"
    SHARE_BACK = "share_back"
    STAGE_BACK = "stage_back"
    MONEY_BACK = "money_back"
    OVER_TOTAL = "over_total"


CODE_LABELS: Final[Mapping[str, str]] = {
    Code.NO_SHARE: "形象进度",
    Code.SHARE_BACK: "形象进度倒退",
    Code.STAGE_BACK: "阶段倒退",
    Code.MONEY_BACK: "完成投资减少",
    Code.OVER_TOTAL: "超过总投资",
}


ASKED_ABOUT: Final[Mapping[str, str]] = {
    Code.NO_SHARE: "physical_share",
    Code.SHARE_BACK: "physical_share",
    Code.STAGE_BACK: "reached_stage",
    Code.MONEY_BACK: "invested",
    Code.OVER_TOTAL: "invested",
}
"""The field each question is about."""


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """What the last report before this one said."""

    label: str
    stage: BuildStage | None
    physical_share: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Told:
    """A report with what it is held against; shares are 0..1, money is in 亿元.

    `last_day` is that of the period, `first_day` that on which its project or plan begins,
    whichever is earlier. `is_timed`: the light is decided by the share. `so_far` is what an
    earlier period of the same year said was invested, `before` the sum of the years before.
    `claims` are the days milestones were reached, by their titles.
    """

    last_day: date
    stage: BuildStage | None
    halt_reason: str = ""
    physical_share: Decimal | None = None
    invested: Decimal | None = None
    problem: str = ""
    problem_owner: str = ""
    problem_due_on: date | None = None
    claims: Mapping[str, date] = field(default_factory=dict)
    first_day: date | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    is_timed: bool = True
    last: Earlier | None = None
    so_far: Decimal | None = None
    before: Decimal = Decimal(0)
    total_investment: Decimal | None = None


def about_text(value: object) -> str:
    """Return what a question is about as a text to compare: 0.5 and 0.50 are one, None is "".

    >>> about_text(Decimal("0.50")), about_text(None), about_text("built")
    ('0.5', '', 'built')
    """
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


def findings(told: Told) -> list[Finding]:
    """Return everything found in a report, errors first.

    >>> [str(each.code) for each in findings(Told(last_day=date(2023, 12, 31), stage=None))]
    ['stage', 'no_share']
    """
    found = [each for check in _CHECKS for each in check(told)]
    return sorted(found, key=lambda each: each.level != Level.ERROR)


def obstacles(told: Told) -> list[Finding]:
    """Return what keeps a report from being submitted: errors and unanswered warnings."""
    return [
        each
        for each in findings(told)
        if each.level == Level.ERROR or not is_answered(each, told.answers)
    ]


def _stage(told: Told) -> Iterator[Finding]:
    if told.stage is None:
        yield _error(Code.STAGE, "请选择到达阶段。", "reached_stage")
    elif told.stage == BuildStage.HALTED and says_nothing(told.halt_reason):
        yield _error(Code.HALT_REASON, "停缓建须写明原因。", "halt_reason")
    elif told.stage == BuildStage.COMPLETED and told.physical_share != 1:
        yield _error(
            Code.WHOLE,
            "建成投用的项目，形象进度须为100%；还没有全部完成的，请选“在建”。",
            "physical_share",
        )


def _bounds(told: Told) -> Iterator[Finding]:
    share = told.physical_share
    if share is not None and not 0 <= share <= 1:
        yield _error(Code.SHARE, "形象进度须在0%到100%之间。", "physical_share")
    if told.invested is not None and told.invested < 0:
        yield _error(Code.NEGATIVE, "完成投资不能是负数。", "invested")


def _problem(told: Told) -> Iterator[Finding]:
    if says_nothing(told.problem):
        return
    if says_nothing(told.problem_owner):
        yield _error(Code.OWNER, "写了存在问题，请写明问题责任人。", "problem_owner")
    if told.problem_due_on is None:
        yield _error(Code.DUE, "写了存在问题，请写明解决期限。", "problem_due_on")


def _claims(told: Told) -> Iterator[Finding]:
    for title, reached_on in told.claims.items():
        if reached_on > told.last_day:
            yield _error(
                Code.CLAIM,
                f"节点“{title}”的完成日期晚于本期末（{told.last_day}），请在以后的一期填报。",
                "claims",
            )
        elif told.first_day is not None and reached_on < told.first_day:
            yield _error(
                Code.CLAIM,
                f"节点“{title}”的完成日期（{reached_on}）早于项目和规划的开始（{told.first_day}），"
                "请核对年份；确实更早的，请规划人员先补上项目的开始日期。",
                "claims",
            )


def _share(told: Told) -> Iterator[Finding]:
    if told.physical_share is None:
        if told.is_timed and told.stage not in (BuildStage.HALTED, BuildStage.COMPLETED):
            yield _warning(
                Code.NO_SHARE,
                "没有填形象进度，灯号将为“未报”；确实还没有的，请说明。",
            )
    elif told.last is not None and _fell(told.physical_share, told.last):
        yield _warning(
            Code.SHARE_BACK,
            f"形象进度比{told.last.label}的{reported_share(told.last.physical_share)}低，请说明原因。",
        )


def _fell(share: Decimal, last: Earlier) -> bool:
    return last.physical_share is not None and share < last.physical_share


def _step_back(told: Told) -> Iterator[Finding]:
    last = told.last
    if last is None or last.stage is None or told.stage is None:
        return
    if is_step_back(last.stage, told.stage):
        before, now = BUILD_STAGE_LABELS[last.stage], BUILD_STAGE_LABELS[told.stage]
        yield _warning(
            Code.STAGE_BACK,
            f"{last.label}已到“{before}”，现在是“{now}”，请说明原因。",
        )


def _money(told: Told) -> Iterator[Finding]:
    if told.invested is None:
        return
    if told.so_far is not None and told.invested < told.so_far:
        yield _warning(
            Code.MONEY_BACK,
            f"本年累计完成投资比本年前一期的{_money_text(told.so_far)}还少，请核对或说明。",
        )
    total = told.before + told.invested
    if told.total_investment is not None and total > told.total_investment:
        yield _warning(
            Code.OVER_TOTAL,
            f"累计完成投资{_money_text(total)}，超过总投资{_money_text(told.total_investment)}，请说明。",
        )


def _money_text(amount: Decimal) -> str:
    return f"{plain_text(amount, _MONEY_DECIMALS)}亿元"


def _error(code: str, message: str, field_name: str) -> Finding:
    return Finding(code=code, level=Level.ERROR, message=message, field=field_name)


def _warning(code: str, message: str) -> Finding:
    return Finding(code=code, level=Level.WARNING, message=message, field=ASKED_ABOUT[code])


_CHECKS: tuple[Callable[[Told], Iterator[Finding]], ...] = (
    _stage,
    _bounds,
    _problem,
    _claims,
    _share,
    _step_back,
    _money,
)
