"""Back office for box items, named projects and what their reports are judged by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from indicators.admin import ReadOnlyAdmin, ReadOnlyInline
from indicators.workflow import RefusedError
from plans.access import in_role, is_planner
from plans.admin import FoundAdmin
from plans.recorded_admin import RecordedAdmin
from projects.admin_forms import MergeForm, ProjectForm, SplitForm
from projects.models import (
    BoxItem,
    Project,
    ProjectLink,
    ProjectMilestone,
    ProjectReport,
    PromisedStage,
    RollUp,
)
from projects.services.indexing import index_projects
from projects.services.joining import UnreportedError, heeded_of_merger
from projects.services.structure import (
    delete_project,
    is_deletable,
    merge_projects,
    save_project,
    split_project,
)


class ProjectPartAdmin(FoundAdmin):
    """Items of boxes and projects."""

    def reindex(self) -> None:
        index_projects()


@admin.register(BoxItem)
class BoxItemAdmin(ProjectPartAdmin):
    record_kind, record_name = "box_item", "专栏事项"
    list_display = ["section", "label", "title"]
    list_select_related = ["section"]
    list_filter = ["section__plan"]
    search_fields = ["title", "text"]
    autocomplete_fields = ["section"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Keep a saved item in its box: projects stand in both."""
        return [] if obj is None else ["section"]


class ProjectLinkInline(admin.TabularInline[ProjectLink, Project]):
    model = ProjectLink
    extra = 0
    autocomplete_fields = ["indicator"]


class ProjectMilestoneInline(ReadOnlyInline):
    model = ProjectMilestone
    exclude = ["position"]
    verbose_name_plural = "项目节点（在项目页“设定节点”登记）"


@admin.register(Project)
class ProjectAdmin(ProjectPartAdmin):
    record_kind, record_name = "project", "项目"
    recorded_inlines = (ProjectLink,)
    form = ProjectForm
    list_display = [
        "name",
        "field",
        "promised_stage",
        "department",
        "departments_confirmed",
    ]
    list_select_related = ["department"]
    list_filter = ["plan", "field", "promised_stage", "departments_confirmed", "regions"]
    search_fields = ["name", "code", "quote"]
    autocomplete_fields = ["section", "item", "department", "partners"]
    readonly_fields = [
        *("merged_into", "split_from", "retired_on", "retired_reason"),
        *("keeps_history", "is_given_up"),
    ]
    inlines = [ProjectLinkInline, ProjectMilestoneInline]
    actions = ["merge_selected", "split_selected"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Keep a saved project in its plan, under the code that its addresses and files name."""
        fixed = [] if obj is None else ["plan", "code"]
        return [*self.readonly_fields, *fixed]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep a project that has reports, or was merged or split."""
        is_kept = obj is not None and not is_deletable(obj)
        may = is_planner(request.user) or in_role(request.user, "admin")
        return may and not is_kept and super().has_delete_permission(request, obj)

    def changeform_view(self, request: HttpRequest, *args: Any, **more: Any) -> Any:
        """Tell what was refused because somebody else was at the project at this moment."""
        return _told(
            request, lambda: super(ProjectAdmin, self).changeform_view(request, *args, **more)
        )

    def delete_view(self, request: HttpRequest, *args: Any, **more: Any) -> Any:
        """Tell what was refused because somebody else was at the project at this moment."""
        return _told(request, lambda: super(ProjectAdmin, self).delete_view(request, *args, **more))

    def delete_model(self, request: HttpRequest, obj: Project) -> None:
        delete_project(obj, user=cast(User, request.user), now=timezone.now())
        self.reindex()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Project]) -> None:
        for each in queryset:
            delete_project(each, user=cast(User, request.user), now=timezone.now())
        self.reindex()

    def save_model(self, request: HttpRequest, obj: Project, form: Any, change: bool) -> None:
        save_project(obj, now=timezone.now())

    @admin.action(description="并入另一个项目…", permissions=["change"])
    def merge_selected(
        self, request: HttpRequest, queryset: QuerySet[Project]
    ) -> HttpResponse | None:
        """Ask into which project, then merge."""
        words = "项目的进展和记录仍可查阅，今后以并入后的项目填报和统计。"
        return _asked(request, queryset, MergeForm, merge_projects, ("并入另一个项目", words))

    @admin.action(description="拆分为几个项目…", permissions=["change"])
    def split_selected(
        self, request: HttpRequest, queryset: QuerySet[Project]
    ) -> HttpResponse | None:
        """Ask into which parts, then split."""
        words = "项目的进展和记录仍可查阅，今后由拆分后的项目填报和统计；此前的投资仍计入。"
        words += _COPIED_WORDS
        return _asked(request, queryset, SplitForm, split_project, ("拆分为几个项目", words))


_YEAR_WORDS = "今年全年由后续项目填报，此前各季度已采用的不再计入。"
_AFTER_WORDS = "规划期已满：本规划的统计、各年和“最新”里仍是原来的项目（重复登记的除外）。"
_COPIED_WORDS = (
    "拆分后的项目沿用规划原文、领域、章节和专栏事项、承诺阶段、起止时间、责任和配合部门、地区、"
    "关联指标；不沿用节点和总投资：节点请在各项目的“设定节点”页另设（没有节点的，应有进度按时间"
    "均匀折算），总投资请在各项目的后台页填写。"
)


def _told(request: HttpRequest, show: Callable[[], Any]) -> Any:
    """Return the page, or lead back to it with what was refused; nothing was saved then."""
    try:
        return show()
    except RefusedError as error:
        messages.error(request, str(error))
        return redirect(request.path)


def _asked(
    request: HttpRequest,
    queryset: QuerySet[Project],
    form_type: type[MergeForm | SplitForm],
    change: Any,
    told: tuple[str, str],
) -> HttpResponse | None:
    """Show what has to be written, or do it; one project at a time."""
    projects = list(queryset.select_related("plan")[:2])
    if len(projects) != 1:
        messages.error(request, "请只选一个项目。")
        return None
    is_confirmed = "confirmed" in request.POST
    form = form_type(request.POST if is_confirmed else None, project=projects[0])
    if is_confirmed and form.is_valid() and _done(request, form, change, projects[0]):
        return None
    title, words = told
    is_over = projects[0].plan.last_year < timezone.localdate().year
    words += _AFTER_WORDS if is_over else _YEAR_WORDS
    context = {
        **admin.site.each_context(request),
        "project": projects[0],
        "form": form,
        "action": request.POST["action"],
        "title": f"{projects[0]}：{title}",
        "deed": title,
        "words": words,
    }
    return TemplateResponse(request, "admin/change_project_set.html", context)


def _done(request: HttpRequest, form: forms.Form, change: Any, project: Project) -> bool:
    heeded = _heeded(form, project)
    try:
        change(project, user=request.user, now=timezone.now(), **form.cleaned_data)
    except RefusedError as error:
        form.add_error("into" if isinstance(error, UnreportedError) else None, str(error))
        return False
    index_projects()
    messages.success(request, f"已办理：{project}。")
    if heeded:
        messages.warning(request, heeded)
    return True


def _heeded(form: forms.Form, project: Project) -> str:
    """Return what is to be seen to of a merger of two projects, "" for nothing."""
    if not form.cleaned_data.get("keeps_history"):
        return ""
    into = form.cleaned_data["into"]
    return heeded_of_merger(project, into=into, today=timezone.localdate())


@admin.register(PromisedStage)
class PromisedStageAdmin(RecordedAdmin):
    record_kind, record_name = "promised_stage", "阶段用语"
    list_display = ["phrase", "expected_stage", "judged_by", "reason"]
    exclude = ["position"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep a verb that projects are promised by."""
        return not _in_use(obj) and super().has_delete_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["phrase"] if _in_use(obj) else []


def _in_use(stage: PromisedStage | None) -> bool:
    if stage is None:
        return False
    return Project.objects.filter(promised_stage=stage.phrase).exists()


@admin.register(RollUp)
class RollUpAdmin(ReadOnlyAdmin):
    list_display = ["indicator", "measure", "fields", "stale_since"]
    list_select_related = ["indicator"]


@admin.register(ProjectReport)
class ProjectReportAdmin(ReadOnlyAdmin):
    """Reports to look at; they are written at the desks, step by step."""

    list_display = ["project", "year", "quarter", "reached_stage", "stage", "department"]
    list_select_related = ["project", "department"]
    list_filter = ["stage", "year", "reached_stage", "department"]
    search_fields = ["project__name", "project__code"]
