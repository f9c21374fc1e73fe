"""Files people send: written outside the web root, under names that are our own."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest

PRIVATE_FOLDER: Final = 0o700
PRIVATE_FILE: Final = 0o600
OVERSIZED: Final = "oversized_files"
SURPLUS: Final = "surplus_files"


@dataclass(frozen=True, kw_only=True)
class Written:
    """A file as it was written."""

    sha256: str
    size: int


def oversized_files(request: HttpRequest) -> list[str]:
    """Return the names of the files that were too large to be taken in with a request."""
    return list(getattr(request, OVERSIZED, []))


def surplus_files(request: HttpRequest) -> list[str]:
    """Return the names of the files of a request that were more than one takes in."""
    return list(getattr(request, SURPLUS, []))


def upload_path(upload_id: UUID, *, marked: bool = False) -> Path:
    """Return where an uploaded workbook lies, or its copy with the bad cells marked."""
    return _folder("uploads") / f"{upload_id}{'.marked' if marked else ''}"


def evidence_path(sha256: str) -> Path:
    """Return where a file lies that proves figures: under its content's hash."""
    return _folder("evidence") / sha256[:2] / sha256


def incoming_path() -> Path:
    """Return a new name beside the evidence, for a file whose hash is not known yet."""
    return _folder("evidence") / f"incoming-{uuid4()}"


def write_chunks(path: Path, chunks: Iterable[bytes]) -> Written:
    """Write a file whole or not at all, readable by nobody else; its folder is made."""
    path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    descriptor, name = tempfile.mkstemp(prefix=".part-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(PRIVATE_FILE)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Written(sha256=digest.hexdigest(), size=size)


def content_hash(chunks: Iterable[bytes]) -> str:
    """Return the hash under which a file of this content is kept."""
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def move_into_place(source: Path, target: Path) -> None:
    """Move a file under its final name; the same content may be there already."""
    target.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    source.replace(target)


def remove_files(paths: Iterable[Path]) -> None:
    """Remove files; one that is gone already is no error."""
    for path in paths:
        path.unlink(missing_ok=True)


def upload_files_older_than(seconds: float, *, now: float) -> Iterator[Path]:
    """Yield what lies among the uploads unchanged for so long; `now` in seconds since 1970."""
    for path in _folder("uploads").iterdir():
        with contextlib.suppress(FileNotFoundError):
            if now - path.stat().st_mtime > seconds:
                yield path


def _folder(name: str) -> Path:
    folder = Path(settings.VAR_DIR) / name
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    return folder
