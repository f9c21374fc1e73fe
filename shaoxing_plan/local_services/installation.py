"""Everything one machine runs for the dashboard, from an empty folder to a served page."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

from . import endpoints
from .children import Command
from .endpoints import Endpoints
from .errors import LocalServiceError
from .folders import VarFolder, locked, require_space, require_writable
from .leftovers import MARK, stop_leftovers
from .merged_log import MergedLog
from .postgres import Postgres
from .sockets import is_port_free
from .supervisor import OnEnd, StopRequestedError, Supervisor
from .valkey import Valkey

SERVICE_START_SECONDS = 90.0
SITE_START_SECONDS = 60.0


@dataclass(frozen=True)
class Listen:
    host: str
    port: int

    @property
    def url(self) -> str:
        """The address to type into a browser on this machine."""
        everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared only
        host = everywhere.get(self.host, self.host)
        return f"http://[{host}]:{self.port}/" if ":" in host else f"http://{host}:{self.port}/"


@dataclass(frozen=True)
class Installation:
    """One data folder and what runs on it."""

    var: VarFolder
    project: Path
    database_name: str
    listen: Listen
    minimum_free_megabytes: int
    log: MergedLog

    def run(self) -> None:
        """Run until somebody asks to stop; raise LocalServiceError when something fails for good.

        `DATABASE_URL` and `BROKER_URL` name servers to be used instead of our own.
        """
        if not is_port_free(self.listen.host, self.listen.port):
            raise LocalServiceError(
                f"端口 {self.listen.port} 已被占用（或地址 {self.listen.host} 不可用）。"
                f"请停止占用它的程序，或换一个端口：make run PORT={self.listen.port + 1}"
            )
        require_writable(self.var.root)
        require_space(self.var.root, megabytes=self.minimum_free_megabytes)
        with locked(self.var), self._supervised() as supervisor:
            if count := stop_leftovers(self.var):
                self.log.line("up", f"已停止上次遗留的 {count} 个进程。")
            found = self._start_services(supervisor)
            self._start_site(supervisor, found)
            supervisor.watch()

    @contextmanager
    def _supervised(self) -> Iterator[Supervisor]:
        """Provide a supervisor, and stop everything at the end, whatever the reason."""
        supervisor = Supervisor(self.log)
        supervisor.catch_signals()
        try:
            yield supervisor
        except StopRequestedError:
            self.log.line("up", "正在停止……（再按一次 Ctrl-C 强制结束）")
        finally:
            supervisor.stop_all()
            self.var.endpoints.unlink(missing_ok=True)
            self.log.line("up", "已全部停止。")

    def _start_services(self, supervisor: Supervisor) -> Endpoints:
        """Start those servers that the environment does not name; return where all are."""
        found = Endpoints(
            database_url=os.environ.get("DATABASE_URL") or self._start_postgres(supervisor),
            broker_url=os.environ.get("BROKER_URL") or self._start_valkey(supervisor),
        )
        endpoints.publish(self.var, found)
        return found

    def _start_postgres(self, supervisor: Supervisor) -> str:
        postgres = Postgres.at(self.var.postgres)
        postgres.prepare()
        supervisor.start(postgres.command(), OnEnd.STOP_ALL)
        if not supervisor.wait_for(postgres.is_ready, seconds=SERVICE_START_SECONDS):
            raise LocalServiceError(f"PostgreSQL 没有启动成功。数据在 {postgres.folder}。")
        postgres.create_database(self.database_name)
        return postgres.url(self.database_name)

    def _start_valkey(self, supervisor: Supervisor) -> str:
        valkey = Valkey.at(self.var.valkey)
        valkey.prepare()
        supervisor.start(valkey.command(), OnEnd.STOP_ALL)
        if not supervisor.wait_for(valkey.is_ready, seconds=SERVICE_START_SECONDS):
            raise LocalServiceError(f"Valkey 没有启动成功。数据在 {valkey.folder}。")
        return valkey.url

    def _start_site(self, supervisor: Supervisor, found: Endpoints) -> None:
        """Bring the database up to date, start the site's processes, print the address."""
        if supervisor.run_to_end(self._manage(found, "setup", "prepare")) != 0:
            raise LocalServiceError("数据库准备失败，原因见上面的日志。")
        self.var.beat.mkdir(exist_ok=True)
        for command in (self._worker(found), self._beat(found), self._web(found)):
            supervisor.start(command, OnEnd.RESTART)
        if supervisor.wait_for(self._is_healthy, seconds=SITE_START_SECONDS):
            self.log.line("up", f"已启动：{self.listen.url}  （Ctrl-C 停止）")
        else:
            self.log.line("up", f"网站未能在 {SITE_START_SECONDS:.0f} 秒内就绪，请看上面的日志。")

    def _is_healthy(self) -> bool:
        opener = build_opener(ProxyHandler({}))
        try:
            opener.open(f"{self.listen.url}healthz", timeout=5).close()
        except OSError:  # not reachable, or 503
            return False
        return True

    def _web(self, found: Endpoints) -> Command:
        # More threads than this collapse under load, see docs/decisions.md.
        concurrency = ["--workers", "2", "--blocking-threads", "1", "--backpressure", "64"]
        address = ["--host", self.listen.host, "--port", str(self.listen.port), "--no-ws"]
        app = ["--interface", "wsgi", "shaoxing_plan.wsgi:application"]
        return self._python(found, "web", "granian", *concurrency, *address, *app)

    def _worker(self, found: Endpoints) -> Command:
        quiet = ["--without-gossip", "--without-mingle", "--loglevel", "INFO"]
        celery = ["celery", "--quiet", "-A", "shaoxing_plan", "worker", "--concurrency", "2"]
        return self._python(found, "worker", *celery, *quiet)

    def _beat(self, found: Endpoints) -> Command:
        schedule = ["--schedule", str(self.var.beat / "schedule"), "--pidfile="]
        celery = ["celery", "--quiet", "-A", "shaoxing_plan", "beat", "--loglevel", "WARNING"]
        return self._python(found, "beat", *celery, *schedule)

    def _manage(self, found: Endpoints, name: str, *args: str) -> Command:
        return self._command(found, name, sys.executable, "manage.py", *args)

    def _python(self, found: Endpoints, name: str, *args: str) -> Command:
        return self._command(found, name, sys.executable, "-m", *args)

    def _command(self, found: Endpoints, name: str, *args: str) -> Command:
        return Command(
            name=name,
            args=args,
            cwd=self.project,
            env={
                "DATABASE_URL": found.database_url,
                "BROKER_URL": found.broker_url,
                "PYTHONUNBUFFERED": "1",
                # Run by root it would say so on every start.
                "PYTHONWARNINGS": "ignore:You're running the worker with superuser",
                MARK: str(self.var.root),
            },
            stop_signal=signal.SIGTERM,
            stop_seconds=20,
        )
