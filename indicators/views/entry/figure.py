"""One figure of a department: all its fields, what was found, its history and its next step."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from indicators.checks.findings import Finding
from indicators.file_kinds import ACCEPT, ACCEPTED
from indicators.models import Indicator, ReportingRound, Submission
from indicators.openings import why_closed
from indicators.rivals import approved_in_year, undone_and_unanswered, undone_for
from indicators.seen import known_text
from indicators.selectors.checking import examiner_of
from indicators.selectors.entry.grid import figure_row
from indicators.selectors.entry.signing import rows_to_sign
from indicators.selectors.family import asked_about
from indicators.selectors.review.figure import happenings
from indicators.services.parts import needs_signature, parts_of
from indicators.services.reporting import FIGURES
from indicators.services.ways import ConflictError
from indicators.submitting import BlockedError, submit_figure
from indicators.views.entry.access import own_submission, readable_submission
from indicators.views.entry.clashes import SaveState, Saving
from indicators.views.entry.evidence import attach_sent, evidence_of
from indicators.views.entry.forms import FigureForm
from indicators.views.entry.report_pages import ReportPages, Signing
from indicators.views.entry.saving import save_typed
from indicators.views.entry.unkept_files import tell_of_refused_files, tell_of_unkept
from indicators.views.person import person
from indicators.workflow import EDITABLE, Action, Part, RefusedError, Stage, possible

REFUSED, CONFLICT = 422, 409


@require_http_methods(["GET", "HEAD", "POST"])
def entry_figure(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Show a figure; save what is typed into it, and submit it where asked to."""
    if request.method != "POST":
        return _shown(request, readable_submission(person(request), submission_id))
    submission = readable_submission(person(request), submission_id)
    indicator = asked_about().get(pk=submission.indicator_id)
    form = FigureForm({**request.POST.dict(), "submission": str(submission_id)})
    saving = save_typed(
        indicator,
        form,
        year=submission.year,
        user=person(request),
        now=timezone.now(),
        seen=submission,
    )
    if saving.state is not SaveState.SAVED:
        tell_of_unkept(request, submission)
        known = known_text(form.approved_seen)
        return _page(request, saving.shown, indicator, saving=saving, known=known)
    return _after_saving(request, saving.shown, indicator)


def _after_saving(
    request: HttpRequest, submission: Submission, indicator: Indicator
) -> HttpResponse:
    """Keep the files, and submit where the button says so."""
    is_submitted = request.POST.get("action") == Action.SUBMIT
    if attach_sent(request, submission, way=FIGURES) is None:
        if Stage(submission.stage) in EDITABLE:
            tell_of_refused_files(request, was_to_be_sent=is_submitted)
        return redirect("entry_figure", submission.pk)
    if is_submitted:
        return _submit(request, submission, indicator)
    messages.success(request, "已保存。")
    return redirect("entry_figure", submission.pk)


def _shown(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Show a figure; one that another went on in the stead of leads there, once that was sent."""
    is_kept = submission.is_only_kept
    if is_kept and not undone_and_unanswered().filter(pk=submission.pk).exists():
        return redirect("entry_figure", submission.replaced_by_id)
    return figure_page(request, submission)


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


def figure_page(
    request: HttpRequest, submission: Submission, *, reason: str = "", status: int = 200
) -> HttpResponse:
    """Show a figure again, with the reason that was typed."""
    indicator = asked_about().get(pk=submission.indicator_id)
    return _page(request, submission, indicator, reason=reason, status=status)


def _page(
    request: HttpRequest,
    submission: Submission,
    indicator: Indicator,
    *,
    saving: Saving[Submission] | None = None,
    known: str | None = None,
    blocked: tuple[Finding, ...] = (),
    reason: str = "",
    status: int = 200,
) -> HttpResponse:
    parts = parts_of(person(request), submission.department)
    is_kept = submission.is_only_kept
    closed = "" if is_kept else _closed(submission, indicator)
    is_open = Part.CLERK in parts and not closed and (not is_kept or saving is not None)
    # Before all else that is shown: what is approved after this is unknown.
    known = known_text(approved_in_year(submission)) if known is None else known
    examiner = examiner_of(submission, indicator, today=timezone.localdate())
    actions = possible(
        stage=Stage(submission.stage),
        parts=parts,
        has_signer=needs_signature(submission),
        on_behalf=bool(submission.on_behalf_reason),
    )
    row = figure_row(
        submission,
        indicator,
        examiner,
        is_open=is_open,
        is_typed=saving is not None,
        known=known,
    )
    context: dict[str, Any] = {
        "submission": submission,
        "row": row,
        "closed": closed,
        "actions": set() if is_kept else {str(each) for each in actions},
        "goes_on": submission.replaced_by,
        "saving": saving,
        "blocked": blocked,
        "reason": reason,
        "undone": undone_for(submission),
        "form_id": f"form-{row.key}" if row.is_editable else "",
        "evidence": evidence_of(request, submission, way=FIGURES, name="entry_evidence"),
        "accept": ACCEPT,
        "accepted": ACCEPTED,
        "history": list(happenings(submission.pk)),
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


FIGURE_PAGES = ReportPages(
    way=FIGURES,
    noun="个数据",
    own=own_submission,
    address=lambda figure: reverse("entry_figure", args=[figure.pk]),
    review_address=lambda figure: reverse("review_figure", args=[figure.pk]),
    page=figure_page,
    signing=Signing(
        name="entry_sign",
        title="待签发",
        empty="没有等待签发的数据",
        item="entry/sign_item.html",
        rows=rows_to_sign,
    ),
)
