"""Drafts as a department edits them: saved under the vintage that is chosen by now."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from indicators.models import Submission
from indicators.seen import Seen
from indicators.services.admitting import refuse_entering, require_round_open
from indicators.services.entries import Entry, Place, subject_of
from indicators.services.parts import parts_of
from indicators.services.reporting import FIGURES, locked_indicator, refuse_unaware, save_draft
from indicators.services.undoing import take_up_undone
from indicators.services.ways import Asked
from indicators.services.writing import conflict_over
from indicators.workflow import Action, RefusedError, Stage, move
from plans.services import Deed, record


@transaction.atomic
def save_figure(
    place: Place,
    entry: Entry,
    *,
    seen: Seen | None,
    user: User,
    now: datetime,
    approved_seen: Collection[Seen] = (),
) -> Submission:
    """Save a draft, moved to another vintage where `place` says so.

    `seen` is the draft that was edited, None for a new figure; `approved_seen` the approved ones
    of its year that were known then, in whatever vintage: nothing is moved beside another
    unaware. Raises RefusedError and ConflictError as `save_draft` does.
    """
    if seen is not None:
        locked_indicator(place.indicator)
        seen = _in_vintage(seen, place, approved_seen, user=user, now=now)
    return save_draft(
        place,
        entry,
        user=user,
        now=now,
        seen=seen,
        approved_seen=approved_seen,
        in_sitting=True,
    )


def _in_vintage(
    seen: Seen, place: Place, approved_seen: Collection[Seen], *, user: User, now: datetime
) -> Seen:
    """Move a draft to the vintage of a place if it is not there yet; return what to go on with.

    What it went on in the stead of is of the vintage it leaves, and is to be done again.
    """
    rows = Submission.everything.select_for_update(of=("self",))
    found = rows.filter(pk=seen.report_id, indicator=place.indicator, year=place.year)
    draft = found.select_related("indicator__plan", "department").first()
    if draft is None or draft.vintage == place.vintage:
        return seen
    parts = parts_of(user, draft.department)
    refuse_entering(draft, parts)
    if draft.is_only_kept or seen != Seen.of(draft):
        raise conflict_over(FIGURES, draft, draft.replaced_by or draft, user=user)
    move(Action.SAVE, stage=Stage(draft.stage), parts=parts, has_signer=False)
    plan, department = place.indicator.plan, draft.department
    require_round_open(Asked(department=department, plan=plan, year=place.year), now=now)
    refuse_unaware(place, department, approved_seen, user=user, parts=parts)
    before, draft.vintage = draft.get_vintage_display(), place.vintage
    draft.version += 1
    draft.updated_at = now
    _save(draft)
    deed = Deed(
        action="change_vintage",
        name="更改数据版本",
        # What was typed within a sitting has no line of its own yet.
        details={
            "原": before,
            "新": draft.get_vintage_display(),
            "内容": FIGURES.snapshot(draft),
        },
    )
    record(actor=user, subject=subject_of(draft), deed=deed, now=now)
    take_up_undone(draft, user=user, now=now)
    return Seen.of(draft)


def _save(draft: Submission) -> None:
    try:
        with transaction.atomic():
            draft.save(update_fields=["vintage", "version", "updated_at"])
    except IntegrityError:
        message = f"“{draft.get_vintage_display()}”版本已有一份在办的填报，请改那一份。"
        raise RefusedError(message) from None
