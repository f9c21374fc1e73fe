"""What shuts people out of a page: found by axe and by measuring, in every look a page has."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import axe_core_python
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from tests.browser import wait_in_page

WIDE: Final[ViewportSize] = {"width": 1440, "height": 900}
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
_AXE: Final = next(Path(axe_core_python.__file__).parent.rglob("axe.min.js")).read_text()
_COLOUR_RULES: Final = ("color-contrast", "link-in-text-block")


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a page is looked at. Only rules on colour can find more in the dark: the page is the
    same, and its colours are all that changes."""

    size: ViewportSize
    scheme: Literal["light", "dark"]

    @property
    def rules(self) -> tuple[str, ...]:
        """Return the rules axe is held to, () for all of them."""
        return _COLOUR_RULES if self.scheme == "dark" else ()

    def __str__(self) -> str:
        return f"{self.size['width']} {self.scheme}"


LOOKS: Final = tuple(
    Look(size=size, scheme=scheme) for size in (WIDE, PHONE) for scheme in ("light", "dark")
)


def watched_context(browser: Browser, **options) -> BrowserContext:
    """Return a context to look at pages in."""
    context = browser.new_context(locale="zh-CN", **options)
    context.set_default_timeout(30_000)
    return context


def axe_findings(page: Page, rules: tuple[str, ...] = ()) -> list[tuple[str, list[str]]]:
    """Return what axe finds wrong with a page as it is now: the rule, and where."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE)
    options = {"resultTypes": ["violations"], "selectors": False, "preload": False}
    chosen = {"runOnly": list(rules)} if rules else {}
    found = page.evaluate("options => axe.run(options)", options | chosen)["violations"]
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]


def barriers(page: Page, looks: tuple[Look, ...] = LOOKS) -> dict[str, list]:
    """Return by look what is wrong with the page that is open: empty when nobody is shut out."""
    found = {str(look): _seen(page, look) for look in looks}
    return {look: wrong for look, wrong in found.items() if wrong}


def _seen(page: Page, look: Look) -> list:
    page.set_viewport_size(look.size)
    page.emulate_media(color_scheme=look.scheme)
    page.evaluate("document.getAnimations().forEach(each => each.finish())")
    return [*_sideways(page, look), *axe_findings(page, look.rules)]


def _sideways(page: Page, look: Look) -> list[str]:
    """Return that a page has to be scrolled sideways; a chart may take a moment to fit."""
    fits = f"document.documentElement.scrollWidth <= {look.size['width']}"
    try:
        wait_in_page(page, fits, seconds=3)
    except AssertionError:
        return ["it scrolls sideways"]
    return []


def assert_fit_for_all(page: Page, looks: tuple[Look, ...] = LOOKS) -> None:
    """Fail where the page that is open scrolls sideways or axe finds a barrier, in any look."""
    found = barriers(page, looks)
    assert found == {}, found
