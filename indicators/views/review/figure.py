"""One submitted figure: everything to decide on it by, and the decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from indicators.charts import trajectory_figure
from indicators.models import Submission
from indicators.selectors.review.figure import FigureReview, figure_review
from indicators.selectors.review.queue import reviewed, waiting_ids
from indicators.services.parts import needs_signature, parts_of
from indicators.services.reporting import take_step
from indicators.services.reviewing import add_comment
from indicators.services.steps import ConflictError
from indicators.views.review.access import person, planners_only
from indicators.workflow import ACTION_LABELS, Action, RefusedError, Stage, possible

DECISIONS: Final = frozenset({Action.APPROVE, Action.RETURN, Action.REVOKE})
CONFLICT: Final = 409
REFUSED: Final = 422


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """Why a decision was not taken, and what had been typed for it; nothing is lost."""

    text: str
    is_conflict: bool
    action: str = ""
    reason: str = ""


@planners_only
@require_safe
def review_figure(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Show a submitted figure with its history, chart, would-be verdict and evidence."""
    return _page(request, _submission(submission_id))


@planners_only
@require_POST
def review_decide(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Approve, return or revoke a figure as it was seen."""
    submission = _submission(submission_id)
    action, reason = request.POST.get("action", ""), request.POST.get("reason", "")
    if action not in DECISIONS:
        return _page(request, submission, Trouble(text="没有这样的操作。", is_conflict=False))
    try:
        take_step(
            submission_id,
            Action(action),
            user=person(request),
            now=timezone.now(),
            version=_version(request),
            reason=reason,
        )
    except (ConflictError, RefusedError, ValidationError) as error:
        trouble = Trouble(
            text=_words(error),
            is_conflict=isinstance(error, ConflictError),
            action=action,
            reason=reason,
        )
        return _page(request, _submission(submission_id), trouble)
    messages.success(request, f"{submission}：{ACTION_LABELS[Action(action)]}已完成。")
    return redirect("review_figure", submission_id)


@planners_only
@require_POST
def review_comment(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Add a remark, which changes nothing in the figure itself."""
    submission, text = _submission(submission_id), request.POST.get("text", "")
    try:
        add_comment(submission, text=text, user=person(request), now=timezone.now())
    except RefusedError as error:
        return _page(request, submission, Trouble(text=str(error), is_conflict=False))
    messages.success(request, "评论已添加。")
    return redirect("review_figure", submission_id)


def _submission(submission_id: int) -> Submission:
    """Return a figure planners may see: nobody's draft but their own kind's."""
    submission = reviewed().filter(pk=submission_id).first()
    if submission is None:
        raise Http404
    if submission.stage == Stage.DRAFT and not submission.on_behalf_reason:
        raise Http404
    return submission


def _page(
    request: HttpRequest, submission: Submission, trouble: Trouble | None = None
) -> HttpResponse:
    review = figure_review(submission, today=timezone.localdate())
    user = person(request)
    actions = possible(
        stage=Stage(submission.stage),
        parts=parts_of(user, submission.department),
        has_signer=needs_signature(submission),
    )
    context = {
        "review": review,
        "row": review.row,
        "submission": submission,
        "actions": {str(each) for each in actions if each in DECISIONS},
        "trouble": trouble,
        "figure": _figure(review),
        **_neighbours(submission),
    }
    status = 200 if trouble is None else CONFLICT if trouble.is_conflict else REFUSED
    return render(request, "review/figure.html", context, status=status)


def _figure(review: FigureReview) -> dict[str, Any] | None:
    if not review.trajectory.is_drawable:
        return None
    return trajectory_figure(review.trajectory, is_demo=settings.DEMO)


def _neighbours(submission: Submission) -> dict[str, Any]:
    """Return the figures before and after among those that wait for a decision."""
    waiting = waiting_ids()
    if submission.pk not in waiting:
        return {"previous_id": None, "next_id": waiting[0] if waiting else None}
    at = waiting.index(submission.pk)
    return {
        "previous_id": waiting[at - 1] if at else None,
        "next_id": waiting[at + 1] if at + 1 < len(waiting) else None,
    }


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() else 0


def _words(error: Exception) -> str:
    return "；".join(error.messages) if isinstance(error, ValidationError) else str(error)
