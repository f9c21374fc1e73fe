"""Back office for box items and named projects."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from projects.models import BoxItem, Project


@admin.register(BoxItem)
class BoxItemAdmin(admin.ModelAdmin[BoxItem]):
    list_display: ClassVar = ["section", "label", "title"]
    list_select_related: ClassVar = ["section"]
    list_filter: ClassVar = ["section__plan"]
    search_fields: ClassVar = ["title", "text"]
    autocomplete_fields: ClassVar = ["section"]


@admin.register(Project)
class ProjectAdmin(admin.ModelAdmin[Project]):
    list_display: ClassVar = [
        "name",
        "field",
        "promised_stage",
        "department",
        "departments_confirmed",
    ]
    list_select_related: ClassVar = ["department"]
    list_filter: ClassVar = ["plan", "field", "promised_stage", "departments_confirmed", "regions"]
    search_fields: ClassVar = ["name", "code", "quote"]
    autocomplete_fields: ClassVar = ["section", "item", "department", "partners", "indicators"]
