"""What 5,000 projects cost beside 16: queries, bytes, first paint, a filter and a zoom.

    .venv/bin/python bench/many_projects.py

Starts the site on a temporary folder, puts a plan of 16 and one of 5,000 projects with their
reports into its database, and opens their pages in Chromium, in turns, so that whatever else the
machine does falls on both. Prints medians and how many times the small plan's they are; nothing is
asserted, for machines differ. Run it on a quiet one.
"""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PORT = 18766
SITE = f"http://127.0.0.1:{PORT}"
HEALTH = f"http://127.0.0.1:{PORT}/healthz"
FEW, MANY = 16, 5_000
ROUNDS = 5
PAGES = {
    "timeline": "/plans/{slug}/projects/timeline/?year=2023",
    "one field": "/plans/{slug}/projects/timeline/?year=2023&field=city",
    "table": "/plans/{slug}/projects/?year=2023",
    "board": "/plans/{slug}/projects/board/?year=2023",
}
TIMES = """() => {
  const [page] = performance.getEntriesByType("navigation");
  const [paint] = performance.getEntriesByName("first-contentful-paint");
  return {
    "first paint, ms": paint ? paint.startTime : null,
    "server, ms": page.responseStart - page.requestStart,
    "raw, KB": page.decodedBodySize / 1000,
    "compressed, KB": page.encodedBodySize / 1000,
  };
}"""

# Not `wait_for_function`: it polls with eval, which the policy of our pages forbids.
PAINTED = """() => new Promise((done) => new PerformanceObserver((list) => {
  if (list.getEntriesByName("first-contentful-paint").length) done();
}).observe({ type: "paint", buffered: true }))"""


@contextmanager
def site(folder: str) -> Iterator[None]:
    """Run the whole site in a folder until the work is done."""
    os.environ.update(VAR_DIR=folder, DJANGO_SETTINGS_MODULE="shaoxing_plan.settings")
    for name in ("DATABASE_URL", "BROKER_URL"):
        os.environ.pop(name, None)
    process = subprocess.Popen(
        [sys.executable, "manage.py", "up", "--port", str(PORT)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        while not _answers():
            if process.poll() is not None:
                raise SystemExit(f"the site ended with {process.returncode}")
            time.sleep(0.2)
        yield
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
        process.wait()


def _answers() -> bool:
    try:
        with urlopen(HEALTH, timeout=5) as response:
            return bool(response.status == 200)
    except (URLError, OSError):
        return False


def seed() -> dict[int, str]:
    """Make the two plans; returns their slugs by how many projects they have."""
    from tests.factories import make_department, make_indicator, make_plan, make_section
    from tests.projects.crowd import make_crowd

    slugs = {}
    for count in (FEW, MANY):
        plan = make_plan(slug=f"bench-{count}")
        box = make_section(plan, code=f"bench-{count}", kind="box", number="1")
        make_indicator(plan, code=f"bench-{count}-1", section=box)
        make_crowd(box, make_department(), count=count)
        slugs[count] = plan.slug
    return slugs


def asked_of_the_server(address: str) -> dict[str, float]:
    """Return what a page costs whatever else the machine does: queries and processor time."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1")
    begin = time.process_time()
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address)
    spent = time.process_time() - begin
    if response.status_code != 200:
        raise SystemExit(f"{address}: {response.status_code}")
    return {"queries": len(asked), "processor, ms": spent * 1000}


def measured(browser: Browser, slug: str, page_name: str) -> dict[str, float]:
    """Open a page as somebody who has been on the site, then filter it, or zoom the timeline."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{SITE}/plans/{slug}/boxes/", wait_until="load")
    page.goto(SITE + PAGES[page_name].format(slug=slug), wait_until="load")
    page.evaluate(PAINTED)
    found: dict[str, float] = page.evaluate(TIMES)
    if page_name != "board":
        found["filter, ms"] = _filtered(page)
    if page_name == "timeline":
        found["zoom, ms"] = _zoomed(page)
    context.close()
    return found


def _filtered(page: Page) -> float:
    """Return the time from pressing 筛选 for one light to the page that shows it, painted."""
    page.locator('input[name="light"]').first.check()
    begin = time.monotonic()
    page.click(".filters__submit button")
    return _until_painted(page, "light=", begin)


def _zoomed(page: Page) -> float:
    begin = time.monotonic()
    page.click(".zoom__scales a:not([aria-current])")
    return _until_painted(page, "scale=", begin)


def _until_painted(page: Page, sign: str, begin: float) -> float:
    page.wait_for_url(lambda url: sign in url, wait_until="load")
    page.evaluate(PAINTED)
    return (time.monotonic() - begin) * 1000


def rounds(slugs: dict[int, str]) -> dict[tuple[str, str], dict[int, list[float]]]:
    """Return every measurement by page and what was measured, then by how many projects."""
    found: dict[Any, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))

    def take_turns(measure: Callable[[str, str], dict[str, float]]) -> None:
        for _, name, (count, slug) in product(range(ROUNDS + 1), PAGES, slugs.items()):
            for what, amount in measure(name, slug).items():
                found[name, what][count].append(amount)

    take_turns(lambda name, slug: asked_of_the_server(PAGES[name].format(slug=slug)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(flags()))
        take_turns(lambda name, slug: measured(browser, slug, name))
        browser.close()
    return found


def chromium() -> str:
    from tests.browser import find_chromium

    return find_chromium()


def flags() -> tuple[str, ...]:
    from tests.browser import FLAGS

    return FLAGS


def show(found: dict[tuple[str, str], dict[int, list[float]]]) -> None:
    print(f"{'':11}{'':18}{FEW:>8}{MANY:>8}   times")
    for (name, what), by_count in found.items():
        # The first round fills caches.
        few, many = (
            statistics.median(by_count[each][1:] or by_count[each]) for each in (FEW, MANY)
        )
        print(f"{name:11}{what:18}{few:8.0f}{many:8.0f}{many / few:8.1f}")


def main() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with tempfile.TemporaryDirectory() as folder, site(folder):
        import django

        django.setup()
        show(rounds(seed()))


if __name__ == "__main__":
    main()
