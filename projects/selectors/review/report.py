"""One report of a project with all that a planner decides on it by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from indicators.checks.findings import Level
from indicators.models import Evidence
from indicators.selectors.review.figure import Doubt, Happening, happenings
from indicators.workflow import Stage
from projects.checks import CODE_LABELS
from projects.models import ProjectReport
from projects.selectors.duties import RECORD_KIND
from projects.selectors.entry.report import ReportFields, report_fields
from projects.selectors.held import claims_of
from projects.selectors.review.queue import ReportRow, report_rows
from projects.selectors.said import said_text


@dataclass(frozen=True, kw_only=True)
class PeriodRow:
    """What the report of another period said."""

    report: ProjectReport
    said: str


@dataclass(frozen=True, kw_only=True)
class ReportReview:
    """All of a report's page; `others` an empty list for the history the figures share."""

    row: ReportRow
    fields: ReportFields
    doubts: tuple[Doubt, ...]
    history: tuple[Happening, ...]
    periods: tuple[PeriodRow, ...]
    evidence: tuple[Evidence, ...]
    others: tuple[object, ...] = ()


def report_review(report: ProjectReport, *, today: date, viewer_id: int | None) -> ReportReview:
    """Return the page of a report that came from `queue.sent_reports` (fixed query count)."""
    (row,) = report_rows([report], today=today, viewer_id=viewer_id)
    claims = claims_of(report)
    return ReportReview(
        row=row,
        fields=report_fields(report, row.held, claims),
        doubts=tuple(_doubts(row, claims)),
        history=tuple(happenings(report.pk, kind=RECORD_KIND)),
        periods=tuple(_periods(report)),
        evidence=tuple(report.evidence.all()),
    )


def _doubts(row: ReportRow, claims: Mapping[int, date]) -> Iterator[Doubt]:
    """Yield the warnings there are with their answers, then answers to what has passed since."""
    found = {
        str(each.code): each
        for each in row.held.findings(row.report, claims)
        if each.level == Level.WARNING
    }
    answers = {str(code): str(text) for code, text in row.report.answers.items()}
    for code in dict.fromkeys((*found, *answers)):
        finding = found.get(code)
        yield Doubt(
            label=CODE_LABELS.get(code, code),
            message=finding.message if finding else "",
            answer=answers.get(code, ""),
        )


def _periods(report: ProjectReport) -> Iterator[PeriodRow]:
    """Yield what was sent for the other periods of a project, latest first (one query)."""
    found = ProjectReport.objects.filter(project=report.project_id).exclude(pk=report.pk)
    sent = found.exclude(stage=Stage.DRAFT)
    for each in sorted(sent, key=lambda each: each.period.rank, reverse=True):
        yield PeriodRow(report=each, said=said_text(each))
