"""The signer's view: what the department sent and nobody has signed yet."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from indicators.models import Submission
from indicators.selectors.entry.signing import rows_to_sign
from indicators.services.reporting import take_step
from indicators.services.steps import ConflictError
from indicators.views.entry.access import own_departments, own_submission, person
from indicators.views.entry.grid import tickets_of
from indicators.workflow import Action, RefusedError
from plans.models import MembershipRole

REFUSED = 422


@require_safe
def entry_sign(request: HttpRequest) -> HttpResponse:
    """Show what waits for a signature."""
    return _page(request)


@require_POST
def entry_sign_chosen(request: HttpRequest) -> HttpResponse:
    """Sign the chosen figures, or return one of them with its reason."""
    own_departments(person(request), MembershipRole.SIGNER)
    returned = tickets_of([request.POST.get("return", "")])
    if returned:
        return _return(request, *returned[0])
    chosen = tickets_of(request.POST.getlist("ticket"))
    signed = [_sign(request, pk, version) for pk, version in chosen]
    if any(signed):
        messages.success(request, f"已签发{sum(signed)}个数据。")
    if not chosen:
        messages.warning(request, "没有选中任何数据。")
    return redirect("entry_sign")


def _sign(request: HttpRequest, submission_id: int, version: int) -> bool:
    """Sign one figure; a refusal is told and stops no other."""
    submission = own_submission(person(request), submission_id)
    try:
        take_step(
            submission_id,
            Action.SIGN,
            user=person(request),
            now=timezone.now(),
            version=version,
        )
    except (RefusedError, ConflictError) as error:
        messages.error(request, f"没有签发“{_name(submission)}”：{error}")
        return False
    return True


def _return(request: HttpRequest, submission_id: int, version: int) -> HttpResponse:
    submission = own_submission(person(request), submission_id)
    reason = request.POST.get(f"reason-{submission_id}", "")
    try:
        take_step(
            submission_id,
            Action.RETURN,
            user=person(request),
            now=timezone.now(),
            version=version,
            reason=reason,
        )
    except (RefusedError, ConflictError) as error:
        messages.error(request, f"没有退回“{_name(submission)}”：{error}")
        return _page(request, reasons={submission_id: reason}, status=REFUSED)
    messages.success(request, f"已退回“{_name(submission)}”。")
    return redirect("entry_sign")


def _page(
    request: HttpRequest, *, reasons: dict[int, str] | None = None, status: int = 200
) -> HttpResponse:
    departments = own_departments(person(request), MembershipRole.SIGNER)
    rows = rows_to_sign([each.pk for each in departments], today=timezone.localdate())
    typed = reasons or {}
    context = {
        "departments": departments,
        "rows": [(row, typed.get(row.submission_id, "")) for row in rows],
    }
    return render(request, "entry/sign.html", context, status=status)


def _name(submission: Submission) -> str:
    return f"{submission.indicator} {submission.year}年"
