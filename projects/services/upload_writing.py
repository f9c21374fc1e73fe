"""Writes the previewed changes of an uploaded workbook of project reports as drafts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from indicators.models import Upload
from indicators.services.upload_writing import fault_of, on_behalf_of, seen_in
from indicators.services.ways import ConflictError
from indicators.workflow import RefusedError
from projects.models import Project, ProjectMilestone, ProjectReport
from projects.services.reporting import ReportEntry, ReportPlace, save_report
from projects.workbook.claims import ClaimError
from projects.workbook.reports import typed_values


def write_reports(
    upload: Upload, changes: list[dict[str, Any]], user: User, now: datetime
) -> list[dict[str, Any]]:
    """Write each change as a draft; return what is in the way, nothing where all went well."""
    if upload.year is None:
        return [fault_of(each, "项目进展填报表须属于一个年份。") for each in changes]
    ids = {change["project"] for change in changes}
    projects = Project.objects.select_related("plan", "department").in_bulk(ids)
    answers = dict(
        ProjectReport.objects.filter(
            project__in=ids, year=upload.year, quarter=upload.quarter
        ).values_list("project_id", "answers")
    )
    return [
        fault
        for change in changes
        if (
            fault := _fault_of_writing(
                upload, change, projects.get(change["project"]), answers, user=user, now=now
            )
        )
    ]


def _fault_of_writing(
    upload: Upload,
    change: dict[str, Any],
    project: Project | None,
    answers: dict[int, dict[str, str]],
    *,
    user: User,
    now: datetime,
) -> dict[str, Any] | None:
    """Write one draft; return what is in the way, None where nothing was."""
    year = upload.year
    if project is None or year is None:
        return fault_of(change, "这个项目已被删除。")
    seen = seen_in(change)
    titles = dict(ProjectMilestone.objects.filter(project=project).values_list("pk", "title"))
    try:
        values = typed_values(change["texts"], titles)
        # The answers to warnings given on the page are kept.
        entry = ReportEntry(**values, answers=answers.get(project.pk, {}))
        save_report(
            ReportPlace(project=project, year=year, quarter=upload.quarter),
            entry,
            user=user,
            now=now,
            version=seen.version if seen else None,
            on_behalf=on_behalf_of(upload),
        )
    except ClaimError as error:
        return fault_of(change, f"预览之后这个项目的节点有变：{error}。请重新下载填报表。")
    except (ConflictError, RefusedError) as error:
        return fault_of(change, str(error))
    return None
