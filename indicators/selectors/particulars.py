"""What is written about an indicator: targets said again, targets changed, definitions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from indicators.models import Definition, Indicator, Mention, Observation, TargetRevision
from indicators.targets import UnreadableTargetError, parse_target
from indicators.viewpoints import Viewpoint


@dataclass(frozen=True, kw_only=True)
class MentionRow:
    """The same target said again in the text, and whether it says something else."""

    quote: str
    value_text: str
    section_code: str
    section_label: str
    differs: bool


@dataclass(frozen=True, kw_only=True)
class RevisionRow:
    """A lawful change of the target; `was_recorded_later` than the day looked back to."""

    effective_from: date
    kind_label: str
    target_text: str
    document: str
    reason: str
    is_in_force: bool
    recorded_on: date | None
    was_recorded_later: bool
    file_id: int | None
    file_name: str


@dataclass(frozen=True, kw_only=True)
class DefinitionRow:
    """A version of how the series is measured."""

    version: str
    valid_from: date | None
    text: str
    document: str
    reason: str
    linking_text: str
    is_target: bool


def mention_rows(indicator: Indicator) -> list[MentionRow]:
    """Return where the plan's text says the target again (one query)."""
    return [_mention_row(each, indicator) for each in indicator.mentions.select_related("section")]


def _mention_row(mention: Mention, indicator: Indicator) -> MentionRow:
    return MentionRow(
        quote=mention.quote,
        value_text=mention.value_text,
        section_code=mention.section.code,
        section_label=str(mention.section),
        differs=_says_otherwise(mention.value_text, indicator),
    )


def _says_otherwise(text: str, indicator: Indicator) -> bool:
    """Return whether a target said again is another target than the table's."""
    try:
        said = parse_target(text, direction=indicator.direction, unit=indicator.unit)
    except UnreadableTargetError:
        return text != indicator.target_text
    return (str(said.op), said.value) != (indicator.target_op, indicator.target_value)


def revision_rows(indicator: Indicator, *, viewpoint: Viewpoint) -> Iterable[RevisionRow]:
    """Yield the lawful changes of the target, oldest first, the one in force marked.

    Whoever looks back at a day sees none that came later.
    """
    revisions = list(indicator.target_revisions.all())
    in_force = [each for each in revisions if each.effective_from <= viewpoint.day]
    for each in in_force if viewpoint.known_on else revisions:
        yield RevisionRow(
            effective_from=each.effective_from,
            kind_label=each.get_kind_display(),
            target_text=each.target_text,
            document=each.document,
            reason=each.reason,
            is_in_force=bool(in_force) and each.pk == in_force[-1].pk,
            recorded_on=timezone.localdate(each.recorded_at) if each.recorded_at else None,
            was_recorded_later=_was_recorded_later(each, viewpoint),
            file_id=each.evidence_id,
            file_name=each.evidence.name if each.evidence else "",
        )


def _was_recorded_later(revision: TargetRevision, viewpoint: Viewpoint) -> bool:
    """Return whether nobody had entered a change by the day that is looked back to."""
    known_on, recorded_at = viewpoint.known_on, revision.recorded_at
    if known_on is None or recorded_at is None:
        return False
    return timezone.localdate(recorded_at) > known_on


def definition_rows(
    indicator: Indicator, observations: Iterable[Observation]
) -> Iterable[DefinitionRow]:
    """Yield the versions the target and the figures are, or will be, measured by; no query.

    The indicator's series comes with its definitions loaded.
    """
    known = {each.definition.pk: each.definition for each in observations if each.definition}
    if indicator.definition is not None:
        known[indicator.definition.pk] = indicator.definition
    if indicator.series is not None:
        asked = (each for each in indicator.series.definitions.all() if each.asked_from)
        known |= {each.pk: each for each in asked}
    for each in sorted(known.values(), key=lambda one: (one.valid_from or date.min, one.pk)):
        yield DefinitionRow(
            version=each.version,
            valid_from=each.valid_from,
            text=each.text,
            document=each.document,
            reason=each.reason,
            linking_text=linking_text(each),
            is_target=each.pk == indicator.definition_id,
        )


def linking_text(definition: Definition) -> str:
    """Return whether and how figures of a definition compare with the unversioned one."""
    if definition.linking_factor is None:
        return "没有衔接系数，与原口径不可比"
    return f"乘以衔接系数{definition.linking_factor.normalize():f}得原口径数"
