"""What an admin writes of a project: its facts, into which others it is merged or split."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from indicators.workflow import RefusedError
from plans.models import CODE_VALIDATOR, Department
from projects.models import Project, PromisedStage
from projects.services.structure import Part, require_movable

_UNKNOWN_PHRASE: Final = (
    "“%(value)s”不在阶段用语表里；请从列表里选，"
    "没有的先在“阶段用语”里加一行，写明期末应到阶段、评灯方式和理由。"
)


class ProjectForm(forms.ModelForm[Project]):
    """A project's facts; its verb is one of the reviewed table."""

    promised_stage = forms.ChoiceField(
        label="规划阶段用语",
        error_messages={"invalid_choice": _UNKNOWN_PHRASE},
        help_text="规划对它用的动词；没有的，先在“阶段用语”里加一行，写明期末应到阶段、评灯方式和理由。",
    )

    class Meta:
        model = Project
        fields = "__all__"  # noqa: DJ007 - which ones is for the page of the back office to say

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        known = [(each.phrase, _meaning(each)) for each in PromisedStage.objects.all()]
        choices = [("", "请选择"), *known]
        own = self.instance.promised_stage
        if own and own not in dict(known):
            choices.append((own, f"{own}（不在阶段用语表里，请改选）"))
        self.fields["promised_stage"].choices = choices  # type: ignore[attr-defined]

    def clean_promised_stage(self) -> str:
        phrase: str = self.cleaned_data["promised_stage"]
        if not PromisedStage.objects.filter(phrase=phrase).exists():
            raise forms.ValidationError(_UNKNOWN_PHRASE % {"value": phrase})
        return phrase

    def clean_department(self) -> Department | None:
        """Refuse to take a project from a department that is reporting of it."""
        department: Department | None = self.cleaned_data["department"]
        if self.instance.pk:
            try:
                require_movable(self.instance, department)
            except RefusedError as error:
                raise forms.ValidationError(str(error)) from None
        return department

    def clean(self) -> dict[str, Any] | None:
        """Refuse days that leave a milestone out of the project's time."""
        cleaned = super().clean()
        if not self.instance.pk:
            return cleaned
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        early = self.instance.milestones.filter(due_on__lt=start) if start else ()
        late = self.instance.milestones.filter(due_on__gt=end) if end else ()
        for name, outside in (("start", early), ("end", late)):
            for each in outside:
                self.add_error(name, f"节点“{each.title}”（{each.due_on}）会在项目起止时间之外。")
        return cleaned


def _meaning(stage: PromisedStage) -> str:
    expected, judged_by = stage.get_expected_stage_display(), stage.get_judged_by_display()
    return f"{stage.phrase}（期末应到{expected}，{judged_by}）"


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
            # However wide the space: Chinese keyboards write the full-width one.
            code, *names = line.split(maxsplit=1)
            if not names:
                raise forms.ValidationError(f"第{number}行须写成：代码、空格、名称。")
            CODE_VALIDATOR(code)
            parts.append(Part(code=code, name=names[0].strip()))
        return parts
