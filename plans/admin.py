"""Back office for plans, their outline, departments and regions."""

from __future__ import annotations

from django.contrib import admin

from plans.models import Department, Plan, Region, Section


@admin.register(Plan)
class PlanAdmin(admin.ModelAdmin[Plan]):
    list_display = [
        "short_title",
        "slug",
        "region",
        "first_year",
        "last_year",
        "closed_on",
    ]
    list_select_related = ["region"]
    search_fields = ["title", "short_title", "slug"]


@admin.register(Section)
class SectionAdmin(admin.ModelAdmin[Section]):
    list_display = ["heading", "title", "kind", "plan", "parent"]
    list_select_related = ["plan", "parent"]
    list_filter = ["plan", "kind"]
    search_fields = ["title", "code"]
    autocomplete_fields = ["parent"]


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin[Department]):
    list_display = ["name", "short_name", "code"]
    search_fields = ["name", "short_name", "code"]


@admin.register(Region)
class RegionAdmin(admin.ModelAdmin[Region]):
    list_display = ["name", "code", "parent"]
    list_select_related = ["parent"]
    search_fields = ["name", "code"]
