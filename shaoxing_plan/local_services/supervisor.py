"""Keeps a set of processes running, and stops all of them in order."""

import enum
import queue
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType
from typing import TYPE_CHECKING

from .children import Command, end_group, start, stop
from .errors import LocalServiceError
from .merged_log import MergedLog

if TYPE_CHECKING:
    import subprocess

# A process that ends this often within the window is not going to get better.
RESTARTS_AT_MOST = 5
RESTART_WINDOW_SECONDS = 120.0
# A terminal and `make` may both pass on one and the same request to stop.
SECOND_SIGNAL_AFTER_SECONDS = 1.0


class StopRequestedError(Exception):
    """Somebody pressed Ctrl-C or sent SIGTERM."""


class OnEnd(enum.Enum):
    """What the end of a process means."""

    RESTART = enum.auto()
    STOP_ALL = enum.auto()
    EXPECTED = enum.auto()


@dataclass
class Child:
    """A process that runs, and when it was started anew."""

    command: Command
    process: "subprocess.Popen[bytes]"
    on_end: OnEnd
    restarts: list[float] = field(default_factory=list)


class Supervisor:
    """Starts processes, waits for what happens to them, and stops them, last started first.

    A second signal while stopping kills whatever is left. The pause before a restart doubles
    each time.
    """

    def __init__(self, log: MergedLog, *, first_pause_seconds: float = 0.25) -> None:
        self._log = log
        self._first_pause_seconds = first_pause_seconds
        self._children: list[Child] = []
        self._events: queue.SimpleQueue[subprocess.Popen[bytes] | None] = queue.SimpleQueue()
        self._first_signal_at: float | None = None

    def catch_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def start(self, command: Command, on_end: OnEnd) -> "subprocess.Popen[bytes]":
        """Start a process and watch over it."""
        child = Child(command, self._spawn(command), on_end)
        self._children.append(child)
        return child.process

    def run_to_end(self, command: Command) -> int:
        """Run a process to its end while looking after the others; return its exit code."""
        process = self.start(command, OnEnd.EXPECTED)
        self._look_after(until=lambda: process.poll() is not None)
        self._children = [child for child in self._children if child.process is not process]
        return process.wait()

    def wait_for(self, condition: Callable[[], bool], *, seconds: float) -> bool:
        """Look after the processes until a condition holds; return whether it did in time."""
        deadline = time.monotonic() + seconds
        self._look_after(until=lambda: condition() or time.monotonic() > deadline)
        return condition()

    def watch(self) -> None:
        """Look after the processes until somebody asks to stop, or one of them fails for good.

        Raises StopRequestedError or LocalServiceError; so do the other waits.
        """
        self._look_after(until=lambda: False)

    def stop_all(self) -> None:
        """Stop every process, last started first."""
        self._first_signal_at = self._first_signal_at or time.monotonic()
        for child in reversed(self._children):
            self._log.line("up", f"停止 {child.command.name}")
            stop(child.process, child.command)

    def _spawn(self, command: Command) -> "subprocess.Popen[bytes]":
        process = start(command)
        if process.stdout is not None:
            self._log.follow(command.name, process.stdout)
        threading.Thread(target=self._report_end, args=(process,), daemon=True).start()
        return process

    def _report_end(self, process: "subprocess.Popen[bytes]") -> None:
        process.wait()
        self._events.put(process)

    def _look_after(self, *, until: Callable[[], bool]) -> None:
        while not until():
            try:
                ended = self._events.get(timeout=0.05)
            except queue.Empty:
                continue
            if ended is None:
                raise StopRequestedError
            self._on_end(ended)

    def _on_end(self, process: "subprocess.Popen[bytes]") -> None:
        for child in self._children:
            if child.process is process and child.on_end is not OnEnd.EXPECTED:
                self._replace(child)

    def _replace(self, child: Child) -> None:
        what = f"{child.command.name} 意外退出（{_ending(child.process.returncode)}）"
        end_group(child.process.pid)
        now = time.monotonic()
        child.restarts = [at for at in child.restarts if now - at < RESTART_WINDOW_SECONDS]
        if child.on_end is OnEnd.STOP_ALL or len(child.restarts) >= RESTARTS_AT_MOST:
            raise LocalServiceError(f"{what}，全部停止。")
        self._log.line("up", f"{what}，重新启动。")
        time.sleep(self._first_pause_seconds * 2 ** len(child.restarts))
        child.restarts.append(now)
        child.process = self._spawn(child.command)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        now = time.monotonic()
        if self._first_signal_at is None:
            self._first_signal_at = now
            self._events.put(None)
        elif now - self._first_signal_at > SECOND_SIGNAL_AFTER_SECONDS:
            for child in self._children:
                end_group(child.process.pid)


def _ending(code: int) -> str:
    return f"信号 {signal.Signals(-code).name}" if code < 0 else f"退出码 {code}"
