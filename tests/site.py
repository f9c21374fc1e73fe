"""The whole system, started the way a person starts it."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from shaoxing_plan.local_services.children import ServiceUser, end_group, tied
from shaoxing_plan.local_services.sockets import free_port

from .services import wait_until

PROJECT = Path(__file__).resolve().parent.parent
SHIPPED_PLANS = ("shaoxing-13", "shaoxing-14")
# What the test run sets for itself, and a site of its own must not inherit.
_NOT_INHERITED = ("DATABASE_URL", "BROKER_URL", "DJANGO_SETTINGS_MODULE", "DEMO", "MAKEFLAGS")


@dataclass(frozen=True)
class Site:
    """A running `manage.py up`."""

    process: "subprocess.Popen[bytes]"
    url: str
    var: Path
    log_file: Path

    @property
    def log(self) -> str:
        return self.log_file.read_text()

    @property
    def passwords(self) -> dict[str, str]:
        """The first accounts' passwords by user name, as printed at the first start."""
        found = re.findall(r"^setup +\|   (admin|planner|clerk) +(\S+)", self.log, re.MULTILINE)
        return dict(found)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop; return its exit code."""
        self.process.send_signal(number)
        return self.process.wait(timeout=60)


def launch(
    var: Path,
    *,
    port: int | None = None,
    env: Mapping[str, str] | None = None,
    python: str = sys.executable,
    user: int | None = None,
    demo: bool = False,
) -> Site:
    """Start a site on a data folder; return at once."""
    port = port or free_port()
    inherited = {name: value for name, value in os.environ.items() if name not in _NOT_INHERITED}
    var.mkdir(parents=True, exist_ok=True)
    log_file = var.with_name(f"{var.name}-{port}.log")
    args = [python, "manage.py", "up", "--port", str(port), *(["--demo"] * demo)]
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            tied(
                args,
                user=None if user is None else ServiceUser(user, user),
                death_signal=signal.SIGTERM,
            ),
            cwd=PROJECT,
            env={**inherited, "VAR_DIR": str(var), **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Site(process, f"http://127.0.0.1:{port}/", var, log_file)


def wait_started(site: Site, *, seconds: float = 240) -> None:
    """Return once the address is printed; fail with the log if the site ends before."""

    def is_decided() -> bool:
        return "已启动：" in site.log or site.process.poll() is not None

    wait_until(is_decided, what=f"the site to start, see {site.log_file}", seconds=seconds)
    if site.process.poll() is not None:
        raise AssertionError(f"the site ended with {site.process.returncode}:\n{site.log}")


def wait_judged(site: Site, *, seconds: float = 240) -> None:
    """Return once the worker has judged everything: no page of a plan says 正在重算."""

    def is_judged() -> bool:
        pages = [urlopen(f"{site.url}plans/{slug}/indicators/") for slug in SHIPPED_PLANS]  # noqa: S310
        return not any("正在重算" in page.read().decode() for page in pages)

    wait_until(is_judged, what=f"all verdicts, see {site.log_file}", seconds=seconds)


@contextmanager
def run_site(var: Path, *, env: Mapping[str, str] | None = None) -> Iterator[Site]:
    """Run a site until it is left."""
    site = launch(var, env=env)
    try:
        wait_started(site)
        wait_judged(site)
        yield site
    finally:
        if site.process.poll() is None:
            site.stop()
        end_group(site.process.pid)
