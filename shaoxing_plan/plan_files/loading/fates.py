"""What became of a plan's projects, as it is stored and as files would have it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from projects.models import Project
from projects.tenure import Retirement, Tenure, tenure_of
from shaoxing_plan.plan_files.format.contents import PlanSheets
from shaoxing_plan.plan_files.format.rows import ProjectChangeRow


@dataclass(frozen=True, kw_only=True)
class Fate:
    """What became of a project, and the code of the one it is a part of, "" for none."""

    retired_on: date | None = None
    keeps_history: bool = False
    is_given_up: bool = False
    merged_into: str = ""
    split_from: str = ""


Fates: TypeAlias = Mapping[str, Fate]


def stored_fates(slug: str) -> dict[str, Fate]:
    """Return what is stored of a plan's projects, by code (one query)."""
    facts = ("code", "retired_on", "keeps_history", "is_given_up")
    kin = ("merged_into__code", "split_from__code")
    return {
        code: Fate(
            retired_on=day,
            keeps_history=keeps,
            is_given_up=is_given_up,
            merged_into=merged_into or "",
            split_from=split_from or "",
        )
        for code, day, keeps, is_given_up, merged_into, split_from in Project.objects.filter(
            plan__slug=slug
        ).values_list(*facts, *kin)
    }


def wanted_fates(plan: PlanSheets, stored: Fates) -> dict[str, Fate]:
    """Return what the projects come to when a plan's files are loaded, as `load_projects` does."""
    found = {code: Fate() for _, (code,) in plan.projects.readable("code")} | dict(stored)
    spoken = told_changes(plan)
    told = [row for code, row in spoken.items() if code in found]
    for code, fate in found.items():
        if fate.split_from in spoken:
            found[code] = replace(fate, split_from="")
    for row in told:
        found[row.project] = replace(
            found[row.project],
            retired_on=row.retired_on,
            keeps_history=row.keeps_history,
            is_given_up=row.is_given_up,
            merged_into=row.merged_into,
        )
        for part in row.split_into:
            found[part] = replace(found.get(part, Fate()), split_from=row.project)
    return found


def told_changes(plan: PlanSheets) -> dict[str, ProjectChangeRow]:
    """Return what a plan's files say of projects, by code; of two rows, an error, the first."""
    found: dict[str, ProjectChangeRow] = {}
    for row in plan.project_changes.rows:
        found.setdefault(row.project, row)
    return found


def tenure_in(fates: Fates, code: str) -> Tenure:
    """Return which years are a project's own."""
    above = [_retirement(fates[each]) for each in wholes_of(fates, code)]
    whole = None
    for each in reversed(above):
        whole = replace(each, part_of=whole)
    return tenure_of(_retirement(fates[code]), whole=whole) or Tenure()


def wholes_of(fates: Fates, code: str) -> Iterator[str]:
    """Yield what a project is a part of, and what that is a part of; a circle once."""
    seen = {code}
    while (code := fates[code].split_from) in fates and code not in seen:
        seen.add(code)
        yield code


def _retirement(fate: Fate) -> Retirement:
    return Retirement(
        on=fate.retired_on, keeps_history=fate.keeps_history, is_given_up=fate.is_given_up
    )
