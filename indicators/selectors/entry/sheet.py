"""The figures a department is asked for, as the typed rows of its workbook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet

from indicators.models import (
    Indicator,
    Kind,
    Observation,
    ReportingRound,
    Submission,
    Vintage,
)
from indicators.models.series import VINTAGE_RANK
from indicators.readings import Book
from indicators.seen import Seen
from indicators.selectors.checking import GROWTH_KINDS, redefinition_of
from indicators.selectors.entry.grid import (
    ASSIGNED_WORDS,
    NEXT_VINTAGE,
    asked_of,
    is_held_elsewhere,
)
from indicators.selectors.evidence import figure_of_year
from indicators.selectors.family import asked_about
from indicators.selectors.trajectory import Asked, asked, figure_text, path_by_year
from indicators.workbook.columns import FIGURES
from indicators.workbook.figures import FigureRow, figure_row_id
from indicators.workbook.layouts import Form
from indicators.workflow import EDITABLE as EDITABLE_STAGES
from indicators.workflow import STAGE_LABELS, Stage
from plans.models import Department, Plan

ASKS = {
    Kind.CUMULATIVE: "当年数，不是累计数",
    Kind.AVERAGE_GROWTH: "当年增速",
    Kind.RELATIVE: "当年实际增速",
    Kind.ASSIGNED: "完成或未完成，并写说明",
}

Choices = Mapping[str, tuple[str, ...]]
"""All that may stand in a cell, by column."""


@dataclass(frozen=True, kw_only=True)
class SheetScope:
    """Whose figures of which years: one department's of a round, or all of past years.

    With `on_behalf` a planner enters them: what departments are drafting is not shown then.
    """

    plan: Plan
    years: tuple[int, ...]
    department: Department | None = None
    on_behalf: bool = False


def sheet_rows(scope: SheetScope, *, today: date) -> list[FigureRow]:
    """Return a row for each figure that is asked for, with drafts under way (a fixed query count).

    An indicator with several drafts of a year, in different vintages, has a row for each.
    """
    # Before all else that is shown: what is approved after this is unknown.
    approved = _approved_figures(scope)
    indicators = list(_indicators(scope))
    book = _book(scope, indicators)
    drafts = _drafts(scope, indicators)
    return [
        replace(row, approved=approved.get((row.indicator_id, row.year), {}))
        for indicator in indicators
        for row in _rows_of(
            asked(indicator, book, today=today),
            scope,
            drafts,
            kind=Kind(indicator.kind),
        )
    ]


def past_years(plan: Plan, *, today: date) -> tuple[int, ...]:
    """Return the years of a plan that are over, the base year first."""
    return tuple(year for year in (plan.base_year, *plan.years) if year < today.year)


def decided_texts(scope: SheetScope) -> dict[str, Mapping[str, str]]:
    """Return what the approved figures say, by the name of their row (one query)."""
    approved = _approved(scope)
    if scope.department is not None:
        approved = approved.filter(department=scope.department)
    return {
        figure_row_id(each.indicator.code, each.year, each.vintage): _entry_texts(each)
        for each in approved.select_related("indicator").order_by("decided_at", "pk")
    }


def due_words(scope: SheetScope) -> str:
    """Return when the figures are asked for, for the instructions (one query at most)."""
    years = "、".join(map(str, scope.years))
    if scope.department is None:
        return f"{years}年数据，补录"
    round_ = ReportingRound.objects.filter(plan=scope.plan, year__in=scope.years).first()
    if round_ is None:
        return f"{years}年数据"
    return f"{years}年数据，{round_.due_on:%Y-%m-%d}前提交，{round_.locks_on:%Y-%m-%d}锁定"


def owners(plan: Plan) -> dict[str, str]:
    """Return who is asked for each indicator of a plan, by code (one query)."""
    rows = plan.indicators.values_list(
        "code", "data_department__short_name", "department__short_name"
    )
    return {code: data or department or "未指定的部门" for code, data, department in rows}


def _approved(scope: SheetScope) -> QuerySet[Submission]:
    return Submission.objects.filter(
        indicator__plan=scope.plan,
        region=scope.plan.region_id,
        year__in=scope.years,
        stage=Stage.APPROVED,
    )


def _approved_figures(scope: SheetScope) -> Mapping[tuple[int, int], dict[str, dict[Seen, str]]]:
    """Return what the approved figures of an indicator's year say, by vintage, the last one last.

    One query.
    """
    found: dict[tuple[int, int], dict[str, dict[Seen, str]]] = {}
    names = ("indicator_id", "year", "vintage", "pk", "version", "value_text")
    rows = _approved(scope).order_by("decided_at", "pk").values_list(*names)
    for indicator_id, year, vintage, key, version, text in rows:
        seen = Seen(report_id=key, version=version)
        found.setdefault((indicator_id, year), {}).setdefault(vintage, {})[seen] = text
    return found


def _indicators(scope: SheetScope) -> QuerySet[Indicator]:
    indicators = asked_about().filter(plan=scope.plan).exclude(series=None)
    indicators = indicators.exclude(kind=Kind.COMPOSITE)
    if scope.department is not None:
        indicators = indicators.filter(asked_of(scope.department))
    else:
        indicators = indicators.exclude(department=None, data_department=None)
    return indicators.order_by("position", "pk")


def _book(scope: SheetScope, indicators: Sequence[Indicator]) -> Book:
    ids = {each.series_id for each in indicators} | {each.reference_id for each in indicators}
    observations = Observation.objects.filter(
        series__in=ids - {None}, region=scope.plan.region_id
    ).select_related("series", "definition")
    return Book(observations.order_by("year", "pk"))


def _drafts(
    scope: SheetScope, indicators: Iterable[Indicator]
) -> Mapping[tuple[int, int], list[Submission]]:
    under_way = (
        Submission.objects.filter(
            indicator__in=list(indicators), region=scope.plan.region_id, year__in=scope.years
        )
        .exclude(stage=Stage.APPROVED)
        .select_related("department")
    )
    found: dict[tuple[int, int], list[Submission]] = defaultdict(list)
    for draft in under_way:
        found[draft.indicator_id, draft.year].append(draft)
    for drafts in found.values():
        drafts.sort(key=lambda draft: VINTAGE_RANK[draft.vintage])
    return found


def _rows_of(
    own: Asked,
    scope: SheetScope,
    drafts: Mapping[tuple[int, int], list[Submission]],
    *,
    kind: Kind,
) -> Iterator[FigureRow]:
    path, choices = path_by_year(own), _choices(kind)
    for year in scope.years:
        known = _known_cells(own, year, kind)
        if year in path:
            known["due_value"] = figure_text(path[year], own.indicator)
        under_way = drafts.get((own.indicator.pk, year), [])
        for draft in under_way:
            if _is_hidden(draft, own.indicator, scope):
                yield _hidden_row(own.indicator, draft, known, choices)
            else:
                yield _draft_row(own.indicator, draft, known, choices)
        if not under_way:
            yield _empty_row(own, year, known, choices)


def _is_hidden(draft: Submission, indicator: Indicator, scope: SheetScope) -> bool:
    """Return whether what is under way is not for whoever downloads to see."""
    if scope.on_behalf:
        return not draft.on_behalf_reason and draft.stage in EDITABLE_STAGES
    return is_held_elsewhere(draft, indicator.data_department or indicator.department)


def _known_cells(own: Asked, year: int, kind: Kind) -> dict[str, str]:
    indicator = own.indicator
    approved = own.current.chosen.get(year)
    return {
        "number": str(indicator.number or ""),
        "name": indicator.name,
        "unit": "%" if kind in GROWTH_KINDS else indicator.unit,
        "department": str(indicator.data_department or indicator.department or ""),
        "year": str(year),
        "ask": ASKS.get(kind, "当年数"),
        "last_value": _last_value(own, year - 1),
        "approved": f"{figure_of_year(own.current, year, indicator)}"
        f"（{approved.get_vintage_display()}）"
        if approved
        else "",
    }


def _last_value(own: Asked, year: int) -> str:
    """Return the figure of the year before; the printed base where none was published."""
    text = figure_of_year(own.current, year, own.indicator)
    if not text and year == own.indicator.plan.base_year:
        return own.indicator.baseline_text.replace("/", "")
    return text


def _draft_row(
    indicator: Indicator, draft: Submission, known: Mapping[str, str], choices: Choices
) -> FigureRow:
    stage = Stage(draft.stage)
    label = STAGE_LABELS[stage]
    return FigureRow(
        layout=FIGURES,
        row_id=figure_row_id(indicator.code, draft.year, draft.vintage),
        indicator_id=indicator.pk,
        code=indicator.code,
        year=draft.year,
        vintage=draft.vintage,
        seen=Seen.of(draft),
        basis=indicator.basis_asked(draft.year),
        cells={
            **known,
            "status": _status(indicator, draft),
            **_entry_texts(draft),
        },
        choices=choices,
        locked_reason=""
        if stage in EDITABLE_STAGES
        else f"这个数据{label}，现在不能改；要改请先在填报页面撤回提交。",
    )


def _hidden_row(
    indicator: Indicator, draft: Submission, known: Mapping[str, str], choices: Choices
) -> FigureRow:
    """Return the row of a draft that is some department's own: there it is, and no more."""
    return FigureRow(
        layout=FIGURES,
        row_id=figure_row_id(indicator.code, draft.year, draft.vintage),
        indicator_id=indicator.pk,
        code=indicator.code,
        year=draft.year,
        vintage=draft.vintage,
        seen=Seen.of(draft),
        cells={**known, "status": "部门正在填报", "vintage": Vintage(draft.vintage).label},
        choices=choices,
        locked_reason=f"{draft.department}正在填报这个数据，不能代填。",
    )


def _entry_texts(draft: Submission) -> dict[str, str]:
    texts = {}
    for key in FIGURES.editable:
        value = getattr(draft, key)
        is_date = FIGURES.by_key[key].form is Form.DATE
        texts[key] = (value.isoformat() if value else "") if is_date else str(value)
    return {**texts, "vintage": Vintage(draft.vintage).label}


def _empty_row(own: Asked, year: int, known: Mapping[str, str], choices: Choices) -> FigureRow:
    approved = own.current.chosen.get(year)
    vintage = NEXT_VINTAGE[Vintage(approved.vintage)] if approved else Vintage.PRELIMINARY
    status = "已采用，可另报新版本" if approved else "未填"
    return FigureRow(
        layout=FIGURES,
        row_id=figure_row_id(own.indicator.code, year, vintage),
        indicator_id=own.indicator.pk,
        code=own.indicator.code,
        year=year,
        vintage=vintage,
        seen=None,
        cells={**known, "status": status, "vintage": Vintage(vintage).label},
        choices=choices,
        basis=own.indicator.basis_asked(year),
    )


def _status(indicator: Indicator, draft: Submission) -> str:
    """Return how far a draft is, and what is to be looked at again in it."""
    label = draft.stage_label
    status = f"{label}：{draft.reason}" if draft.stage == Stage.RETURNED else label
    is_asked = redefinition_of(draft, indicator) is not None and draft.stage in EDITABLE_STAGES
    return f"{status}；口径已变更，请核对" if is_asked else status


def _choices(kind: Kind) -> Choices:
    """Return what alone may be entered: 完成 or 未完成 where that is judged."""
    return {"value_text": ASSIGNED_WORDS} if kind == Kind.ASSIGNED else {}
