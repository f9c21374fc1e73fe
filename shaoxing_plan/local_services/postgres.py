"""A PostgreSQL server of our own: its data folder, its command line, its databases."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg2
from psycopg2 import sql

from .binaries import postgres_programs
from .children import Command, ServiceUser
from .errors import LocalServiceError
from .folders import require_space, require_writable, service_user
from .leftovers import is_postgres_running
from .sockets import Address, postgres_socket_url

MAJOR_VERSION = "18"
NEW_CLUSTER_MEGABYTES = 300
# For a small machine: the web server, a worker and beat hold about ten connections.
SETTINGS: Mapping[str, str] = {
    "max_connections": "50",
    "shared_buffers": "128MB",
    "effective_cache_size": "512MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "256MB",
    "min_wal_size": "64MB",
    "jit": "off",
    "log_checkpoints": "off",
    "log_line_prefix": "",
}
BUILDING_PREFIX = "building-postgres-"
SOCKET_NAME = ".s.PGSQL.5432"


@dataclass(frozen=True)
class Postgres:
    """A cluster in one folder and the address where its server listens.

    Over a Unix socket everyone is trusted who may enter the data folder (0700); over
    loopback TCP a password is asked for. The server's working folder is the data folder, and
    its own name for it is relative: run by root it works as an unprivileged user, who may not
    be allowed to enter the folders above (/root, say).
    """

    folder: Path
    address: Address
    user: ServiceUser | None
    settings: Mapping[str, str]

    @classmethod
    def at(cls, folder: Path, *, extra_settings: Mapping[str, str] | None = None) -> "Postgres":
        """Return the server of a folder that may not exist yet; nothing is started."""
        return cls(
            folder=folder,
            address=Address.choose(folder / SOCKET_NAME),
            user=service_user(folder),
            settings={**SETTINGS, **(extra_settings or {})},
        )

    def url(self, database: str) -> str:
        """Return the address of a database, for Django and for libpq."""
        if self.address.path is not None:
            return postgres_socket_url(self.folder, database)
        password, port = self.address.password, self.address.port
        return f"postgres://postgres:{password}@127.0.0.1:{port}/{database}"

    def prepare(self) -> None:
        """Make the data folder ready for a start: create it, or check and tidy what is there."""
        require_writable(self.folder.parent)
        programs = postgres_programs(self.user)
        for broken in self.folder.parent.glob(f"{BUILDING_PREFIX}*"):
            shutil.rmtree(broken)
        if not self.folder.exists():
            require_space(self.folder.parent, megabytes=NEW_CLUSTER_MEGABYTES)
            self._create(programs)
        self._check_version()
        self._check_owner()
        self._forget_dead_server()
        if self.address.path is None:
            self._set_password(programs)

    def command(self) -> Command:
        """Return how the server is run."""
        tcp = self.address.path is None
        options = {
            **self.settings,
            "listen_addresses": "127.0.0.1" if tcp else "",
            "port": str(self.address.port if tcp else 5432),
            "unix_socket_directories": "" if tcp else ".",
        }
        return Command(
            name="postgres",
            args=[
                str(postgres_programs(self.user) / "postgres"),
                *self._data_option(),
                *(f"--{name}={value}" for name, value in options.items()),
            ],
            cwd=self.folder,
            user=self.user,
            stop_signal=signal.SIGINT,  # fast shutdown: transactions are rolled back
            stop_seconds=30,
        )

    def is_ready(self) -> bool:
        """Return whether the server takes connections."""
        try:
            if "\nready" not in (self.folder / "postmaster.pid").read_text():
                return False  # asking too early would fill its log with refusals
            psycopg2.connect(self.url("postgres"), connect_timeout=2).close()
        except (OSError, psycopg2.OperationalError):
            return False
        return True

    def create_database(self, name: str) -> None:
        """Create a database unless it is there."""
        connection = psycopg2.connect(self.url("postgres"))
        connection.autocommit = True
        with closing(connection), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if cursor.fetchone() is None:
                statement = sql.SQL("CREATE DATABASE {} TEMPLATE template0")
                cursor.execute(statement.format(sql.Identifier(name)))

    def _data_option(self) -> list[str]:
        """Name the data folder; under Linux by way of the working folder, see the class."""
        return ["-D", str(self.folder) if self.user is None else "/proc/self/cwd"]

    def _sync_option(self) -> list[str]:
        return ["--no-sync"] if self.settings.get("fsync") == "off" else []

    def _create(self, programs: Path) -> None:
        """Run initdb aside and put the result in place, so that a broken attempt leaves nothing."""
        building = Path(tempfile.mkdtemp(prefix=BUILDING_PREFIX, dir=self.folder.parent))
        try:
            if self.user is not None:
                os.chown(building, self.user.uid, self.user.gid)
            self._run_in(
                building,
                [
                    str(programs / "initdb"),
                    *("-D", str(building) if self.user is None else "/proc/self/cwd"),
                    *("-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"),
                    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                    *("--auth-local=trust", "--auth-host=scram-sha-256"),
                    *("--no-instructions", *self._sync_option()),
                ],
                task="创建数据库目录",
            )
            building.rename(self.folder)
        finally:
            shutil.rmtree(building, ignore_errors=True)

    def _set_password(self, programs: Path) -> None:
        """Give the server the password of this start, before anybody can connect."""
        self._run_in(
            self.folder,
            [str(programs / "postgres"), "--single", *self._data_option(), "postgres"],
            task="设置数据库口令",
            # The password is hexadecimal, made by Address.choose.
            text=f"ALTER ROLE postgres PASSWORD '{self.address.password}'\n",
        )

    def _run_in(self, folder: Path, args: list[str], *, task: str, text: str = "") -> None:
        identity = {}
        if self.user is not None:
            identity = {"user": self.user.uid, "group": self.user.gid, "extra_groups": []}
        done = subprocess.run(  # noqa: S603 - our own command lines
            args,
            cwd=folder,
            input=text,
            capture_output=True,
            text=True,
            check=False,
            **identity,  # type: ignore[call-overload]
        )
        if done.returncode != 0:
            raise LocalServiceError(f"{task}失败：\n{done.stdout[-2000:]}{done.stderr[-2000:]}")

    def _check_version(self) -> None:
        try:
            found = (self.folder / "PG_VERSION").read_text().strip()
        except OSError as error:
            raise LocalServiceError(
                f"{self.folder} 不是可读的 PostgreSQL 数据目录（{error.strerror}）。"
                "请检查权限；如不需要其中的数据，把它改名后重新启动即可。"
            ) from error
        if found != MAJOR_VERSION:
            raise LocalServiceError(
                f"{self.folder} 是 PostgreSQL {found} 的数据目录，本程序使用 {MAJOR_VERSION}，"
                "没有改动它。请用原来的版本导出数据（pg_dump），或把该目录改名后重新启动，"
                "或用环境变量 DATABASE_URL 指向原来的数据库。"
            )

    def _check_owner(self) -> None:
        owner = self.folder.stat().st_uid
        if self.user is None and owner != os.geteuid():
            raise LocalServiceError(
                f"{self.folder} 属于另一个用户（uid {owner}），可能曾以 root 启动过。"
                "请以同样的身份启动，或用环境变量 VAR_DIR 指定另一个目录。"
            )

    def _forget_dead_server(self) -> None:
        """Remove the marks of a killed server: its number may by now be another process's."""
        pid_file = self.folder / "postmaster.pid"
        if pid_file.exists() and not is_postgres_running(pid_file):
            pid_file.unlink()
            (self.folder / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)
