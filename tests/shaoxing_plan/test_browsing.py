"""What a real browser makes of the frame around all pages, under the policy they are sent with."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.browser import PageWatch

pytestmark = pytest.mark.browser

PASSWORD = "a long enough password"  # noqa: S105 - of a test account


@pytest.fixture
def admin_page(page: Page, live_server: LiveServer) -> Page:
    """The admin site, entered through its login."""
    User.objects.create_superuser("admin", password=PASSWORD)
    page.goto(f"{live_server.url}/admin/")
    page.fill("input[name=username]", "admin")
    page.fill("input[name=password]", PASSWORD)
    page.click("[type=submit]")
    page.wait_for_selector("#content-main")
    return page


def test_the_admin_site_works_under_the_policy(admin_page: Page, live_server: LiveServer) -> None:
    """Its lists, its forms with date and lookup fields; `page` fails on any console error."""
    for path in ("plans/plan/", "plans/plan/add/", "indicators/indicator/add/", "auth/user/add/"):
        admin_page.goto(f"{live_server.url}/admin/{path}")
        assert admin_page.locator("#content").is_visible()


def test_what_the_policy_forbids_is_noticed(
    page: Page, page_watch: PageWatch, live_server: LiveServer
) -> None:
    """Else no other browser test would tell of it."""
    page.goto(f"{live_server.url}/accounts/login/")
    page.evaluate("document.head.appendChild(document.createElement('style')).textContent = 'a {}'")
    page.evaluate("fetch('http://example.invalid/').catch(() => null)")
    assert any("Content Security Policy" in error for error in page_watch.console_errors)
    page_watch.console_errors.clear()
    page_watch.foreign_requests.clear()
