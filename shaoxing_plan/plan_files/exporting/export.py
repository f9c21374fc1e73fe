"""The database to plan files: what was loaded, byte for byte, and what was entered since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shaoxing_plan.plan_files.exporting.differences import StoredFile
from shaoxing_plan.plan_files.exporting.stored import (
    observation_file,
    plan_files,
    public_datasets,
    shared_files,
)
from shaoxing_plan.plan_files.format.contents import FileTree
from shaoxing_plan.plan_files.format.tables import OCCASIONAL_TABLES, OUTLINE_TABLES
from shaoxing_plan.plan_files.format.writing import written_file


def exported(slugs: Iterable[str]) -> FileTree:
    """Return the shared files and those of some plans, by path.

    Rows that were entered by other means than a file stand last in theirs; figures entered
    by other means are in no file.
    """
    files = [*shared_files(), *_public_files()]
    for slug in slugs:
        files += _plan_files(slug)
    return {each.file: written_file(each.table, (*each.rows, *each.others)) for each in files}


def _public_files() -> Iterator[StoredFile]:
    for dataset in public_datasets() or ["public"]:
        yield observation_file(dataset, is_plan=False)


def _plan_files(slug: str) -> Iterator[StoredFile]:
    """Yield a plan's files, without those of an outline and of occasion it has not."""
    files = [*plan_files(slug), observation_file(slug, is_plan=True)]
    has_outline = any(_has_rows(each) for each in files if each.table in OUTLINE_TABLES)
    for each in files:
        is_of_outline = each.table in OUTLINE_TABLES
        is_always_there = not is_of_outline and each.table not in OCCASIONAL_TABLES
        if _has_rows(each) or is_always_there or (is_of_outline and has_outline):
            yield each


def _has_rows(stored: StoredFile) -> bool:
    return bool(stored.rows or stored.others)
