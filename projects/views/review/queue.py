"""The queue of project reports, filtered by the address."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.views.decorators.http import require_safe

from indicators.selectors.review.queue import STAGE_CHOICES, WAITING
from indicators.views.review.access import planners_only
from indicators.views.review.queueing import Queued, QueueDesk, queue_page
from projects.periods import period_of
from projects.selectors.review.queue import (
    QueueFilters,
    facets,
    queued,
    report_rows,
)
from projects.views.review.report import PROJECT_REVIEW

PROJECTS: Final = QueueDesk(
    pages=PROJECT_REVIEW,
    title="项目进展审核",
    what="项目",
    caption="部门提交的项目进展，每个旁边是上期所报和采用后的灯号",
    tab="projects",
    approve="review_projects_approve",
    departments="review_project_departments",
    template="projects/review/queue.html",
    row_template="projects/review/queue_row.html",
)


@planners_only
@require_safe
def review_projects(request: HttpRequest) -> HttpResponse:
    """Show the reports departments sent of their projects, as the address filters them."""
    filters, today = queue_filters(request.GET), timezone.localdate()
    shown = Queued(
        filters=filters,
        unfiltered=QueueFilters(),
        facets=facets(),
        found=queued(filters),
        rows_of=lambda found: report_rows(found, today=today, viewer_id=request.user.pk),
        is_wanted=(lambda row: row.prospect.light == filters.light) if filters.light else None,
    )
    return queue_page(request, PROJECTS, shown)


def queue_filters(query: QueryDict) -> QueueFilters:
    """Return the filters of an address; nonsense counts as not asked."""
    stage = query.get("stage", WAITING)
    return QueueFilters(
        plan=query.get("plan", ""),
        period=period_of(query.get("period", "")),
        department=query.get("department", ""),
        field=query.get("field", ""),
        stage=stage if stage in dict(STAGE_CHOICES) else WAITING,
        light=query.get("light", ""),
    )
