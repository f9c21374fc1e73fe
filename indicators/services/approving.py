"""What an approval makes of a figure: an observation, its source, and whose place it takes."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError
from django.db.models import QuerySet

from indicators.models import Observation, Submission
from indicators.services.observations import NewObservation, Source, record_observation
from indicators.targets import UnreadableValueError
from indicators.workflow import RefusedError
from plans.services import SYSTEM_USERNAME

DATASET = "submission"
_SAME_DAY = (
    "{year}年同一版本、同一公布日期的数据已经采用。"
    "如果是修订，请以“修订”版本另报；如果要改正，请先撤销原来的采用。"
)


def source_of(submission: Submission) -> Source:
    """Return where readers are told a figure comes from, and who entered it for whom."""
    document = submission.on_behalf_document
    notes = [submission.note]
    if document and submission.author.get_username() != SYSTEM_USERNAME:
        notes.insert(0, f"规划人员代{submission.department}填报，依据：{document}")
    return Source(
        dataset=DATASET,
        title=submission.source_title or document or f"{submission.department}填报",
        url=submission.source_url,
        note="；".join(filter(None, notes)),
    )


def recorded(new: NewObservation, source: Source, *, now: datetime) -> Observation:
    """Record a figure; a mere bound is a refusal, and one of the same day approved by now."""
    try:
        return record_observation(new, source=source, now=now)
    except UnreadableValueError as error:
        # Submitted before the checks refused it, or before another plan came to rest on it.
        raise RefusedError(f"{error}请退回。") from error
    except IntegrityError:
        raise RefusedError(_SAME_DAY.format(year=new.year)) from None


def computed_before(
    new: NewObservation, submission: Submission, *, reports: QuerySet[Submission]
) -> Submission | None:
    """Return what the system computed earlier for the same day, if anything; refuses all else.

    `reports` are all figures, with what a step reads of them.
    """
    twins = Observation.objects.filter(
        series=new.series,
        definition=new.definition,
        region=new.region,
        year=new.year,
        vintage=new.vintage,
        published_on=new.published_on,
        withdrawn_at=None,
    )
    if not twins.exists():
        return None
    former = reports.filter(
        observation__in=twins,
        indicator=submission.indicator,
        author__username=SYSTEM_USERNAME,
    )
    found = former.first() if submission.author.get_username() == SYSTEM_USERNAME else None
    if found is None:
        raise RefusedError(_SAME_DAY.format(year=new.year))
    return found
