"""What planners decide: one report or many approved, returned, revoked; and remarks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from indicators.services.parts import needs_signature, parts_of
from indicators.services.reviewing import Outcome, Ticket, add_comment, approve_many
from indicators.services.steps import take
from indicators.services.ways import ConflictError
from indicators.views.person import person
from indicators.views.posted import posted_text, whole_number
from indicators.views.review.access import planners_only
from indicators.views.review.report_pages import CONFLICT, ReviewPages, Trouble
from indicators.workflow import ACTION_LABELS, Action, RefusedError, Stage, possible

DECISIONS: Final = frozenset({Action.APPROVE, Action.RETURN, Action.REVOKE})
REFUSED: Final = 422


@planners_only
@require_POST
def review_decide(request: HttpRequest, report_id: int, pages: ReviewPages) -> HttpResponse:
    """Approve, return or revoke a report as it was seen."""
    report = pages.known(report_id)
    action, reason = request.POST.get("action", ""), posted_text(request, "reason")
    if action not in DECISIONS:
        trouble = Trouble(
            text="没有这样的操作，请刷新页面后再试。", is_conflict=False, reason=reason
        )
        return pages.shown(request, report_id, trouble)
    try:
        take(
            pages.way,
            report_id,
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
        return pages.shown(request, report_id, trouble)
    messages.success(request, f"{report}：{ACTION_LABELS[Action(action)]}已完成。")
    return redirect(pages.address(report_id))


@planners_only
@require_POST
def review_comment(request: HttpRequest, report_id: int, pages: ReviewPages) -> HttpResponse:
    """Add a remark, which changes nothing in the report itself."""
    report, text = pages.known(report_id), posted_text(request, "text")
    try:
        add_comment(report, text=text, user=person(request), now=timezone.now(), way=pages.way)
    except RefusedError as error:
        trouble = Trouble(text=str(error), is_conflict=False, comment=text)
        return pages.shown(request, report_id, trouble)
    messages.success(request, "评论已添加。")
    return redirect(pages.address(report_id))


@planners_only
@require_POST
def review_approve(request: HttpRequest, pages: ReviewPages) -> HttpResponse:
    """Approve the reports marked, or the one whose own button was pressed."""
    texts = request.POST.getlist("only") or request.POST.getlist("ticket")
    tickets = [ticket for text in texts if (ticket := _ticket(text))]
    outcomes = approve_many(tickets, user=person(request), now=timezone.now(), way=pages.way)
    request.session[pages.session] = [
        {"name": each.name, "refusal": each.refusal, "id": each.report_id} for each in outcomes
    ]
    query = QueryDict(request.POST.get("query", ""), mutable=True)
    query["done"] = "1"
    return HttpResponseRedirect(f"{reverse(pages.queue)}?{query.urlencode()}")


@dataclass(frozen=True, kw_only=True)
class ToldOutcome(Outcome):
    """What became of one report, with the address of its page."""

    url: str


def outcomes_of(request: HttpRequest, pages: ReviewPages) -> dict[str, list[ToldOutcome]]:
    """Return what became of the reports just decided on, done and refused apart."""
    if "done" not in request.GET:
        return {}
    rows = [
        ToldOutcome(
            name=each["name"],
            refusal=each["refusal"],
            report_id=each["id"],
            url=pages.address(each["id"]) if each["id"] else "",
        )
        for each in request.session.get(pages.session, [])
    ]
    return {
        "done": [each for each in rows if not each.refusal],
        "refused": [each for each in rows if each.refusal],
    }


def actions_of(request: HttpRequest, report: Any) -> set[str]:
    """Return what a planner may decide on a report now."""
    actions = possible(
        stage=Stage(report.stage),
        parts=parts_of(person(request), report.department),
        has_signer=needs_signature(report),
        on_behalf=bool(report.on_behalf_reason),
    )
    return {str(each) for each in actions if each in DECISIONS}


def status_of(trouble: Trouble | None) -> int:
    """Return the status of a page that tells of a trouble."""
    if trouble is None:
        return 200
    return CONFLICT if trouble.is_conflict else REFUSED


def neighbours(report_id: int, waiting: list[int]) -> dict[str, int | None]:
    """Return the reports before and after among those that wait for a decision."""
    if report_id not in waiting:
        return {"previous_id": None, "next_id": waiting[0] if waiting else None}
    at = waiting.index(report_id)
    return {
        "previous_id": waiting[at - 1] if at else None,
        "next_id": waiting[at + 1] if at + 1 < len(waiting) else None,
    }


def query_without(query: QueryDict, name: str) -> str:
    """Return an address's parameters without one of them, and without what was just done."""
    kept = query.copy()
    for each in (name, "done"):
        kept.pop(each, None)
    return kept.urlencode()


def _ticket(text: str) -> Ticket | None:
    """Return which report in which version a form names, None for nonsense."""
    report_id, version = map(whole_number, text.partition(":")[::2])
    if report_id is None or version is None:
        return None
    return Ticket(report_id=report_id, version=version)


def _version(request: HttpRequest) -> int:
    return whole_number(request.POST.get("version", "")) or 0


def _words(error: Exception) -> str:
    return "；".join(error.messages) if isinstance(error, ValidationError) else str(error)
