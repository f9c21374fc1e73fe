"""What must hold of an indicator's row by itself, and of what hangs on an indicator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from indicators.models import Basis, Direction, Kind, Origin
from indicators.targets import Op
from shaoxing_plan.plan_files.checking import expressions
from shaoxing_plan.plan_files.checking.answerability import misfitting_revisions, unanswerable
from shaoxing_plan.plan_files.checking.rules import broken_rules, circles, duplicates, rule
from shaoxing_plan.plan_files.format.contents import Contents, PlanSheets
from shaoxing_plan.plan_files.format.errors import RowError

_BASES = {
    Kind.KEEP: (Basis.END, Basis.EACH_YEAR),
    Kind.CUMULATIVE: (Basis.TOTAL, Basis.YEARLY_MEAN),
}
_WITHOUT_OWN_UNIT = (Kind.ASSIGNED, Kind.COMPOSITE)


@rule("series", "kind")
def _series_fits_kind(series: str, kind: str) -> str | None:
    if kind == Kind.COMPOSITE:
        return "composite由子指标评定，自身不填统计指标" if series else None
    return None if series else "不能为空：除composite外都要有统计指标"


@rule("definition", "series")
def _definition_needs_series(definition: str, series: str) -> str | None:
    return "填了口径就要填统计指标" if definition and not series else None


@rule("reference", "kind")
def _reference_fits_kind(reference: str, kind: str) -> str | None:
    if kind == Kind.RELATIVE:
        return None if reference else "不能为空：relative须有参照的统计指标"
    return "只有relative才填参照的统计指标" if reference else None


@rule("basis", "kind")
def _basis_fits_kind(basis: str, kind: str) -> str | None:
    allowed = _BASES.get(Kind(kind), ())
    if not basis or basis in allowed:
        return None
    return f"“{basis}”不适用于{kind}，{'可用：' + '、'.join(allowed) if allowed else '应'}，或留空"


@rule("path", "kind")
def _path_fits_kind(path: str, kind: str) -> str | None:
    if kind == Kind.REACH:
        return None if path else "不能为空：reach须写明路径linear或geometric"
    return "只有reach才有路径，应留空" if path else None


@rule("tolerance")
def _tolerance_is_no_less_than_zero(tolerance: Decimal | None) -> str | None:
    return "容差不能小于0" if tolerance is not None and tolerance < 0 else None


@rule("section", "origin")
def _section_fits_origin(section: str, origin: str) -> str | None:
    if section or origin == Origin.TABLE:
        return None
    return "不能为空：正文和专栏里的指标须写明章节"


@rule("baseline_text", "unit")
def _baseline_is_readable(baseline: str, unit: str) -> str | None:
    return expressions.value_fault(baseline, unit=unit) if baseline else None


@rule("target_text", "direction", "unit", "kind")
def _target_is_readable(text: str, direction: str, unit: str, kind: str) -> str | None:
    if not text:
        return None if kind == Kind.COMPOSITE else "不能为空：没有目标请填“/”"
    return expressions.target_fault(text, direction=direction, unit=unit)


@rule("target_text", "direction", "unit", "kind")
def _target_fits_kind(text: str, direction: str, unit: str, kind: str) -> str | None:
    target = expressions.target(text, direction=direction, unit=unit)
    if target is None:
        return None
    if (target.op == Op.RELATIVE) != (kind == Kind.RELATIVE) and target.op != Op.NONE:
        return f"“{text}”与类型{kind}不符：与别的指标比快慢的目标用relative，也只有它用relative"
    if target.op == Op.ASSIGNED and kind not in _WITHOUT_OWN_UNIT:
        return f"“{text}”与类型{kind}不符：由上级下达的目标用assigned"
    if target.cumulative and kind not in (Kind.CUMULATIVE, *_WITHOUT_OWN_UNIT):
        return f"“{text}”与类型{kind}不符：方括号里的五年累计数用cumulative"
    return None


@rule("kind", "direction", "unit", "baseline_text", "target_text")
def _reach_goes_somewhere(
    kind: str, direction: str, unit: str, baseline_text: str, target_text: str
) -> str | None:
    """Refuse `reach` whose target is no better than its base: it can only be kept."""
    target = expressions.target(target_text, direction=direction, unit=unit)
    base = expressions.value(baseline_text, unit=unit)
    if kind != Kind.REACH or target is None or base is None or base.value is None:
        return None
    if target.value is None or _is_better(target.value, base.value, direction):
        return None
    return (
        f"目标{target_text}并不优于基期{baseline_text}（{Direction(direction).label}），"
        "不能用reach，请改用keep并清空path"
    )


def _is_better(one: Decimal, other: Decimal, direction: str) -> bool:
    return one > other if direction == Direction.RISE else one < other


INDICATOR_RULES = (
    _series_fits_kind,
    _definition_needs_series,
    _reference_fits_kind,
    _basis_fits_kind,
    _path_fits_kind,
    _tolerance_is_no_less_than_zero,
    _section_fits_origin,
    _baseline_is_readable,
    _target_is_readable,
    _target_fits_kind,
    _reach_goes_somewhere,
)


def indicator_errors(plan: PlanSheets, contents: Contents) -> Iterator[RowError]:
    """Yield what is wrong with a plan's indicators, apart from unknown codes."""
    own = list(broken_rules(plan.indicators, INDICATOR_RULES))
    yield from own
    yield from unanswerable(plan, but={error.row for error in own if error.row})
    yield from misfitting_revisions(plan, contents)
    yield from duplicates([plan.indicators], "number")
    yield from _unit_errors(plan, contents)
    yield from _family_errors(plan)
    yield from _sections_of_boxes(plan)
    yield from _restated_targets(plan)


def _unit_errors(plan: PlanSheets, contents: Contents) -> Iterator[RowError]:
    units = dict(values for _, values in contents.series.readable("code", "unit"))
    for row, (unit, series, kind) in plan.indicators.readable("unit", "series", "kind"):
        measured = units.get(series)
        if measured is None or kind in _WITHOUT_OWN_UNIT:
            continue
        if not expressions.units_agree(unit, measured):
            message = f"单位“{unit}”与统计指标{series}的单位“{measured}”不一致"
            yield plan.indicators.error(row, "unit", message)


def codes_by_name(plan: PlanSheets) -> Mapping[str, str]:
    """Return codes by what a `parent` cell calls an indicator: its number, else its code."""
    return {
        code if number is None else str(number): code
        for _, (code, number) in plan.indicators.readable("code", "number")
    }


def _family_errors(plan: PlanSheets) -> Iterator[RowError]:
    """Yield errors about parents: unknown, in a circle, not composite; and composites alone."""
    sheet, codes = plan.indicators, codes_by_name(plan)
    if len(list(sheet.readable("code", "number"))) < len(sheet.rows) + len(sheet.broken):
        return  # a parent may be among those that could not be read
    kinds = dict(values for _, values in sheet.readable("code", "kind"))
    parents = {
        code: codes.get(parent, "") for _, (code, parent) in sheet.readable("code", "parent")
    }
    for row, (parent,) in sheet.readable("parent"):
        if parent and parent not in codes:
            yield sheet.error(row, "parent", f"没有序号为“{parent}”的指标（无序号的填代码）")
        elif parent and kinds.get(codes[parent], Kind.COMPOSITE) != Kind.COMPOSITE:
            yield sheet.error(row, "parent", f"上级“{parent}”的类型须为composite")
    for row, (code, kind) in sheet.readable("code", "kind"):
        if kind == Kind.COMPOSITE and code not in parents.values():
            yield sheet.error(row, "kind", "composite没有子指标：子指标的parent填它的序号")
    yield from circles(sheet, parents)


def _sections_of_boxes(plan: PlanSheets) -> Iterator[RowError]:
    kinds = dict(values for _, values in plan.sections.readable("code", "kind"))
    for row, (section, origin) in plan.indicators.readable("section", "origin"):
        if origin == Origin.BOX and kinds.get(section, "box") != "box":
            yield plan.indicators.error(row, "section", f"“{section}”不是专栏，而出处为box")


def _restated_targets(plan: PlanSheets) -> Iterator[RowError]:
    """Yield errors of mentions and revisions, whose texts are read as their indicator's is."""
    facts = {
        code: (direction, unit)
        for _, (code, direction, unit) in plan.indicators.readable("code", "direction", "unit")
    }
    for sheet, column in ((plan.mentions, "value_text"), (plan.target_revisions, "target_text")):
        for row, (indicator, text) in sheet.readable("indicator", column):
            direction, unit = facts.get(indicator, ("", ""))
            fault = direction and expressions.target_fault(text, direction=direction, unit=unit)
            if fault:
                yield sheet.error(row, column, fault)
