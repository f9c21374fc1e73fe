"""The forms of the planners' desk."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from indicators.models import ReportingRound, Vintage
from indicators.services.on_behalf import OnBehalf
from plans.models import Department

DAY = {"type": "date"}
IN_REACH = (MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2200, 12, 31)))
"""Days that can be counted from: the first and the last there are have none beside them."""


_DAYS = ("opens_on", "due_on", "locks_on")


def seen_days(round_: ReportingRound) -> str:
    """Return a round's days as its form carries them, so that a stale one is told."""
    return "/".join(map(str, _days_of(round_).values()))


def _days_of(round_: ReportingRound) -> dict[str, date]:
    return {name: getattr(round_, name) for name in _DAYS}


class DaysForm(forms.Form):
    """The days of a round."""

    opens_on = forms.DateField(label="开放", widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    due_on = forms.DateField(label="截止", widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    locks_on = forms.DateField(
        label="锁定（当天起）", widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    seen = forms.CharField(
        widget=forms.HiddenInput,
        error_messages={"required": "没有收到修改前的日期，请刷新页面后重试。"},
    )

    @classmethod
    def showing(cls, round_: ReportingRound) -> DaysForm:
        """Return the form with the days as they are."""
        return cls(initial={**_days_of(round_), "seen": seen_days(round_)})

    def clean_seen(self) -> tuple[date, ...]:
        """Return the days the page showed."""
        try:
            days = tuple(map(date.fromisoformat, self.cleaned_data["seen"].split("/")))
        except ValueError:
            days = ()
        if len(days) != len(_DAYS):
            raise forms.ValidationError("读不出修改前的日期，请刷新页面后重试。")
        return days

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        opens_on, due_on, locks_on = (
            self.cleaned_data.get(name) for name in ("opens_on", "due_on", "locks_on")
        )
        if opens_on and due_on and locks_on and not opens_on <= due_on < locks_on:
            raise forms.ValidationError("日期须依次为：开放 ≤ 截止 < 锁定。")
        return cleaned


class ExtensionForm(forms.Form):
    """A lock lifted for one department until a time."""

    department = forms.ModelChoiceField(
        label="部门", queryset=Department.objects.all(), empty_label="请选择"
    )
    until = forms.DateTimeField(
        label="延至",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    reason = forms.CharField(
        label="理由", widget=forms.Textarea(attrs={"rows": 2}), max_length=1000
    )


class RecordForm(forms.Form):
    """The filters of the record."""

    kind = forms.CharField(required=False)
    action = forms.CharField(required=False)
    department = forms.CharField(required=False)
    person = forms.CharField(required=False, max_length=60)
    text = forms.CharField(required=False, max_length=60)
    since = forms.DateField(required=False, validators=IN_REACH)
    until = forms.DateField(required=False, validators=IN_REACH)


class BehalfForm(forms.Form):
    """Why figures are entered for departments, and from which document."""

    reason = forms.CharField(
        label="代填理由",
        max_length=1000,
        widget=forms.TextInput(attrs={"placeholder": "例如：首轮填报以前的年份，据统计年鉴补录"}),
    )
    document = forms.CharField(
        label="依据文件",
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": "文件名称、文号"}),
    )
    published_on = forms.DateField(
        label="公布日期（各行未填时用它）",
        required=False,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
    )

    @property
    def on_behalf(self) -> OnBehalf:
        """Return what was given as reason and document, "" for what was not."""
        given = self.cleaned_data
        return OnBehalf(reason=given.get("reason", ""), document=given.get("document", ""))


class ReferenceWhyForm(BehalfForm):
    """Why figures nobody is asked for are entered, and from which document."""

    reason = forms.CharField(
        label="录入理由",
        max_length=1000,
        widget=forms.TextInput(attrs={"placeholder": "例如：居民收入增速的评判要用"}),
    )


class ReferenceLineForm(forms.Form):
    """A year's figure of a series that no department is asked for."""

    value_text = forms.CharField(
        label="数值",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    vintage = forms.ChoiceField(
        label="数据版本", choices=Vintage.choices, initial=Vintage.FINAL, required=False
    )
    published_on = forms.DateField(
        label="公布日期",
        required=False,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
    )
    source_title = forms.CharField(label="来源", required=False, max_length=300)
    source_url = forms.URLField(
        label="来源网址", required=False, max_length=500, assume_scheme="https"
    )
    note = forms.CharField(label="说明", required=False, max_length=2000)

    def clean_vintage(self) -> Vintage:
        return Vintage(self.cleaned_data["vintage"] or Vintage.FINAL)


class BehalfLineForm(forms.Form):
    """One line of the table in which a planner enters figures for departments.

    What a line held at first comes back with it, so that only lines somebody typed into are
    saved, whatever happened to the others meanwhile. `version` names the figure that was seen,
    `known` the approved ones a new one is begun beside.
    """

    version = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    known = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput)
    value_text = forms.CharField(
        label="数值",
        required=False,
        show_hidden_initial=True,
        max_length=60,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    published_on = forms.DateField(
        label="公布日期",
        required=False,
        show_hidden_initial=True,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
    )
    source_title = forms.CharField(
        label="来源", required=False, show_hidden_initial=True, max_length=300
    )
    source_url = forms.URLField(
        label="来源网址",
        required=False,
        show_hidden_initial=True,
        max_length=500,
        assume_scheme="https",
    )
    note = forms.CharField(label="说明", required=False, show_hidden_initial=True, max_length=2000)
    cause = forms.CharField(
        label="滞后原因", required=False, show_hidden_initial=True, max_length=4000
    )
    measure = forms.CharField(
        label="整改措施", required=False, show_hidden_initial=True, max_length=4000
    )
    measure_by = forms.DateField(
        label="整改期限",
        required=False,
        show_hidden_initial=True,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
    )
