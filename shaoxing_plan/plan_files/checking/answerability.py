"""Indicators that no verdict could ever be given on: whatever the core would refuse to judge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from indicators.bounds import bound_fault
from indicators.checks.fitting import Fitted, misfits, slip
from indicators.models import Kind
from indicators.progress import Question, question_faults
from indicators.targets import Direction, Target
from shaoxing_plan.plan_files.checking import expressions
from shaoxing_plan.plan_files.format.contents import Contents, PlanSheets
from shaoxing_plan.plan_files.format.errors import RowError
from shaoxing_plan.plan_files.format.rows import IndicatorRow, PlanRow

_RATES = (Kind.AVERAGE_GROWTH, Kind.RELATIVE)
_LOWEST_RATE = -100


def unanswerable(plan: PlanSheets, *, but: Collection[int]) -> Iterator[RowError]:
    """Yield what the core would refuse in indicators and in revisions of their targets.

    `but` are the numbers of rows whose errors are known already.
    """
    for facts in plan.plan.rows:
        milestones = _milestones(plan)
        questions = {
            row.code: (row, question)
            for row in plan.indicators.rows
            if row.row not in but
            and (question := _question(row, facts, milestones.get(row.code, {})))
        }
        for row, question in questions.values():
            for fault in question_faults(question):
                yield plan.indicators.error(row.row, "kind", fault)
        yield from _unanswerable_revisions(plan, questions)


def _question(
    row: IndicatorRow, plan: PlanRow, milestones: Mapping[int, Decimal]
) -> Question | None:
    """Return what the core will be asked, `None` where it will not be or cannot yet."""
    target = expressions.target(row.target_text, direction=row.direction, unit=row.unit)
    if target is None or row.kind == Kind.COMPOSITE:
        return None
    return Question(
        kind=row.kind,
        direction=row.direction,
        nature=row.nature,
        basis=row.basis,
        path=row.path,
        base_year=plan.base_year,
        last_year=plan.last_year,
        unit=row.unit,
        base=expressions.value(row.baseline_text, unit=row.unit),
        target=target,
        tolerance=row.tolerance,
        milestones=milestones,
    )


def _milestones(plan: PlanSheets) -> Mapping[str, Mapping[int, Decimal]]:
    found: dict[str, dict[int, Decimal]] = defaultdict(dict)
    for row in plan.milestones.rows:
        found[row.indicator][row.year] = row.value
    return found


def _unanswerable_revisions(
    plan: PlanSheets, questions: Mapping[str, tuple[IndicatorRow, Question]]
) -> Iterator[RowError]:
    """Yield faults that only a revised target brings in."""
    for row in plan.target_revisions.rows:
        if row.indicator not in questions:
            continue
        _, question = questions[row.indicator]
        target = _revised(row.target_text, question)
        known = question_faults(question)
        for fault in question_faults(replace(question, target=target)) if target else ():
            if fault not in known:
                yield plan.target_revisions.error(row.row, "target_text", fault)


def misfitting_revisions(plan: PlanSheets, contents: Contents) -> Iterator[RowError]:
    """Yield revised targets that would mean nothing, or slipped by 万, 亿 or %.

    A file cannot answer a question: what the page asks about a unit is an error here. A mere
    jump is not, for the row has its document and its reason.
    """
    nonnegative = dict(values for _, values in contents.series.readable("code", "nonnegative"))
    fitted = {
        row.code: _fitted(row, is_nonnegative=bool(nonnegative.get(row.series)))
        for row in plan.indicators.rows
    }
    in_force: dict[str, Target] = {}
    for row in sorted(plan.target_revisions.rows, key=lambda each: each.effective_from):
        own = fitted.get(row.indicator)
        if own is None:
            continue
        target = expressions.target(row.target_text, direction=own.direction, unit=own.unit)
        if target is None:
            continue
        slipped = slip(target, own, before=in_force.get(row.indicator))
        for fault in [*misfits(target, own), *([slipped] if slipped else [])]:
            yield plan.target_revisions.error(row.row, "target_text", fault)
        in_force[row.indicator] = target


def _fitted(row: IndicatorRow, *, is_nonnegative: bool) -> Fitted:
    return Fitted(
        kind=row.kind,
        basis=row.basis,
        direction=row.direction,
        unit=row.unit,
        printed=expressions.target(row.target_text, direction=row.direction, unit=row.unit),
        base=expressions.value(row.baseline_text, unit=row.unit),
        nonnegative=is_nonnegative,
    )


def _revised(text: str, question: Question) -> Target | None:
    return expressions.target(text, direction=question.direction, unit=question.unit)


def impossible_rates(contents: Contents) -> Iterator[RowError]:
    """Yield figures below −100 % of series whose mean growth is asked for."""
    rates = {
        series
        for plan in contents.plans
        for row in plan.indicators.rows
        if row.kind in _RATES
        for series in (row.series, row.reference)
    }
    units = {row.code: row.unit for row in contents.series.rows}
    for sheet in contents.datasets.values():
        for row, (series, text) in sheet.readable("series", "value_text"):
            value = expressions.value(text, unit=units.get(series, ""))
            number = value.value if value else None
            if series in rates and number is not None and number < _LOWEST_RATE:
                yield sheet.error(row, "value_text", f"增速不能低于-100%，现为“{text}”")


def bounds_for_numbers(contents: Contents) -> Iterator[RowError]:
    """Yield figures that are only a bound where a verdict would take the bound for the number."""
    units, directions = {row.code: row.unit for row in contents.series.rows}, _directions(contents)
    for sheet in contents.datasets.values():
        for row, (series, text) in sheet.readable("series", "value_text"):
            value = expressions.value(text, unit=units.get(series, ""))
            direction = directions.get(series, Direction.RISE)
            fault = bound_fault(value, direction=direction) if value else ""
            if fault:
                yield sheet.error(row, "value_text", fault)


def _directions(contents: Contents) -> dict[str, str]:
    """Return which way each series is better, "" where another is held against it.

    One that is better low for any plan is so here: a lower bound would flatter it there.
    """
    rows = [row for plan in contents.plans for row in plan.indicators.rows]
    falling = {row.series: row.direction for row in rows if row.direction == Direction.FALL}
    return {**falling, **{row.reference: "" for row in rows if row.reference}}
