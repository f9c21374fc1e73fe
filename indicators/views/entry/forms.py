"""What a department types into a figure's fields."""

from __future__ import annotations

from dataclasses import fields, replace

from django import forms

from indicators.models import Submission, Vintage
from indicators.seen import Seen, read_known, read_seen
from indicators.services.entries import Entry, with_answers_left
from indicators.views.posted import typed_answers

FIELD_LABELS = {
    "value_text": "数值",
    "vintage": "数据版本",
    "source_title": "来源",
    "source_url": "来源网址",
    "published_on": "公布日期",
    "note": "说明",
    "cause": "滞后原因",
    "measure": "整改措施",
    "measure_by": "整改期限",
    "answers": "提示的答复",
}
LONGEST_TEXT = 4000


class FigureForm(forms.Form):
    """The fields of a figure, some or all of them; those absent stay as they are stored."""

    value_text = forms.CharField(label=FIELD_LABELS["value_text"], max_length=60, required=False)
    vintage = forms.ChoiceField(label=FIELD_LABELS["vintage"], choices=Vintage.choices)
    source_title = forms.CharField(
        label=FIELD_LABELS["source_title"], max_length=300, required=False
    )
    source_url = forms.URLField(
        label=FIELD_LABELS["source_url"], max_length=500, required=False, assume_scheme="https"
    )
    published_on = forms.DateField(label=FIELD_LABELS["published_on"], required=False)
    note = forms.CharField(label=FIELD_LABELS["note"], max_length=LONGEST_TEXT, required=False)
    cause = forms.CharField(label=FIELD_LABELS["cause"], max_length=LONGEST_TEXT, required=False)
    measure = forms.CharField(
        label=FIELD_LABELS["measure"], max_length=LONGEST_TEXT, required=False
    )
    measure_by = forms.DateField(label=FIELD_LABELS["measure_by"], required=False)
    submission = forms.IntegerField(required=False)
    version = forms.IntegerField(required=False)
    overwrite = forms.CharField(required=False, max_length=40)
    known = forms.CharField(required=False, max_length=LONGEST_TEXT)
    aware = forms.CharField(required=False, max_length=40)
    row = forms.SlugField(required=False, max_length=120)

    @property
    def answers(self) -> dict[str, str]:
        """Return the answers that were typed, by the code of their warning."""
        value = str(self.data.get("value_text", ""))
        return typed_answers(self.data, about=lambda _code: value)

    @property
    def seen(self) -> Seen | None:
        """Return the figure the person saw, or has decided to overwrite; None for a blank row.

        Half a name is no blank: it is that of no figure.
        """
        overwrite = self.cleaned_data.get("overwrite")
        if overwrite:
            return read_seen(overwrite)
        named = [self.cleaned_data.get(name) for name in ("submission", "version")]
        if named == [None, None]:
            return None
        return Seen(report_id=named[0] or 0, version=named[1] or 0)

    @property
    def approved_seen(self) -> frozenset[Seen]:
        """Return the approved figures the page knew of, and the one the person was told of."""
        names = ("known", "aware")
        return frozenset().union(*(read_known(self.cleaned_data.get(name, "")) for name in names))

    def entry(self, stored: Submission) -> Entry:
        """Return what the figure says with what was typed; readable fields only."""
        names = [each.name for each in fields(Entry)]
        kept = Entry(**{name: getattr(stored, name) for name in names})
        typed = {
            name: self.cleaned_data[name]
            for name in names
            if name in self.data and name in self.cleaned_data
        }
        answers = {**kept.answers, **self.answers}
        said = replace(
            kept, **typed, answers={code: text for code, text in answers.items() if text}
        )
        return with_answers_left(said, stored)

    def error_lines(self) -> list[str]:
        """Return every error with its field's name, for a message in one place."""
        return [
            f"{FIELD_LABELS.get(name, name)}：{' '.join(str(each) for each in errors)}"
            for name, errors in self.errors.items()
        ]
