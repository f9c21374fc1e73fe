"""One report of a project as the form shows it: prefilled, with what it is held against."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from indicators.emptiness import says_nothing
from indicators.formatting import plain_text, reported_share
from projects.checks import CODE_LABELS, about_text
from projects.models import ProjectReport, ProjectStage
from projects.selectors.held import CheckedReport, Held, checked
from projects.selectors.said import said_text
from projects.typed import MONEY_DECIMALS, SHARE_DECIMALS


@dataclass(frozen=True, kw_only=True)
class MilestoneLine:
    """A milestone in the form; `claimed` is what this report says, `reached_on` an earlier one."""

    pk: int
    title: str
    due_on: date
    due_text: str
    claimed: date | None
    reached_on: date | None
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class QuestionLine:
    """A warning and the field for its answer."""

    code: str
    label: str
    message: str
    answer: str
    about: str

    @property
    def is_answered(self) -> bool:
        return not says_nothing(self.answer)


@dataclass(frozen=True, kw_only=True)
class ReportFields:
    """What the form of a report shows; numbers as they are typed, shares in per cent.

    `typed` are texts as the person typed them where they could not be read, None where nothing
    was typed. `is_new`: nothing was saved yet.
    """

    report: ProjectReport
    held: Held
    checks: CheckedReport
    claims: Mapping[int, date]
    is_new: bool = False
    unread: Mapping[str, str] | None = None

    @property
    def typed(self) -> Mapping[str, str]:
        return self.unread or {}

    @property
    def is_prefilled(self) -> bool:
        """Return whether what is shown was taken from the last report, and nothing typed yet."""
        return self.is_new and self.unread is None

    @property
    def version(self) -> int | str:
        """Return the version that was seen, "" where none was: there was no report, or none yet."""
        return "" if self.is_new else self.report.version or ""

    @property
    def last_share(self) -> str:
        """Return the share of the report before, "" where it had none."""
        return reported_share(self.held.last.physical_share) if self.held.last else ""

    @property
    def before_plain(self) -> str:
        """Return the sum of the years before as a script reads it."""
        return "" if self.held.before is None else f"{self.held.before:f}"

    @property
    def share(self) -> str:
        return self.typed.get("physical_share", percent_text(self.report.physical_share))

    @property
    def invested(self) -> str:
        return self.typed.get("invested", plain_text(self.report.invested, MONEY_DECIMALS))

    @property
    def stages(self) -> list[tuple[str, str, bool]]:
        """Return each stage as value, words and whether it is chosen."""
        return [
            (value, str(label), value == self.report.reached_stage)
            for value, label in ProjectStage.choices
        ]

    @property
    def last_text(self) -> str:
        """Return what the report before this one said, "" where there was none."""
        last = self.held.last
        return f"{last.period.label}：{said_text(last)}" if last else ""

    @property
    def before_text(self) -> str:
        """Return what was invested in the years before, "" where nothing was reported."""
        return plain_text(self.held.before, MONEY_DECIMALS)

    @property
    def so_far_text(self) -> str:
        return plain_text(self.held.so_far, MONEY_DECIMALS)

    @property
    def total_text(self) -> str:
        """Return what was invested in all with this report, "" where nothing was.

        What it says of a year that is not its project's own is not added.
        """
        said = self.report.invested if self.held.counts else None
        amounts = [each for each in (self.held.before, said) if each is not None]
        return plain_text(sum(amounts, Decimal(0)), MONEY_DECIMALS) if amounts else ""

    @property
    def plan_total_text(self) -> str:
        return plain_text(self.held.project.total_investment, MONEY_DECIMALS)

    @property
    def milestones(self) -> list[MilestoneLine]:
        return [
            MilestoneLine(
                pk=each.milestone.pk,
                title=each.milestone.title,
                due_on=each.milestone.due_on,
                due_text=reported_share(each.milestone.due_share),
                claimed=self.claims.get(each.milestone.pk),
                reached_on=each.reached_on,
                is_late=each.reached_on is None
                and each.milestone.due_on <= self.held.period.last_day,
            )
            for each in self.held.milestones
        ]

    @property
    def errors(self) -> dict[str, list[str]]:
        """Return what is wrong by field; nothing before anything was saved or typed."""
        found: dict[str, list[str]] = {}
        for each in self.checks.errors:
            found.setdefault(each.field, []).append(each.message)
        return {} if self.is_prefilled else found

    @property
    def questions(self) -> list[QuestionLine]:
        if self.is_prefilled:
            return []
        return [
            QuestionLine(
                code=each.finding.code,
                label=CODE_LABELS.get(each.finding.code, ""),
                message=each.finding.message,
                answer=each.answer,
                about=about_text(getattr(self.report, each.finding.field)),
            )
            for each in self.checks.questions
        ]


def report_fields(
    report: ProjectReport,
    held: Held,
    claims: Mapping[int, date],
    *,
    typed: Mapping[str, str] | None = None,
    is_new: bool = False,
) -> ReportFields:
    """Return the form of a report, saved or as it was typed; runs no query."""
    return ReportFields(
        report=report,
        held=held,
        checks=checked(report, held, claims),
        claims=claims,
        is_new=is_new,
        unread=typed,
    )


def blank_report(held: Held) -> ProjectReport:
    """Return a report not saved yet, filled with what is likely the same as last time.

    Stage, share and a problem not solved yet stay; money only within its year; what was done
    has to be told anew.
    """
    project, period, last = held.project, held.period, held.last
    report = ProjectReport(
        project=project,
        year=period.year,
        quarter=period.quarter,
        department=project.department,
        invested=held.so_far,
    )
    if last is not None:
        for name in ("reached_stage", "halt_reason", "physical_share", *_PROBLEM):
            setattr(report, name, getattr(last, name))
    return report


def typed_copy(stored: ProjectReport, values: Mapping[str, object]) -> ProjectReport:
    """Return a report that says what was typed, not saved."""
    report = copy(stored)
    for name, value in values.items():
        setattr(report, name, value)
    return report


def percent_text(share: Decimal | None) -> str:
    """Return a share as it is typed: in per cent, without the sign."""
    return "" if share is None else plain_text(share * 100, SHARE_DECIMALS)


_PROBLEM = ("problem", "problem_owner", "problem_due_on")
