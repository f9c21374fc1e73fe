"""What files change of projects that were there before, on the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.models import User
from django.db.models import ForeignKey, QuerySet

from plans.services import Deed, record
from projects.models import Project
from projects.services.structure import subject_of

_ORDER: Final = "position"
"""Where a row stands in its file: a line put in before it is no change of the project."""


def record_changes(
    stored: Mapping[str, Project],
    wanted: Mapping[str, Mapping[str, Any]],
    *,
    actor: User | None,
    now: datetime,
) -> None:
    """Add a line for each stored project that a file is about to change.

    Call it before the rows are written, in the same transaction.
    """
    for code, fields in wanted.items():
        project = stored.get(code)
        differing = _differing(project, fields) if project else {}
        if project and differing:
            deed = _deed(project, differing)
            # The line keeps no department: the same files may take the department away.
            subject = replace(subject_of(project), department=None)
            record(actor=actor, subject=subject, deed=deed, now=now)


def _differing(project: Project, fields: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value
        for name, value in fields.items()
        if name != _ORDER and getattr(project, name) != value
    }


def _deed(project: Project, fields: Mapping[str, Any]) -> Deed:
    is_retired = project.retired_on is None and fields.get("retired_on") is not None
    return Deed(
        action="retire" if is_retired else "change",
        name="按文件停用项目" if is_retired else "按文件修改项目",
        reason=fields.get("retired_reason", ""),
        details={
            "原": dict(_told(name, getattr(project, name)) for name in fields),
            "新": dict(_told(name, value) for name, value in fields.items()),
        },
    )


def _told(name: str, value: Any) -> tuple[str, str]:
    """Return a field and its value as people know them."""
    field = Project._meta.get_field(name.removesuffix("_id"))
    label = str(getattr(field, "verbose_name", name))
    if value is None or value == "":
        return label, "无"
    if isinstance(value, bool):
        return label, "是" if value else "否"
    if isinstance(field, ForeignKey):
        return label, str(QuerySet(field.related_model).get(pk=value))
    return label, str(dict(getattr(field, "flatchoices", ())).get(value, value))
