"""What planners decided of projects on the page stands, whatever a file says: milestones, parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from projects.milestones import with_own_milestones
from projects.models import Project, ProjectMilestone
from shaoxing_plan.plan_files.exporting.differences import StoredFile
from shaoxing_plan.plan_files.format.contents import PlanSheets
from shaoxing_plan.plan_files.format.rows import ProjectMilestoneRow, ProjectRow, Row
from shaoxing_plan.plan_files.format.tables import PROJECT_MILESTONES, PROJECTS

_Facts: TypeAlias = tuple[str, date, Decimal]


@dataclass(frozen=True, kw_only=True)
class Held:
    """The projects whose milestones files leave alone, by code, with the names.

    `parts` are those of them that stay though no file names them: parts of a project that the
    files still have, written before it was split.
    """

    names: Mapping[str, str]
    parts: AbstractSet[str]

    @property
    def codes(self) -> AbstractSet[str]:
        return self.names.keys() | self.parts

    def loose(self, rows: Sequence[Row]) -> tuple[Row, ...]:
        """Return the rows of a file without those of the projects that are held."""
        return tuple(each for each in rows if not self._is_held(each))

    def loose_stored(self, stored: StoredFile) -> StoredFile:
        """Return a stored file without the milestones that are held; parts are not the file's."""
        if stored.table is PROJECTS:
            return self._without_parts(stored)
        if stored.table is not PROJECT_MILESTONES:
            return stored
        return replace(stored, rows=self.loose(stored.rows), others=self.loose(stored.others))

    def _without_parts(self, stored: StoredFile) -> StoredFile:
        parts = tuple(
            each for each in stored.rows if isinstance(each, ProjectRow) and each.code in self.parts
        )
        rows = tuple(each for each in stored.rows if each not in parts)
        return replace(stored, rows=rows, others=(*stored.others, *parts))

    def _is_held(self, row: Row) -> bool:
        return isinstance(row, ProjectMilestoneRow) and row.project in self.codes


def held_milestones(plans: Sequence[PlanSheets]) -> Held:
    """Return what files may not touch; no planner sets milestones until the load is done."""
    projects = Project.objects.filter(plan__slug__in=[plan.folder for plan in plans])
    list(projects.select_for_update().order_by("pk").values_list("pk"))
    return Held(
        names=dict(with_own_milestones(projects).values_list("code", "name")),
        parts=frozenset(code for plan in plans for code in _unknown_parts(plan)),
    )


def _unknown_parts(plan: PlanSheets) -> Iterator[str]:
    """Yield the parts of projects of which a plan's files do not know yet that they were split."""
    stored = Project.objects.filter(plan__slug=plan.folder)
    wholes = dict(stored.exclude(split_from=None).values_list("code", "split_from__code"))
    named = {code for _, (code,) in plan.projects.readable("code")}
    told = {code for _, (code,) in plan.project_changes.readable("project")}
    for part in wholes.keys() - named:
        whole = wholes[part]
        while whole in wholes and whole not in named:
            whole = wholes[whole]
        if whole in named and wholes[part] not in told:
            yield part


def held_notes(plans: Sequence[PlanSheets], held: Held) -> Iterator[str]:
    """Yield what a file says otherwise of milestones that are held, project by project."""
    stored = _stored(held)
    for plan in plans:
        told = _told(plan, held)
        speaks = {row.code for row in plan.projects.rows}
        for code in sorted(held.codes & speaks):
            differing = [row for row, facts in told[code] if facts not in stored[code]]
            missing = stored[code] - {facts for _, facts in told[code]}
            if differing or missing:
                yield _note(
                    plan.project_milestones.file, f"{held.names[code]}（{code}）", differing
                )


def _note(file: str, name: str, rows: Sequence[int]) -> str:
    lines = f"第{'、'.join(map(str, rows))}行没有采用" if rows else "文件里没有的节点没有删除"
    return f"{file}：项目“{name}”的节点在页面上设定过，保留不动；{lines}"


def _stored(held: Held) -> Mapping[str, set[_Facts]]:
    found: dict[str, set[_Facts]] = defaultdict(set)
    rows = ProjectMilestone.objects.filter(project__code__in=held.codes)
    for code, *facts in rows.values_list("project__code", "title", "due_on", "due_share"):
        found[code].add(_facts(facts))
    return found


def _told(plan: PlanSheets, held: Held) -> Mapping[str, list[tuple[int, _Facts]]]:
    found: dict[str, list[tuple[int, _Facts]]] = defaultdict(list)
    for row in plan.project_milestones.rows:
        if row.project in held.codes:
            facts = _facts((row.title, row.due_on, row.due_share))
            found[row.project].append((row.row, facts))
    return found


def _facts(values: Sequence[Any]) -> _Facts:
    title, due_on, due_share = values
    return title, due_on, due_share
