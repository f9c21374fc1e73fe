"""The PostgreSQL and Valkey of a test run: in a folder of its own, started when first needed."""

import atexit
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from shaoxing_plan.local_services.children import Command, start, stop
from shaoxing_plan.local_services.postgres import Postgres
from shaoxing_plan.local_services.valkey import Valkey

# Short, because the path of a Unix socket has to be. With pytest-xdist each process has one.
FOLDER = Path(tempfile.mkdtemp(prefix="sxp-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)

# A test's data need not survive a power cut.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
POSTGRES = Postgres.at(FOLDER / "postgres", extra_settings=FAST)
VALKEY = Valkey.at(FOLDER / "valkey")


class Service(Protocol):
    def prepare(self) -> None: ...
    def command(self) -> Command: ...
    def is_ready(self) -> bool: ...


@contextmanager
def running(service: Service) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a service; its log lies in FOLDER under its name."""
    service.prepare()
    command = service.command()
    with (FOLDER / f"{command.name}.log").open("ab") as log:
        process = start(command, output=log)
    try:
        wait_until(service.is_ready, what=f"{command.name} to answer", seconds=60)
        yield process
    finally:
        stop(process, command)


def wait_until(condition: Callable[[], object], *, what: str, seconds: float = 30) -> None:
    """Return once a condition holds; fail the test, saying what was awaited, if it never does."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds:g} s in vain for {what}")
        time.sleep(0.02)
