"""The general shapes of a check: a rule for one row, a reference, a duplicate, a circle."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shaoxing_plan.plan_files.format.cells import Link, render
from shaoxing_plan.plan_files.format.errors import RowError
from shaoxing_plan.plan_files.format.sheets import Sheet


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What must hold of some cells of a row; `fault` takes them in the order of `reads`.

    It returns what is wrong, or `None`. A rule is applied to every row whose cells could be
    read, whatever is wrong with the rest of the row.
    """

    column: str
    reads: tuple[str, ...]
    fault: Callable[..., str | None]


def rule(column: str, *also: str) -> Callable[[Callable[..., str | None]], Rule]:
    """Return a decorator that makes a function a rule on a column, reading others as well."""
    return lambda fault: Rule(column=column, reads=(column, *also), fault=fault)


def broken_rules(sheet: Sheet[Any], rules: Iterable[Rule]) -> Iterator[RowError]:
    for each in rules:
        for row, values in sheet.readable(*each.reads):
            message = each.fault(*values)
            if message:
                yield sheet.error(row, each.column, message)


@dataclass(frozen=True, kw_only=True)
class Reference:
    """Columns that must name a row of another sheet; a last column left empty names none.

    `column` is the one to blame; with several `reads`, the others say where to look. `hint`
    says what to do.
    """

    column: str
    to: Sheet[Any]
    reads: tuple[str, ...] = ()
    names: tuple[str, ...] = ("code",)
    hint: str = ""


def unknown_references(sheet: Sheet[Any], references: Iterable[Reference]) -> Iterator[RowError]:
    for reference in references:
        if not reference.to.is_complete:
            continue
        known = reference.to.known(*reference.names)
        for row, values in sheet.readable(*(reference.reads or (reference.column,))):
            for wanted in _wanted(values):
                if wanted not in known:
                    message = f"“{wanted[-1]}”不在{reference.to.file}里{reference.hint}"
                    yield sheet.error(row, reference.column, message)


def _wanted(values: tuple[Any, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the keys some cells name: none, one, or of a cell with a list one for each."""
    *scope, last = values
    for each in last if isinstance(last, tuple) else (last,):
        if each not in ("", None):
            yield (*map(str, scope), each.code if isinstance(each, Link) else render(each))


def duplicates(sheets: Sequence[Sheet[Any]], *columns: str) -> Iterator[RowError]:
    """Yield an error for each row that has the same in some columns as one before it."""
    first: dict[tuple[Any, ...], tuple[str, int]] = {}
    for sheet in sheets:
        for row, values in sorted(sheet.readable(*columns)):
            if all(value in ("", None) for value in values):
                continue
            file, before = first.setdefault(values, (sheet.file, row))
            if (file, before) != (sheet.file, row):
                what = "、".join(render(value) for value in values)
                where = f"第{before}行" if file == sheet.file else f"{file}第{before}行"
                yield sheet.error(row, columns[-1], f"“{what}”与{where}重复")


def circles(sheet: Sheet[Any], parents: Mapping[str, str]) -> Iterator[RowError]:
    """Yield an error for each row that is, through its parents, above itself."""
    for row, (code,) in sheet.readable("code"):
        above, seen = parents.get(code, ""), set()
        while above and above != code and above not in seen:
            seen.add(above)
            above = parents.get(above, "")
        if above == code:
            yield sheet.error(row, "parent", f"“{code}”成了自己的上级：上级关系绕成一圈")
