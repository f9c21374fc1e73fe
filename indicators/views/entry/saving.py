"""Saving what was typed into a figure, and what to tell when that did not work."""

from __future__ import annotations

from copy import copy
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User

from indicators.models import Indicator, Submission, Vintage
from indicators.selectors.entry.grid import blank_submission
from indicators.services.drafts import save_figure
from indicators.services.entries import Entry, Place
from indicators.views.entry.clashes import SaveState, Saving, saved_or_told
from indicators.views.entry.forms import FIELD_LABELS, FigureForm
from plans.access import departments_of

_TEXTS = frozenset({"value_text", "source_title", "source_url", "note", "cause", "measure"})
"""Fields that are shown as they were typed even where they cannot be saved."""


def save_typed(
    indicator: Indicator,
    form: FigureForm,
    *,
    year: int,
    user: User,
    now: datetime,
    seen: Submission | None = None,
) -> Saving[Submission]:
    """Save a figure's fields; nothing typed is lost whatever happens.

    `seen` is the figure whose page it is, None where the form names one of the person's own.
    """
    stored = seen or _stored(indicator, form, year=year, user=user)
    if not form.is_valid():
        typed = _typed(stored, form.entry(stored), form)
        return Saving(state=SaveState.INVALID, shown=typed, lines=tuple(form.error_lines()))
    entry, vintage = form.entry(stored), Vintage(form.cleaned_data["vintage"])
    place = Place(indicator=indicator, year=year, vintage=vintage)
    return saved_or_told(
        lambda: save_figure(
            place,
            entry,
            seen=form.seen,
            approved_seen=form.approved_seen,
            user=user,
            now=now,
        ),
        typed=_typed(stored, entry, form),
        words=_words,
    )


def _stored(indicator: Indicator, form: FigureForm, *, year: int, user: User) -> Submission:
    """Return the person's figure that was edited, as it is stored now; a blank one for a new."""
    form.full_clean()
    found = None
    if form.cleaned_data.get("submission") is not None:
        own = Submission.everything.filter(department__in=departments_of(user))
        found = (
            own.select_related("author", "definition", "department", "replaced_by")
            .filter(pk=form.cleaned_data["submission"], indicator=indicator, year=year)
            .first()
        )
    vintage = form.cleaned_data.get("vintage", Vintage.PRELIMINARY)
    return found or blank_submission(indicator, year=year, vintage=vintage)


def _typed(stored: Submission, entry: Entry, form: FigureForm) -> Submission:
    """Return a figure that says what was typed, in the version it was typed on."""
    typed = copy(stored)
    for each in fields(entry):
        setattr(typed, each.name, getattr(entry, each.name))
    for name in form.errors.keys() & _TEXTS:
        setattr(typed, name, form.data.get(name, ""))
    typed.vintage = form.cleaned_data.get("vintage", stored.vintage)
    if typed.pk is not None:
        typed.version = form.cleaned_data.get("version") or 0
    return typed


def _words(submission: Submission) -> dict[str, str]:
    """Return what a figure says, for people, by the label of each field."""
    names = ("vintage", *(each.name for each in fields(Entry)))
    return {FIELD_LABELS[name]: _text(submission, name) for name in names}


def _text(submission: Submission, name: str) -> str:
    value: Any = getattr(submission, name)
    if name == "vintage":
        return str(Vintage(value).label)
    if isinstance(value, dict):
        return "；".join(value.values())
    if isinstance(value, date):
        return value.isoformat()
    return str(value or "")
