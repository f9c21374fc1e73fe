"""Plan files into the database: checked whole, then written in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from indicators import services
from indicators.models import Series
from indicators.services.rounds import ensure_rounds
from plans.models import Plan
from projects.services.rollups import mark_roll_ups
from shaoxing_plan.plan_files.checking.checks import content_errors, in_file_order
from shaoxing_plan.plan_files.exporting.differences import FileDifference, file_difference
from shaoxing_plan.plan_files.exporting.stored import observation_file, plan_files, shared_files
from shaoxing_plan.plan_files.format.contents import Contents, FileTree, read_contents
from shaoxing_plan.plan_files.format.errors import PlanFilesError, RowError
from shaoxing_plan.plan_files.loading.change_notes import change_notes
from shaoxing_plan.plan_files.loading.database_checks import database_errors
from shaoxing_plan.plan_files.loading.details import load_details
from shaoxing_plan.plan_files.loading.held import (
    Held,
    held_milestones,
    held_notes,
)
from shaoxing_plan.plan_files.loading.observations import load_observations
from shaoxing_plan.plan_files.loading.plans import load_outline
from shaoxing_plan.plan_files.loading.records import record_load
from shaoxing_plan.plan_files.loading.shared import load_shared
from shaoxing_plan.plan_files.loading.synchronising import remove
from shaoxing_plan.search_index import rebuild_index

# Any number that no other lock of this database uses: loads wait for each other.
_LOCK = 5_362_014


@dataclass(frozen=True, kw_only=True)
class LoadReport:
    """What loading changed, or on a dry run would change, file by file.

    `notes` tell of rows that were removed along with others, of those not followed, and of
    approved reports that count no longer.
    """

    differences: tuple[FileDifference, ...]
    notes: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        return sum(each.count for each in self.differences)


def load(
    tree: FileTree, *, now: datetime, actor: User | None = None, dry_run: bool = False
) -> LoadReport:
    """Check plan files, write what differs, record it and have the verdicts follow.

    `actor` is who loads them, None the system itself. A dry run does all of it and takes it
    back, so that it tells of whatever the database would refuse. Raises PlanFilesError with
    everything that is wrong; nothing is then changed.
    """
    contents = read_contents(tree)
    try:
        with transaction.atomic():
            _wait_for_other_loads()
            report = _load(contents, actor=actor, now=now)
            transaction.set_rollback(dry_run)
    except IntegrityError as error:
        message = f"与别处刚做的修改相冲突，未写入任何内容，请重试（{str(error).splitlines()[0]}）"
        raise PlanFilesError([RowError(file="数据库", message=message)]) from error
    return report


def _wait_for_other_loads() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _load(contents: Contents, *, actor: User | None, now: datetime) -> LoadReport:
    held = held_milestones(contents.plans)
    today = timezone.localdate(now)
    found = [*content_errors(contents), *database_errors(contents, held, today=today)]
    if found:
        raise PlanFilesError(in_file_order(found, contents))
    differences = tuple(_differences(contents, held))
    kept = (*held_notes(contents.plans, held), *change_notes(contents.plans))
    shared = load_shared(contents)
    outline = load_outline(contents, shared)
    details = load_details(contents, shared, outline, held, actor=actor, now=now)
    observations = load_observations(contents, shared, now=now)
    errors, notes = remove((*details.leavers, *outline.leavers, *shared.leavers))
    if errors or observations.errors:
        raise PlanFilesError(in_file_order([*errors, *observations.errors], contents))
    record_load(differences, observations.changes, actor=actor, now=now)
    for plan in _plans(contents):
        ensure_rounds(plan)
    leavers = len(details.leavers) + len(outline.leavers) + len(shared.leavers)
    if shared.written + outline.written + details.written + leavers:
        _reassess_all(contents, now=now)
        for plan in _plans(contents):
            mark_roll_ups(plan, now=now)
    elif observations.series:
        services.mark_stale(series_ids=observations.series, now=now)
        services.request_recompute()
    rebuild_index()
    return LoadReport(differences=differences, notes=(*kept, *notes))


def _differences(contents: Contents, held: Held) -> Iterator[FileDifference]:
    """Yield how each file differs from what is stored, in the order of the files."""
    new = {sheet.file: sheet.rows for sheet in contents.sheets}
    stored = list(shared_files())
    stored += [observation_file(name, is_plan=False) for name in contents.public]
    for plan in contents.plans:
        stored += [*plan_files(plan.folder), observation_file(plan.folder, is_plan=True)]
    for each in stored:
        yield file_difference(held.loose_stored(each), held.loose(new.get(each.file, ())))


def _reassess_all(contents: Contents, *, now: datetime) -> None:
    """Have every verdict computed anew that the files could bear on: plans share their series."""
    series = Series.objects.filter(code__in=[row.code for row in contents.series.rows])
    services.mark_stale(series_ids=list(series.values_list("pk", flat=True)), now=now)
    for plan in _plans(contents):
        services.ensure_assessments(plan=plan, now=now)
    services.request_recompute()


def _plans(contents: Contents) -> QuerySet[Plan]:
    return Plan.objects.filter(slug__in=[each.folder for each in contents.plans])
