"""The queue of submitted figures, filtered by the address."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.views.decorators.http import require_safe

from indicators.selectors.review.queue import (
    STAGE_CHOICES,
    WAITING,
    QueueFilters,
    facets,
    queue_rows,
    queued,
)
from indicators.views.asked import ALL_YEARS, year_asked
from indicators.views.review.access import planners_only
from indicators.views.review.figure import FIGURE_REVIEW
from indicators.views.review.queueing import Queued, QueueDesk, queue_page

FILTER_NAMES: Final = ("plan", "year", "department", "stage", "nature", "state")


FIGURES: Final = QueueDesk(
    pages=FIGURE_REVIEW,
    title="审核队列",
    what="数据",
    caption="部门提交的数据，每个数据旁是上年数、应达值和采用后的评判",
    tab="queue",
    approve="review_approve",
    departments="review_departments",
    template="review/queue.html",
    row_template="review/queue_row.html",
)


@planners_only
@require_safe
def review_queue(request: HttpRequest) -> HttpResponse:
    """Show what departments sent, as the address filters it."""
    filters, today = queue_filters(request.GET), timezone.localdate()
    shown = Queued(
        filters=filters,
        unfiltered=QueueFilters(),
        facets=facets(),
        found=queued(filters),
        rows_of=lambda found: queue_rows(found, today=today, viewer_id=request.user.pk),
        is_wanted=(lambda row: row.prospect.state == filters.state) if filters.state else None,
    )
    return queue_page(request, FIGURES, shown)


def queue_filters(query: QueryDict) -> QueueFilters:
    """Return the filters of an address; nonsense counts as not asked."""
    year, stage = query.get("year", ""), query.get("stage", WAITING)
    return QueueFilters(
        plan=query.get("plan", ""),
        year=year_asked(year, ALL_YEARS),
        department=query.get("department", ""),
        stage=stage if stage in dict(STAGE_CHOICES) else WAITING,
        nature=query.get("nature", ""),
        state=query.get("state", ""),
    )
