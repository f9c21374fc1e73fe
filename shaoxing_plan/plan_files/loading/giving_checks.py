"""What files may not give to another department: what is being reported on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from indicators.models import Indicator
from indicators.services import editing
from indicators.workflow import RefusedError
from plans.models import Department
from projects.models import Project
from projects.services import structure
from shaoxing_plan.plan_files.format.contents import PlanSheets
from shaoxing_plan.plan_files.format.errors import RowError
from shaoxing_plan.plan_files.format.sheets import Sheet

_Check = Callable[[Any, Department | None], None]


def giving_errors(plan: PlanSheets) -> Iterator[RowError]:
    """Yield errors for rows that ask another department while one has a report under way.

    What is given away is locked, so that no report of it is begun meanwhile.
    """
    indicators = Indicator.objects.filter(plan__slug=plan.folder)
    asked = indicators.select_related("department", "data_department")
    figures = {each.code: (each, each.data_department or each.department) for each in asked}
    columns = ("data_department", "department")
    yield from _errors(plan.indicators, columns, figures, editing.require_movable)
    projects = Project.objects.filter(plan__slug=plan.folder).select_related("department")
    reports = {each.code: (each, each.department) for each in projects}
    yield from _errors(plan.projects, ("department",), reports, structure.require_movable)


def _errors(
    sheet: Sheet[Any],
    columns: tuple[str, ...],
    stored: Mapping[str, tuple[Any, Department | None]],
    check: _Check,
) -> Iterator[RowError]:
    """Yield what a check has against rows; the first column that is filled says who is asked."""
    departments = {each.code: each for each in Department.objects.all()}
    for row, (code, *cells) in sheet.readable("code", *columns):
        column, asked = next(
            ((name, cell) for name, cell in zip(columns, cells, strict=True) if cell),
            (columns[-1], ""),
        )
        known, before = stored.get(code, (None, None))
        if known is None or asked == (before.code if before else ""):
            continue
        try:
            check(known, departments.get(asked))
        except RefusedError as error:
            yield sheet.error(row, column, str(error))
