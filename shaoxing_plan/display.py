"""How a reader wants pages to look: light or dark, and 长者模式; kept in cookies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest

from indicators.views.frame import is_senior

AUTO: Final = "auto"
THEMES: Final = {AUTO: "跟随系统", "light": "浅色", "dark": "深色"}
THEME_COOKIE: Final = "theme"


@dataclass(frozen=True, kw_only=True)
class Display:
    """What base.html needs to know before the first byte, so that nothing flashes.

    `theme` auto follows the reader's system. `back` is where a change of it leads back to.
    """

    theme: str
    is_senior: bool
    back: str

    @property
    def dark_media(self) -> str:
        """Return for which media the dark colours are, "" for none; paper is always light."""
        media = {AUTO: "screen and (prefers-color-scheme: dark)", "dark": "screen"}
        return media.get(self.theme, "")

    @property
    def browser_scheme(self) -> str:
        """Return what the browser is told before any stylesheet has come."""
        return "light dark" if self.theme == AUTO else self.theme

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """Return value, label and whether chosen of each theme."""
        return [(value, label, value == self.theme) for value, label in THEMES.items()]


def display_of(request: HttpRequest) -> Display:
    """Return how the sender of a request wants pages to look; nonsense counts as not chosen."""
    theme = request.COOKIES.get(THEME_COOKIE, AUTO)
    return Display(
        theme=theme if theme in THEMES else AUTO,
        is_senior=is_senior(request),
        # A page that answered a form is not there for whoever comes back to it.
        back=request.get_full_path() if request.method in ("GET", "HEAD") else "/",
    )
