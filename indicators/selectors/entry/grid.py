"""The rows of a department's grid: one for each figure, with all that helps to enter it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Q

from indicators.checks.findings import Finding
from indicators.models import Indicator, Kind, ObservationSource, Submission, Vintage
from indicators.progress import STATE_LABELS
from indicators.rivals import undone_and_unanswered
from indicators.seen import Seen, known_text
from indicators.selectors.checking import GROWTH_KINDS, Checked, Examiner, Question
from indicators.selectors.family import asked_about
from indicators.workflow import EDITABLE, GAVE_WAY, Stage
from plans.models import Department, Plan

NEXT_VINTAGE = {
    Vintage.ESTIMATE: Vintage.PRELIMINARY,
    Vintage.PRELIMINARY: Vintage.FINAL,
    Vintage.FINAL: Vintage.REVISED,
    Vintage.REVISED: Vintage.REVISED,
}
ASSIGNED_WORDS = ("完成", "未完成")
INPUT_LABELS = {
    Kind.CUMULATIVE: "当年数",
    Kind.AVERAGE_GROWTH: "当年增速",
    Kind.RELATIVE: "当年实际增速",
    Kind.ASSIGNED: "考核结果",
}

PLAN_FIELDS: Final = ("cause", "measure", "measure_by")
"""What a verdict of 滞后 or worse demands, fields of a submission."""
_YEAR = re.compile(r"20\d\d")
_YEARLY: Final = re.compile(r"年(?!\s*\d)")
"""What follows a year that is not part of a day or a document number."""


@dataclass(frozen=True, kw_only=True)
class UndoneFigure:
    """An approved figure that was withdrawn while the next one was under way, and why."""

    submission_id: int
    value_text: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class GridRow:
    """One figure of a grid; the texts are ready to be shown, "" where there is nothing.

    `key` names the row on the page, `kind` is as what the figure is asked for. `submission_id`
    and `version` are None before the first save. `standing_text` is the approved figure of the
    year, if there is one already; `reference_text` what it is compared with, where it is.
    """

    key: str
    indicator: Indicator
    kind: str
    definition_text: str
    year: int
    submission_id: int | None
    version: int | None
    stage: str
    stage_label: str
    is_editable: bool
    is_done: bool
    value_text: str
    vintage: str
    vintage_label: str
    source_title: str
    source_url: str
    published_on: date | None
    public_on: date | None
    note: str
    cause: str
    measure: str
    measure_by: date | None
    reason: str
    on_behalf_reason: str
    on_behalf_document: str
    author_name: str
    saved_at: datetime | None
    last_year_text: str
    due_text: str
    total_before_text: str
    reference_text: str
    target_text: str
    total_text: str
    standing_text: str
    input_label: str
    unit: str
    words: tuple[str, ...]
    verdict_state: str
    verdict_label: str
    verdict_sentence: str
    is_ruling: bool
    demands_plan: bool
    is_history: bool = False
    errors: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()
    is_ready: bool = False
    known: str = ""
    undone: tuple[UndoneFigure, ...] = ()

    @property
    def is_withdrawn(self) -> bool:
        """Return whether the system took it back: nothing is asked of it till it is typed into."""
        return self.reason in GAVE_WAY

    @property
    def open_questions(self) -> int:
        return sum(not each.is_answered for each in self.questions)

    @property
    def cell_errors(self) -> tuple[Finding, ...]:
        """Return the errors beside those of cause, measure and date, which show at their fields."""
        return tuple(each for each in self.errors if each.field not in PLAN_FIELDS)

    @property
    def plan_errors(self) -> tuple[Finding, ...]:
        """Return what a verdict of 滞后 or worse still wants to know."""
        return tuple(each for each in self.errors if each.field in PLAN_FIELDS)


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A department's figures of a round; `is_open`: the person can enter figures now."""

    rows: tuple[GridRow, ...]
    is_open: bool
    vintages: tuple[tuple[str, str], ...] = field(default=tuple(Vintage.choices))

    @property
    def first_owed(self) -> GridRow | None:
        """Return the first row that still has to be entered or sent again, if there is one."""
        owed = (each for each in self.rows if each.is_editable and not each.is_withdrawn)
        return next((each for each in owed if not each.is_done), None)


@dataclass(frozen=True, kw_only=True)
class Unsaved:
    """What was typed into a row and not saved; `known` as the page sent it (see `figure_row`)."""

    figure: Submission
    known: str


def asked_of(department: Department) -> Q:
    """Return what picks the indicators a department is asked for."""
    return Q(data_department=department) | Q(data_department=None, department=department)


def grid(
    plan: Plan,
    department: Department,
    *,
    year: int,
    today: date,
    is_open: bool,
    revise: str = "",
    typed: Mapping[str, Unsaved] | None = None,
) -> Grid:
    """Return a department's figures of a year, in the plan's order (a fixed number of queries).

    `revise` is the code of an indicator whose next vintage is to be entered; `typed` holds by
    row key what was typed and could not be saved.
    """
    indicators = list(
        asked_about()
        .filter(asked_of(department), plan=plan)
        .exclude(series=None)
        .exclude(kind=Kind.COMPOSITE)
        .order_by("position", "pk")
    )
    submissions = _submissions(indicators, year)
    sources = _sources_of_last_year(indicators, year)
    seen = [each for each in submissions if not is_held_elsewhere(each, department)]
    examiner = Examiner(indicators, year=year, submissions=seen, today=today)
    undone = _undone(department, plan, year)
    rows = [
        replace(row, undone=tuple(undone[row.submission_id]))
        for indicator in indicators
        for row in _rows(
            indicator,
            [each for each in submissions if each.indicator_id == indicator.pk],
            examiner,
            year=year,
            is_open=is_open,
            is_revised=indicator.code == revise,
            source_title=sources.get(indicator.series_id, ""),
            typed=typed or {},
        )
    ]
    return Grid(rows=tuple(rows), is_open=is_open)


def _undone(department: Department, plan: Plan, year: int) -> dict[int | None, list[UndoneFigure]]:
    """Return the undone approvals a department has to know of, by what goes on in their stead."""
    found: dict[int | None, list[UndoneFigure]] = defaultdict(list)
    rows = undone_and_unanswered().filter(department=department, indicator__plan=plan, year=year)
    for each in rows.order_by("decided_at", "pk"):
        figure = UndoneFigure(submission_id=each.pk, value_text=each.value_text, reason=each.reason)
        found[each.replaced_by_id].append(figure)
    return found


def figure_row(
    submission: Submission,
    indicator: Indicator,
    examiner: Examiner,
    *,
    is_open: bool,
    is_typed: bool = False,
    key: str = "",
    known: str = "",
) -> GridRow:
    """Return the row of one figure, saved or only typed.

    `known` are the approved figures of the year, beside which one is begun or moved.

    What was typed and could not be saved stays to be changed, whatever became of the figure.
    """
    checked = examiner.checked(indicator, submission)
    found = _found(checked)
    if submission.reason in GAVE_WAY:
        found |= {"demands_plan": False, "questions": ()}
    is_editable = is_open and (is_typed or submission.stage in EDITABLE)
    is_sendable = submission.pk is not None and not _is_as_returned(submission)
    return GridRow(
        key=key or indicator.code,
        is_editable=is_editable,
        is_done=False,
        known=known,
        is_ready=is_editable and is_sendable and not is_typed and not checked.obstacles,
        **_identity(indicator, examiner, submission),
        **_written(submission),
        **found,
    )


def _is_as_returned(submission: Submission) -> bool:
    """Return whether a figure came back and nobody has touched it since."""
    is_back = submission.stage == Stage.RETURNED
    is_untouched = submission.updated_at == submission.decided_at or submission.reason in GAVE_WAY
    return is_back and is_untouched


def blank_submission(indicator: Indicator, *, year: int, vintage: str) -> Submission:
    """Return a figure nobody has typed yet; it is not saved."""
    return Submission(
        indicator=indicator,
        year=year,
        vintage=vintage,
        stage=Stage.DRAFT,
        definition=indicator.definition_asked(year),
        department=indicator.data_department or indicator.department,
        region=indicator.plan.region,
        author=None,
    )


def _submissions(indicators: Sequence[Indicator], year: int) -> list[Submission]:
    return list(
        Submission.objects.filter(indicator__in=indicators, year=year)
        .select_related("author", "definition", "observation", "department")
        .order_by("pk")
    )


def _sources_of_last_year(indicators: Sequence[Indicator], year: int) -> dict[int | None, str]:
    """Return by series where last year's figure was read, the year in the title moved on."""
    rows = ObservationSource.objects.filter(
        observation__series__in={each.series_id for each in indicators},
        observation__region__in={each.plan.region_id for each in indicators},
        observation__year=year - 1,
        observation__withdrawn_at=None,
    ).order_by("observation__published_on", "pk")
    titles = rows.values_list("observation__series_id", "title")
    return {series: _a_year_on(title) for series, title in titles}


def _a_year_on(title: str) -> str:
    """Return next year's title of a yearly publication; "" for anything said only once.

    >>> _a_year_on("2024年统计公报"), _a_year_on("省两会观察"), _a_year_on("绍政发〔2024〕1号")
    ('2025年统计公报', '', '')
    >>> _a_year_on("政府工作报告(2024-01-29)"), _a_year_on("2024年3月快报")
    ('', '')
    """
    years = list(_YEAR.finditer(title))
    if not years or not all(_YEARLY.match(title, each.end()) for each in years):
        return ""
    return _YEAR.sub(lambda found: str(int(found.group()) + 1), title)


def _rows(
    indicator: Indicator,
    own: list[Submission],
    examiner: Examiner,
    *,
    year: int,
    is_open: bool,
    is_revised: bool,
    source_title: str,
    typed: Mapping[str, Unsaved],
) -> Iterable[GridRow]:
    """Yield a row for each figure under way; else one for the approved, or a blank one.

    What was typed and not saved has its own, also where its figure is not under way any more.
    """
    under_way = [each for each in own if each.stage != Stage.APPROVED]
    known = known_text(Seen.of(each) for each in own if each.stage == Stage.APPROVED)
    left = {key: each for key, each in typed.items() if each.figure.indicator_id == indicator.pk}
    for number, each in enumerate(under_way):
        key = indicator.code if number == 0 else f"{indicator.code}-{each.pk}"
        if is_held_elsewhere(each, indicator.data_department or indicator.department):
            yield _held_row(each, indicator, examiner, key=f"{key}-held" if key in left else key)
            continue
        unsaved = left.pop(key, None)
        yield figure_row(
            unsaved.figure if unsaved else each,
            indicator,
            examiner,
            is_open=is_open,
            is_typed=unsaved is not None,
            key=key,
            known=unsaved.known if unsaved else known,
        )
    for key, unsaved in left.items():
        yield figure_row(
            unsaved.figure,
            indicator,
            examiner,
            is_open=is_open,
            is_typed=True,
            key=key,
            known=unsaved.known,
        )
    if under_way or left:
        return
    standing = examiner.standing(indicator)
    if standing is None or is_revised:
        vintage = NEXT_VINTAGE[Vintage(standing.vintage)] if standing else Vintage.PRELIMINARY
        blank = blank_submission(indicator, year=year, vintage=vintage)
        blank.source_title = source_title
        yield figure_row(blank, indicator, examiner, is_open=is_open, known=known)
        return
    approved = next((each for each in reversed(own)), None)
    yield _done_row(indicator, examiner, approved, year=year)


def is_held_elsewhere(submission: Submission, department: Department | None) -> bool:
    """Return whether a figure under way is of the department that was asked before."""
    is_under_way = submission.stage != Stage.APPROVED
    return is_under_way and department is not None and submission.department_id != department.pk


def _held_row(held: Submission, indicator: Indicator, examiner: Examiner, *, key: str) -> GridRow:
    """Return the row of a figure another department has under way: there it is, and no more."""
    blank = blank_submission(indicator, year=held.year, vintage=held.vintage)
    written = {**_written(blank), "stage_label": f"{held.department}还没有办完"}
    return GridRow(
        key=key,
        is_editable=False,
        is_done=False,
        **_identity(indicator, examiner, blank),
        **written,
        **_NOTHING_FOUND,
    )


def _done_row(
    indicator: Indicator, examiner: Examiner, approved: Submission | None, *, year: int
) -> GridRow:
    """Return the row of a figure that is there: approved, or published and loaded."""
    standing = examiner.standing(indicator)
    shown = approved or blank_submission(
        indicator, year=year, vintage=standing.vintage if standing else Vintage.PRELIMINARY
    )
    written = _written(shown)
    if approved is None and standing is not None:
        written.update(value_text=standing.value_text, stage_label="已有公布数据")
    return GridRow(
        key=indicator.code,
        is_editable=False,
        is_done=True,
        **_identity(indicator, examiner, shown),
        **written,
        **_NOTHING_FOUND,
    )


def _identity(indicator: Indicator, examiner: Examiner, submission: Submission) -> dict[str, Any]:
    standing, kind = examiner.standing(indicator), examiner.kind(indicator)
    definition = examiner.definition(indicator, submission)
    return {
        "indicator": indicator,
        "kind": str(kind),
        "definition_text": definition.text if definition else "",
        "year": submission.year,
        "last_year_text": examiner.last_year_text(indicator),
        "due_text": examiner.due_text(indicator),
        "total_before_text": examiner.total_before_text(indicator),
        "standing_text": f"{standing.value_text}（{standing.get_vintage_display()}）"
        if standing
        else "",
        "target_text": examiner.target_text(indicator),
        "reference_text": examiner.reference_text(indicator),
        "input_label": INPUT_LABELS.get(kind, "数值"),
        "unit": unit_asked(indicator, kind),
        "words": _words(kind, submission.value_text),
    }


def unit_asked(indicator: Indicator, kind: Kind) -> str:
    """Return the unit a figure is typed in: none for a word."""
    if kind == Kind.ASSIGNED:
        return ""
    return "%" if kind in GROWTH_KINDS else indicator.unit


def _words(kind: Kind, value_text: str) -> tuple[str, ...]:
    """Return the choices of a figure that is a word; one already there stays choosable."""
    if kind != Kind.ASSIGNED:
        return ()
    own = (value_text,) if value_text and value_text not in ASSIGNED_WORDS else ()
    return (*ASSIGNED_WORDS, *own)


def _written(submission: Submission) -> dict[str, Any]:
    is_saved = submission.pk is not None
    return {
        "submission_id": submission.pk,
        "version": submission.version if is_saved else None,
        "stage": submission.stage if is_saved else "",
        "stage_label": submission.stage_label if is_saved else "未填",
        "value_text": submission.value_text,
        "vintage": submission.vintage,
        "vintage_label": Vintage(submission.vintage).label,
        "source_title": submission.source_title,
        "source_url": submission.source_url,
        "published_on": submission.published_on,
        "public_on": submission.public_on,
        "note": submission.note,
        "cause": submission.cause,
        "measure": submission.measure,
        "measure_by": submission.measure_by,
        "reason": submission.reason,
        "on_behalf_reason": submission.on_behalf_reason,
        "on_behalf_document": submission.on_behalf_document,
        "author_name": str(submission.author.get_full_name() or submission.author)
        if submission.author_id
        else "",
        "saved_at": submission.updated_at if is_saved else None,
    }


def _found(checked: Checked) -> dict[str, Any]:
    prospect = checked.prospect
    return {
        "total_text": prospect.total_text,
        "verdict_state": prospect.state,
        "verdict_label": STATE_LABELS[prospect.verdict.state] if prospect.verdict else "",
        "verdict_sentence": prospect.sentence,
        "is_ruling": prospect.is_ruling,
        "demands_plan": checked.demands_plan,
        "is_history": checked.is_history,
        "errors": checked.errors,
        "questions": checked.questions,
    }


_NOTHING_FOUND: dict[str, Any] = {
    "total_text": "",
    "verdict_state": "",
    "verdict_label": "",
    "verdict_sentence": "",
    "is_ruling": True,
    "demands_plan": False,
}
