"""Reporting projects for departments: with a reason, a document, and marked as such for ever."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from indicators.checks.findings import Finding
from indicators.file_kinds import ACCEPT, ACCEPTED
from indicators.models import ReportingRound
from indicators.services.on_behalf import OnBehalf
from indicators.services.ways import ConflictError
from indicators.submitting import BlockedError
from indicators.views.entry.clashes import SaveState
from indicators.views.entry.evidence import attach_sent
from indicators.views.entry.unkept_files import CHOOSE_AGAIN, tell_of_unkept
from indicators.views.person import person
from indicators.views.review.access import planners_only
from indicators.workflow import EDITABLE, Action, RefusedError, Stage
from plans.models import Department, Plan
from projects.models import ProjectReport
from projects.not_asked import why_not_asked
from projects.periods import Period
from projects.selectors.entry.before import told_of_the_year
from projects.selectors.entry.listing import PeriodPage, period_page
from projects.selectors.entry.report import report_fields
from projects.selectors.held import claims_of
from projects.services.reporting import REPORTS
from projects.submitting import submit_report
from projects.views.entry.access import ReportPlace, find_project, find_report, find_round
from projects.views.entry.report import typing_of, warn_of_refused_files
from projects.views.entry.saving import Saved, Typing, save_typed

REFUSED: Final = 422
THEIR_OWN: Final = "部门正在填报"


class WhyForm(forms.Form):
    """Why a project is reported for its department, and from which document."""

    reason = forms.CharField(label="代填理由", max_length=1000)
    document = forms.CharField(label="依据文件", max_length=200)


@planners_only
@require_safe
def review_projects_enter_choice(request: HttpRequest) -> HttpResponse:
    """Offer every plan and year to report projects for."""
    rounds = ReportingRound.objects.filter(plan__projects__department__isnull=False)
    years: dict[Plan, list[int]] = {}
    for each in rounds.select_related("plan").distinct().order_by("-plan__first_year", "year"):
        years.setdefault(each.plan, []).append(each.year)
    return render(request, "projects/review/enter_choice.html", {"plans": list(years.items())})


@planners_only
@require_safe
def review_projects_enter(request: HttpRequest, slug: str, period: Period) -> HttpResponse:
    """Show a department's projects of a period to report for it."""
    round_ = find_round(slug, period)
    departments = list(Department.objects.filter(projects__plan=round_.plan).distinct())
    if not departments:
        raise Http404
    code = request.GET.get("department", departments[0].code)
    department = get_object_or_404(Department, code=code)
    page = period_page(round_, department, period=period, now=timezone.now())
    context = {
        "page": _without_their_drafts(page),
        "department": department,
        "departments": [(each.code, each.name) for each in departments],
        "years": [Period(year=year) for year in round_.plan.years],
    }
    return render(request, "projects/review/enter_list.html", context)


@planners_only
@require_http_methods(["GET", "HEAD", "POST"])
def review_project_enter(
    request: HttpRequest, slug: str, period: Period, code: str
) -> HttpResponse:
    """Report a project for its department."""
    place = _place(slug, period, code)
    if request.method != "POST":
        return _page(request, place, why=WhyForm(initial=_why_of(place.report)))
    why = WhyForm(request.POST)
    saved = _saved(request, place, why) if _may_save(place, why) else _unsaved(request, place)
    report = saved.saving.shown
    if saved.saving.state is not SaveState.SAVED:
        return _not_saved(request, place, why, saved)
    if Stage(report.stage) not in EDITABLE:
        return _found_as_sent(request, place, report)
    return _after_saving(request, place, why, report)


def _may_save(place: ReportPlace, why: WhyForm) -> bool:
    """Return whether to try: not without a reason, nor what the department drafts itself.

    What was sent is tried, too: it may be the same again.
    """
    return why.is_valid() and not _is_their_draft(place.report)


def _saved(request: HttpRequest, place: ReportPlace, why: WhyForm) -> Saved:
    typing = typing_of(place)
    return save_typed(
        typing,
        typing.form(request.POST),
        user=person(request),
        now=timezone.now(),
        on_behalf=OnBehalf(**why.cleaned_data),
    )


def _not_saved(
    request: HttpRequest, place: ReportPlace, why: WhyForm, saved: Saved
) -> HttpResponse:
    """Show all that was typed, whatever stands against it by now, and name the files."""
    fresh = replace(place, report=find_report(place.project, place.period))
    seen = None if _is_their_draft(fresh.report) else fresh.report
    closed = _closed(fresh)
    tell_of_unkept(request, seen, why=f"没有保存：{closed}" if closed else CHOOSE_AGAIN)
    return _page(request, fresh, why=why, saved=saved)


def _found_as_sent(request: HttpRequest, place: ReportPlace, report: ProjectReport) -> HttpResponse:
    """Name the files that came only with the second sending: they are not kept."""
    messages.success(request, f"“{place.project}”您已经代填过，内容相同，没有重复保存。")
    way_out = "撤销采用" if report.stage == Stage.APPROVED else "退回"
    stage = report.get_stage_display()
    why = f"没有保存：这一期的进展{stage}，不能增减佐证材料；要补充的，请先{way_out}。"
    tell_of_unkept(request, report, why=why)
    return redirect(_list_url(place))


def _list_url(place: ReportPlace) -> str:
    path = reverse("review_projects_enter", args=[place.round.plan.slug, place.period])
    return f"{path}?department={place.department.code}"


def _after_saving(
    request: HttpRequest, place: ReportPlace, why: WhyForm, report: ProjectReport
) -> HttpResponse:
    if attach_sent(request, report, way=REPORTS) is None:
        warn_of_refused_files(request, place)
        fresh = replace(place, report=find_report(place.project, place.period))
        return _page(request, fresh, why=why, status=REFUSED)
    if request.POST.get("action") == Action.SUBMIT:
        return _submit(request, place, why, report)
    messages.success(request, f"“{place.project}”的代填草稿已保存。")
    return redirect(request.path)


def _submit(
    request: HttpRequest, place: ReportPlace, why: WhyForm, report: ProjectReport
) -> HttpResponse:
    fresh = replace(place, report=find_report(place.project, place.period))
    try:
        submit_report(report.pk, user=person(request), now=timezone.now(), version=report.version)
    except BlockedError as error:
        return _page(request, fresh, why=why, blocked=error.findings, status=REFUSED)
    except (RefusedError, ConflictError) as error:
        messages.error(request, str(error))
        return _page(request, fresh, why=why, status=REFUSED)
    messages.success(request, f"“{place.project}”已代填并提交，等待审核。")
    return redirect(_list_url(place))


def _unsaved(request: HttpRequest, place: ReportPlace) -> Saved:
    """Return what was typed, not saved because nobody said why."""
    typing = typing_of(place)
    form = typing.form(request.POST)
    return save_typed(typing, form, user=person(request), now=timezone.now(), is_refused=True)


def _place(slug: str, period: Period, code: str) -> ReportPlace:
    round_ = find_round(slug, period)
    project = find_project(round_, code)
    if project.department is None:
        raise Http404
    return ReportPlace(
        round=round_,
        period=period,
        project=project,
        report=find_report(project, period),
        parts=frozenset(),
    )


def _why_of(report: ProjectReport | None) -> dict[str, str]:
    if report is None:
        return {}
    return {"reason": report.on_behalf_reason, "document": report.on_behalf_document}


def _is_their_draft(report: ProjectReport | None) -> bool:
    """Return whether a department is drafting a report itself; nobody else is to see it."""
    return report is not None and report.stage == Stage.DRAFT and not report.on_behalf_reason


def _closed(place: ReportPlace) -> str:
    """Return why nobody reports this, or no planner for the department; "" where he can."""
    return why_not_asked(place.project, place.period.year) or _locked(place.report)


def _locked(report: ProjectReport | None) -> str:
    """Return why a planner cannot go on with a report, "" where he can."""
    if report is None or (report.on_behalf_reason and Stage(report.stage) in EDITABLE):
        return ""
    if _is_their_draft(report):
        return f"{report.department}正在填报这个项目，不能代填。"
    if Stage(report.stage) not in EDITABLE:
        return f"这一期的进展{report.get_stage_display()}，不能代填；要改的，请先退回或撤销采用。"
    return ""


def _page(
    request: HttpRequest,
    place: ReportPlace,
    *,
    why: WhyForm,
    saved: Saved | None = None,
    blocked: tuple[Finding, ...] = (),
    status: int = 200,
) -> HttpResponse:
    typing = typing_of(place)
    locked = _closed(place)
    report = saved.saving.shown if saved else typing.shown
    claims = saved.claims if saved else claims_of(report) if place.report else {}
    context: dict[str, Any] = {
        "place": place,
        "why": why,
        "locked": locked,
        "saving": saved.saving if saved else None,
        "typed": _typed_lines(request, typing, why) if saved else (),
        "blocked": blocked,
        "accept": ACCEPT,
        "accepted": ACCEPTED,
        "actions": {str(Action.SUBMIT)},
    }
    if not locked:
        context["told_before"] = told_of_the_year(place.project, place.period.year)
        context["form"] = report_fields(
            report,
            typing.held,
            claims,
            typed=saved.typed if saved else None,
            is_new=place.report is None,
        )
    code = saved.saving.status if saved else status
    return render(request, "projects/review/enter.html", context, status=code)


def _typed_lines(request: HttpRequest, typing: Typing, why: WhyForm) -> list[tuple[str, str]]:
    """Return what was sent, word for word, for a page that has no fields to hold it."""
    because = [(str(field.label), str(field.value() or "")) for field in why]
    return [*((label, text) for label, text in because if text), *typing.form(request.POST).lines]


def _without_their_drafts(page: PeriodPage) -> PeriodPage:
    """Return a page without what a department is drafting itself."""
    lines = tuple(
        replace(each, said="", standing_label=THEIR_OWN)
        if each.standing == Stage.DRAFT and not each.on_behalf_document
        else each
        for each in page.lines
    )
    return replace(page, lines=lines)
