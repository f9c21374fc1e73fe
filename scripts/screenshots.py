"""Takes the pictures of docs/screenshots from a running site: every page × width × light and dark.

    CLERK_PASSWORD=… PLANNER_PASSWORD=… .venv/bin/python scripts/screenshots.py http://127.0.0.1:8000

Meant for a demo site (`make demo`). Pages behind a login are taken as the user of that name whose
password the environment gives; those of the others are left out. Nothing is changed on the site.
Names of pages as further arguments take only those. CHROMIUM names the browser.
"""

from __future__ import annotations

import base64
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

FOLDER: Final = Path(__file__).parent.parent / "docs" / "screenshots"
HEIGHTS: Final = {1440: 900, 768: 1024, 390: 844}
SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
HIGHEST: Final = 1400
QUALITY: Final = 26
MOST_BYTES: Final = 12 * 2**20
FLAGS: Final = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--lang=zh-CN"]
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
STRANGER: Final = ""


@dataclass(frozen=True, kw_only=True)
class Shot:
    """A page: its path, as whom it is opened, and the link to follow from there, if any."""

    title: str
    path: str
    role: str = STRANGER
    link: str = ""


SHOTS: Final[dict[str, Shot]] = {
    "overview": Shot(title="The plan at a glance", path="/"),
    "account": Shot(title="The final account of a plan", path="/plans/shaoxing-13/"),
    "indicators": Shot(title="Indicators", path="/plans/shaoxing-14/indicators/?origin=table"),
    "indicator": Shot(title="One indicator", path="/indicators/sx14-gdp/"),
    "indicator-late": Shot(
        title="One that had no easy verdict", path="/indicators/sx14-urbanisation/"
    ),
    "matrix": Shot(title="Indicator × year", path="/plans/shaoxing-14/matrix/"),
    "across": Shot(title="Plans compared", path="/plans/shaoxing-14/across/"),
    "across-series": Shot(
        title="One quantity, several plans", path="/plans/shaoxing-14/across/gdp/"
    ),
    "compare": Shot(
        title="Indicators compared",
        path="/compare/?i=sx14-gdp&i=sx14-budget-revenue&i=sx14-urbanisation&measure=index",
    ),
    "table": Shot(title="The plan's own table", path="/plans/shaoxing-14/table/"),
    "outline": Shot(title="Outline", path="/plans/shaoxing-14/outline/"),
    "chapter": Shot(
        title="A chapter in the plan's own words", path="/plans/shaoxing-14/outline/c11/"
    ),
    "meeting": Shot(title="Meeting mode", path="/plans/shaoxing-14/meeting/#slide-1"),
    "boxes": Shot(title="Boxes", path="/plans/shaoxing-14/boxes/"),
    "box": Shot(title="One box", path="/plans/shaoxing-14/boxes/3/"),
    "projects": Shot(title="Projects", path="/plans/shaoxing-14/projects/"),
    "timeline": Shot(title="Projects in time", path="/plans/shaoxing-14/projects/timeline/"),
    "board": Shot(title="Projects by stage", path="/plans/shaoxing-14/projects/board/"),
    "pace": Shot(
        title="Projects ahead and behind", path="/plans/shaoxing-14/projects/pace/?year=2024"
    ),
    "links": Shot(title="Projects and indicators", path="/plans/shaoxing-14/projects/links/"),
    "sums": Shot(title="What projects add up to", path="/plans/shaoxing-14/projects/sums/"),
    "project": Shot(title="One project", path="/projects/sx14-comprehensive-bonded-zone/"),
    "progress-table": Shot(
        title="The official table of a box", path="/plans/shaoxing-14/progress-table/?box=3"
    ),
    "search": Shot(title="Search", path="/search/?q=gdp"),
    "help": Shot(title="Help", path="/help/"),
    "terms": Shot(title="Glossary", path="/help/terms/"),
    "open-data": Shot(title="Open data", path="/data/"),
    "embed": Shot(title="An indicator for other sites", path="/embed/indicators/sx14-gdp/"),
    "design": Shot(title="Components", path="/design/"),
    "login": Shot(title="Login", path="/accounts/login/"),
    "not-found": Shot(title="An address that leads nowhere", path="/indicators/nonsense/"),
    "desk": Shot(title="A department's desk", path="/entry/", role="clerk"),
    "grid": Shot(
        title="Figures of a year",
        path="/entry/",
        role="clerk",
        link="main a[href*='/entry/shaoxing-14/']",
    ),
    "upload": Shot(
        title="Figures by workbook", path="/entry/shaoxing-14/2025/upload/", role="clerk"
    ),
    "desk-projects": Shot(title="A department's projects", path="/entry/projects/", role="clerk"),
    "password": Shot(title="Change of password", path="/accounts/password/", role="clerk"),
    "refused": Shot(title="A desk that is not one's own", path="/review/", role="clerk"),
    "sign": Shot(title="Figures to sign", path="/entry/sign/", role="signer"),
    "review": Shot(title="The planners' desk", path="/review/?stage=all", role="planner"),
    "review-figure": Shot(
        title="A figure to decide on",
        path="/review/?stage=all",
        role="planner",
        link="main a[href*='/review/figures/']",
    ),
    "review-projects": Shot(
        title="Reports of projects", path="/review/projects/?stage=all", role="planner"
    ),
    "rounds": Shot(title="Rounds", path="/review/rounds/", role="planner"),
    "round": Shot(
        title="One round", path="/review/rounds/", role="planner", link="main a[href*='/rounds/']"
    ),
    "departments": Shot(
        title="How departments report", path="/review/departments/", role="planner"
    ),
    "enter": Shot(title="Entering on behalf", path="/review/enter/", role="planner"),
    "targets": Shot(title="Revised targets", path="/review/targets/", role="planner"),
    "definitions": Shot(title="Definitions", path="/review/definitions/", role="planner"),
    "record": Shot(title="The record", path="/review/record/", role="planner"),
    "load-plan": Shot(title="Loading a plan", path="/admin/load-plan/", role="admin"),
}


def main(site: str, *names: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for role, chosen in _by_role(names).items():
            with_role = _context(browser, site.rstrip("/"), role)
            for name, shot in chosen.items():
                _take(with_role.new_page(), name, shot)
            with_role.close()
        browser.close()
    (FOLDER / "README.md").write_text(f"{index()}\n")
    size = sum(each.stat().st_size for each in FOLDER.glob("*.webp"))
    print(f"{size / 2**20:.1f} MB")  # noqa: T201 - for who called it
    if size > MOST_BYTES:
        sys.exit(f"more than {MOST_BYTES / 2**20:.0f} MB: lower QUALITY")


def _by_role(names: tuple[str, ...]) -> dict[str, dict[str, Shot]]:
    """Return the pages to take by who opens them, without those whose password is not given."""
    chosen = {name: SHOTS[name] for name in names or SHOTS}
    roles = [
        each for each in ("", "clerk", "signer", "planner", "admin") if not each or _password(each)
    ]
    return {
        role: {name: shot for name, shot in chosen.items() if shot.role == role} for role in roles
    }


def _password(role: str) -> str:
    return os.environ.get(f"{role.upper()}_PASSWORD", "")


def _context(browser: Browser, site: str, role: str) -> BrowserContext:
    context = browser.new_context(base_url=site, locale="zh-CN", reduced_motion="reduce")
    context.set_default_timeout(60_000)
    if role:
        page = context.new_page()
        page.goto("/accounts/login/")
        page.get_by_label("用户名").fill(role)
        page.get_by_label("密码").fill(_password(role))
        page.get_by_label("密码").press("Enter")
        page.wait_for_url(f"{site}/")
        page.close()
    return context


def _take(page: Page, name: str, shot: Shot) -> None:
    page.goto(shot.path, wait_until="networkidle")
    if shot.link:
        found = page.locator(shot.link)
        if not found.count():
            print(f"{name}: nothing to follow on {shot.path}", file=sys.stderr)  # noqa: T201
            page.close()
            return
        page.goto(str(found.first.get_attribute("href")), wait_until="networkidle")
    session = page.context.new_cdp_session(page)
    for width, scheme in looks():
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        page.emulate_media(color_scheme=scheme)
        page.evaluate("document.getAnimations().forEach(each => each.finish())")
        (FOLDER / _file(name, width, scheme)).write_bytes(_picture(page, session, width))
    page.close()


def looks() -> Iterator[tuple[int, Literal["light", "dark"]]]:
    return ((width, scheme) for width in HEIGHTS for scheme in SCHEMES)


def _picture(page: Page, session: CDPSession, width: int) -> bytes:
    """Return the page as WebP, cut off where it goes on for too long.

    The window is made that high, so that what keeps to its edge is at the end of the picture.
    """
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": min(height, HIGHEST)})
    options = {"format": "webp", "quality": QUALITY}
    return base64.b64decode(session.send("Page.captureScreenshot", options)["data"])


def _file(name: str, width: int, scheme: str) -> str:
    return f"{name}-{width}-{scheme}.webp"


def index() -> str:
    """Return the list of what there is, as Markdown."""
    lines = [
        "# Screenshots",
        "",
        "Every page at three widths, light and dark, of a demo site: **all figures are invented**.",
        f"Taken by `scripts/screenshots.py`; cut off at {HIGHEST} px.",
        "",
    ]
    for name, shot in SHOTS.items():
        if (FOLDER / _file(name, 1440, "light")).exists():
            lines += _entry(name, shot)
    return "\n".join(lines)


def _entry(name: str, shot: Shot) -> list[str]:
    links = (f"[{width} {scheme}]({_file(name, width, scheme)})" for width, scheme in looks())
    who = f", as {shot.role}" if shot.role else ""
    return [f"- **{shot.title}** (`{shot.path}`{who}): {' · '.join(links)}"]


if __name__ == "__main__":
    main(*sys.argv[1:])
