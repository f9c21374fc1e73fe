"""One figure of a department: all its fields, what was found, its history and its next step."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from indicators.checks import Finding
from indicators.file_kinds import ACCEPT, ACCEPTED
from indicators.models import Indicator, ReportingRound, Submission
from indicators.openings import why_closed
from indicators.selectors.checking import examiner_of
from indicators.selectors.entry.grid import figure_row
from indicators.selectors.family import asked_about
from indicators.selectors.review.figure import happenings
from indicators.services.parts import needs_signature, parts_of
from indicators.services.reporting import take_step
from indicators.services.reviewing import add_comment
from indicators.services.steps import ConflictError
from indicators.submitting import BlockedError, submit_figure
from indicators.views.entry.access import own_submission, person
from indicators.views.entry.evidence import evidence_of
from indicators.views.entry.forms import FigureForm
from indicators.views.entry.saving import SaveState, Saving, save_typed
from indicators.workflow import ACTION_LABELS, Action, Part, RefusedError, Stage, possible

STEPS = frozenset({Action.TAKE_BACK, Action.SIGN, Action.RETURN})
REFUSED = 422
CONFLICT = 409


@require_http_methods(["GET", "HEAD", "POST"])
def entry_figure(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Show a figure; save what is typed into it, and submit it where asked to."""
    submission = own_submission(person(request), submission_id)
    indicator = asked_about().get(pk=submission.indicator_id)
    if request.method != "POST":
        return _page(request, submission, indicator)
    form = FigureForm({**request.POST.dict(), "submission": str(submission_id)})
    saving = save_typed(
        indicator, form, year=submission.year, user=person(request), now=timezone.now()
    )
    if saving.state is not SaveState.SAVED:
        return _page(request, saving.shown, indicator, saving=saving)
    if request.POST.get("action") == Action.SUBMIT:
        return _submit(request, saving.shown, indicator)
    messages.success(request, "已保存。")
    return redirect("entry_figure", submission_id)


@require_POST
def entry_step(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Take a figure back, sign it, or return it with a reason."""
    submission = own_submission(person(request), submission_id)
    action, reason = request.POST.get("action", ""), request.POST.get("reason", "")
    version = request.POST.get("version", "")
    if action not in STEPS:
        messages.error(request, "没有这样的操作。")
        return redirect("entry_figure", submission_id)
    try:
        take_step(
            submission_id,
            Action(action),
            user=person(request),
            now=timezone.now(),
            version=int(version) if version.isdecimal() else 0,
            reason=reason,
        )
    except (RefusedError, ConflictError) as error:
        messages.error(request, str(error))
        indicator = asked_about().get(pk=submission.indicator_id)
        return _page(request, submission, indicator, reason=reason, status=REFUSED)
    messages.success(request, f"{ACTION_LABELS[Action(action)]}：已完成。")
    return redirect("entry_figure", submission_id)


@require_POST
def entry_comment(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Add a remark, which changes nothing in the figure itself."""
    submission = own_submission(person(request), submission_id)
    try:
        add_comment(
            submission,
            text=request.POST.get("text", ""),
            user=person(request),
            now=timezone.now(),
        )
    except RefusedError as error:
        messages.error(request, str(error))
    return redirect("entry_figure", submission_id)


def _submit(request: HttpRequest, submission: Submission, indicator: Indicator) -> HttpResponse:
    try:
        submit_figure(
            submission.pk, user=person(request), now=timezone.now(), version=submission.version
        )
    except BlockedError as error:
        stored = own_submission(person(request), submission.pk)
        return _page(request, stored, indicator, blocked=error.findings, status=REFUSED)
    except (RefusedError, ConflictError) as error:
        messages.error(request, str(error))
        stored = own_submission(person(request), submission.pk)
        return _page(request, stored, indicator, status=CONFLICT)
    messages.success(request, f"“{indicator}”已提交。")
    return redirect("entry_figure", submission.pk)


def _page(
    request: HttpRequest,
    submission: Submission,
    indicator: Indicator,
    *,
    saving: Saving | None = None,
    blocked: tuple[Finding, ...] = (),
    reason: str = "",
    status: int = 200,
) -> HttpResponse:
    parts = parts_of(person(request), submission.department)
    closed = _closed(submission, indicator)
    examiner = examiner_of(submission, indicator, today=timezone.localdate())
    actions = possible(
        stage=Stage(submission.stage), parts=parts, has_signer=needs_signature(submission)
    )
    row = figure_row(submission, indicator, examiner, is_open=Part.CLERK in parts and not closed)
    context: dict[str, Any] = {
        "submission": submission,
        "row": row,
        "closed": closed,
        "actions": {str(each) for each in actions},
        "saving": saving,
        "blocked": blocked,
        "reason": reason,
        "evidence": evidence_of(request, submission),
        "accept": ACCEPT,
        "accepted": ACCEPTED,
        "history": list(happenings(submission)),
        "comments": submission.comments.select_related("author"),
        "vintages": FigureForm.base_fields["vintage"].choices,  # type: ignore[attr-defined]
    }
    code = saving.status if saving else status
    return render(request, "entry/figure.html", context, status=code)


def _closed(submission: Submission, indicator: Indicator) -> str:
    """Return why a department can change nothing now, "" while it can."""
    round_ = (
        ReportingRound.objects.prefetch_related("extensions")
        .filter(plan=indicator.plan_id, year=submission.year)
        .first()
    )
    if round_ is None:
        return f"没有{submission.year}年数据的填报轮次，请联系规划人员。"
    return why_closed(round_, department=submission.department, now=timezone.now())
