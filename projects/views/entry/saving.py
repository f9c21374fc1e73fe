"""Saving what was typed into the report of a project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Final

from django.contrib.auth.models import User

from indicators.formatting import plain_text, reported_share
from indicators.services.on_behalf import OnBehalf
from indicators.views.entry.clashes import SaveState, Saving, saved_or_told
from projects.models import Project, ProjectReport
from projects.periods import Period
from projects.selectors.entry.report import blank_report, typed_copy
from projects.selectors.held import Held, claims_of
from projects.services.reporting import ReportEntry, ReportPlace, save_report
from projects.typed import MONEY_DECIMALS
from projects.views.entry.forms import FIELD_LABELS, ReportForm

PLAIN = tuple(each.name for each in fields(ReportEntry) if each.name not in ("claims", "answers"))

NONE_SEEN: Final = 0
"""The version of what was typed by somebody who saw no report; stored ones begin with 1."""


@dataclass(frozen=True, kw_only=True)
class Typing:
    """What a person typed into the report of a project and period, on what was there."""

    project: Project
    period: Period
    held: Held
    stored: ProjectReport | None

    @property
    def shown(self) -> ProjectReport:
        """Return what the form begins with: as stored, or prefilled."""
        return self.stored or blank_report(self.held)

    def form(self, data: Mapping[str, Any] | None = None) -> ReportForm:
        milestones = {each.pk: each.title for each in self.held.open_milestones}
        return ReportForm(data, milestones=milestones)


@dataclass(frozen=True, kw_only=True)
class Saved:
    """What became of a save, with the milestones and texts the page shows again."""

    saving: Saving[ProjectReport]
    claims: Mapping[int, date]
    typed: Mapping[str, str]


def save_typed(
    typing: Typing,
    form: ReportForm,
    *,
    user: User,
    now: datetime,
    on_behalf: OnBehalf | None = None,
    is_refused: bool = False,
) -> Saved:
    """Save a report's fields; nothing typed is lost whatever happens.

    With `is_refused` nothing is saved: something beside the form is missing.
    """
    form.full_clean()
    entry = form.entry(_entry_of(typing.stored))
    mine = typed_copy(typing.shown, {name: getattr(entry, name) for name in (*PLAIN, "answers")})
    mine.version = form.cleaned_data.get("version") or NONE_SEEN
    unread = {name: str(form.data.get(name, "")) for name in form.errors}
    if is_refused or not form.is_valid():
        saving = Saving(state=SaveState.INVALID, shown=mine, lines=tuple(form.error_lines()))
        return Saved(saving=saving, claims=entry.claims, typed=unread)
    place = ReportPlace(
        project=typing.project, year=typing.period.year, quarter=typing.period.quarter
    )
    saving = saved_or_told(
        lambda: save_report(
            place, entry, user=user, now=now, version=form.version_seen, on_behalf=on_behalf
        ),
        typed=mine,
        words=_words,
    )
    return Saved(saving=saving, claims=entry.claims, typed=unread)


def _entry_of(stored: ProjectReport | None) -> ReportEntry:
    if stored is None:
        return ReportEntry()
    values = {name: getattr(stored, name) for name in PLAIN}
    return ReportEntry(**values, claims=claims_of(stored), answers=stored.answers)


def _words(report: ProjectReport) -> dict[str, str]:
    """Return what a report says, for people, by the label of each field."""
    words = {FIELD_LABELS[name]: _text(report, name) for name in PLAIN}
    return {**words, FIELD_LABELS["answers"]: "；".join(report.answers.values())}


def _text(report: ProjectReport, name: str) -> str:
    if name == "reached_stage":
        return str(report.get_reached_stage_display()) if report.reached_stage else ""
    if name == "physical_share":
        return reported_share(report.physical_share)
    if name == "invested":
        return plain_text(report.invested, MONEY_DECIMALS)
    return str(getattr(report, name) or "")
