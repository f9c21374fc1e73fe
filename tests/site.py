"""The whole system, started the way a person starts it."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from fcntl import LOCK_EX, LOCK_SH, flock
from pathlib import Path
from tempfile import mkdtemp
from urllib.request import urlopen

from shaoxing_plan.local_services.children import ServiceUser, end_group, tied
from shaoxing_plan.local_services.sockets import free_port

from .services import wait_until

PROJECT = Path(__file__).resolve().parent.parent
SHIPPED_PLANS = ("shaoxing-13", "shaoxing-14")
# What the test run sets for itself, and a site of its own must not inherit.
_NOT_INHERITED = ("DATABASE_URL", "BROKER_URL", "DJANGO_SETTINGS_MODULE", "DEMO", "MAKEFLAGS")


@dataclass(frozen=True, kw_only=True)
class Site:
    """A running `manage.py up`, perhaps of another process of the test run."""

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


@dataclass(frozen=True, kw_only=True)
class LaunchedSite(Site):
    """One of our own, that we can stop."""

    process: "subprocess.Popen[bytes]"

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
) -> LaunchedSite:
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
    url = f"http://127.0.0.1:{port}/"
    return LaunchedSite(process=process, url=url, var=var, log_file=log_file)


def wait_started(site: LaunchedSite, *, seconds: float = 240) -> None:
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
def run_site(var: Path) -> Iterator[LaunchedSite]:
    """Run a site until it is left."""
    site = launch(var)
    try:
        wait_started(site)
        wait_judged(site)
        yield site
    finally:
        if site.process.poll() is None:
            site.stop()
        end_group(site.process.pid)


@contextmanager
def shared_site(folder: Path) -> Iterator[Site]:
    """Use one site with all processes of a test run that are given the same folder.

    Who comes first runs it, and at the end waits until the others have left. Who comes while it
    waits, waits too, and runs the next.
    """
    address = folder / "site.json"
    with ExitStack() as stack:
        with _locked(folder / "door", LOCK_EX):
            if is_first := not address.exists():
                site: Site = stack.enter_context(run_site(Path(mkdtemp(dir=folder)) / "site"))
                address.write_text(json.dumps([site.url, str(site.var), str(site.log_file)]))
            else:
                url, var, log_file = json.loads(address.read_text())
                site = Site(url=url, var=Path(var), log_file=Path(log_file))
            guests = stack.enter_context(_locked(folder / "guests", LOCK_SH))
        yield site
        if is_first:
            stack.enter_context(_locked(folder / "door", LOCK_EX))
            flock(guests, LOCK_EX)
            address.unlink()


@contextmanager
def _locked(file: Path, kind: int) -> Iterator[int]:
    """Hold a lock of a file, shared or alone; wait until it is to be had."""
    with file.open("ab") as opened:
        flock(opened, kind)
        yield opened.fileno()
