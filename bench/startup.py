"""How long a fresh clone takes to its first page, and how long everything after that.

    .venv/bin/python bench/startup.py [REPOSITORY]

Clones the repository into a temporary folder and runs `make run` there twice, and `load_plan` into
the running site. Prints seconds; nothing is asserted, for machines differ.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

PORT = 18765
URL = f"http://127.0.0.1:{PORT}/"
ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if name not in {"DATABASE_URL", "BROKER_URL", "VAR_DIR", "DJANGO_SETTINGS_MODULE"}
}


def seconds_to_first_page(folder: Path) -> tuple[float, subprocess.Popen[bytes]]:
    begin = time.monotonic()
    process = subprocess.Popen(
        ["make", "run", f"PORT={PORT}"],
        cwd=folder,
        env=ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    while not _answers():
        if process.poll() is not None:
            raise SystemExit(f"make run ended with {process.returncode}")
        time.sleep(0.1)
    return time.monotonic() - begin, process


def stop(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGINT)
    process.wait()


def seconds_of(*arguments: str, folder: Path) -> float:
    begin = time.monotonic()
    subprocess.run(
        [".venv/bin/python", "manage.py", *arguments],
        cwd=folder,
        env=ENVIRONMENT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.monotonic() - begin


def _answers() -> bool:
    try:
        with urlopen(URL, timeout=5) as response:
            return bool(response.status == 200)
    except (URLError, OSError):
        return False


def main() -> None:
    repository = sys.argv[1] if len(sys.argv) > 1 else str(Path(__file__).parent.parent)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "clone"
        begin = time.monotonic()
        subprocess.run(["git", "clone", "-q", repository, str(folder)], check=True)
        cloned = time.monotonic() - begin
        first, process = seconds_to_first_page(folder)
        print(f"bare clone to first page  {cloned + first:6.1f} s")
        print(
            f"load_plan fixtures again  {seconds_of('load_plan', 'fixtures', folder=folder):6.1f} s"
        )
        stop(process)
        second, process = seconds_to_first_page(folder)
        stop(process)
        print(f"second start              {second:6.1f} s")


if __name__ == "__main__":
    main()
