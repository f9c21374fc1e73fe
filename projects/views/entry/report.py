"""One report of a project: prefilled, saved, submitted, and on to the next."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from indicators.checks.findings import Finding
from indicators.file_kinds import ACCEPT, ACCEPTED
from indicators.openings import why_closed
from indicators.selectors.review.figure import happenings
from indicators.services.evidence import why_unchangeable
from indicators.services.parts import needs_signature, parts_of
from indicators.services.ways import ConflictError
from indicators.submitting import BlockedError
from indicators.viewpoints import Viewpoint
from indicators.views.entry.clashes import SaveState
from indicators.views.entry.evidence import attach_sent, evidence_of
from indicators.views.entry.report_pages import ReportPages, Signing
from indicators.views.entry.unkept_files import (
    CHOOSE_AGAIN,
    tell_of_refused_files,
    tell_of_unkept,
)
from indicators.views.person import person
from indicators.workflow import EDITABLE, Action, Part, RefusedError, Stage, possible
from projects.models import ProjectReport
from projects.not_asked import why_not_asked
from projects.periods import Period
from projects.selectors.duties import RECORD_KIND
from projects.selectors.entry.before import told_of_the_year
from projects.selectors.entry.listing import next_owed, period_page
from projects.selectors.entry.report import report_fields
from projects.selectors.entry.signing import rows_to_sign
from projects.selectors.held import claims_of, held_of
from projects.selectors.prospects import prospects_of
from projects.services.reporting import REPORTS
from projects.submitting import submit_report
from projects.views.entry.access import ReportPlace, find_report, own_report, report_place
from projects.views.entry.saving import Saved, Typing, save_typed

REFUSED, CONFLICT = 422, 409
NEXT = "next"
"""What the button is called that submits and goes on to the next project."""


@require_http_methods(["GET", "HEAD", "POST"])
def entry_project(request: HttpRequest, slug: str, period: Period, code: str) -> HttpResponse:
    """Show the report of a project; save what is typed into it, and submit it where asked to."""
    place = report_place(request, slug, period, code)
    typing = typing_of(place)
    if request.method != "POST":
        return report_page(request, place, typing)
    if Part.CLERK not in place.parts:
        raise Http404
    saved = save_typed(typing, typing.form(request.POST), user=person(request), now=timezone.now())
    if saved.saving.state is not SaveState.SAVED:
        _tell_of_files(request, find_report(place.project, place.period))
        return report_page(request, place, typing, saved=saved)
    return _after_saving(request, place, saved.saving.shown)


def _after_saving(request: HttpRequest, place: ReportPlace, report: ProjectReport) -> HttpResponse:
    """Keep the files, and go on as the button says."""
    action = request.POST.get("action", "")
    if Stage(report.stage) not in EDITABLE:
        return _sent_before(request, place, report, goes_on=action == NEXT)
    if attach_sent(request, report, way=REPORTS) is None:
        warn_of_refused_files(request, place)
        return _again(request, place, status=REFUSED)
    if action in (Action.SUBMIT, NEXT):
        return _submit(request, place, report, goes_on=action == NEXT)
    messages.success(request, "已保存。")
    return redirect(place.url)


def _sent_before(
    request: HttpRequest, place: ReportPlace, report: ProjectReport, *, goes_on: bool
) -> HttpResponse:
    """Find what was sent before as it is; files that came only now are named, not kept."""
    stage = report.get_stage_display()
    messages.success(request, f"“{place.project}”{stage}，内容相同，没有重复保存。")
    _tell_of_files(request, report)
    return redirect(_next_url(place) if goes_on else place.url)


def _tell_of_files(request: HttpRequest, report: ProjectReport | None) -> None:
    """Name the files that are not kept, with what to do: choose them again, or why that is vain."""
    user, now = person(request), timezone.now()
    why_not = why_unchangeable(report, user=user, now=now, way=REPORTS) if report else ""
    tell_of_unkept(request, report, why=f"没有保存：{why_not}" if why_not else CHOOSE_AGAIN)


def warn_of_refused_files(request: HttpRequest, place: ReportPlace) -> None:
    """Say that what was typed is kept as a draft, unless somebody sent it at this moment."""
    report = find_report(place.project, place.period)
    if report is not None and Stage(report.stage) in EDITABLE:
        was_to_be_sent = request.POST.get("action") in (Action.SUBMIT, NEXT)
        tell_of_refused_files(request, was_to_be_sent=was_to_be_sent)


def typing_of(place: ReportPlace) -> Typing:
    """Return what is typed into: the report of a place, and what it is held against."""
    held = held_of([place.project], period=place.period)[place.project.pk]
    return Typing(project=place.project, period=place.period, held=held, stored=place.report)


def _submit(
    request: HttpRequest, place: ReportPlace, report: ProjectReport, *, goes_on: bool
) -> HttpResponse:
    try:
        submit_report(report.pk, user=person(request), now=timezone.now(), version=report.version)
    except BlockedError as error:
        return _again(request, place, blocked=error.findings, status=REFUSED)
    except (RefusedError, ConflictError) as error:
        messages.error(request, str(error))
        return _again(request, place, status=CONFLICT)
    messages.success(request, f"“{place.project}”已提交。")
    return redirect(_next_url(place) if goes_on else place.url)


def _next_url(place: ReportPlace) -> str:
    """Return the form of the next project that is owed, or the list where none is."""
    page = period_page(place.round, place.department, period=place.period, now=timezone.now())
    code = next_owed(page, place.project.code)
    if not code:
        return place.list_url
    return reverse("entry_project", args=[place.round.plan.slug, place.period, code])


def _again(
    request: HttpRequest,
    place: ReportPlace,
    *,
    blocked: tuple[Finding, ...] = (),
    status: int = 200,
) -> HttpResponse:
    """Show the report as it is stored now."""
    fresh = report_place(request, place.round.plan.slug, place.period, place.project.code)
    return report_page(request, fresh, typing_of(fresh), blocked=blocked, status=status)


def report_page(
    request: HttpRequest,
    place: ReportPlace,
    typing: Typing,
    *,
    saved: Saved | None = None,
    blocked: tuple[Finding, ...] = (),
    reason: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show the report of a place: as stored, prefilled, or as it was typed and not saved."""
    report = saved.saving.shown if saved else typing.shown
    claims = saved.claims if saved else claims_of(report) if place.report else {}
    stored = place.report
    closed = why_not_asked(place.project, place.period.year) or why_closed(
        place.round,
        department=place.department,
        now=timezone.now(),
        opens_on=place.period.opens_on,
    )
    actions = _actions(request, stored)
    is_open = Part.CLERK in place.parts and not closed
    context: dict[str, Any] = {
        "place": place,
        "report": report,
        "stored": stored,
        "form": report_fields(
            report,
            typing.held,
            claims,
            typed=saved.typed if saved else None,
            is_new=stored is None,
        ),
        "closed": closed,
        "actions": actions,
        "told_before": told_of_the_year(place.project, place.period.year),
        "is_editable": is_open and (stored is None or Stage(stored.stage) in EDITABLE),
        "saving": saved.saving if saved else None,
        "blocked": blocked,
        "reason": reason,
        "accept": ACCEPT,
        "accepted": ACCEPTED,
        **_around(request, stored),
    }
    code = saved.saving.status if saved else status
    return render(request, "projects/entry/report.html", context, status=code)


def _actions(request: HttpRequest, stored: ProjectReport | None) -> set[str]:
    if stored is None:
        return {str(Action.SUBMIT)}
    parts = parts_of(person(request), stored.department)
    found = possible(
        stage=Stage(stored.stage),
        parts=parts,
        has_signer=needs_signature(stored),
        on_behalf=bool(stored.on_behalf_reason),
    )
    return {str(each) for each in found}


def _around(request: HttpRequest, stored: ProjectReport | None) -> dict[str, Any]:
    """Return what a saved report has besides its fields: files, remarks, its history."""
    if stored is None:
        return {"evidence": None, "history": [], "comments": [], "light": None}
    (light,) = prospects_of([stored], viewpoint=Viewpoint(today=timezone.localdate()))
    return {
        "light": light,
        "evidence": evidence_of(request, stored, way=REPORTS, name="entry_project_evidence"),
        "history": list(happenings(stored.pk, kind=RECORD_KIND)),
        "comments": stored.comments.select_related("author"),
    }


def report_again(
    request: HttpRequest, report: ProjectReport, *, reason: str = "", status: int = 200
) -> HttpResponse:
    """Show a report again, with the reason that was typed."""
    project = report.project
    place = report_place(request, project.plan.slug, report.period, project.code)
    return report_page(request, place, typing_of(place), reason=reason, status=status)


def report_address(report: ProjectReport) -> str:
    """Return the address of a report on its department's desk."""
    project = report.project
    return reverse("entry_project", args=[project.plan.slug, report.period, project.code])


PROJECT_PAGES = ReportPages(
    way=REPORTS,
    noun="个项目",
    own=own_report,
    address=report_address,
    review_address=lambda report: reverse("review_project", args=[report.pk]),
    page=report_again,
    signing=Signing(
        name="entry_project_sign",
        title="待签发的项目",
        empty="没有等待签发的项目进展",
        item="projects/entry/sign_item.html",
        rows=rows_to_sign,
    ),
)
