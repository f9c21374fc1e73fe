"""Back office for plans, their outline, departments and regions."""

from __future__ import annotations

from typing import Any, Final, cast

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from plans.models import Department, Membership, Plan, Region, Section
from plans.recorded_admin import RecordedAdmin
from plans.rights import rights_of
from plans.search.own import index_plans
from plans.services import record_account_deletion, record_password_reset, record_rights


class FoundAdmin(RecordedAdmin):
    """A page whose rows can be searched for: the index follows every change of them."""

    def reindex(self) -> None:
        raise NotImplementedError

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self.reindex()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        self.reindex()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        super().delete_queryset(request, queryset)
        self.reindex()


class PlanPartAdmin(FoundAdmin):
    """Plans, their parts and departments."""

    def reindex(self) -> None:
        index_plans()


_CLOSED_BY_FILES: Final = (
    "最终评估只看这一天及以前公布的数据。"
    "已有规划的结账日期不在这里改：写进规划文件，用“载入和导出规划文件”载入。"
)


@admin.register(Plan)
class PlanAdmin(PlanPartAdmin):
    """Plans; one that is there is closed by its files, with the day its account was closed."""

    record_kind, record_name = "plan", "规划"
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

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [] if obj is None else ["closed_on"]

    def get_form(
        self,
        request: HttpRequest,
        obj: Any = None,
        change: bool = False,  # noqa: FBT002 - Django's way of calling it
        **more: Any,
    ) -> Any:
        words = {} if obj is None else {"closed_on": _CLOSED_BY_FILES}
        return super().get_form(request, obj, change, help_texts=words, **more)


@admin.register(Section)
class SectionAdmin(PlanPartAdmin):
    record_kind, record_name = "section", "章节"
    list_display = ["heading", "title", "kind", "plan", "parent"]
    list_select_related = ["plan", "parent"]
    list_filter = ["plan", "kind"]
    search_fields = ["title", "code"]
    autocomplete_fields = ["parent"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Keep a saved part in its plan: indicators, items and projects are anchored to it."""
        return [] if obj is None else ["plan"]


@admin.register(Department)
class DepartmentAdmin(PlanPartAdmin):
    record_kind, record_name = "department", "部门"
    list_display = ["name", "short_name", "code"]
    search_fields = ["name", "short_name", "code"]


@admin.register(Region)
class RegionAdmin(RecordedAdmin):
    record_kind, record_name = "region", "地区"
    list_display = ["name", "code", "parent"]
    list_select_related = ["parent"]
    search_fields = ["name", "code"]


class MembershipInline(admin.TabularInline[Membership, User]):
    model = Membership
    extra = 0
    autocomplete_fields = ["department"]


admin.site.unregister([Group, User])


@admin.register(Group)
class RoleAdmin(GroupAdmin, RecordedAdmin):
    """Roles: what they allow is told in the record as what people are."""

    record_kind, record_name = "right", "角色"


@admin.register(User)
class PersonAdmin(UserAdmin[User]):
    """Accounts with their departments; every right given or taken goes into the record."""

    inlines = [MembershipInline]
    # What happened is shown, not typed.
    readonly_fields = ["last_login", "date_joined"]

    @transaction.atomic
    def user_change_password(
        self,
        request: HttpRequest,
        id: str,  # noqa: A002 - Django's name
        form_url: str = "",
    ) -> HttpResponse:
        """Set somebody's password anew, and say in the record who did."""
        before = User.objects.filter(pk=id).values_list("password", flat=True).first()
        response = super().user_change_password(request, id, form_url)
        person = User.objects.filter(pk=id).first()
        if person is not None and person.password != before:
            actor = cast("User", request.user)
            record_password_reset(person, actor=actor, now=timezone.now())
        return response

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        stored = User.objects.filter(pk=obj.pk).first()
        # Read before anything is saved: the groups and departments follow in `save_related`.
        form.rights_before = rights_of(stored) if stored else set()
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        record_rights(
            form.instance,
            before=form.rights_before,
            after=rights_of(form.instance),
            actor=cast("User", request.user),
            now=timezone.now(),
        )

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: User) -> None:
        self._record_deletion(request, obj)
        super().delete_model(request, obj)

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for each in queryset:
            self._record_deletion(request, each)
        super().delete_queryset(request, queryset)

    def _record_deletion(self, request: HttpRequest, person: User) -> None:
        actor, now = cast("User", request.user), timezone.now()
        record_account_deletion(person, rights=rights_of(person), actor=actor, now=now)
