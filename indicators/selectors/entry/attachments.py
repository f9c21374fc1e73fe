"""The files that prove a figure, and those of its department that could."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.contrib.auth.models import User
from django.db.models import Count, QuerySet

from indicators.file_kinds import KINDS
from indicators.models import Evidence, Submission
from indicators.selectors.entry.uploads import size_text
from indicators.workflow import Stage
from plans.access import departments_of, is_planner
from plans.services import person_name

MOST_REUSABLE: Final = 50
_LABELS: Final = {kind.media_type: kind.label for kind in KINDS}


@dataclass(frozen=True, kw_only=True)
class FileLine:
    """A file in a list; `others` counts the further figures it is attached to."""

    pk: int
    name: str
    kind_label: str
    size_text: str
    uploaded_at: datetime
    uploader: str
    others: int


@dataclass(frozen=True, kw_only=True)
class EvidenceList:
    """A figure's files; `reusable` are those its department sent for other figures.

    `why_not` says why the reader may not change them, "" where he may.
    """

    submission_id: int
    files: tuple[FileLine, ...]
    reusable: tuple[FileLine, ...]
    why_not: str


def evidence_list(submission: Submission, *, why_not: str) -> EvidenceList:
    """Return a figure's files and what else of its department could be attached (two queries)."""
    attached = list(_with_counts(Evidence.objects.filter(submissions=submission)))
    reusable: Iterable[Evidence] = ()
    if not why_not:
        others = Evidence.objects.filter(department=submission.department_id)
        others = others.exclude(submissions=submission)
        reusable = _with_counts(others)[:MOST_REUSABLE]
    return EvidenceList(
        submission_id=submission.pk,
        files=tuple(_line(each) for each in attached),
        reusable=tuple(_line(each) for each in reusable),
        why_not=why_not,
    )


def visible_evidence(pk: int, user: User) -> Evidence | None:
    """Return a file to those who may see it; for others there is none.

    They are the members of its department, and planners once a figure it proves was sent, or
    entered by planners themselves: drafts are the department's own. The document of a change
    of target may be read by whoever is signed in.
    """
    evidence = Evidence.objects.filter(pk=pk).first()
    if evidence is None or evidence.department_id in departments_of(user):
        return evidence
    if evidence.target_revisions.exists():
        return evidence
    was_sent = evidence.submissions.exclude(stage=Stage.DRAFT, on_behalf_reason="").exists()
    return evidence if was_sent and is_planner(user) else None


def _with_counts(rows: QuerySet[Evidence]) -> QuerySet[Evidence]:
    """Return files with how many figures each is attached to, however `rows` were found."""
    return (
        Evidence.objects.filter(pk__in=rows.values("pk"))
        .select_related("uploaded_by")
        .annotate(figure_count=Count("submissions"))
    )


def _line(evidence: Evidence) -> FileLine:
    return FileLine(
        pk=evidence.pk,
        name=evidence.name,
        kind_label=_LABELS.get(evidence.media_type, evidence.media_type),
        size_text=size_text(evidence.size),
        uploaded_at=evidence.uploaded_at,
        uploader=person_name(evidence.uploaded_by),
        others=max(0, getattr(evidence, "figure_count", 0) - 1),
    )
