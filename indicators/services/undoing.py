"""An approval undone: what becomes of the figure, and of another of its place under way.

Which of the two goes on is told in `indicators.rivals`.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User

from indicators.models import Submission
from indicators.rivals import goes_on, under_way_beside
from indicators.services.entries import figures, present_department, snapshot, subject_of
from indicators.services.handing_over import hand_over
from indicators.services.observations import withdraw_observation
from indicators.workflow import FORGONE, GAVE_WAY, TAKEN_UP, Stage
from plans.services import Deed, record


def undo_approval(submission: Submission, user: User, now: datetime) -> None:
    """Withdraw the observation: it stays readable, no verdict uses it any more.

    Where the next figure of the place is under way already, it goes on in this one's stead and
    stays as it is; this one is not asked for again. A sum of the system's nobody works on leaves
    to this one instead.
    """
    if submission.observation is not None:
        withdraw_observation(submission.observation, now=now)
    submission.observation = None
    submission.decided_at = now
    other = under_way_beside(submission).select_for_update(of=("self",)).first()
    if other is None:
        return
    if goes_on(other):
        submission.replaced_by = other
    else:
        _forgo(other, submission, user=user, now=now)


def _forgo(other: Submission, undone: Submission, *, user: User, now: datetime) -> None:
    """Take a sum nobody works on out of the way of an undone approval, on the record.

    One that gave way keeps its reason: it was not refused, as one that is now FORGONE was.
    """
    before = {"stage": other.stage, "reason": other.reason}
    other.stage = Stage.RETURNED
    other.reason = other.reason if other.reason in GAVE_WAY else FORGONE
    other.replaced_by, other.decided_at, other.updated_at = undone, now, now
    other.version += 1
    other.save()
    details = {"原状态": before["stage"], "新状态": str(other.stage), "内容": snapshot(other)}
    if before["reason"]:
        details["原退回理由"] = before["reason"]
    deed = Deed(action="forgo", name="不再办理", reason=FORGONE, details=details)
    record(actor=user, subject=subject_of(other), deed=deed, now=now)


def take_up_undone(moved: Submission, *, user: User, now: datetime) -> None:
    """Have approvals undone beside a figure be done again, once that left for another vintage.

    Nothing goes on in their place any more: the last of them is returned to its department
    after all, and goes on in the stead of those before it.
    """
    rows = figures().filter(replaced_by=moved).exclude(vintage=moved.vintage)
    rows = rows.exclude(reason__in=GAVE_WAY).order_by("decided_at", "pk")
    undone = list(rows.select_for_update(of=("self",)))
    if not undone:
        return
    last = undone.pop()
    # It comes back only now, and is written about once more; nobody has typed into it since.
    last.replaced_by, last.decided_at, last.updated_at = None, now, now
    last.version += 1
    hand_over(last, present_department(last), subject=subject_of(last), user=user, now=now)
    last.save(update_fields=["replaced_by", "decided_at", "updated_at", "version", "department"])
    Submission.everything.filter(pk__in=[each.pk for each in undone]).update(replaced_by=last)
    told = f"编号{moved.pk}改报“{moved.get_vintage_display()}”版本，不再接续这一份"
    details = {"恢复办理的原因": told, "内容": snapshot(last)}
    deed = Deed(action=TAKEN_UP, name="恢复办理", reason=last.reason, details=details)
    record(actor=user, subject=subject_of(last), deed=deed, now=now)
