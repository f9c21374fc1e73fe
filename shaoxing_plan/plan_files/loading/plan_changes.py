"""What a plan's files change of its projects, next to what is stored and reported of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from indicators.workflow import Stage
from projects.joining import Reported
from projects.models import ProjectReport
from shaoxing_plan.plan_files.format.contents import PlanSheets
from shaoxing_plan.plan_files.format.rows import ProjectChangeRow
from shaoxing_plan.plan_files.loading.fates import (
    Fate,
    Fates,
    stored_fates,
    told_changes,
    wanted_fates,
    wholes_of,
)

Reports: TypeAlias = Mapping[str, Sequence[Reported]]


@dataclass(frozen=True, kw_only=True)
class Change:
    """A plan's changes of projects: what is stored, and what it would be with the file's rows."""

    rows: Mapping[str, ProjectChangeRow]
    stored: Fates
    wanted: Fates

    @classmethod
    def of(cls, plan: PlanSheets) -> Change:
        stored = stored_fates(plan.folder)
        return cls(rows=told_changes(plan), stored=stored, wanted=wanted_fates(plan, stored))

    def row_above(self, code: str) -> ProjectChangeRow | None:
        """Return the nearest row that changes of what a project is a part, else the nearest."""
        above = list(wholes_of(self.wanted, code))
        links = zip([code, *above], above, strict=False)
        changed = [whole for part, whole in links if self._is_changed(part, whole)]
        return next((self.rows[each] for each in (*changed, *above) if each in self.rows), None)

    def _is_changed(self, part: str, whole: str) -> bool:
        before, after = self.stored.get(whole, Fate()), self.wanted[whole]
        days = (before.retired_on, before.keeps_history), (after.retired_on, after.keeps_history)
        return self.is_new(part, whole) or days[0] != days[1]

    def freed_parts(self, whole: str) -> Iterator[str]:
        """Yield what was a part of a project and would be none of anything."""
        for code, fate in self.stored.items():
            if fate.split_from == whole and not self.wanted[code].split_from:
                yield code

    def is_new(self, part: str, whole: str) -> bool:
        """Return whether a project is made a part of another that it was not of before."""
        return self.stored.get(part, Fate()).split_from != whole

    def is_changed(self, code: str) -> bool:
        """Return whether a project's row says anything but what is stored already."""
        before = self.stored.get(code, Fate())
        after = self.wanted.get(code, before)
        parts = [each for each in self.stored if self.stored[each].split_from == code]
        wanted = [each for each in self.wanted if self.wanted[each].split_from == code]
        return replace(before, split_from=after.split_from) != after or set(parts) != set(wanted)

    def changed_column(self, row: ProjectChangeRow) -> str:
        """Return which cell of a row differs from what is stored, of several the first."""
        before = self.stored.get(row.project, Fate())
        cells = ("retired_on", "keeps_history", "merged_into")
        differing = (each for each in cells if getattr(before, each) != getattr(row, each))
        return next(differing, "split_into")

    def row_behind(self, code: str) -> ProjectChangeRow | None:
        """Return the row that changes which years are a project's: its own, else of its wholes."""
        wholes = (*wholes_of(self.wanted, code), *wholes_of(self.stored, code))
        behind = (self.rows[each] for each in (code, *wholes) if each in self.rows)
        return next((each for each in behind if self.is_changed(each.project)), None)


def reports_of(plan: PlanSheets) -> Reports:
    """Return what is reported of each project, without what was sent back: it is in no sum."""
    found: dict[str, list[Reported]] = defaultdict(list)
    told = ProjectReport.objects.filter(project__plan__slug=plan.folder)
    told = told.exclude(stage=Stage.RETURNED).order_by("year", "quarter")
    facts = told.values_list("project__code", "year", "quarter", "stage", "reached_stage")
    for code, year, quarter, stage, reached in facts:
        found[code].append(
            Reported(year=year, quarter=quarter, stage=Stage(stage), reached=reached)
        )
    return found


def approved_of(reports: Reports) -> Reports:
    """Return which of some reports are in the sums already."""
    found = {
        code: [each for each in own if each.stage is Stage.APPROVED]
        for code, own in reports.items()
    }
    return {code: own for code, own in found.items() if own}
