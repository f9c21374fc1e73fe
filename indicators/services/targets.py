"""A target changed lawfully: a new one from a day on, with its document; the old stays readable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from indicators.models import Indicator, Kind, Standpoint, TargetRevision
from indicators.progress import question_faults
from indicators.questions import question_for, revision_in_force
from indicators.readings import Book
from indicators.services.editing import save_input
from indicators.services.evidence import NewFile, keep_file
from indicators.services.parts import require_steward
from indicators.services.reporting import responsible_department
from indicators.targets import UnreadableTargetError, parse_target
from indicators.workflow import RefusedError
from plans.services import Deed, Subject, record


@dataclass(frozen=True, kw_only=True)
class NewTarget:
    """What an indicator is to reach from a day on, and where that is written."""

    indicator: Indicator
    target_text: str
    effective_from: date
    document: str
    reason: str


@transaction.atomic
def revise_target(
    new: NewTarget, *, file: NewFile | None, user: User, now: datetime
) -> TargetRevision:
    """Enter a lawful change of a target and have its verdicts computed anew.

    Raises RefusedError for whoever is neither planner nor admin, without document or reason,
    and for a target that cannot be read or judged; RefusedFilesError for a file of no kind
    that is kept.
    """
    require_steward(user)
    _require_sound(new)
    indicator = new.indicator
    before = revision_in_force(indicator, timezone.localdate(now))
    revision = TargetRevision(
        indicator=indicator,
        effective_from=new.effective_from,
        kind=_kind(indicator),
        target_text=new.target_text,
        document=new.document,
        reason=new.reason,
    )
    if file is not None:
        department = responsible_department(indicator)
        revision.evidence = keep_file(file, department=department, user=user, now=now)
    save_input(revision, now=now)
    _require_judgeable(revision)
    details = {
        "原": before.target_text if before else indicator.target_text,
        "新": new.target_text,
        "文号": new.document,
        "生效日期": str(new.effective_from),
        "文件": revision.evidence.name if revision.evidence else "",
    }
    name = revision.get_kind_display()
    deed = Deed(action="revise_target", name=f"{name}目标", reason=new.reason, details=details)
    record(actor=user, subject=_subject(indicator), deed=deed, now=now)
    return revision


def _kind(indicator: Indicator) -> TargetRevision.Kind:
    """Return what a change is called: for a target set from above it is the number issued."""
    kinds = TargetRevision.Kind
    return kinds.ISSUED if indicator.kind == Kind.ASSIGNED else kinds.ADJUSTED


def _require_sound(new: NewTarget) -> None:
    if not new.document.strip() or not new.reason.strip():
        raise RefusedError("调整目标须写明文号和理由。")
    if new.indicator.kind == Kind.COMPOSITE:
        raise RefusedError("这项指标由分项合成，请调整它的分项。")
    indicator = new.indicator
    try:
        parse_target(new.target_text, direction=indicator.direction, unit=indicator.unit)
    except UnreadableTargetError as error:
        raise RefusedError(str(error)) from error


def _require_judgeable(revision: TargetRevision) -> None:
    """Refuse a target no verdict can be reached on, such as one not better than the base."""
    indicator = Indicator.objects.select_related("plan", "series", "definition").get(
        pk=revision.indicator_id
    )
    question, _ = question_for(
        indicator, Book([]), standpoint=Standpoint.CURRENT, today=revision.effective_from
    )
    faults = list(question_faults(question))
    if faults:
        raise RefusedError("；".join(faults) + "。")


def _subject(indicator: Indicator) -> Subject:
    return Subject(kind="target", key=indicator.code, name=indicator.name, plan=indicator.plan)
