"""Addresses of local services: a Unix socket, or loopback TCP where its path is too long."""

import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

SOCKET_PATH_BYTES = 107


def fits_socket(path: Path) -> bool:
    return len(os.fsencode(path)) <= SOCKET_PATH_BYTES


def postgres_socket_url(folder: Path, database: str) -> str:
    """Return the address of a database whose server listens in a folder."""
    return f"postgres://postgres@{quote(str(folder), safe='')}/{database}"


def free_port() -> int:
    """Return a loopback port that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_port_free(host: str, port: int) -> bool:
    """Return whether a server could listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


@dataclass(frozen=True)
class Address:
    """Where a service listens: `path` for a Unix socket, else a loopback port with a password."""

    path: Path | None
    port: int = 0
    password: str = ""

    @classmethod
    def choose(cls, socket_path: Path) -> "Address":
        if fits_socket(socket_path):
            return cls(path=socket_path)
        return cls(path=None, port=free_port(), password=secrets.token_hex(16))
