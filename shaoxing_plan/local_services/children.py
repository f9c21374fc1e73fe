"""Starting a child process that dies with its parent, and stopping it in time."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

TIED = Path(__file__).with_name("tied.py")


@dataclass(frozen=True)
class ServiceUser:
    """The unprivileged account a service runs as when the launcher is root."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Command:
    """What to run, and how to ask it to end.

    `env` is added to the launcher's own environment.
    """

    name: str
    args: Sequence[str]
    cwd: Path
    env: Mapping[str, str] = field(default_factory=dict)
    user: ServiceUser | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 10.0


def tied(args: Sequence[str], *, user: ServiceUser | None, death_signal: int) -> list[str]:
    """Return the command line under which `args` ends when the present process does."""
    identity = [] if user is None else ["--uid", str(user.uid), "--gid", str(user.gid)]
    return [
        sys.executable,
        "-I",
        "-S",
        str(TIED),
        "--parent",
        str(os.getpid()),
        "--signal",
        str(int(death_signal)),
        *identity,
        "--",
        *args,
    ]


def start(
    command: Command, *, output: IO[bytes] | int = subprocess.PIPE
) -> "subprocess.Popen[bytes]":
    """Start a command in a process group of its own, its two outputs joined.

    A group of its own keeps the terminal's Ctrl-C from it, so that the launcher alone decides
    the order in which things stop. Call it from the main thread: the kernel ties the child to
    the thread that started it.
    """
    return subprocess.Popen(  # noqa: S603 - the command lines are our own
        tied(command.args, user=command.user, death_signal=command.stop_signal),
        cwd=command.cwd,
        env={**os.environ, **command.env},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def stop(process: "subprocess.Popen[bytes]", command: Command) -> None:
    """Ask a child to end, end it when it takes too long, and leave nothing of its group."""
    if process.poll() is None:
        process.send_signal(command.stop_signal)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=command.stop_seconds)
    end_group(process.pid)
    process.wait()


def end_group(group: int) -> None:
    """Kill what is left of a process group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
