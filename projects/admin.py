"""Back office for box items, named projects and what their reports are judged by."""

from __future__ import annotations

from django.contrib import admin

from indicators.admin import ReadOnlyAdmin
from plans.admin import FoundAdmin
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


class ProjectPartAdmin(FoundAdmin):
    """Items of boxes and projects."""

    def reindex(self) -> None:
        index_projects()


@admin.register(BoxItem)
class BoxItemAdmin(ProjectPartAdmin):
    list_display = ["section", "label", "title"]
    list_select_related = ["section"]
    list_filter = ["section__plan"]
    search_fields = ["title", "text"]
    autocomplete_fields = ["section"]


class ProjectLinkInline(admin.TabularInline[ProjectLink, Project]):
    model = ProjectLink
    extra = 0
    autocomplete_fields = ["indicator"]


class ProjectMilestoneInline(admin.TabularInline[ProjectMilestone, Project]):
    model = ProjectMilestone
    extra = 0
    exclude = ["position"]


@admin.register(Project)
class ProjectAdmin(ProjectPartAdmin):
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
    readonly_fields = ["merged_into", "retired_on", "retired_reason"]
    inlines = [ProjectLinkInline, ProjectMilestoneInline]


@admin.register(PromisedStage)
class PromisedStageAdmin(admin.ModelAdmin[PromisedStage]):
    list_display = ["phrase", "expected_stage", "judged_by", "reason"]
    exclude = ["position"]


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
