"""One report of a project: everything to decide on it by, and the decision."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from indicators.file_kinds import ACCEPT, ACCEPTED
from indicators.views.entry.evidence import evidence_of
from indicators.views.review.access import planners_only
from indicators.views.review.deciding import actions_of, neighbours, status_of
from indicators.views.review.report_pages import ReviewPages, Trouble
from projects.models import ProjectReport
from projects.not_asked import why_not_asked
from projects.selectors.review.queue import sent_reports, waiting_ids
from projects.selectors.review.report import report_review
from projects.services.reporting import REPORTS


@planners_only
@require_safe
def review_project(request: HttpRequest, report_id: int) -> HttpResponse:
    """Show a report with its history, the light it would give, the department's words, files."""
    return PROJECT_REVIEW.shown(request, report_id)


def _page(
    request: HttpRequest, report: ProjectReport, trouble: Trouble | None = None
) -> HttpResponse:
    review = report_review(report, today=timezone.localdate(), viewer_id=request.user.pk)
    context = {
        "not_asked": why_not_asked(report.project, report.year),
        "review": review,
        "row": review.row,
        "report": report,
        "project": report.project,
        "actions": actions_of(request, report),
        "trouble": trouble,
        "evidence": evidence_of(request, report, way=REPORTS, name="entry_project_evidence"),
        "accept": ACCEPT,
        "accepted": ACCEPTED,
        **neighbours(report.pk, waiting_ids()),
    }
    return render(request, "projects/review/report.html", context, status=status_of(trouble))


PROJECT_REVIEW = ReviewPages(
    way=REPORTS,
    name="review_project",
    queue="review_projects",
    nav="projects",
    session="review_project_outcomes",
    reports=sent_reports,
    page=_page,
)
