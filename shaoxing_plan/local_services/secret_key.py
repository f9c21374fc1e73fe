"""The secret key of a development installation: made at the first start, kept beside its data."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path


def development_secret_key(file: Path) -> str:
    """Return the key in a file, which is made if need be.

    Where the folder cannot be written the key lasts as long as the process; what has to last
    longer (`manage.py up`) refuses such a folder anyway.
    """
    with contextlib.suppress(OSError):
        if not file.exists():
            _create(file)
        return file.read_text().strip()
    return secrets.token_urlsafe(48)


def _create(file: Path) -> None:
    """Write the key under its name in one step; whoever is first wins."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, building = tempfile.mkstemp(dir=file.parent)  # readable by its owner only
    with os.fdopen(descriptor, "w") as stream:
        stream.write(secrets.token_urlsafe(48))
    with contextlib.suppress(FileExistsError):
        os.link(building, file)
    Path(building).unlink()
