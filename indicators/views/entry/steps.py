"""What is done with a report besides filling it in: steps on its way, and remarks."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from indicators.services.reviewing import add_comment
from indicators.services.steps import take
from indicators.services.ways import ConflictError
from indicators.views.entry.report_pages import ReportPages
from indicators.views.person import person
from indicators.views.posted import posted_text, whole_number
from indicators.workflow import ACTION_LABELS, Action, RefusedError

STEPS = frozenset({Action.TAKE_BACK, Action.SIGN, Action.RETURN})
REFUSED = 422


@require_POST
def entry_step(request: HttpRequest, report_id: int, pages: ReportPages) -> HttpResponse:
    """Take a report back, sign it, or return it with a reason."""
    report = pages.own(person(request), report_id)
    action, reason = request.POST.get("action", ""), posted_text(request, "reason")
    version = whole_number(request.POST.get("version", ""))
    if action not in STEPS:
        messages.error(request, "没有这样的操作，请刷新页面后再试。")
        return redirect(pages.address(report))
    try:
        take(
            pages.way,
            report_id,
            Action(action),
            user=person(request),
            now=timezone.now(),
            version=version or 0,
            reason=reason,
        )
    except (RefusedError, ConflictError) as error:
        messages.error(request, str(error))
        return pages.page(request, report, reason=reason, status=REFUSED)
    messages.success(request, f"{ACTION_LABELS[Action(action)]}：已完成。")
    return redirect(pages.address(report))


@require_POST
def entry_comment(request: HttpRequest, report_id: int, pages: ReportPages) -> HttpResponse:
    """Add a remark, which changes nothing in the report itself."""
    report = pages.own(person(request), report_id)
    try:
        add_comment(
            report,
            text=posted_text(request, "text"),
            user=person(request),
            now=timezone.now(),
            way=pages.way,
        )
    except RefusedError as error:
        messages.error(request, str(error))
    return redirect(pages.address(report))
