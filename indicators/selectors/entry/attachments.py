"""The files that prove a report, and those of its department that could."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.apps import apps
from django.contrib.auth.models import User
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from indicators.file_kinds import KINDS
from indicators.models import Evidence, Report, TargetRevision
from indicators.selectors.entry.uploads import size_text
from indicators.workflow import Stage
from plans.access import departments_of, is_planner
from plans.services import person_name

MOST_REUSABLE: Final = 50
_LABELS: Final = {kind.media_type: kind.label for kind in KINDS}


@dataclass(frozen=True, kw_only=True)
class FileLine:
    """A file in a list; `others` counts the further reports it is attached to."""

    pk: int
    name: str
    kind_label: str
    size_text: str
    uploaded_at: datetime
    uploader: str
    others: int
    detach_url: str


@dataclass(frozen=True, kw_only=True)
class EvidenceList:
    """A report's files; `reusable` are those its department sent for other reports.

    `why_not` says why the reader may not change them, "" where he may.
    """

    attach_url: str
    files: tuple[FileLine, ...]
    reusable: tuple[FileLine, ...]
    why_not: str


def evidence_list(
    report: Any, *, why_not: str, attach_url: str, detach_url: Callable[[int], str]
) -> EvidenceList:
    """Return a report's files and what else of its department could be attached (two queries).

    `detach_url` is asked with the key of a file.
    """
    attached = report.evidence.all()
    reusable: Iterable[Evidence] = ()
    if not why_not:
        others = Evidence.objects.filter(department=report.department_id)
        reusable = _with_counts(others.exclude(pk__in=attached.values("pk")))[:MOST_REUSABLE]
    return EvidenceList(
        attach_url=attach_url,
        files=tuple(_line(each, detach_url) for each in _with_counts(attached)),
        reusable=tuple(_line(each, detach_url) for each in reusable),
        why_not=why_not,
    )


def visible_evidence(pk: int, user: User) -> Evidence | None:
    """Return a file to those who may see it; for others there is none.

    They are the members of its department, those of one that a report it proves was handed over
    to, and planners once a figure it proves was sent, or
    entered by planners themselves: drafts are the department's own. The document of a change
    of target may be read by whoever is signed in.
    """
    evidence = Evidence.objects.filter(pk=pk).first()
    own = departments_of(user)
    if evidence is None or evidence.department_id in own or _was_handed_over(evidence, own):
        return evidence
    if TargetRevision.everything.filter(evidence=evidence).exists():
        return evidence
    return evidence if is_planner(user) and _was_sent(evidence) else None


def _was_handed_over(evidence: Evidence, departments: Collection[int]) -> bool:
    """Return whether a report of some departments is proved by another's file.

    Each attaches its own files only: the report came to them with it.
    """
    return bool(departments) and any(
        model.objects.filter(evidence=evidence, department__in=departments).exists()
        for model in _report_models()
    )


def _was_sent(evidence: Evidence) -> bool:
    """Return whether a report a file proves was sent, or entered by planners (one query a kind).

    What a report said until its approval was undone keeps its files, whatever becomes of it.
    """
    if any(model.objects.filter(evidence=evidence).exists() for model in _former_models()):
        return True
    return any(
        model._base_manager.filter(evidence=evidence)  # noqa: SLF001 - also what is not asked for now
        .exclude(stage=Stage.DRAFT, on_behalf_reason="")
        .exists()
        for model in _report_models()
    )


def _report_models() -> list[Any]:
    """Return every kind of report that files prove; each calls them `evidence`."""
    return [model for model in apps.get_models() if issubclass(model, Report)]


def _former_models() -> list[Any]:
    """Return what keeps the files of approved reports that were revoked."""
    return [model for model in _kinds().values() if not issubclass(model, Report)]


def _kinds() -> dict[str, Any]:
    """Return every kind of row that files are attached to, by what a file calls it."""
    found = (each for each in Evidence._meta.get_fields() if each.many_to_many)
    return {each.name: each.related_model for each in found}


def _with_counts(rows: QuerySet[Evidence]) -> QuerySet[Evidence]:
    """Return files with how many reports each is attached to, however `rows` were found."""
    counts = (
        Coalesce(_count(kind), 0) for kind, model in _kinds().items() if issubclass(model, Report)
    )
    return (
        Evidence.objects.filter(pk__in=rows.values("pk"))
        .select_related("uploaded_by")
        .annotate(report_count=sum(counts, Value(0)))
    )


def _count(kind: str) -> Subquery:
    """Return how many reports of a kind a file is attached to."""
    own = Evidence.objects.filter(pk=OuterRef("pk")).exclude(**{kind: None}).order_by()
    return Subquery(own.values("pk").annotate(n=Count(kind)).values("n"), IntegerField())


def _line(evidence: Evidence, detach_url: Callable[[int], str]) -> FileLine:
    return FileLine(
        pk=evidence.pk,
        name=evidence.name,
        kind_label=_LABELS.get(evidence.media_type, evidence.media_type),
        size_text=size_text(evidence.size),
        uploaded_at=evidence.uploaded_at,
        uploader=person_name(evidence.uploaded_by),
        others=max(0, getattr(evidence, "report_count", 0) - 1),
        detach_url=detach_url(evidence.pk),
    )
