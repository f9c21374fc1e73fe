"""What a department types into the report of a project."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from indicators.views.posted import ANSWER, typed_answers
from projects.checks import ASKED_ABOUT, CODE_LABELS, about_text
from projects.models import ProjectReport, ProjectStage
from projects.services.reporting import ReportEntry, with_answers_left
from projects.typed import TypedError, typed_money, typed_share

MILESTONE = "milestone-"
LONGEST_TEXT = 4000
VERSIONS = ("version", "overwrite")
FIELD_LABELS = {
    **{field.name: str(field.verbose_name) for field in ProjectReport._meta.concrete_fields},
    "physical_share": "形象进度",
}


class TypedField(forms.Field):
    """A number as people type it: full width, with its unit or thousands separators."""

    def __init__(self, read: Callable[[str], Decimal | None], **more: Any) -> None:
        super().__init__(required=False, **more)
        self.read = read

    def to_python(self, value: Any) -> Decimal | None:
        try:
            return self.read(str(value or ""))
        except TypedError as error:
            raise forms.ValidationError(f"{error}。") from error


class ReportForm(forms.Form):
    """The fields of a report; those absent stay as they are stored."""

    reached_stage = forms.ChoiceField(
        label=FIELD_LABELS["reached_stage"],
        choices=[("", "未选"), *ProjectStage.choices],
        required=False,
    )
    halt_reason = forms.CharField(
        label=FIELD_LABELS["halt_reason"], max_length=LONGEST_TEXT, required=False
    )
    physical_share = TypedField(typed_share, label=f"{FIELD_LABELS['physical_share']}（%）")
    invested = TypedField(typed_money, label=FIELD_LABELS["invested"])
    progress_text = forms.CharField(
        label=FIELD_LABELS["progress_text"], max_length=LONGEST_TEXT, required=False
    )
    problem = forms.CharField(
        label=FIELD_LABELS["problem"], max_length=LONGEST_TEXT, required=False
    )
    problem_owner = forms.CharField(
        label=FIELD_LABELS["problem_owner"], max_length=80, required=False
    )
    problem_due_on = forms.DateField(label=FIELD_LABELS["problem_due_on"], required=False)
    version = forms.IntegerField(required=False)
    overwrite = forms.IntegerField(required=False)

    def __init__(
        self, *args: Any, milestones: Mapping[int, str] | None = None, **more: Any
    ) -> None:
        """Take `milestones` as title by key; each has a field for the day it was reached."""
        super().__init__(*args, **more)
        self.milestones = dict(milestones or {})
        for pk, title in self.milestones.items():
            self.fields[f"{MILESTONE}{pk}"] = forms.DateField(label=title, required=False)

    @property
    def answers(self) -> dict[str, str]:
        """Return the answers that were typed, by the code of their warning."""
        return typed_answers(self.data, about=self._about)

    def _about(self, code: str) -> str:
        """Return what is sent now of the field a question is about."""
        return about_text(self.cleaned_data.get(ASKED_ABOUT.get(code, "")))

    @property
    def version_seen(self) -> int | None:
        """Return the version the person saw, or has decided to overwrite."""
        overwrite: int | None = self.cleaned_data.get("overwrite")
        version: int | None = self.cleaned_data.get("version")
        return version if overwrite is None else overwrite

    @property
    def claims(self) -> dict[int, date]:
        """Return the day each milestone was reached, of those that were."""
        typed = {pk: self.cleaned_data.get(f"{MILESTONE}{pk}") for pk in self.milestones}
        return {pk: day for pk, day in typed.items() if day is not None}

    def entry(self, stored: ReportEntry) -> ReportEntry:
        """Return what the report says with what was typed; readable fields only."""
        names = {each.name for each in fields(ReportEntry)} - {"answers", "claims"}
        typed = {
            name: self.cleaned_data[name]
            for name in names
            if name in self.data and name in self.cleaned_data
        }
        answers = {**stored.answers, **self.answers}
        said = replace(
            stored,
            **typed,
            claims=self.claims if self.milestones else stored.claims,
            answers={code: text for code, text in answers.items() if text},
        )
        return with_answers_left(said, stored)

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Return what was sent, word for word, by the label of its field; empty ones left out."""
        stages = dict(ProjectStage.choices)
        names = [name for name in self.fields if name not in VERSIONS]
        sent = {name: str(self.data.get(name, "")).strip() for name in names}
        sent["reached_stage"] = str(stages.get(sent["reached_stage"], sent["reached_stage"]))
        fields = [(str(self.fields[name].label), text) for name, text in sent.items() if text]
        answers = [
            (f"答复（{label}）", str(self.data.get(f"{ANSWER}{code}", "")).strip())
            for code, label in CODE_LABELS.items()
        ]
        return [*fields, *((label, text) for label, text in answers if text)]

    def error_lines(self) -> list[str]:
        """Return every error with its field's name, for a message in one place."""
        return [
            f"{self.fields[name].label}：{' '.join(str(each) for each in errors)}"
            for name, errors in self.errors.items()
        ]
