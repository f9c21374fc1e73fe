"""What all reports have in common on their way, and what one kind of them does its own way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone

from indicators.models import Report
from indicators.workflow import Action
from plans.models import Department, Plan
from plans.services import Subject

R = TypeVar("R", bound=Report)
E = TypeVar("E")


class ConflictError(RuntimeError, Generic[R]):
    """Somebody else changed the report meanwhile; `theirs` says what is there now.

    `happened` is what was done with the one that was seen, where that was no typing, and `at`
    when, if not with the last change of `theirs`. `is_beside`: `theirs` is not what was typed
    into, it would stand beside it.
    """

    def __init__(
        self,
        theirs: R,
        *,
        happened: str = "",
        at: datetime | None = None,
        is_beside: bool = False,
    ) -> None:
        self.theirs, self.happened, self.is_beside = theirs, happened, is_beside
        self.at = at or theirs.updated_at
        super().__init__(
            f"这个数据在{timezone.localtime(self.at):%m-%d %H:%M}已被{happened or '改动'}，"
            f"当前为“{theirs.said}”"
            f"（{theirs.get_stage_display()}）。您的改动没有保存，也没有丢失：请对照后再保存。"
        )


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked of a department: its reports of a plan's year.

    `opens_on` is the day its entry opens where that is not the round's.
    """

    department: Department
    plan: Plan
    year: int
    opens_on: date | None = None


def _nothing(*_: Any) -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class Way(Generic[R, E]):
    """What one kind of report does its own way.

    `reports` brings what `subject` and the effects read. `says` compares with what was typed,
    `write` sets it, `attach` writes what hangs on the saved row; `snapshot` tells the record.
    `present` is the department that is asked by now, None where nobody is; `rivalled` says what
    keeps a step from being saved beside another report; `hold` locks what must stay as it is
    before the report itself is locked.
    """

    reports: Callable[[], QuerySet[R]]
    subject: Callable[[R], Subject]
    asked: Callable[[R], Asked]
    present: Callable[[R], Department | None]
    says: Callable[[R, E], bool]
    write: Callable[[R, E], None]
    snapshot: Callable[[R], dict[str, Any]]
    effects: Mapping[Action, Callable[[R, User, datetime], None]]
    attach: Callable[[R, E], None] = _nothing
    rivalled: Callable[[R], str | None] = _nothing
    hold: Callable[[int], None] = _nothing

    def locked(self, report_id: int) -> R:
        """Return a report, its row locked until the transaction ends.

        Read after it is locked: a row that is waited for is not joined anew by PostgreSQL, and
        is lost where the other one changed its author or department.
        """
        self.hold(report_id)
        rows = self.reports().select_related(None).select_for_update()
        rows.values_list("pk").get(pk=report_id)
        return self.reports().get(pk=report_id)


def save_changed(report: Report, *, now: datetime) -> None:
    """Save a report that says or stands otherwise now, as a version of its own."""
    report.version += 1
    report.updated_at = now
    report.save()
