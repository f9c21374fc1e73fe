"""The milestones planners set for a project: checked, with their reason on the record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction

from indicators.emptiness import says_nothing
from indicators.services.parts import require_steward
from indicators.workflow import RefusedError
from plans.services import Deed, record
from projects.due_steps import DueStep, StepFault, step_faults
from projects.milestones import (
    Milestones,
    claims_with_reports,
    milestones_of,
    step_of,
    told_claim,
)
from projects.models import (
    FormerMilestone,
    MilestoneFacts,
    Project,
    ProjectMilestone,
)
from projects.services.structure import locked_project, require_standing, subject_of

_FACTS: Final = ("title", "due_on", "due_share")


class FaultyMilestonesError(RefusedError):
    """Milestones that cannot be as they were typed; `faults` says of each what is wrong."""

    def __init__(self, faults: Sequence[StepFault]) -> None:
        super().__init__("节点有误，没有保存。")
        self.faults = tuple(faults)


@transaction.atomic
def set_milestones(
    project: Project,
    steps: Sequence[DueStep],
    *,
    seen: str,
    reason: str,
    user: User,
    now: datetime,
) -> None:
    """Make `steps` the milestones of a project that no approved report says were reached.

    Those that one does stay as they are, and so do those a report under way claims. `seen`
    tells the state the person saw. Raises FaultyMilestonesError, its places those of `steps`,
    and RefusedError, saying why not.
    """
    require_steward(user)
    project = locked_project(project)
    require_standing(project)
    if says_nothing(reason):
        raise RefusedError("设定、修改节点须写明理由或依据文件。")
    before = milestones_of(project)
    if before.seen != seen:
        raise RefusedError("这期间有人改过这个项目的节点，没有保存；请核对最新的节点后再改。")
    _require_open(steps, before)
    _require_sound(project, steps, before)
    _write(project, steps, before, now=now)
    after = milestones_of(project)
    if after == before:
        raise RefusedError("节点没有改动，不用保存。")
    details = {"原": _told(before.steps), "新": _told(after.steps)}
    deed = Deed(action="set_milestones", name="设定节点", reason=reason, details=details)
    record(actor=user, subject=subject_of(project), deed=deed, now=now)


def _require_open(steps: Sequence[DueStep], before: Milestones) -> None:
    """Refuse keys that are not those of milestones still to be reached, or come twice."""
    own = {each.key for each in before.open}
    for each in steps:
        if each.key in before.reached_on:
            raise RefusedError(
                f"节点“{each.title}”已由采用的报告确认完成，不能改动；要改的，先撤销采用那份报告。"
            )
        if each.key is not None and each.key not in own:
            raise RefusedError(f"节点“{each.title}”不是这个项目待完成的节点，没有保存。")
        own.discard(each.key)


def _require_sound(project: Project, steps: Sequence[DueStep], before: Milestones) -> None:
    """Refuse what is wrong with the steps, also beside those that were reached."""
    first, last = project.days
    everything = [*steps, *(each for each, _ in before.reached)]
    faults = step_faults(everything, first=first, last=last)
    own = [each for each in faults if each.place < len(steps)]
    if own:
        raise FaultyMilestonesError(own)
    if faults:
        words = (f"已完成的节点“{everything[each.place].title}”{each.message}" for each in faults)
        raise RefusedError("".join(words))


def _write(
    project: Project, steps: Sequence[DueStep], before: Milestones, *, now: datetime
) -> None:
    rows = project.milestones.in_bulk([each.key for each in before.open])
    wanted = {each.key: each for each in steps if each.key is not None}
    gone = [row for pk, row in rows.items() if pk not in wanted]
    changed = {pk: each for pk, each in wanted.items() if step_of(rows[pk]) != each}
    _require_unclaimed([*gone, *(rows[pk] for pk in changed)])
    _keep([*gone, *(rows[pk] for pk in changed)], now=now)
    ProjectMilestone.objects.filter(pk__in=[row.pk for row in gone]).delete()
    # In one statement: two may change titles with each other.
    ProjectMilestone.objects.bulk_update(
        [_as_typed(rows[pk], each, now=now) for pk, each in changed.items()], (*_FACTS, "set_at")
    )
    ProjectMilestone.objects.bulk_create(
        _as_typed(ProjectMilestone(project=project), each, now=now)
        for each in steps
        if each.key is None
    )


def _keep(rows: Iterable[ProjectMilestone], *, now: datetime) -> None:
    """Keep what milestones are until now, for those who look back."""
    names = [each.name for each in MilestoneFacts._meta.fields]
    FormerMilestone.objects.bulk_create(
        FormerMilestone(
            project_id=row.project_id,
            withdrawn_at=now,
            **{name: getattr(row, name) for name in names},
        )
        for row in rows
    )


def _as_typed(row: ProjectMilestone, step: DueStep, *, now: datetime) -> ProjectMilestone:
    for name in _FACTS:
        setattr(row, name, getattr(step, name))
    row.set_at = now
    return row


def _require_unclaimed(rows: Sequence[ProjectMilestone]) -> None:
    """Refuse to change what a report under way says: it names milestones, not their words.

    The project is locked, so that no report comes to claim one meanwhile.
    """
    told = [
        f"节点“{each.milestone.title}”不能改动或删除：{told_claim(each)}。"
        for each in claims_with_reports().filter(milestone__in=rows)
    ]
    if told:
        raise RefusedError("".join(told))


def _told(steps: Iterable[DueStep]) -> dict[str, str]:
    return {f"节点“{each.title}”": each.told for each in steps}
