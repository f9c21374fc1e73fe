"""Writes the table of what can be found.

Call it in the transaction that changes what is named, so that nobody ever finds what is gone or
misses what is there. Each app writes the kinds it owns.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db import connection, transaction

from plans.models import EntryKind, Plan, SearchEntry
from plans.search.folding import folded
from plans.search.readings import reading

# Any number that no other lock of this database uses: those who write wait for each other.
_LOCK: Final = 5_362_015
_WRITTEN: Final = [
    field.attname for field in SearchEntry._meta.concrete_fields if not field.primary_key
]


def findable(
    each: SearchEntry, *, terms: Iterable[str] = (), body: Iterable[str] = ()
) -> SearchEntry:
    """Return a new entry with the texts set by which it is found, not yet saved.

    `terms` are other names it goes by; with `text`, which pages show, `body` may be searched.
    """
    names = [text for text in dict.fromkeys((each.title, *terms)) if text]
    known = [folded(text) for text in names[1:]]
    each.name = folded(each.title)
    each.terms = f" {' '.join(known)} " if known else ""
    each.body = folded("\n".join((each.text, *body)))
    each.sound = " ".join(reading(text) for text in names if not text.isascii())
    return each


@transaction.atomic
def replace_entries(
    kinds: Iterable[EntryKind], entries: Iterable[SearchEntry], *, plan: Plan | None = None
) -> int:
    """Make the entries of some kinds, of one plan or of all, what they are to be.

    Returns how many rows were written or removed; those that stay as they are stay untouched.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    stored = SearchEntry.objects.filter(kind__in=list(kinds))
    if plan is not None:
        stored = stored.filter(plan=plan)
    known = {_content(each): each.pk for each in stored}
    wanted = {_content(each): each for each in entries}
    gone = [pk for content, pk in known.items() if content not in wanted]
    new = [each for content, each in wanted.items() if content not in known]
    if gone:
        SearchEntry.objects.filter(pk__in=gone).delete()
    SearchEntry.objects.bulk_create(new, batch_size=1000)
    return len(gone) + len(new)


def _content(each: SearchEntry) -> tuple[object, ...]:
    return tuple(getattr(each, name) for name in _WRITTEN)
