"""What a figure says: what is typed into it, where it belongs, how the record tells of it."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet

from indicators.checks.findings import answers_left, is_same_value
from indicators.models import Indicator, Submission, Vintage
from indicators.workflow import GAVE_WAY, Stage
from plans.models import Department
from plans.services import Subject


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What a department writes into the form of a figure."""

    value_text: str = ""
    source_title: str = ""
    source_url: str = ""
    published_on: date | None = None
    note: str = ""
    cause: str = ""
    measure: str = ""
    measure_by: date | None = None
    answers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a figure belongs: which indicator, year and vintage."""

    indicator: Indicator
    year: int
    vintage: Vintage


def figures() -> QuerySet[Submission]:
    """Return all figures with what every step reads of them.

    What only some read is fetched when they do: PostgreSQL plans a join of nine tables for
    longer than it takes to read them.
    """
    related = ("indicator__plan", "indicator__series", "department", "observation")
    return Submission.everything.select_related(*related)


def approved_of(place: Place) -> QuerySet[Submission]:
    """Return the approved figures of a place, the last first."""
    return (
        figures()
        .filter(
            indicator=place.indicator,
            region=place.indicator.plan.region_id,
            year=place.year,
            vintage=place.vintage,
            stage=Stage.APPROVED,
        )
        .order_by("-decided_at")
    )


def present_department(submission: Submission) -> Department | None:
    """Return who is asked for a figure by now, None where nobody is."""
    indicator = submission.indicator
    return indicator.data_department or indicator.department


def subject_of(submission: Submission) -> Subject:
    """Return a figure as the record names it."""
    return Subject(
        kind="submission",
        key=str(submission.pk),
        name=f"{submission.indicator}（{submission.year}年{submission.get_vintage_display()}）",
        plan=submission.indicator.plan,
        department=submission.department,
        year=submission.year,
    )


def new_submission(place: Place, department: Department) -> Submission:
    """Return an empty figure of a place, not saved."""
    return Submission(
        indicator=place.indicator,
        region=place.indicator.plan.region,
        year=place.year,
        vintage=place.vintage,
        definition=place.indicator.definition_asked(place.year),
        department=department,
    )


def says(submission: Submission, entry: Entry) -> bool:
    """Return whether a figure says what was typed."""
    return all(
        getattr(submission, each.name) == getattr(entry, each.name) for each in fields(entry)
    )


def write(submission: Submission, entry: Entry) -> None:
    """Have a figure say what was typed, not saved; another number is in the definition asked."""
    if submission.reason in GAVE_WAY:
        # What gave way asked nothing of anybody; typed into, it is a draft as any other.
        submission.stage, submission.reason = Stage.DRAFT, ""
    entry = with_answers_left(entry, submission)
    if not _is_same_number(submission, entry):
        submission.definition = submission.definition_asked
    for each in fields(entry):
        setattr(submission, each.name, getattr(entry, each.name))


def _is_same_number(submission: Submission, entry: Entry) -> bool:
    """Return whether the number of a draft stays: it was then typed in the definition it has."""
    if submission.pk is None or not entry.value_text.strip():
        return False
    unit = submission.indicator.unit
    return is_same_value(entry.value_text, submission.value_text, unit=unit)


def with_answers_left(entry: Entry, stored: Submission) -> Entry:
    """Return what was typed without the answers that were given to another value."""
    unit = stored.indicator.unit
    is_same = is_same_value(entry.value_text, stored.value_text, unit=unit)
    return replace(
        entry,
        answers=answers_left(entry.answers, before=stored.answers, is_same=lambda _code: is_same),
    )


def snapshot(submission: Submission) -> dict[str, Any]:
    """Return what a figure says, for people to read in the record."""
    said = {
        each.name: str(value) for each in fields(Entry) if (value := getattr(submission, each.name))
    }
    if submission.public_on:
        said["published_on"] = str(submission.public_on)
    if submission.replaced_by_id is not None:
        said["replaced_by"] = f"编号{submission.replaced_by_id}"
    return said
