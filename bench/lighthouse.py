"""What Lighthouse says of every kind of page: the median of five runs, as a table.

    .venv/bin/python bench/lighthouse.py http://127.0.0.1:8100 [RUNS [PATHS]]

Needs node 18.20 or later, npm and a Chromium (CHROME_PATH names it). Lighthouse is installed by npm
into `var/lighthouse`, pinned. Measure a site served as in production (README, "Measured"): the
development server sends its styles uncompressed and unhashed. Phone, network and processor are
simulated; still, a busy machine lowers the performance, so look at `uptime` first.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

Report = dict[str, Any]
FOLDER = Path(__file__).parent.parent / "var" / "lighthouse"
VERSION = "12.8.2"
RUNS = 5
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage"
PAGES = (
    "/",
    "/plans/shaoxing-13/",
    "/plans/shaoxing-14/indicators/",
    "/plans/shaoxing-14/matrix/",
    "/plans/shaoxing-14/across/",
    "/plans/shaoxing-14/table/",
    "/plans/shaoxing-14/outline/",
    "/plans/shaoxing-14/outline/c02/",
    "/plans/shaoxing-14/boxes/3/",
    "/plans/shaoxing-14/projects/",
    "/plans/shaoxing-14/projects/timeline/",
    "/plans/shaoxing-14/projects/board/",
    "/plans/shaoxing-14/projects/pace/",
    "/plans/shaoxing-14/projects/sums/",
    "/projects/sx14-comprehensive-bonded-zone/",
    "/indicators/sx14-gdp/",
    "/compare/?i=sx14-gdp&i=sx14-budget-revenue&measure=index",
    "/search/?q=gdp",
    "/help/",
    "/data/",
    "/accounts/login/",
)


def install() -> None:
    package = FOLDER / "node_modules" / "lighthouse" / "package.json"
    if package.exists() and json.loads(package.read_text())["version"] == VERSION:
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "package.json").write_text('{"private": true}\n')
    flags = ("--no-audit", "--no-fund", "--ignore-scripts")
    subprocess.run(["npm", "install", *flags, f"lighthouse@{VERSION}"], cwd=FOLDER, check=True)


def run(address: str, *, attempts: int = 3) -> Report:
    """Return a report of one visit by somebody who was never there."""
    program = FOLDER / "node_modules" / "lighthouse" / "cli" / "index.js"
    answer = subprocess.run(
        ["node", program, address, "--output=json", "--quiet", f"--chrome-flags={FLAGS}"],
        capture_output=True,
        check=False,
        text=True,
        timeout=300,
        env={"CHROME_PATH": chrome(), **os.environ},
    )
    if answer.returncode and attempts > 1:  # on a busy machine the trace may miss its beginning
        return run(address, attempts=attempts - 1)
    if answer.returncode:
        raise SystemExit(f"{address}: {answer.stderr[-2000:]}")
    report: Report = json.loads(answer.stdout)
    return report


def chrome() -> str:
    return next(filter(None, map(shutil.which, BROWSERS)), "")


def scores(report: Report) -> dict[str, int]:
    return {name: round(100 * report["categories"][name]["score"]) for name in CATEGORIES}


def failed(report: Report) -> set[str]:
    """Return what costs points, of all that is not performance."""
    asked = {
        each["id"]
        for name in CATEGORIES[1:]
        for each in report["categories"][name]["auditRefs"]
        if each["weight"]
    }
    audits = report["audits"].items()
    return {name for name, audit in audits if name in asked and audit["score"] not in (None, 1)}


def main(site: str, runs: str = str(RUNS), *paths: str) -> None:
    install()
    print(f"Lighthouse {VERSION}, median of {runs}; load {os.getloadavg()[0]:.1f}\n")
    print(f"| page | {' | '.join(CATEGORIES)} | LCP s | TBT ms | CLS | faults |")
    print(f"|---|{'---:|' * (len(CATEGORIES) + 3)}---|")
    for path in paths or PAGES:
        reports = [run(site.rstrip("/") + path) for _ in range(int(runs))]
        print(line(path, reports), flush=True)


def line(path: str, reports: list[Report]) -> str:
    found = [scores(each) for each in reports]
    middle = [f"{median(each[name] for each in found):.0f}" for name in CATEGORIES]
    audits = ("largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")
    paint, blocked, shift = (
        median(each["audits"][name]["numericValue"] for each in reports) for name in audits
    )
    faults = ", ".join(sorted(set.union(*map(failed, reports))))
    cells = (*middle, f"{paint / 1000:.1f}", f"{blocked:.0f}", f"{shift:.3f}", faults)
    return f"| `{path}` | {' | '.join(cells)} |"


if __name__ == "__main__":
    main(*sys.argv[1:])
