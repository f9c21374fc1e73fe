"""Typed rows to the bytes of canonical files; pure, and exactly what reading takes."""

from __future__ import annotations

import csv
import io
import os
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from shaoxing_plan.plan_files.format.cells import render
from shaoxing_plan.plan_files.format.contents import FileTree
from shaoxing_plan.plan_files.format.plan_yaml import written_plan
from shaoxing_plan.plan_files.format.rows import PlanRow, Row
from shaoxing_plan.plan_files.format.tables import Table


def written_file(table: Table[Any], rows: Iterable[Row]) -> bytes:
    """Return a file in its canonical form: UTF-8, lines ending in LF, no needless quotes."""
    rows = list(rows)
    if rows and isinstance(rows[0], PlanRow):
        return written_plan(rows[0])
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(table.header)
    writer.writerows([render(getattr(row, name)) for name in table.header] for row in rows)
    return stream.getvalue().encode()


def write_folder(tree: FileTree, folder: Path) -> None:
    """Write files below a folder; each is replaced in one step once all of them are on disk.

    Raises OSError; the files that were there then stand as they were.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".export-", dir=folder) as place:
        aside = Path(place)
        for path, content in tree.items():
            _write(aside / path, content)
        for path in tree:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (aside / path).replace(folder / path)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def written_zip(tree: FileTree) -> bytes:
    """Return the files as a zip that can be uploaded again."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in tree.items():
            archive.writestr(path, content)
    return stream.getvalue()
