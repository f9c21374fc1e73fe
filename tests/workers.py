"""A Celery worker as a process of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp

from shaoxing_plan.local_services.children import Command, end_group, start, stop

from .services import FOLDER, POSTGRES, VALKEY, wait_until

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class WorkerProcess:
    """A running worker, and the file with its log."""

    process: "subprocess.Popen[bytes]"
    log: Path

    def kill(self) -> None:
        """End the worker and its pool as a power cut would."""
        end_group(self.process.pid)
        self.process.wait()


def environment(*, database: str) -> dict[str, str]:
    """Return what a process of the project needs to work on a test database."""
    return {
        "DJANGO_SETTINGS_MODULE": "shaoxing_plan.settings",
        "DATABASE_URL": POSTGRES.url(database),
        "BROKER_URL": VALKEY.url,
        "VAR_DIR": os.environ["VAR_DIR"],
    }


@contextmanager
def run_worker(
    *, database: str, concurrency: int = 2, broker_url: str | None = None
) -> Iterator[WorkerProcess]:
    """Run a worker that takes tasks from the test broker, or another, and works on a database."""
    command = Command(
        name="worker",
        args=[
            *(sys.executable, "-m", "celery", "-A", "shaoxing_plan", "worker"),
            *("--concurrency", str(concurrency), "--loglevel", "INFO"),
            *("--without-gossip", "--without-mingle"),
        ],
        cwd=PROJECT,
        env=environment(database=database) | {"BROKER_URL": broker_url or VALKEY.url},
        stop_signal=signal.SIGTERM,
    )
    descriptor, name = mkstemp(prefix="worker-", suffix=".log", dir=FOLDER)
    log = Path(name)
    with os.fdopen(descriptor, "wb") as output:
        process = start(command, output=output)
    try:
        wait_until(lambda: " ready." in log.read_text(), what="the worker to be ready")
        yield WorkerProcess(process, log)
    finally:
        stop(process, command)
