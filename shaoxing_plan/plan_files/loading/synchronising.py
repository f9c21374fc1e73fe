"""One table made to hold what a file says, writing only what differs."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.apps import apps
from django.db.models import Model, ProtectedError, QuerySet

from shaoxing_plan.plan_files.format.errors import RowError

M = TypeVar("M", bound=Model)
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, kw_only=True)
class Leaver:
    """A row that came from a file and is no longer in it, to be removed when all else stands."""

    row: Model
    file: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Synchronised(Generic[K, M]):
    """The rows of a table by their key, how many were written, and which are gone.

    `by_key` holds those that are gone as well: they are still there.
    """

    by_key: Mapping[K, M]
    written: int
    gone: tuple[M, ...]

    @property
    def ids(self) -> Mapping[K, int]:
        return {key: row.pk for key, row in self.by_key.items()}


def synchronise(
    model: type[M], *, stored: Mapping[K, M], wanted: Mapping[K, Mapping[str, Any]]
) -> Synchronised[K, M]:
    """Create and change rows so that they have the wanted fields; removes nothing.

    A stored row of position 0 was entered by other means and is never among those gone.
    """
    new = {key: model(**fields) for key, fields in wanted.items() if key not in stored}
    changed = [row for key, row in stored.items() if _assign(row, wanted.get(key, {}))]
    rows: QuerySet[M] = QuerySet(model)
    rows.bulk_create(new.values(), batch_size=500)
    _write(model, changed, {name for fields in wanted.values() for name in fields})
    return Synchronised(
        by_key={**stored, **new},
        written=len(new) + len(changed),
        gone=tuple(
            row
            for key, row in stored.items()
            if key not in wanted and getattr(row, "position", 1) > 0
        ),
    )


def synchronise_by(
    names: Sequence[str], stored: QuerySet[M], wanted: Iterable[Mapping[str, Any]]
) -> Synchronised[tuple[Any, ...], M]:
    """Synchronise rows that some fields tell apart; where two share them, the file's is meant."""
    return synchronise(
        stored.model,
        stored={
            tuple(getattr(row, name) for name in names): row for row in stored.order_by("position")
        },
        wanted={tuple(fields[name] for name in names): fields for fields in wanted},
    )


def set_parents(model: type[M], *, rows: Mapping[K, M], parents: Mapping[K, K | None]) -> int:
    """Give rows of a table their parents in the same table; returns how many got another."""
    changed = [
        rows[key]
        for key, parent in parents.items()
        if _assign(rows[key], {"parent_id": rows[parent].pk if parent else None})
    ]
    _write(model, changed, {"parent_id"})
    return len(changed)


def _assign(row: Model, fields: Mapping[str, Any]) -> bool:
    """Set fields of a row and return whether any had another value."""
    differing = {name: value for name, value in fields.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    return bool(differing)


def _write(model: type[M], rows: list[M], names: set[str]) -> None:
    if rows:
        fields = {model._meta.get_field(name.removesuffix("_id")).name for name in names}
        table: QuerySet[M] = QuerySet(model)
        table.bulk_update(rows, sorted(fields), batch_size=500)


def remove(leavers: Iterable[Leaver]) -> tuple[list[RowError], list[str]]:
    """Delete rows one by one.

    Returns an error for each that something else still needs, and a note for each that took
    other rows along.
    """
    errors: list[RowError] = []
    notes: list[str] = []
    for leaver in leavers:
        try:
            _, counts = leaver.row.delete()
        except ProtectedError as error:
            errors.append(RowError(file=leaver.file, message=_refusal(leaver.name, error)))
        else:
            notes += _taken_along(leaver, counts)
    return errors, notes


def _taken_along(leaver: Leaver, counts: Mapping[str, int]) -> Iterator[str]:
    """Yield what was deleted with a row, apart from verdicts, which are computed anew."""
    own = {leaver.row._meta.label, "indicators.Assessment"}
    for label, count in counts.items():
        model = apps.get_model(label)
        if label not in own and count and not model._meta.auto_created:
            yield f"{leaver.file}：删除“{leaver.name}”时一并删除{model._meta.verbose_name}{count}条"


def _refusal(name: str, error: ProtectedError) -> str:
    needing = error.protected_objects
    kinds = sorted({str(type(each)._meta.verbose_name) for each in needing})
    return (
        f"“{name}”已不在文件里，但库中还有{len(needing)}条{'、'.join(kinds)}用到它，不能删除；"
        "请把这一行加回来，或先在后台改掉这些引用"
    )
