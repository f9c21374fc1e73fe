"""The file by which other commands find the services that a running `manage.py up` started."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from .folders import VarFolder, is_locked


@dataclass(frozen=True)
class Endpoints:
    database_url: str
    broker_url: str


def publish(var: VarFolder, endpoints: Endpoints) -> None:
    """Tell other commands where the services are; the file may hold passwords."""
    write_private(var.endpoints, json.dumps(asdict(endpoints), indent=2))


def find(var: VarFolder) -> Endpoints | None:
    """Return where the services are, or None when no launcher runs.

    A file left behind by a killed launcher does not count: the lock tells.
    """
    if not is_locked(var):
        return None
    try:
        return Endpoints(**json.loads(var.endpoints.read_text()))
    except (OSError, ValueError, TypeError):  # not yet written, or by another version
        return None


def write_private(path: Path, text: str) -> None:
    """Replace a file that only its owner may read, in one step."""
    building = path.with_name(f"{path.name}.{os.getpid()}")
    building.unlink(missing_ok=True)
    descriptor = os.open(building, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    building.replace(path)
