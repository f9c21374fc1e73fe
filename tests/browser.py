"""Chromium for the tests that do what a person does."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    sync_playwright,
)

from tests.people import PASSWORD
from tests.services import wait_until

CANDIDATES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# No sandbox: it needs rights that containers do not give, and the pages are our own.
FLAGS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--lang=zh-CN")


def find_chromium() -> str:
    """Return the path of a Chromium; fail saying how to get one."""
    named = os.environ.get("CHROMIUM")
    found = named or next(filter(None, map(shutil.which, CANDIDATES)), None)
    if found is None:
        pytest.fail(
            "No Chromium found. Install one (Debian: apt-get install chromium fonts-noto-cjk), "
            "or name it in the variable CHROMIUM, or call `make test` as root, which installs it.",
            pytrace=False,
        )
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = find_chromium()
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield running
        running.close()


def wait_in_page(page: Page, condition: str, *arguments: Any, seconds: float = 30) -> None:
    """Return once an expression, or a function of an argument, holds in a page.

    Playwright's own wait asks again from inside the page, which the policy of the pages forbids.
    """
    wait_until(lambda: page.evaluate(condition, *arguments), what=condition, seconds=seconds)


class PageWatch:
    """Notes what a page should not do."""

    def __init__(self, page: Page) -> None:
        self.console_errors: list[str] = []
        self.foreign_requests: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self._note(str(error)))
        page.on("request", self._check)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._note(f"{message.location['url']}: {message.text}")

    def _note(self, text: str) -> None:
        self.console_errors.append(text)

    def _check(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob"} and address.hostname not in _OWN_HOSTS:
            self.foreign_requests.append(request.url)


_OWN_HOSTS = frozenset({"127.0.0.1", "localhost", None})


@pytest.fixture
def page_watch(page: Page) -> PageWatch:
    """What the page has done so far; clear a list to forgive it."""
    watch: PageWatch = page.watch  # type: ignore[attr-defined]
    return watch


@pytest.fixture(scope="session")
def window(browser: Browser) -> Iterator[BrowserContext]:
    """The window whose tabs `page` gives, with tabs nobody sees that are never closed.

    While a tab of the same host is open, Chromium opens the next in the process that is there:
    half the work of a window for each test.
    """
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    for host in ("127.0.0.1", "localhost"):
        kept = context.new_page()
        kept.route("**", lambda route: route.fulfill(body="", content_type="text/html"))
        kept.goto(f"http://{host}/")
    yield context
    context.close()


@pytest.fixture
def page(window: BrowserContext) -> Iterator[Page]:
    kept = window.pages
    opened = window.new_page()
    watch = PageWatch(opened)
    opened.watch = watch  # type: ignore[attr-defined]
    yield opened
    for each in set(window.pages) - set(kept):
        if urlsplit(each.url).hostname:
            each.evaluate("localStorage.clear()")
        each.close()
    window.clear_cookies()
    window.clear_permissions()
    assert watch.console_errors == []
    assert watch.foreign_requests == []


@pytest.fixture
def sign_in(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """Return how a person signs in, in a browser of their own; each is watched."""
    with ExitStack() as stack:
        yield lambda name, **size: stack.enter_context(
            _signed_in(browser, live_server.url, name, **size)
        )


@contextmanager
def _signed_in(browser: Browser, site: str, name: str, **size) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN", base_url=site, **size)
    context.set_default_timeout(20_000)
    page = context.new_page()
    watch = PageWatch(page)
    page.watch = watch  # type: ignore[attr-defined]
    page.goto("/accounts/login/")
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_label("密码").press("Enter")
    page.wait_for_url(f"{site}/")
    yield page
    context.close()
    assert watch.console_errors == []
    assert watch.foreign_requests == []
