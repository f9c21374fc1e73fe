"""What a line of the record says was there before and after, in words for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps

from indicators.models import Report
from indicators.workflow import STAGE_LABELS, Stage

BEFORE, AFTER = "原", "新"
BEFORE_STAGE, AFTER_STAGE, CONTENT = "原状态", "新状态", "内容"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that was changed; `before` is "" where only what is there now is told."""

    label: str
    before: str
    after: str


def changes(details: Mapping[str, Any]) -> tuple[Change, ...]:
    """Return what the details of a deed tell, whatever shape they were recorded in."""
    return tuple(_changes(details))


def _changes(details: Mapping[str, Any]) -> Iterator[Change]:
    rest = dict(details)
    before, after = rest.pop(BEFORE, None), rest.pop(AFTER, None)
    if isinstance(before, Mapping) or isinstance(after, Mapping):
        yield from _fields(before or {}, after or {})
    elif before is not None or after is not None:
        yield Change(label="内容", before=_text(before), after=_text(after))
    stages = rest.pop(BEFORE_STAGE, None), rest.pop(AFTER_STAGE, None)
    if any(stages):
        yield Change(label="状态", before=_stage(stages[0]), after=_stage(stages[1]))
    for label, value in rest.items():
        if isinstance(value, Mapping):
            yield from _fields({}, value)
        else:
            yield Change(label=label, before="", after=_text(value))


def _fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    """Yield the fields that differ, in the order they are kept in."""
    for name in dict.fromkeys((*before, *after)):
        old, new = _text(before.get(name)), _text(after.get(name))
        if old != new:
            yield Change(label=field_labels().get(name, name), before=old, after=new)


def _stage(value: Any) -> str:
    text = _text(value)
    return STAGE_LABELS[Stage(text)] if text in set(Stage) else text


def _text(value: Any) -> str:
    if value is None or value in ("{}", {}):
        return ""
    if isinstance(value, list):
        return "、".join(map(str, value))
    return str(value)


@cache
def field_labels() -> dict[str, str]:
    """Return what the fields of every kind of report are called."""
    return {
        field.name: str(field.verbose_name)
        for model in apps.get_models()
        if issubclass(model, Report)
        for field in model._meta.concrete_fields
    }
