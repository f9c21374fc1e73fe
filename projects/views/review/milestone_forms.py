"""The form in which the milestones of a project are set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

from django import forms

from indicators.formatting import plain_text
from indicators.views.review.forms import DAY
from projects.due_steps import DueStep, StepFault
from projects.models import ProjectMilestone
from projects.typed import SHARE_DECIMALS, typed_share
from projects.views.entry.forms import TypedField

EMPTY_ROWS: Final = 3
MOST_ROWS: Final = 60
_TITLE_LENGTH: Final = ProjectMilestone._meta.get_field("title").max_length


class MilestoneForm(forms.Form):
    """A milestone; one that is quite empty is none."""

    key = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label="节点", max_length=_TITLE_LENGTH)
    due_on = forms.DateField(
        label="应完成日期", widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    due_share = TypedField(
        typed_share,
        label="届时应有形象进度（%）",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )

    def clean_due_share(self) -> Any:
        share = self.cleaned_data["due_share"]
        if share is None:
            raise forms.ValidationError("请填写到这一天应完成百分之几；还不算形象进度的填0。")
        return share

    @property
    def step(self) -> DueStep:
        names = ("key", "title", "due_on", "due_share")
        return DueStep(**{name: self.cleaned_data[name] for name in names})


class WhyForm(forms.Form):
    """Why milestones are set, and the state they were seen in."""

    reason = forms.CharField(
        label="理由或依据文件",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例如年度重点项目计划的文号；记入操作记录。",
    )
    seen = forms.CharField(widget=forms.HiddenInput)


MilestoneForms: TypeAlias = forms.BaseFormSet[MilestoneForm]
_Forms = forms.formset_factory(
    MilestoneForm,
    extra=EMPTY_ROWS,
    can_delete=True,
    max_num=MOST_ROWS,
    absolute_max=MOST_ROWS,
    validate_max=True,
)


def milestone_forms(steps: Sequence[DueStep], posted: Any = None) -> MilestoneForms:
    """Return a form for each milestone and some empty ones, or what was posted."""
    initial = [
        {
            "key": each.key,
            "title": each.title,
            "due_on": each.due_on,
            "due_share": plain_text(each.due_share * 100, SHARE_DECIMALS),
        }
        for each in steps
    ]
    forms_: MilestoneForms = _Forms(posted, initial=initial, prefix="step")
    for each in forms_:
        each.fields["DELETE"].label = "删除"
    return forms_


def wanted_forms(typed: MilestoneForms) -> list[MilestoneForm]:
    """Return the forms that say a milestone: neither left empty nor to be removed."""
    removed = set(map(id, typed.deleted_forms))
    filled = (each for each in typed if each.cleaned_data.get("title"))
    return [each for each in filled if id(each) not in removed]


def show_faults(typed: MilestoneForms, faults: Sequence[StepFault]) -> None:
    """Say beside each milestone what is wrong with it."""
    wanted = wanted_forms(typed)
    for each in faults:
        wanted[each.place].add_error(each.field, each.message)
