"""Saving what was typed into a figure, and what to tell when that did not work."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import User

from indicators.models import Indicator, Submission, Vintage
from indicators.selectors.entry.grid import blank_submission
from indicators.services.drafts import save_figure
from indicators.services.reporting import Entry, Place
from indicators.services.steps import ConflictError
from indicators.views.entry.forms import FIELD_LABELS, FigureForm
from indicators.workflow import RefusedError
from plans.services import person_name

_TEXTS = frozenset({"value_text", "source_title", "source_url", "note", "cause", "measure"})
"""Fields that are shown as they were typed even where they cannot be saved."""


class SaveState(StrEnum):
    SAVED = "saved"
    CONFLICT = "conflict"
    REFUSED = "refused"
    INVALID = "invalid"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A field in which what was typed and what is stored are not the same."""

    label: str
    mine: str
    theirs: str


@dataclass(frozen=True, kw_only=True)
class Clash:
    """What somebody else saved meanwhile, beside what the person typed."""

    author_name: str
    at: datetime
    stage_label: str
    version: int
    differences: tuple[Difference, ...]


@dataclass(frozen=True, kw_only=True)
class Saving:
    """What became of a save; `shown` is what the page goes on with: as stored, or as typed."""

    state: SaveState
    shown: Submission
    lines: tuple[str, ...] = ()
    clash: Clash | None = field(default=None)

    @property
    def status(self) -> int:
        """Return the status of a whole page that tells of it."""
        return {SaveState.SAVED: 200, SaveState.CONFLICT: 409}.get(self.state, 422)


def save_typed(
    indicator: Indicator, form: FigureForm, *, year: int, user: User, now: datetime
) -> Saving:
    """Save a figure's fields; nothing typed is lost whatever happens."""
    stored = _stored(indicator, form, year=year)
    if not form.is_valid():
        typed = _typed(stored, form.entry(stored), form)
        return Saving(state=SaveState.INVALID, shown=typed, lines=tuple(form.error_lines()))
    entry, vintage = form.entry(stored), Vintage(form.cleaned_data["vintage"])
    try:
        saved = save_figure(
            Place(indicator=indicator, year=year, vintage=vintage),
            entry,
            submission_id=stored.pk,
            user=user,
            now=now,
            version=form.version_seen,
        )
    except ConflictError as error:
        typed = _typed(stored, entry, form)
        return Saving(
            state=SaveState.CONFLICT,
            shown=typed,
            lines=(str(error),),
            clash=_clash(typed, error.theirs),
        )
    except RefusedError as error:
        typed = _typed(stored, entry, form)
        return Saving(state=SaveState.REFUSED, shown=typed, lines=(str(error),))
    return Saving(state=SaveState.SAVED, shown=saved)


def _stored(indicator: Indicator, form: FigureForm, *, year: int) -> Submission:
    """Return the figure that was edited, as it is stored now; a blank one for a new figure."""
    form.full_clean()
    found = None
    if form.cleaned_data.get("submission") is not None:
        found = (
            Submission.objects.select_related("author", "definition", "department")
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
        typed.version = form.cleaned_data.get("version") or stored.version
    return typed


def _clash(typed: Submission, theirs: Submission) -> Clash:
    return Clash(
        author_name=person_name(theirs.author),
        at=theirs.updated_at,
        stage_label=theirs.get_stage_display(),
        version=theirs.version,
        differences=tuple(_differences(typed, theirs)),
    )


def _differences(typed: Submission, theirs: Submission) -> Iterator[Difference]:
    for name in ("vintage", *(each.name for each in fields(Entry))):
        mine, other = _words(typed, name), _words(theirs, name)
        if mine != other:
            yield Difference(label=FIELD_LABELS[name], mine=mine, theirs=other)


def _words(submission: Submission, name: str) -> str:
    value: Any = getattr(submission, name)
    if name == "vintage":
        return str(Vintage(value).label)
    if isinstance(value, dict):
        return "；".join(value.values())
    if isinstance(value, date):
        return value.isoformat()
    return str(value or "")
