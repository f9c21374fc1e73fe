"""Reads an uploaded workbook of project reports into its preview; only the worker imports this."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from indicators.models import Upload
from indicators.upload_reading import Reader, Remark, read_with
from indicators.viewpoints import Viewpoint
from indicators.workbook.comparing import RowChange
from projects.models import Project, ProjectReport
from projects.periods import Period
from projects.selectors.entry.sheet import SheetScope, owners, sheet_rows
from projects.selectors.held import Held, held_of, note_kind
from projects.selectors.prospects import Prospect, prospects_of
from projects.services.reporting import ReportEntry, with_answers_left
from projects.workbook.reports import ReportRow, ReportRules, typed_values


def read_upload(upload_id: UUID, *, now: datetime) -> str:
    """Read a file of project reports and keep its preview; return its state."""
    return read_with(Reader(rules=_rules, named=_named, remarks=_remarks), upload_id, now=now)


def _period(upload: Upload) -> Period:
    if upload.year is None:
        raise ValueError("a file of project reports is for one period")
    return Period(year=upload.year, quarter=upload.quarter)


def _rules(upload: Upload, _now: datetime) -> ReportRules:
    """Return what stands now, for the projects the file is about."""
    if upload.department is None:
        raise ValueError("a file of project reports is for one department")
    scope = SheetScope(
        plan=upload.plan,
        period=_period(upload),
        department=upload.department,
        on_behalf=bool(upload.on_behalf_reason),
    )
    return ReportRules(
        rows=sheet_rows(scope),
        period=scope.period,
        owners=owners(upload.plan),
        department=scope.department.short_name,
    )


def _named(change: RowChange[ReportRow]) -> dict[str, Any]:
    """Return which report a change is of."""
    expected = change.expected
    return {
        "project": expected.project_id,
        "code": expected.code,
        "period": expected.text("period"),
    }


def _remarks(
    upload: Upload, changes: Sequence[RowChange[ReportRow]], now: datetime
) -> list[Remark]:
    """Return what the checks say of the reports that would be written, and their lights."""
    period = _period(upload)
    ids = [each.expected.project_id for each in changes]
    projects = Project.objects.select_related("plan").in_bulk(ids)
    held = held_of(list(projects.values()), period=period)
    found = ProjectReport.objects.filter(project__in=ids, year=period.year, quarter=period.quarter)
    standing = {each.project_id: each for each in found}
    proposed = [_proposed(each, projects, period, standing) for each in changes]
    lights = prospects_of(proposed, viewpoint=Viewpoint(today=timezone.localdate(now)))
    return [
        _remark(change, report, held[report.project_id], light)
        for change, report, light in zip(changes, proposed, lights, strict=True)
    ]


def _proposed(
    change: RowChange[ReportRow],
    projects: dict[int, Project],
    period: Period,
    standing: dict[int, ProjectReport],
) -> ProjectReport:
    """Return a report as a file would have it, not saved."""
    values = typed_values(change.texts, change.expected.titles)
    del values["claims"]
    project = projects[change.expected.project_id]
    stored = standing.get(project.pk)
    entry = ReportEntry(**values, answers=stored.answers if stored else {})
    return ProjectReport(
        project=project,
        year=period.year,
        quarter=period.quarter,
        answers=with_answers_left(entry, stored).answers if stored else {},
        **values,
    )


def _remark(
    change: RowChange[ReportRow], report: ProjectReport, held: Held, light: Prospect
) -> Remark:
    claims = typed_values(change.texts, change.expected.titles)["claims"]
    notes = [
        {"kind": note_kind(each, report.answers), "message": each.message}
        for each in held.findings(report, claims)
    ]
    return Remark(preview={"state": light.key, "label": light.label, "notes": notes})
