"""Back office for indicators, series, figures and rules; every write goes through services."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from indicators import services
from indicators.models import (
    Assessment,
    Definition,
    Indicator,
    Mention,
    Milestone,
    Observation,
    ObservationSource,
    RecomputeRun,
    Reminder,
    RuleSet,
    Series,
    TargetRevision,
)
from indicators.services.editing import (
    reassess_inputs,
    require_movable,
    save_indicator,
    save_input,
    set_parsed_values,
)
from indicators.services.indexing import index_indicators
from indicators.targets import UnreadableTargetError, UnreadableValueError
from indicators.workflow import RefusedError
from plans.recorded_admin import RecordedAdmin


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """A page to look at; what it shows is written by services alone."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyInline(admin.TabularInline[Any, Any]):
    """Rows to look at; they are entered where a reason goes into the record."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class DefinitionInline(ReadOnlyInline):
    model = Definition
    verbose_name_plural = "口径（在“审核—口径变更”登记）"


class MentionInline(admin.TabularInline[Mention, Indicator]):
    model = Mention
    extra = 0


class MilestoneInline(admin.TabularInline[Milestone, Indicator]):
    model = Milestone
    extra = 0


class TargetRevisionInline(ReadOnlyInline):
    model = TargetRevision
    verbose_name_plural = "目标调整（在“审核—目标调整”登记）"


class ObservationSourceInline(admin.StackedInline[ObservationSource, Observation]):
    model = ObservationSource
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class IndicatorForm(forms.ModelForm[Indicator]):
    """An indicator whose target and baseline must be readable before it is saved."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.errors:
            self._refuse_unreadable()
            self._refuse_while_under_way()
        return cleaned

    def _refuse_while_under_way(self) -> None:
        """Refuse to take an indicator from a department that is reporting its figure."""
        if not self.instance.pk:
            return
        data_department = self.cleaned_data["data_department"]
        asked = data_department or self.cleaned_data["department"]
        moved = "data_department" if "data_department" in self.changed_data else "department"
        try:
            require_movable(self.instance, asked)
        except RefusedError as error:
            self.add_error(moved, ValidationError(str(error)))

    def _refuse_unreadable(self) -> None:
        draft = Indicator(
            target_text=self.cleaned_data.get("target_text", self.instance.target_text),
            baseline_text=self.cleaned_data["baseline_text"],
            direction=self.cleaned_data["direction"],
            unit=self.cleaned_data["unit"],
        )
        try:
            set_parsed_values(draft)
        except UnreadableTargetError as error:
            self.add_error("target_text", ValidationError(str(error)))
        except UnreadableValueError as error:
            self.add_error("baseline_text", ValidationError(str(error)))


@admin.register(Series)
class SeriesAdmin(RecordedAdmin):
    record_kind, record_name = "series", "数据序列"
    list_display = ["name", "code", "unit", "decimals", "nonnegative"]
    search_fields = ["name", "code"]
    inlines = [DefinitionInline]

    def save_model(self, request: HttpRequest, obj: Series, form: Any, change: bool) -> None:
        save_input(obj, now=timezone.now())

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        reassess_inputs([form.instance], now=timezone.now())


_TARGET_BY_REVISION: Final = (
    "已有指标的目标值不在这里改：目标调整须有依据文件，在“审核—目标调整”登记，原目标仍可查阅。"
)


@admin.register(Indicator)
class IndicatorAdmin(RecordedAdmin):
    record_kind, record_name = "indicator", "指标"
    form = IndicatorForm
    list_display = [
        "name",
        "number",
        "plan",
        "kind",
        "baseline_text",
        "target_text",
        "department",
        "departments_confirmed",
    ]
    list_select_related = ["plan", "department"]
    list_filter = ["plan", "origin", "nature", "kind", "departments_confirmed"]
    search_fields = ["name", "code", "quote"]
    autocomplete_fields = [
        "parent",
        "series",
        "reference",
        "department",
        "data_department",
        "section",
    ]
    inlines = [MilestoneInline, TargetRevisionInline, MentionInline]
    recorded_inlines = (Milestone, Mention)
    actions = ["confirm_departments"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Keep what a saved indicator was to reach: a target changes by its revision."""
        return [] if obj is None else ["plan", "target_text"]

    def get_form(
        self,
        request: HttpRequest,
        obj: Any = None,
        change: bool = False,  # noqa: FBT002 - Django's way of calling it
        **more: Any,
    ) -> Any:
        words = {} if obj is None else {"target_text": _TARGET_BY_REVISION}
        return super().get_form(request, obj, change, help_texts=words, **more)

    def save_model(self, request: HttpRequest, obj: Indicator, form: Any, change: bool) -> None:
        save_indicator(obj, now=timezone.now())

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        save_indicator(form.instance, now=timezone.now())

    def delete_model(self, request: HttpRequest, obj: Indicator) -> None:
        super().delete_model(request, obj)
        index_indicators()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        super().delete_queryset(request, queryset)
        index_indicators()

    @admin.action(description="确认所选指标的责任部门")
    def confirm_departments(self, request: HttpRequest, queryset: Any) -> None:
        unconfirmed = queryset.filter(departments_confirmed=False)
        with transaction.atomic():
            for each in unconfirmed:
                self.record(request, each, before={"部门已确认": "否"}, after={"部门已确认": "是"})
            confirmed = unconfirmed.update(departments_confirmed=True)
        self.message_user(request, f"已确认 {confirmed} 项指标的部门。")


@admin.register(Observation)
class ObservationAdmin(ReadOnlyAdmin):
    list_display = [
        "series",
        "region",
        "year",
        "value_text",
        "vintage",
        "published_on",
        "withdrawn_at",
    ]
    list_select_related = ["series", "region"]
    list_filter = ["vintage", "year", "region"]
    search_fields = ["series__name", "series__code"]
    inlines = [ObservationSourceInline]


@admin.register(RuleSet)
class RuleSetAdmin(RecordedAdmin):
    """Rules are added as a new version; those in use stay as they were."""

    record_kind, record_name = "rule", "评判规则"
    list_display = [
        "version",
        "effective_on",
        "ahead_ratio",
        "on_track_ratio",
        "nearly_ratio",
    ]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: RuleSet, form: Any, change: bool) -> None:
        services.adopt_rule_set(obj, now=timezone.now())


@admin.register(Assessment)
class AssessmentAdmin(ReadOnlyAdmin):
    list_display = [
        "indicator",
        "year",
        "standpoint",
        "state",
        "stale_since",
        "computed_at",
    ]
    list_select_related = ["indicator"]
    list_filter = ["state", "year", "standpoint", "indicator__plan"]
    search_fields = ["indicator__name", "indicator__code"]


@admin.register(RecomputeRun)
class RecomputeRunAdmin(ReadOnlyAdmin):
    list_display = ["started_at", "finished_at", "assessed", "changed"]


@admin.register(Reminder)
class ReminderAdmin(ReadOnlyAdmin):
    """Mails that were sent, could not be, or are in doubt since a crash."""

    list_display = ["user", "kind", "day", "state", "claimed_at", "sent_at", "error"]
    list_select_related = ["user"]
    list_filter = ["state", "kind"]
    search_fields = ["user__username", "user__last_name", "user__email"]
