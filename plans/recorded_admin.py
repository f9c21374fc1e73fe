"""Pages of the back office whose every edit goes into the record, with what was there before."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar, Final, cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from plans.models import Department, Plan
from plans.services import Subject, record_edit

_KEY_LENGTH: Final = 120
_NAME_LENGTH: Final = 200


class RecordedAdmin(admin.ModelAdmin[Any]):
    """A page whose rows are added, changed and deleted with a line in the record.

    `record_kind` is the kind of the line's subject, `record_name` what it is called. The rows
    of `recorded_inlines` belong to what is told.
    """

    record_kind = ""
    record_name = ""
    recorded_inlines: ClassVar[tuple[type[models.Model], ...]] = ()

    def save_form(
        self,
        request: HttpRequest,
        form: Any,
        change: bool,  # noqa: FBT001 - Django's way of calling it
    ) -> Any:
        """Read what is there before anything is saved."""
        form.facts_before = self._facts_of_stored(form.instance.pk) if change else {}
        return super().save_form(request, form, change)

    def save_related(
        self,
        request: HttpRequest,
        form: Any,
        formsets: Any,
        change: bool,  # noqa: FBT001 - Django's way of calling it
    ) -> None:
        super().save_related(request, form, formsets, change)
        after = self._facts_of_stored(form.instance.pk)
        self.record(request, form.instance, before=form.facts_before, after=after)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        with transaction.atomic():
            self.record(request, obj, before=self._facts(obj), after={})
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        with transaction.atomic():
            for each in queryset:
                self.record(request, each, before=self._facts(each), after={})
            super().delete_queryset(request, queryset)

    def record(
        self, request: HttpRequest, obj: Any, *, before: dict[str, str], after: dict[str, str]
    ) -> None:
        record_edit(
            actor=cast(User, request.user),
            subject=self._subject(obj),
            what=self.record_name,
            before=before,
            after=after,
            now=timezone.now(),
        )

    def _subject(self, obj: Any) -> Subject:
        """Return a row as the record names it; its own line never keeps a row from deletion."""
        plan = getattr(obj, "plan", None) or getattr(getattr(obj, "section", None), "plan", None)
        department = getattr(obj, "department", None)
        return Subject(
            kind=self.record_kind,
            key=_key(obj)[:_KEY_LENGTH],
            name=str(obj)[:_NAME_LENGTH],
            plan=plan if isinstance(plan, Plan) else None,
            department=department if isinstance(department, Department) else None,
        )

    def _facts_of_stored(self, pk: Any) -> dict[str, str]:
        return self._facts(QuerySet(self.model).get(pk=pk))

    def _facts(self, obj: models.Model) -> dict[str, str]:
        """Return what is written of a row and of the rows that belong to it, by its labels."""
        facts = dict(_facts_of_row(obj))
        for model in self.recorded_inlines:
            facts[str(model._meta.verbose_name)] = "；".join(_rows(model, obj))
        return facts


def _key(obj: Any) -> str:
    for name in ("code", "slug", "version", "phrase"):
        if hasattr(obj, name):
            return str(getattr(obj, name))
    return str(obj.pk)


def _facts_of_row(obj: models.Model, *, without: str = "") -> Iterator[tuple[str, str]]:
    for each in obj._meta.fields:
        if each.editable and not each.primary_key and each.name != without:
            yield str(each.verbose_name), _text(obj, each)
    for many in obj._meta.many_to_many:
        through = many.remote_field.through
        if through is not None and through._meta.auto_created:
            yield str(many.verbose_name), "、".join(map(str, getattr(obj, many.name).all()))


def _text(obj: models.Model, field: Any) -> str:
    value = getattr(obj, field.name)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(dict(field.flatchoices).get(value, value) if field.choices else value)


def _rows(model: type[models.Model], owner: models.Model) -> Iterator[str]:
    """Yield the rows that belong to another, each in one line."""
    link = next(each for each in model._meta.fields if each.related_model is type(owner))
    rows: QuerySet[models.Model] = QuerySet(model)
    for row in rows.filter(**{link.name: owner}).order_by("pk"):
        facts = _facts_of_row(row, without=link.name)
        yield "，".join(f"{label}：{text}" for label, text in facts if text)
