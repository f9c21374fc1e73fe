"""The signer's view: what the department sent and nobody has signed yet."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from indicators.services.steps import take
from indicators.services.ways import ConflictError
from indicators.views.entry.access import own_departments
from indicators.views.entry.grid import tickets_of
from indicators.views.entry.report_pages import ReportPages
from indicators.views.person import person
from indicators.views.posted import posted_text
from indicators.workflow import Action, RefusedError
from plans.models import MembershipRole

REFUSED = 422


@require_safe
def entry_sign(request: HttpRequest, pages: ReportPages) -> HttpResponse:
    """Show what waits for a signature."""
    return _page(request, pages)


@require_POST
def entry_sign_chosen(request: HttpRequest, pages: ReportPages) -> HttpResponse:
    """Sign the chosen reports, or return one of them with its reason."""
    own_departments(person(request), MembershipRole.SIGNER)
    returned = tickets_of([request.POST.get("return", "")])
    if returned:
        return _return(request, pages, *returned[0])
    chosen = tickets_of(request.POST.getlist("ticket"))
    refusals = [_signed(request, pages, pk, version) for pk, version in chosen]
    signed = refusals.count("")
    if signed:
        messages.success(request, f"已签发{signed}{pages.noun}。")
    for refusal in filter(None, refusals):
        messages.error(request, f"没有签发{refusal}")
    if not chosen:
        messages.warning(request, f"没有选中任何{pages.noun[1:]}。")
    return redirect(pages.signing.name)


def _return(request: HttpRequest, pages: ReportPages, report_id: int, version: int) -> HttpResponse:
    reason = posted_text(request, f"reason-{report_id}")
    refusal = _taken(request, pages, Action.RETURN, report_id, version, reason=reason)
    if refusal:
        messages.error(request, f"没有退回{refusal}")
        return _page(request, pages, reasons={report_id: reason}, status=REFUSED)
    messages.success(request, "已退回，填报人员会看到您写的理由。")
    return redirect(pages.signing.name)


def _signed(request: HttpRequest, pages: ReportPages, report_id: int, version: int) -> str:
    """Sign one of many; return why not, "" where it was: one nobody may see stops no other."""
    try:
        return _taken(request, pages, Action.SIGN, report_id, version)
    except Http404:
        return f"编号{report_id}的{pages.noun[1:]}：您的单位没有这一份。"


def _taken(
    request: HttpRequest,
    pages: ReportPages,
    action: Action,
    report_id: int,
    version: int,
    *,
    reason: str = "",
) -> str:
    """Take a step with one report; return what was refused and why, "" where nothing was."""
    report = pages.own(person(request), report_id)
    try:
        take(
            pages.way,
            report_id,
            action,
            user=person(request),
            now=timezone.now(),
            version=version,
            reason=reason,
        )
    except (RefusedError, ConflictError) as error:
        return f"“{pages.name(report)}”：{error}"
    return ""


def _page(
    request: HttpRequest,
    pages: ReportPages,
    *,
    reasons: dict[int, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    departments = own_departments(person(request), MembershipRole.SIGNER)
    rows = pages.signing.rows([each.pk for each in departments], timezone.localdate())
    typed = reasons or {}
    context = {
        "departments": departments,
        "signing": pages.signing,
        "noun": pages.noun,
        "rows": [(row, typed.get(row.report_id, "")) for row in rows],
    }
    return render(request, "entry/sign.html", context, status=status)
