"""What the planners' pages of one kind of report do their own way; the addresses hand it on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from indicators.selectors.review.taken_back import taken_back
from indicators.services.ways import Way
from indicators.workflow import ACTION_LABELS, Action

CONFLICT: Final = 409


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """Why a decision or remark was not taken, and what had been typed for it; nothing is lost."""

    text: str
    is_conflict: bool
    action: str = ""
    reason: str = ""
    comment: str = ""

    @property
    def typed(self) -> str:
        return self.reason or self.comment

    @property
    def typed_label(self) -> str:
        """Return how a page calls what was typed where its own field is not there any more."""
        if self.comment:
            return "您刚才写的评论"
        deed = ACTION_LABELS[Action(self.action)] if self.action else ""
        return f"您刚才写的{deed}理由"


@dataclass(frozen=True, kw_only=True)
class ReviewPages:
    """One kind of report on the planners' desk.

    `name` and `queue` name the addresses of one report and of the queue, `nav` the queue among
    the desk's pages, `session` where the session keeps what became of the last ones decided on
    together. `reports` are those there are, with what `page` reads to show one with a trouble.
    """

    way: Way[Any, Any]
    name: str
    queue: str
    nav: str
    session: str
    reports: Callable[[], QuerySet[Any]]
    page: Callable[..., HttpResponse]

    def address(self, report_id: int) -> str:
        return reverse(self.name, args=[report_id])

    def known(self, report_id: int) -> Any:
        """Return a report planners know of; a department's draft they never saw is none."""
        report = self.reports().filter(pk=report_id).first()
        if report is None:
            raise Http404
        if report.is_departments_draft and taken_back(report, self.way.subject(report)) is None:
            raise Http404
        return report

    def shown(
        self, request: HttpRequest, report_id: int, trouble: Trouble | None = None
    ) -> HttpResponse:
        """Show a report as it is now; where its department has it back, that and what was typed."""
        report = self.known(report_id)
        if not report.is_departments_draft:
            return self.page(request, report, trouble)
        taken = taken_back(report, self.way.subject(report))
        context = {"taken": taken, "trouble": trouble, "nav": self.nav, "queue": self.queue}
        status = CONFLICT if trouble else 404
        return render(request, "review/taken_back.html", context, status=status)
