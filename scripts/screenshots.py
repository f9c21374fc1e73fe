"""Takes the screenshots of the documents from a running site.

.venv/bin/python scripts/screenshots.py http://127.0.0.1:8000
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import ViewportSize, sync_playwright

FOLDER = Path(__file__).parent.parent / "docs" / "screenshots"
PAGES = {
    "overview": "/",
    "account": "/plans/shaoxing-13/",
    "indicators": "/plans/shaoxing-14/indicators/?origin=table",
    "indicator": "/indicators/sx14-gdp/",
    "matrix": "/plans/shaoxing-14/matrix/",
    "box": "/plans/shaoxing-14/boxes/3/",
}
SIZES: dict[str, ViewportSize] = {
    "": {"width": 1440, "height": 1000},
    "-phone": {"width": 390, "height": 844},
}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def main(site: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        for suffix, size in SIZES.items():
            page = browser.new_page(viewport=size, locale="zh-CN")
            for name, address in PAGES.items():
                page.goto(site.rstrip("/") + address, wait_until="networkidle")
                page.screenshot(path=FOLDER / f"{name}{suffix}.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
