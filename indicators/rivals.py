"""Two figures of one place and vintage: which goes on once an approval is undone, and who is told.

Only one may be under way. A person's always goes on. Of the system's only one that is sent does:
what was returned, withdrawn or gave way was decided on.
"""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from indicators.models import Submission
from indicators.seen import Seen
from indicators.workflow import EDITABLE, GAVE_WAY, OPEN, Stage
from plans.services import SYSTEM_USERNAME


def under_way_beside(submission: Submission) -> QuerySet[Submission]:
    """Return the figure under way in the place of one, if there is one."""
    same = Submission.objects.filter(
        indicator=submission.indicator_id,
        region=submission.region_id,
        year=submission.year,
        vintage=submission.vintage,
    )
    others = same.exclude(pk=submission.pk).exclude(stage=Stage.APPROVED)
    return others.select_related("indicator__plan", "department", "author")


def approved_in_year(submission: Submission) -> frozenset[Seen]:
    """Return the approved figures of the year of one, in whatever vintage (one query)."""
    approved = Submission.objects.filter(
        indicator=submission.indicator_id,
        region=submission.region_id,
        year=submission.year,
        stage=Stage.APPROVED,
    )
    return frozenset(Seen(*each) for each in approved.values_list("pk", "version"))


def goes_on(figure: Submission) -> bool:
    """Return whether a figure under way goes on where an approval beside it is undone."""
    is_sum = figure.author.get_username() == SYSTEM_USERNAME
    return not is_sum or figure.stage in OPEN


def undone_beside_another() -> QuerySet[Submission]:
    """Return the figures whose approval was undone while another of their place was under way."""
    undone = Submission.everything.exclude(replaced_by=None).exclude(reason__in=GAVE_WAY)
    return undone.select_related("indicator__plan", "department", "author", "replaced_by")


def undone_for(submission: Submission) -> QuerySet[Submission]:
    """Return the figures whose approval was undone while this one was under way, first first."""
    return undone_beside_another().filter(replaced_by=submission.pk).order_by("decided_at")


def undone_and_unanswered() -> QuerySet[Submission]:
    """Return those the department has to know of: what goes on was not sent since."""
    not_sent_since = Q(replaced_by__submitted_at=None) | Q(
        replaced_by__submitted_at__lte=F("decided_at")
    )
    return undone_beside_another().filter(
        not_sent_since, replaced_by__stage__in=EDITABLE, replaced_by__replaced_by=None
    )
