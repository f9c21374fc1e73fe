"""What a planner or signer has to know before he decides: on a row of a queue as on its page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from indicators.models import Indicator, Report, Submission
from indicators.selectors.checking import publication_of
from indicators.workflow import FOUR_EYES, OPEN, OUTDATED, OWN_APPROVAL, OWN_SIGNATURE, Action
from plans.models import RecordEntry


def signed_by_sender(reports: Iterable[Report], *, kind: str) -> set[int]:
    """Return the keys of the reports whose sender signed them himself (one query).

    `kind` is what the record calls them; their signature is the one that stands.
    """
    signed = {(str(each.pk), each.signed_at): each.pk for each in reports if each.signed_at}
    lines = RecordEntry.objects.filter(
        subject_kind=kind,
        subject_key__in={key for key, _ in signed},
        action=Action.SIGN,
        details__has_key=FOUR_EYES,
    )
    return {signed[line] for line in lines.values_list("subject_key", "at") if line in signed}


def own_deeds(report: Report, *, viewer_id: int | None, own_signed: set[int]) -> Iterator[str]:
    """Yield that one person does, or did, what two should: `viewer_id` is who decides."""
    if report.stage not in OPEN:
        return
    if report.author_id == viewer_id:
        yield (
            f"这一份由您本人录入并提交：由您采用将记为“{OWN_APPROVAL}”，请尽量由另一位规划人员审核。"
        )
    if report.pk in own_signed:
        yield f"这一份{OWN_SIGNATURE}：单位内没有经过第二个人。"


def figure_cautions(submission: Submission, indicator: Indicator, *, today: date) -> Iterator[str]:
    """Yield what approving a figure would change besides the figure, or what forbids it."""
    at = publication_of(submission, indicator)
    if at is not None and at.is_before_closing(today):
        yield (
            f"公布日期 {at.day} 不晚于规划办结的 {at.closed_on}：采用它会改变规划的终期评估。"
            "请核对日期和说明中的理由。"
        )
    if submission.stage in OPEN and submission.definition != indicator.definition_asked(
        submission.year
    ):
        yield OUTDATED
