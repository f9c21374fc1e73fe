"""One log of many processes: each line carries the name of its process."""

import sys
import threading
from typing import IO, TextIO

NAME_WIDTH = 8
_COLOURS = {
    "web": "32",
    "worker": "36",
    "beat": "34",
    "postgres": "35",
    "valkey": "33",
    "setup": "37",
    "up": "1",
}


class MergedLog:
    """Writes whole lines of several threads to one stream, coloured on a terminal."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self._is_terminal = self._stream.isatty()
        self._lock = threading.Lock()
        self._is_open = True

    def line(self, name: str, text: str) -> None:
        """Write one line; once nobody reads any more, write nothing."""
        label = f"{name:<{NAME_WIDTH}} |"
        if self._is_terminal:
            label = f"\x1b[{_COLOURS.get(name, '37')}m{label}\x1b[0m"
        with self._lock:
            if self._is_open:
                self._write(f"{label} {text}\n")

    def follow(self, name: str, output: IO[bytes]) -> threading.Thread:
        """Copy a process's output line by line until it ends."""
        thread = threading.Thread(target=self._copy, args=(name, output), daemon=True)
        thread.start()
        return thread

    def _copy(self, name: str, output: IO[bytes]) -> None:
        with output:
            for line in output:
                self.line(name, line.decode(errors="replace").rstrip())

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except (BrokenPipeError, ValueError):  # the reader has gone, the stream is closed
            self._is_open = False
