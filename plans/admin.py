"""Back office for plans, their outline, departments and regions."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from plans.models import Department, Plan, Region, Section


@admin.register(Plan)
class PlanAdmin(admin.ModelAdmin[Plan]):
    list_display: ClassVar = [
        "short_title",
        "slug",
        "region",
        "first_year",
        "last_year",
        "closed_on",
    ]
    list_select_related: ClassVar = ["region"]
    search_fields: ClassVar = ["title", "short_title", "slug"]


@admin.register(Section)
class SectionAdmin(admin.ModelAdmin[Section]):
    list_display: ClassVar = ["heading", "title", "kind", "plan", "parent"]
    list_select_related: ClassVar = ["plan", "parent"]
    list_filter: ClassVar = ["plan", "kind"]
    search_fields: ClassVar = ["title", "code"]
    autocomplete_fields: ClassVar = ["parent"]


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin[Department]):
    list_display: ClassVar = ["name", "short_name", "code"]
    search_fields: ClassVar = ["name", "short_name", "code"]


@admin.register(Region)
class RegionAdmin(admin.ModelAdmin[Region]):
    list_display: ClassVar = ["name", "code", "parent"]
    list_select_related: ClassVar = ["parent"]
    search_fields: ClassVar = ["name", "code"]
