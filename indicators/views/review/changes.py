"""Changes of what verdicts rest on besides figures: targets and definitions."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from indicators.kept_files import oversized_files
from indicators.selectors.review.changes import definition_changes, target_changes
from indicators.services.definitions import NewDefinition, add_definition
from indicators.services.evidence import NewFile, RefusedFilesError
from indicators.services.targets import (
    DoubtfulTargetError,
    NewTarget,
    revise_target,
    withdraw_revision,
)
from indicators.views.entry.unkept_files import tell_of_unkept
from indicators.views.person import person
from indicators.views.posted import posted_text, whole_number
from indicators.views.review.access import supervisors_only
from indicators.views.review.change_forms import DefinitionForm, TargetForm
from indicators.workflow import RefusedError
from plans.access import is_planner

UNPROCESSABLE: Final = 422


@supervisors_only
@require_http_methods(["GET", "HEAD", "POST"])
def review_targets(request: HttpRequest) -> HttpResponse:
    """Show how targets were changed; enter another change."""
    if request.method != "POST":
        form = TargetForm(initial={"indicator": request.GET.get("indicator", "")})
        return _targets_page(request, form)
    form = TargetForm(request.POST, request.FILES)
    _refuse_oversized(request, form)
    if form.is_valid() and _revised(request, form):
        return redirect("review_targets")
    tell_of_unkept(request, None, told=[str(each) for each in form.errors.get("file", [])])
    return _targets_page(request, form, status=UNPROCESSABLE)


@supervisors_only
@require_POST
def review_target_withdraw(request: HttpRequest) -> HttpResponse:
    """Take back a change of a target that was entered by mistake."""
    number = whole_number(posted_text(request, "revision")) or 0
    reason = posted_text(request, "reason")
    try:
        withdraw_revision(number, reason=reason, user=person(request), now=timezone.now())
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "已撤销这次目标调整，有关评判正在重算。")
    return redirect("review_targets")


@supervisors_only
@require_http_methods(["GET", "HEAD", "POST"])
def review_definitions(request: HttpRequest) -> HttpResponse:
    """Show how series were defined anew; enter another version."""
    if request.method != "POST":
        form = DefinitionForm(initial={"series": request.GET.get("series", "")})
        return _definitions_page(request, form)
    form = DefinitionForm(request.POST)
    if form.is_valid() and _defined(request, form):
        return redirect("review_definitions")
    return _definitions_page(request, form, status=UNPROCESSABLE)


def _revised(request: HttpRequest, form: TargetForm) -> bool:
    """Enter the change of a target; what is refused is said in the form."""
    fields = dict(form.cleaned_data)
    sent = fields.pop("file")
    file = NewFile(name=sent.name, chunks=sent.chunks()) if sent else None
    try:
        made = revise_target(
            NewTarget(**fields), file=file, user=person(request), now=timezone.now()
        )
    except RefusedFilesError as error:
        form.add_error("file", error.messages)
        return False
    except DoubtfulTargetError as error:
        form.add_error("target_text", list(error.questions))
        form.add_error("answer", "目标无误的，请在这里写明核对情况，再登记一次。")
        return False
    except RefusedError as error:
        form.add_error(None, str(error))
        return False
    words = f"“{made.indicator}”的目标自 {made.effective_from} 起为“{made.target_text}”"
    messages.success(request, f"{words}，评判正在重算。")
    return True


def _defined(request: HttpRequest, form: DefinitionForm) -> bool:
    """Enter the version of a definition; what is refused is said in the form."""
    try:
        made = add_definition(
            NewDefinition(**form.cleaned_data), user=person(request), now=timezone.now()
        )
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    except RefusedError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, f"已登记口径“{made}”，有关评判正在重算。")
    return True


def _refuse_oversized(request: HttpRequest, form: TargetForm) -> None:
    most = settings.UPLOAD_MOST_BYTES // 2**20
    for name in oversized_files(request):
        form.add_error("file", f"“{name}”超过 {most} MB 的上限，没有接收。")


def _targets_page(request: HttpRequest, form: Form, *, status: int = 200) -> HttpResponse:
    context = {**_frame(request, "targets"), "form": form, "changes": target_changes()}
    return render(request, "review/targets.html", context, status=status)


def _definitions_page(request: HttpRequest, form: Form, *, status: int = 200) -> HttpResponse:
    context = {**_frame(request, "definitions"), "form": form, "changes": definition_changes()}
    return render(request, "review/definitions.html", context, status=status)


def _frame(request: HttpRequest, page: str) -> dict[str, Any]:
    return {"desk_page": page, "is_planner": is_planner(request.user)}
