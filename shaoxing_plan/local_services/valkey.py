"""A Valkey server of our own, the broker of the task queue."""

import socket
from dataclasses import dataclass
from pathlib import Path

from .binaries import valkey_program
from .children import Command
from .endpoints import write_private
from .folders import require_writable
from .sockets import Address

SOCKET_NAME = "valkey.sock"


@dataclass(frozen=True)
class Valkey:
    """A server that keeps its queues in one folder, and the address where it listens."""

    folder: Path
    address: Address

    @classmethod
    def at(cls, folder: Path) -> "Valkey":
        """Return the server of a folder that may not exist yet; nothing is started."""
        return cls(folder=folder, address=Address.choose(folder / SOCKET_NAME))

    @property
    def url(self) -> str:
        """The address for Celery."""
        if self.address.path is not None:
            return f"redis+socket://{self.address.path}"
        return f"redis://:{self.address.password}@127.0.0.1:{self.address.port}/0"

    def prepare(self) -> None:
        require_writable(self.folder)
        self.folder.chmod(0o700)
        if self.address.path is None:
            # Not on the command line, which every user of the machine can read.
            write_private(self._secrets, f"requirepass {self.address.password}\n")

    def command(self) -> Command:
        """Return how the server is run."""
        if self.address.path is not None:
            listen = ["--port", "0", "--unixsocket", str(self.address.path)]
            listen += ["--unixsocketperm", "600"]
        else:
            listen = [str(self._secrets), "--bind", "127.0.0.1"]
            listen += ["--port", str(self.address.port)]
        storage = ["--dir", str(self.folder), "--appendonly", "yes", "--save", ""]
        quiet = ["--daemonize", "no", "--loglevel", "warning", "--logfile", ""]
        return Command(
            name="valkey",
            args=[str(valkey_program()), *listen, *storage, *quiet],
            cwd=self.folder,
        )

    @property
    def _secrets(self) -> Path:
        return self.folder / "valkey.conf"

    def is_ready(self) -> bool:
        """Return whether the server is done loading; asking for a password is an answer too."""
        try:
            with self._connect() as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(64).startswith((b"+PONG", b"-NOAUTH"))
        except OSError:
            return False

    def _connect(self) -> socket.socket:
        if self.address.path is None:
            return socket.create_connection(("127.0.0.1", self.address.port), timeout=2)
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(2)
        try:
            connection.connect(str(self.address.path))
        except OSError:
            connection.close()
            raise
        return connection
