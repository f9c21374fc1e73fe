"""The lines of the table in which planners enter figures: what is known and what was typed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

from django.http import QueryDict

from indicators.models import Submission, Vintage
from indicators.seen import Seen, read_known, read_seen
from indicators.selectors.entry.grid import blank_submission
from indicators.selectors.review.behalf import ENTRY_FIELDS, PLAN_FIELDS, BehalfRow
from indicators.services.entries import Entry, Place, with_answers_left
from indicators.services.on_behalf import OnBehalf
from indicators.submitting import BehalfLine
from indicators.views.posted import ANSWER, typed_answers
from indicators.views.review.forms import BehalfForm, BehalfLineForm

_BOOKKEEPING: Final = frozenset({"version", "known"})
KINDS: Final = {"published_on": "date", "measure_by": "date", "source_url": "url"}


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One field of a line; written into the page directly, for widgets cost a template each."""

    name: str
    label: str
    kind: str
    value: str
    initial_name: str
    initial: str
    max_length: int | None
    errors: list[str]


@dataclass(frozen=True, kw_only=True)
class AnswerCell:
    """A warning with the field for its answer."""

    name: str
    was_name: str
    about_name: str
    message: str
    value: str
    is_answered: bool


@dataclass(kw_only=True)
class Line:
    """One line of the table: what is known, the form over it, what became of it."""

    row: BehalfRow
    form: BehalfLineForm

    @property
    def cells(self) -> dict[str, Cell]:
        """Return what is typed in, by field."""
        return {name: _cell(self.form, name) for name in (*ENTRY_FIELDS, *PLAN_FIELDS)}

    @property
    def answers(self) -> list[AnswerCell]:
        """Return the warnings to be answered, each with its answer so far."""
        return [
            AnswerCell(
                name=f"{self.form.prefix}-{ANSWER}{each.code}",
                was_name=f"{self.form.prefix}-was-{each.code}",
                about_name=f"{self.form.prefix}-about-{each.code}",
                message=each.message,
                value=each.answer,
                is_answered=each.is_answered,
            )
            for each in self.row.questions
        ]

    @property
    def is_shut_out(self) -> bool:
        """Return whether something was typed into it that it has no fields for any more."""
        is_sent = bool(self.row.locked) and self.form.is_bound
        return is_sent and (self.is_touched or bool(self.form.errors))

    @property
    def value_typed(self) -> str:
        return str(self.form.data.get(f"{self.form.prefix}-value_text", "")).strip()

    @property
    def lacks_value(self) -> bool:
        """Return whether a new line is not saved for want of a value: only words were typed."""
        is_new = not self.row.locked and self.row.current is None
        return is_new and self.form.is_bound and not self.value_typed and self.is_touched

    @property
    def lost(self) -> list[tuple[str, str]]:
        """Return what was typed into fields that are not shown, word for word, by label.

        A line that is shut has none, and one without a value none for what is asked of a value.
        """
        if not (self.is_shut_out or self.lacks_value):
            return []
        start = f"{self.form.prefix}-{ANSWER}"
        asked = {each.name: each.message for each in self.answers}
        answers = [
            (f"答复（{asked.get(name, '提示')}）", str(text))
            for name, text in self.form.data.items()
            if name.startswith(start)
        ]
        names = (*ENTRY_FIELDS, *PLAN_FIELDS) if self.is_shut_out else PLAN_FIELDS
        cells = [(each.label, each.value) for name, each in self.cells.items() if name in names]
        return [(label, text.strip()) for label, text in (*cells, *answers) if text.strip()]

    @property
    def faults(self) -> list[str]:
        """Return why a line that is shut was not saved."""
        if not self.is_shut_out:
            return []
        return [str(each) for errors in self.form.errors.values() for each in errors]

    @property
    def is_touched(self) -> bool:
        """Return whether anything was typed into it."""
        answers = _answers(self)
        stored = self.row.current.answers if self.row.current else {}
        is_answer_new = any(stored.get(code, "") != text for code, text in answers.items())
        return is_answer_new or bool(set(self.form.changed_data) - _BOOKKEEPING)


def line_of(row: BehalfRow, typed: Any = None) -> Line:
    """Return a line as it stands, or as it was typed."""
    form = BehalfLineForm(typed, prefix=f"i{row.indicator.pk}", initial=row.initial)
    return Line(row=row, form=form)


def refused_line(row: BehalfRow, typed: QueryDict, refusal: str) -> Line:
    """Return a line that was refused, as it was typed, on the version that is there now."""
    again = typed.copy()
    again[f"i{row.indicator.pk}-version"] = str(Seen.of(row.current)) if row.current else ""
    again[f"i{row.indicator.pk}-known"] = row.known
    line = line_of(row, again)
    line.form.add_error("value_text", refusal)
    return line


def is_wanted(line: Line, *, submit: bool) -> bool:
    """Return whether a line is to be saved, or as it is to be submitted.

    One that was closed meanwhile too: it was sent before, or the person is told why not.
    """
    if line.row.locked:
        return line.is_touched or (submit and bool(line.value_typed))
    if line.is_touched:
        return not line.lacks_value
    return submit and line.row.is_ready


def is_unsaved(line: Line) -> bool:
    """Return whether something of a line that was sent is to be told, at the line itself."""
    return line.is_shut_out or (line.form.is_bound and bool(line.form.errors))


def is_readable(line: Line, form: BehalfForm, *, submit: bool) -> bool:
    """Return whether a line can be saved; a submitted one needs its day of publication."""
    if not line.form.is_valid():
        return False
    if submit and not _published_on(line, form):
        line.form.add_error("published_on", "请填公布日期。")
        return False
    return True


def behalf_line(line: Line, form: BehalfForm, *, year: int, vintage: Vintage) -> BehalfLine:
    """Return what a line says: what was typed, and of the fields not on the page what is stored.

    What a department is drafting itself is no part of it.
    """
    current = line.row.current
    current = current if current and current.on_behalf_reason else None
    kept = {each.name: getattr(current, each.name) for each in fields(Entry)} if current else {}
    typed = {
        name: value
        for name, value in line.form.cleaned_data.items()
        if f"{line.form.prefix}-{name}" in line.form.data and name not in _BOOKKEEPING
    }
    answers = {**kept.pop("answers", {}), **_answers(line)}
    typed["published_on"] = _published_on(line, form)
    typed["answers"] = {code: text for code, text in answers.items() if text}
    entry = Entry(**{**kept, **typed})
    return BehalfLine(
        place=Place(indicator=line.row.indicator, year=year, vintage=vintage),
        entry=with_answers_left(entry, current) if current else entry,
        seen=read_seen(line.form.cleaned_data.get("version", "")),
        approved_seen=read_known(line.form.cleaned_data.get("known", "")),
    )


def as_typed(line: BehalfLine, on_behalf: OnBehalf) -> Submission:
    """Return the figure a refused line would have become; it is not saved."""
    place = line.place
    figure = blank_submission(place.indicator, year=place.year, vintage=place.vintage)
    figure.on_behalf_reason, figure.on_behalf_document = on_behalf.reason, on_behalf.document
    for each in fields(Entry):
        setattr(figure, each.name, getattr(line.entry, each.name))
    return figure


def _cell(form: BehalfLineForm, name: str) -> Cell:
    """Return a field with what it holds, and what it held when the page was first shown."""
    bound = form[name]
    held = form.data.get(bound.html_initial_name) if form.is_bound else bound.initial
    return Cell(
        name=bound.html_name,
        label=str(bound.label),
        kind=KINDS.get(name, "text"),
        value=_shown(bound.value()),
        initial_name=bound.html_initial_name,
        initial=_shown(held),
        max_length=getattr(bound.field, "max_length", None),
        errors=[str(each) for each in bound.errors],
    )


def _shown(value: Any) -> str:
    """Return a value as a field of a form holds it; days in the form browsers want."""
    return "" if value is None else str(value)


def _answers(line: Line) -> dict[str, str]:
    """Return the answers that were typed, by the code of their warning."""
    prefix, typed = f"{line.form.prefix}-", line.form.data
    value = str(typed.get(f"{prefix}value_text", ""))
    return typed_answers(typed, prefix=prefix, about=lambda _code: value)


def _published_on(line: Line, form: BehalfForm) -> date | None:
    own: date | None = line.form.cleaned_data.get("published_on")
    common: date | None = form.cleaned_data.get("published_on")
    return own or common
