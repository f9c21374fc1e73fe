"""Milestones that files may neither change nor leave out, because a report tells of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from projects.milestones import claims_with_reports, told_claim
from projects.models import MilestoneClaim
from shaoxing_plan.plan_files.format.contents import PlanSheets
from shaoxing_plan.plan_files.format.errors import RowError
from shaoxing_plan.plan_files.loading.held import Held


def claim_errors(plan: PlanSheets, held: Held) -> Iterator[RowError]:
    """Yield errors for milestones changed, renamed or left out that reports say were reached."""
    claims = _claims(plan, held)
    yield from _changed(plan, claims)
    yield from _left_out(plan, claims)


_Claims = Mapping[tuple[str, str], Sequence[MilestoneClaim]]


def _claims(plan: PlanSheets, held: Held) -> _Claims:
    """Return the claims of all reports by project and title of the milestone (one query)."""
    found: dict[tuple[str, str], list[MilestoneClaim]] = defaultdict(list)
    claims = claims_with_reports().filter(milestone__project__plan__slug=plan.folder)
    for each in claims.exclude(milestone__project__code__in=held.codes):
        found[each.milestone.project.code, each.milestone.title].append(each)
    return found


def _changed(plan: PlanSheets, claims: _Claims) -> Iterator[RowError]:
    sheet = plan.project_milestones
    for row, (project, title, *facts) in sheet.readable("project", "title", "due_on", "due_share"):
        own = claims.get((project, title), ())
        if own and [own[0].milestone.due_on, own[0].milestone.due_share] != facts:
            yield sheet.error(row, "title", f"这个节点不能改动：{_told(own)}")


def _left_out(plan: PlanSheets, claims: _Claims) -> Iterator[RowError]:
    """Yield errors for milestones of projects the files have; a renamed one is left out too."""
    sheet = plan.project_milestones
    speaks = {code for _, (code,) in plan.projects.readable("code")}
    named = sheet.known("project", "title")
    for (project, title), own in claims.items():
        if project in speaks and (project, title) not in named and own[0].milestone.position:
            message = f"节点“{title}”已不在文件里（改名也算删除），但不能删除：{_told(own)}"
            yield RowError(file=sheet.file, message=message)


def _told(claims: Sequence[MilestoneClaim]) -> str:
    return "；".join(map(told_claim, claims))
