"""What files may not say because of what the database holds already."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from indicators.models import Definition, Indicator
from plans.models import Department
from projects.models import Project
from shaoxing_plan.plan_files.exporting.stored import observation_file, public_datasets
from shaoxing_plan.plan_files.format.contents import Contents, PlanSheets
from shaoxing_plan.plan_files.format.errors import RowError
from shaoxing_plan.plan_files.loading.change_checks import change_errors
from shaoxing_plan.plan_files.loading.claim_checks import claim_errors
from shaoxing_plan.plan_files.loading.giving_checks import giving_errors
from shaoxing_plan.plan_files.loading.held import Held


def database_errors(contents: Contents, held: Held, *, today: date) -> list[RowError]:
    """Return what is wrong with files only because of rows they do not speak of, and of the day."""
    slugs = [plan.folder for plan in contents.plans]
    found = [*_taken_names(contents), *_taken_days(contents), *_missing_datasets(contents)]
    for plan in contents.plans:
        found += [*_taken_codes(plan, slugs), *_taken_numbers(plan), *claim_errors(plan, held)]
        found += [*change_errors(plan, today), *giving_errors(plan)]
    return found


def _taken_codes(plan: PlanSheets, slugs: list[str]) -> Iterator[RowError]:
    """Yield errors for codes that a plan which is not being loaded uses already."""
    for sheet, all_rows in ((plan.indicators, Indicator.objects), (plan.projects, Project.objects)):
        cells = [(row, code) for row, (code,) in sheet.readable("code")]
        stored = all_rows.filter(code__in=[code for _, code in cells])
        elsewhere = dict(stored.exclude(plan__slug__in=slugs).values_list("code", "plan__slug"))
        for row, code in cells:
            if code in elsewhere:
                message = f"“{code}”已被规划{elsewhere[code]}使用，代码在各规划之间不能重复"
                yield sheet.error(row, "code", message)


def _taken_numbers(plan: PlanSheets) -> Iterator[RowError]:
    """Yield errors for numbers that an indicator entered by hand has."""
    codes = {code for _, (code,) in plan.indicators.readable("code")}
    entered = Indicator.objects.filter(plan__slug=plan.folder, position=0, number__gt=0)
    numbers = dict(entered.exclude(code__in=codes).values_list("number", "code"))
    for row, (number,) in plan.indicators.readable("number"):
        if number in numbers:
            message = f"序号{number}已被后台录入的指标{numbers[number]}使用"
            yield plan.indicators.error(row, "number", message)


def _taken_names(contents: Contents) -> Iterator[RowError]:
    """Yield errors for names that a department entered by hand has."""
    codes = {code for _, (code,) in contents.departments.readable("code")}
    entered = Department.objects.filter(position=0).exclude(code__in=codes)
    names = dict(entered.values_list("name", "code"))
    for row, (name,) in contents.departments.readable("name"):
        if name in names:
            message = f"“{name}”已是后台录入的部门{names[name]}的名称，请用同一代码"
            yield contents.departments.error(row, "name", message)


def _taken_days(contents: Contents) -> Iterator[RowError]:
    """Yield errors for days from which a definition entered by hand is in force."""
    sheet = contents.definitions
    own = {(series, version) for _, (series, version) in sheet.readable("series", "version")}
    entered = {
        (series, day): version
        for series, version, day in Definition.objects.filter(position=0).values_list(
            "series__code", "version", "valid_from"
        )
        if day and (series, version) not in own
    }
    for row, (series, day) in sheet.readable("series", "valid_from"):
        if (series, day) in entered:
            message = f"页面上登记的口径{entered[series, day]}已自{day}起生效，一天只能有一个口径"
            yield sheet.error(row, "valid_from", message)


def _missing_datasets(contents: Contents) -> Iterator[RowError]:
    """Yield errors for files of observations that were loaded before and are now missing."""
    wanted = [(name, False) for name in public_datasets()]
    wanted += [(plan.folder, True) for plan in contents.plans]
    for dataset, is_plan in wanted:
        stored = observation_file(dataset, is_plan=is_plan)
        if dataset not in contents.datasets and stored.rows:
            message = (
                f"缺少这个文件，而库中有它的{len(stored.rows)}条实绩；"
                "要撤回这些实绩，请放一个只有表头的文件"
            )
            yield RowError(file=stored.file, message=message)
