"""Back office for box items and named projects."""

from __future__ import annotations

from django.contrib import admin

from projects.models import BoxItem, Project


@admin.register(BoxItem)
class BoxItemAdmin(admin.ModelAdmin[BoxItem]):
    list_display = ["section", "label", "title"]
    list_select_related = ["section"]
    list_filter = ["section__plan"]
    search_fields = ["title", "text"]
    autocomplete_fields = ["section"]


@admin.register(Project)
class ProjectAdmin(admin.ModelAdmin[Project]):
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
    autocomplete_fields = ["section", "item", "department", "partners", "indicators"]
