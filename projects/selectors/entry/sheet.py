"""A department's project reports of a period, as the typed rows of its workbook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from indicators.formatting import plain_text
from indicators.seen import Seen
from indicators.workflow import EDITABLE, STAGE_LABELS, Stage
from plans.models import Department, Plan
from projects.models import MilestoneClaim, ProjectReport
from projects.periods import Period
from projects.selectors.duties import asked_for, is_asked_for
from projects.selectors.entry.report import blank_report, percent_text
from projects.selectors.held import Held, held_of
from projects.selectors.said import said_text
from projects.typed import MONEY_DECIMALS
from projects.workbook.claims import claims_text
from projects.workbook.columns import REPORTS
from projects.workbook.reports import ReportRow, report_row_id

_WORDS = ("progress_text", "halt_reason", "problem", "problem_owner")


@dataclass(frozen=True, kw_only=True)
class SheetScope:
    """Whose reports of which period; with `on_behalf` a planner enters them.

    What the department is drafting is not shown to planners.
    """

    plan: Plan
    period: Period
    department: Department
    on_behalf: bool = False


def sheet_rows(scope: SheetScope) -> list[ReportRow]:
    """Return a row for each project of a department, with what is under way (seven queries)."""
    projects = [
        each
        for each in asked_for(scope.plan)
        if each.department == scope.department and is_asked_for(each, scope.period.year)
    ]
    held = held_of(projects, period=scope.period)
    reports = {
        each.project_id: each
        for each in ProjectReport.objects.filter(
            project__in=projects, year=scope.period.year, quarter=scope.period.quarter
        )
    }
    claims = _claims(reports.values())
    return [
        _row(scope, number, held[each.pk], reports.get(each.pk), claims)
        for number, each in enumerate(projects, start=1)
    ]


def owners(plan: Plan) -> dict[str, str]:
    """Return who is asked for each project of a plan, by code (one query)."""
    rows = plan.projects.values_list("code", "department__short_name")
    return {code: name or "未指定的部门" for code, name in rows}


def _claims(reports: Iterable[ProjectReport]) -> dict[int, dict[int, date]]:
    found: dict[int, dict[int, date]] = defaultdict(dict)
    rows = MilestoneClaim.objects.filter(report__in=list(reports))
    for report, milestone, day in rows.values_list("report_id", "milestone_id", "reached_on"):
        found[report][milestone] = day
    return found


def _row(
    scope: SheetScope,
    number: int,
    held: Held,
    report: ProjectReport | None,
    claims: Mapping[int, Mapping[int, date]],
) -> ReportRow:
    project = held.project
    titles = {each.pk: each.title for each in held.open_milestones}
    cells, locked = _cells(scope, held, report, claims, titles)
    return ReportRow(
        layout=REPORTS,
        row_id=report_row_id(project.code, scope.period),
        seen=Seen.of(report) if report else None,
        project_id=project.pk,
        code=project.code,
        titles=titles,
        cells={**_known(scope, number, held, titles), **cells},
        locked_reason=locked,
    )


def _cells(
    scope: SheetScope,
    held: Held,
    report: ProjectReport | None,
    claims: Mapping[int, Mapping[int, date]],
    titles: Mapping[int, str],
) -> tuple[dict[str, str], str]:
    """Return what a row says and why it cannot be changed, "" where it can."""
    if report is None:
        return {"status": "未填", **_texts(blank_report(held), "")}, ""
    stage = Stage(report.stage)
    if scope.on_behalf and report.is_departments_draft:
        return {"status": "部门正在填报"}, f"{scope.department}正在填报这个项目，不能代填。"
    label = STAGE_LABELS[stage]
    status = f"{label}：{report.reason}" if stage is Stage.RETURNED else label
    texts = _texts(report, claims_text(claims.get(report.pk, {}), titles))
    locked = f"这一期的进展{label}，现在不能改；要改请先在填报页面撤回提交。"
    return {"status": status, **texts}, "" if stage in EDITABLE else locked


def _texts(report: ProjectReport, claims: str) -> dict[str, str]:
    day = report.problem_due_on
    return {
        "reached_stage": str(report.get_reached_stage_display()) if report.reached_stage else "",
        "physical_share": percent_text(report.physical_share),
        "invested": plain_text(report.invested, MONEY_DECIMALS).replace(",", ""),
        "claims": claims,
        "problem_due_on": day.isoformat() if day else "",
        **{name: getattr(report, name) for name in _WORDS},
    }


def _known(scope: SheetScope, number: int, held: Held, titles: Mapping[int, str]) -> dict[str, str]:
    project, last = held.project, held.last
    return {
        "number": str(number),
        "name": project.name,
        "field": project.get_field_display(),
        "promised": project.promised_stage,
        "department": str(scope.department),
        "period": scope.period.label,
        "last": f"{last.period.label}：{said_text(last)}" if last else "",
        "before": plain_text(held.before, MONEY_DECIMALS).replace(",", ""),
        "milestones": "\n".join(titles.values()),
    }
