"""Everything that can be checked without a database: all errors of all files, in their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from shaoxing_plan.plan_files.checking.answerability import bounds_for_numbers, impossible_rates
from shaoxing_plan.plan_files.checking.indicator_rules import indicator_errors
from shaoxing_plan.plan_files.checking.observation_rules import observation_errors
from shaoxing_plan.plan_files.checking.plan_rules import definition_reference, plan_errors
from shaoxing_plan.plan_files.checking.project_rules import STAGE_RULES, project_errors
from shaoxing_plan.plan_files.checking.rules import (
    Reference,
    broken_rules,
    circles,
    duplicates,
    rule,
    unknown_references,
)
from shaoxing_plan.plan_files.format.contents import Contents
from shaoxing_plan.plan_files.format.errors import RowError
from shaoxing_plan.plan_files.format.rows import DefinitionRow
from shaoxing_plan.plan_files.format.sheets import Sheet


@rule("linking_factor")
def _factor_is_positive(factor: Decimal | None) -> str | None:
    return "衔接系数须大于0" if factor is not None and factor <= 0 else None


def content_errors(contents: Contents) -> list[RowError]:
    """Return everything wrong with the files, file by file and row by row, each thing once."""
    found = [*contents.errors, *_shared_errors(contents), *observation_errors(contents)]
    found += [*impossible_rates(contents), *bounds_for_numbers(contents)]
    found += duplicates([plan.indicators for plan in contents.plans], "code")
    found += duplicates([plan.projects for plan in contents.plans], "code")
    for plan in contents.plans:
        found += [*plan_errors(plan, contents), *indicator_errors(plan, contents)]
        found += project_errors(plan, contents)
        if plan.folder in contents.public:
            file = contents.public[plan.folder].file
            found.append(RowError(file=file, message="不能与规划同名，请改文件名"))
    return in_file_order(found, contents)


def _definitions_of_one_day(definitions: Sheet[DefinitionRow]) -> Iterator[RowError]:
    """Yield an error for each version of a series that begins on the day of one before it."""
    first: dict[tuple[str, date], int] = {}
    for row, (series, day) in sorted(definitions.readable("series", "valid_from")):
        if day is None:
            continue
        before = first.setdefault((series, day), row)
        if before != row:
            message = f"与第{before}行是同一统计指标、同一天生效的口径，只能有一个"
            yield definitions.error(row, "valid_from", message)


def in_file_order(errors: Iterable[RowError], contents: Contents) -> list[RowError]:
    """Return errors file by file, row by row and column by column, each once."""
    sheets = {sheet.file: sheet for sheet in contents.sheets}
    files = list(sheets)

    def place(error: RowError) -> tuple[int, int, int]:
        if error.file not in sheets:
            return (-1, error.row or 0, 0)
        header = sheets[error.file].table.header
        column = header.index(error.column) if error.column in header else -1
        return (files.index(error.file), error.row or 0, column)

    return sorted(dict.fromkeys(errors), key=place)


def _shared_errors(contents: Contents) -> Iterator[RowError]:
    regions, series, definitions = contents.regions, contents.series, contents.definitions
    for sheet in (contents.departments, regions, series, definitions, contents.promised_stages):
        yield from duplicates([sheet], *sheet.table.key)
    yield from duplicates([contents.departments], "name")
    yield from circles(regions, dict(values for _, values in regions.readable("code", "parent")))
    yield from broken_rules(definitions, (_factor_is_positive,))
    yield from _definitions_of_one_day(definitions)
    yield from broken_rules(contents.promised_stages, STAGE_RULES)
    yield from unknown_references(regions, [Reference(column="parent", to=regions)])
    yield from unknown_references(definitions, [Reference(column="series", to=series)])
    references = [
        Reference(column="series", to=series),
        definition_reference(contents),
        Reference(column="region", to=regions),
    ]
    for observations in contents.datasets.values():
        yield from unknown_references(observations, references)
