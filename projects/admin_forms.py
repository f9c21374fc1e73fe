"""What an admin writes to merge a project into another, or to split one."""

from __future__ import annotations

from typing import Any

from django import forms

from plans.models import CODE_VALIDATOR
from projects.models import Project
from projects.services.structure import Part


class MergeForm(forms.Form):
    """Into which project, and whether what was invested before still counts."""

    into = forms.ModelChoiceField(label="并入", queryset=Project.objects.none())
    keeps_history = forms.TypedChoiceField(
        label="此前各年的投资",
        choices=[("yes", "两个不同的项目合并：仍计入"), ("no", "同一项目重复登记：不再计入")],
        coerce=lambda value: value == "yes",
    )
    reason = forms.CharField(label="理由", widget=forms.Textarea, max_length=2000)

    def __init__(self, *args: Any, project: Project, **more: Any) -> None:
        super().__init__(*args, **more)
        others = project.plan.projects.filter(retired_on=None).exclude(pk=project.pk)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]


class SplitForm(forms.Form):
    """Into which parts, a line each: code and name."""

    parts = forms.CharField(
        label="拆分为",
        widget=forms.Textarea,
        help_text="每行一个：代码、空格、名称，例如 sx14-ring-north 二环北段",
    )
    reason = forms.CharField(label="理由", widget=forms.Textarea, max_length=2000)

    def __init__(self, *args: Any, project: Project, **more: Any) -> None:
        super().__init__(*args, **more)
        self.project = project

    def clean_parts(self) -> list[Part]:
        parts = []
        for number, line in enumerate(self.cleaned_data["parts"].splitlines(), start=1):
            if not line.strip():
                continue
            code, _, name = line.strip().partition(" ")
            if not name.strip():
                raise forms.ValidationError(f"第{number}行须写成：代码、空格、名称。")
            CODE_VALIDATOR(code)
            parts.append(Part(code=code, name=name.strip()))
        return parts
