"""What verdicts rest on besides figures, as it was changed: targets and definitions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from indicators.models import Definition, Indicator, Kind, Series, TargetRevision
from indicators.selectors.particulars import linking_text


@dataclass(frozen=True, kw_only=True)
class TargetChange:
    """A lawful change of a target; `file_id` leads to its document.

    `withdrawn_at`: it was entered by mistake and taken back; what files brought is not.
    """

    revision_id: int
    plan_label: str
    indicator_name: str
    indicator_url: str
    unit: str
    printed_text: str
    target_text: str
    kind_label: str
    effective_from: date
    recorded_at: datetime | None
    document: str
    reason: str
    file_id: int | None
    file_name: str
    is_removable: bool
    withdrawn_at: datetime | None
    withdrawn_reason: str


@dataclass(frozen=True, kw_only=True)
class DefinitionChange:
    """A version of how a series is measured."""

    series_name: str
    version: str
    valid_from: date | None
    text: str
    document: str
    reason: str
    asked_from: int | None
    linking_factor: Decimal | None
    linking_text: str


def target_changes() -> list[TargetChange]:
    """Return every change of a target, that in force last first (one query)."""
    revisions = TargetRevision.everything.select_related("indicator__plan", "evidence")
    return [_target_change(each) for each in revisions.order_by("-effective_from", "-pk")]


def definition_changes() -> list[DefinitionChange]:
    """Return every version of every series, newest first (one query)."""
    versions = Definition.objects.select_related("series")
    newest_first = sorted(
        versions, key=lambda each: (each.valid_from or date.min, each.pk), reverse=True
    )
    return [
        DefinitionChange(
            series_name=each.series.name,
            version=each.version,
            valid_from=each.valid_from,
            text=each.text,
            document=each.document,
            reason=each.reason,
            asked_from=each.asked_from,
            linking_factor=each.linking_factor,
            linking_text=linking_text(each),
        )
        for each in newest_first
    ]


def revisable_indicators() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return code and name of what can get another target, grouped by plan (one query)."""
    found = Indicator.objects.exclude(kind=Kind.COMPOSITE).select_related("plan")
    groups: dict[str, list[tuple[str, str]]] = {}
    for each in found.order_by("-plan__first_year", "position", "pk"):
        label = f"{each.name}（目标 {each.target_text}）"
        groups.setdefault(each.plan.short_title, []).append((each.code, label))
    return list(groups.items())


def measured_series() -> list[tuple[str, str]]:
    """Return code and name of every series, in their order (one query)."""
    return [(each.code, f"{each.name}（{each.unit or '无单位'}）") for each in Series.objects.all()]


def _target_change(revision: TargetRevision) -> TargetChange:
    indicator, evidence = revision.indicator, revision.evidence
    return TargetChange(
        revision_id=revision.pk,
        plan_label=indicator.plan.short_title,
        indicator_name=indicator.name,
        indicator_url=indicator.get_absolute_url(),
        unit=indicator.unit,
        printed_text=indicator.target_text,
        target_text=revision.target_text,
        kind_label=revision.get_kind_display(),
        effective_from=revision.effective_from,
        recorded_at=revision.recorded_at,
        document=revision.document,
        reason=revision.reason,
        file_id=evidence.pk if evidence else None,
        file_name=evidence.name if evidence else "",
        is_removable=revision.withdrawn_at is None and not revision.position,
        withdrawn_at=revision.withdrawn_at,
        withdrawn_reason=revision.withdrawn_reason,
    )
