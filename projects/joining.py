"""Whether what a project leaves unreported is told by those that take its place; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from indicators.workflow import STAGE_LABELS, Stage
from projects.periods import Period
from projects.stages import BuildStage

_SENT: Final = (Stage.SUBMITTED, Stage.SIGNED, Stage.APPROVED)
_WAYS_BACK: Final = {Stage.APPROVED: "撤销采用", Stage.DRAFT: "在部门提交后退回"}


@dataclass(frozen=True, kw_only=True)
class Reported(Period):
    """The period of a report, how far the report is on its way and what it says was reached.

    `reached` is "" where it does not say.
    """

    stage: Stage
    reached: str = ""


@dataclass(frozen=True, kw_only=True)
class Heir:
    """What reports in the place of another, with its reports of its own years."""

    name: str
    reports: Sequence[Reported] = ()


@dataclass(frozen=True, kw_only=True, order=True)
class Telling:
    """A report that tells of another project's year too."""

    name: str
    label: str
    stage: Stage

    def __str__(self) -> str:
        state = "" if self.stage is Stage.APPROVED else f"（{STAGE_LABELS[self.stage]}）"
        return f"“{self.name}”{self.label}{state}"


def early_quarters(own: Heir, day: date) -> str:
    """Return in words what was approved of a year and its successors are to report again.

    That are quarters that were over on the day it was retired on, "" for none.
    """
    early = [
        each.label
        for each in own.reports
        if each.year == day.year and each.stage is Stage.APPROVED and each.is_early_quarter(by=day)
    ]
    return f"“{own.name}”{'、'.join(early)}" if early else ""


def listed(tellings: Iterable[Telling]) -> str:
    """Return reports in words, those that are not approved with how far they are."""
    return "、".join(str(each) for each in tellings)


def undone(tellings: Iterable[Telling]) -> str:
    """Return what has to be done first, so that reports tell of a year no longer."""
    ways: dict[str, list[Telling]] = defaultdict(list)
    for each in tellings:
        ways[_WAYS_BACK.get(each.stage, "退回")].append(each)
    return "，并".join(f"{way}{listed(those)}的填报" for way, those in ways.items())


def told_by_all(heirs: Sequence[Heir], year: int) -> list[Telling]:
    """Return the reports of a whole year that were sent; none unless each of the heirs has one.

    Who has none yet is asked, and can tell of what was taken over.
    """
    told = [
        Telling(name=heir.name, label=each.label, stage=each.stage)
        for heir in heirs
        for each in heir.reports
        if each.year == year and each.quarter is None and each.stage in _SENT
    ]
    return told if len(told) == len(heirs) else []


def why_dropped(lost: str, heirs: Sequence[Heir], year: int) -> str:
    """Return why what was approved of a year would be told by nobody, "" where it would be.

    `lost` names the earlier quarters that are to be reported again.
    """
    told = told_by_all(heirs, year) if lost else []
    if not told:
        return ""
    return (
        f"{lost}的填报会不再计入合计，而{listed(told)}的填报已报了全年，没有项目再报这一部分；"
        f"请先{undone(told)}，停用后由后续项目一并报全年，或从{year + 1}-01-01起停用"
    )


def to_be_heeded(own: Heir, heirs: Sequence[Heir], year: int) -> str:
    """Return what to see to where a year was told before it was taken over, "" for nothing.

    Of the project itself nothing of that year was reported.
    """
    told = told_by_all(heirs, year)
    if not told:
        return ""
    return (
        f"{listed(told)}的填报已报了全年，而“{own.name}”{year}年没有填报过；"
        f"它这一年的进展和投资没有报在里面的，请{undone(told)}，由后续项目补报"
    )


def why_unfinished(own: Heir, heirs: Sequence[Heir], year: int) -> str:
    """Return why nobody would report a project again, "" where somebody would.

    That is where it is not completed and each of its heirs is, by the end of a year, or would be
    with what is under review: what is completed is asked no more.
    """
    is_asked = not all(is_completed(each, year) or _is_sent(each, year) for each in heirs)
    if not heirs or is_asked or is_completed(own, year):
        return ""
    names = "、".join(f"“{each.name}”" for each in heirs)
    return (
        f"{names}已报建成投用，不用再报，而“{own.name}”还没有报建成投用，停用后没有项目再报它；"
        f"请先由{names}重新报在建，或由“{own.name}”报建成投用；不再实施的，不要并入或拆分，"
        "在project_changes.csv里写明停用"
    )


def is_completed(own: Heir, year: int) -> bool:
    """Return whether the last approved report up to the end of a year says a project is completed.

    >>> told = Reported(year=2022, stage=Stage.APPROVED, reached="completed")
    >>> is_completed(Heir(name="road", reports=[told]), 2022), is_completed(Heir(name="road"), 2022)
    (True, False)
    """
    return _says_completed(own, year, stages=(Stage.APPROVED,))


def _is_sent(own: Heir, year: int) -> bool:
    """Return whether it is said to be completed once what was sent of it is approved."""
    return _says_completed(own, year, stages=_SENT)


def _says_completed(own: Heir, year: int, *, stages: Sequence[Stage]) -> bool:
    until = [each for each in own.reports if each.stage in stages and each.year <= year]
    last = max(until, key=lambda each: each.rank, default=None)
    return last is not None and last.reached == BuildStage.COMPLETED
