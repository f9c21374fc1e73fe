"""What the checks say of figures in an uploaded file, before anybody writes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from indicators.checks.findings import Finding, Level, is_answered, is_same_value
from indicators.models import Indicator, Submission
from indicators.selectors.checking import Checked, Examiner
from indicators.selectors.entry.grid import blank_submission
from indicators.selectors.family import asked_about
from indicators.workbook.columns import FIGURES
from indicators.workbook.layouts import Form
from indicators.workflow import Stage

VALUE = "value_text"


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """A figure as a file would have it; `texts` by field, days as ISO text."""

    indicator_id: int
    year: int
    vintage: str
    texts: Mapping[str, str]
    on_behalf: bool = False


@dataclass(frozen=True, kw_only=True)
class Note:
    """What is to be known of a figure beside its changes; it may become a draft all the same."""

    kind: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Looked:
    """A proposed figure with the verdict it would give.

    `errors` are what is wrong with the value itself, which no file may bring in.
    """

    errors: tuple[str, ...]
    notes: tuple[Note, ...]
    state: str
    label: str


def looked_at(proposed: Sequence[Proposed], *, today: date) -> list[Looked]:
    """Return what the checks say of each figure, the others of the file taken as they are there.

    Six queries and four for each year.
    """
    ids = {each.indicator_id for each in proposed}
    indicators = {each.pk: each for each in asked_about().filter(pk__in=ids)}
    figures = [_figure(each, indicators[each.indicator_id]) for each in proposed]
    by_year: dict[int, list[Submission]] = defaultdict(list)
    for figure in _with_answers(figures):
        by_year[figure.year].append(figure)
    examiners = {
        year: Examiner(indicators.values(), year=year, submissions=own, today=today)
        for year, own in by_year.items()
    }
    return [
        _looked(examiners[each.year].checked(indicators[each.indicator_id], each), each)
        for each in figures
    ]


def _figure(proposed: Proposed, indicator: Indicator) -> Submission:
    figure = blank_submission(indicator, year=proposed.year, vintage=proposed.vintage)
    for name, text in proposed.texts.items():
        if name != "vintage":
            setattr(figure, name, _value(name, text))
    figure.on_behalf_reason = "代填" if proposed.on_behalf else ""
    return figure


def _value(name: str, text: str) -> str | date | None:
    if FIGURES.by_key[name].form is Form.DATE:
        return date.fromisoformat(text) if text else None
    return text


def _with_answers(figures: Sequence[Submission]) -> Iterable[Submission]:
    """Give figures the answers their drafts have; yield them and the other drafts of their years.

    Answers to another value are not given. A draft that the file replaces is not yielded.
    """
    wanted = {(each.indicator_id, each.year, each.vintage): each for each in figures}
    drafts = (
        Submission.objects.filter(
            year__in={each.year for each in figures},
            department__in={each.department_id for each in figures},
            region__in={each.region_id for each in figures},
        )
        .exclude(stage=Stage.APPROVED)
        .select_related("indicator__series")
    )
    for draft in drafts:
        figure = wanted.get((draft.indicator_id, draft.year, draft.vintage))
        if figure is None:
            yield draft
        else:
            unit = draft.indicator.unit
            is_same = is_same_value(figure.value_text, draft.value_text, unit=unit)
            figure.answers = draft.answers if is_same else {}
    yield from figures


def _looked(checked: Checked, figure: Submission) -> Looked:
    errors = [each for each in checked.errors if each.field == VALUE]
    return Looked(
        errors=tuple(each.message for each in errors),
        notes=tuple(
            _note(each, checked, figure) for each in checked.findings if each not in errors
        ),
        state=checked.prospect.state,
        label=checked.prospect.label,
    )


def _note(finding: Finding, checked: Checked, figure: Submission) -> Note:
    if finding.level == Level.ERROR:
        kind = "lacking"
    elif checked.is_history:
        kind = "told"
    else:
        kind = "answered" if is_answered(finding, figure.answers) else "asked"
    return Note(kind=kind, message=finding.message)
