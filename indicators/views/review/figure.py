"""One submitted figure: everything to decide on it by, and the decision."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from indicators.charts import trajectory_figure
from indicators.models import Submission
from indicators.pictures.frames import ChartFrame, trajectory_frame
from indicators.selectors.review.figure import FigureReview, figure_review
from indicators.selectors.review.queue import reviewed, waiting_ids
from indicators.services.reporting import FIGURES
from indicators.views.review.access import planners_only
from indicators.views.review.deciding import actions_of, neighbours, status_of
from indicators.views.review.report_pages import ReviewPages, Trouble


@planners_only
@require_safe
def review_figure(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Show a submitted figure with its history, chart, would-be verdict and evidence."""
    return FIGURE_REVIEW.shown(request, submission_id)


def _page(
    request: HttpRequest, submission: Submission, trouble: Trouble | None = None
) -> HttpResponse:
    review = figure_review(submission, today=timezone.localdate(), viewer_id=request.user.pk)
    context = {
        "review": review,
        "row": review.row,
        "submission": submission,
        "actions": actions_of(request, submission),
        "trouble": trouble,
        "frame": _frame(review),
        "figure": _figure(review),
        **neighbours(submission.pk, waiting_ids()),
    }
    return render(request, "review/figure.html", context, status=status_of(trouble))


def _frame(review: FigureReview) -> ChartFrame | None:
    return trajectory_frame(
        review.trajectory,
        name=review.row.name,
        title="历年实绩、路径与本次填报",
        is_demo=settings.DEMO,
    )


def _figure(review: FigureReview) -> dict[str, Any] | None:
    if not review.trajectory.is_drawable:
        return None
    return trajectory_figure(review.trajectory, is_demo=settings.DEMO)


FIGURE_REVIEW = ReviewPages(
    way=FIGURES,
    name="review_figure",
    queue="review_queue",
    nav="queue",
    session="review_outcomes",
    reports=reviewed,
    page=_page,
)
