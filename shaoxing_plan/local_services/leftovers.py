"""Processes that a killed launcher left behind."""

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from .folders import VarFolder

# Every process of a launcher carries the data folder under this name in its environment.
MARK = "UP_VAR_DIR"
SERVICE_NAMES = frozenset({"postgres", "valkey-server"})
PATIENCE_SECONDS = 10.0


def stop_leftovers(var: VarFolder) -> int:
    """Stop whatever still works on the data folder; return how many processes there were.

    Only for the holder of the folder's lock: what runs then has no launcher any more.
    """
    found = list(_working_on(var))
    for process in found:
        with contextlib.suppress(psutil.NoSuchProcess):
            # SIGINT is PostgreSQL's fast shutdown and stops the others as well.
            if not _is_served_by(process, found):
                process.send_signal(signal.SIGINT)
    for process in _still_alive_after(PATIENCE_SECONDS, found):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    _still_alive_after(PATIENCE_SECONDS, found)
    return len(found)


def _is_served_by(process: psutil.Process, found: list[psutil.Process]) -> bool:
    """Return whether a process is PostgreSQL's own child: its server stops it.

    Signalled itself it ends before the server asks, which the server takes for a crash.
    """
    return process.name() == "postgres" and process.ppid() in {each.pid for each in found}


def _still_alive_after(seconds: float, processes: list[psutil.Process]) -> list[psutil.Process]:
    """Return who is left when all have ended or time is up; a zombie has ended."""
    deadline = time.monotonic() + seconds
    while (alive := [each for each in processes if _is_alive(each)]) and (
        time.monotonic() < deadline
    ):
        time.sleep(0.02)
    return alive


def _is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _working_on(var: VarFolder) -> Iterator[psutil.Process]:
    services = {str(var.postgres.resolve()), str(var.valkey.resolve())}
    for process in psutil.process_iter():
        if process.pid == os.getpid():
            continue
        with contextlib.suppress(psutil.Error):
            is_service = process.name() in SERVICE_NAMES and process.cwd() in services
            if is_service or process.environ().get(MARK) == str(var.root):
                yield process


def is_postgres_running(pid_file: Path) -> bool:
    """Return whether the server that wrote a postmaster.pid is alive.

    A number alone says little: after a restart of the machine it may be anybody's.
    """
    try:
        process = psutil.Process(int(pid_file.read_text().split("\n", 1)[0]))
        return process.name() == "postgres" and process.cwd() == str(pid_file.parent.resolve())
    except (OSError, ValueError, psutil.Error):
        return False
