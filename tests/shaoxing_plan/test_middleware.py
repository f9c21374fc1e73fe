"""Who gets in: every page asks for a login unless it says otherwise."""

import gzip
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from plans.access import browsable
from shaoxing_plan.middleware import BrowsingMiddleware, PageCompression

pytestmark = pytest.mark.django_db

# What anybody may ask for, public browsing or not.
OPEN = {"healthz", "metrics", "login", "choose_display", "robots"}


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from patterns(each)
        else:
            yield each


def test_no_page_of_ours_is_open_by_accident() -> None:
    """A new page without a mark asks for a login; one that is always open is listed above."""
    ours = [each for each in patterns(get_resolver()) if not each.lookup_str.startswith("django.")]
    assert ours
    always_open = {each.name for each in ours if not getattr(each.callback, "login_required", True)}
    assert always_open - {"login"} == OPEN - {"login"}


def test_closed_browsing_sends_readers_to_the_login(client: Client, settings) -> None:
    settings.PUBLIC_BROWSING = False
    answer = client.get("/plans/shaoxing-14/")
    assert (answer.status_code, answer["Location"]) == (
        302,
        "/accounts/login/?next=/plans/shaoxing-14/",
    )


def test_open_browsing_lets_readers_look(client: Client, settings) -> None:
    settings.PUBLIC_BROWSING = True
    # Not there, but asked for: the login did not come first.
    assert client.get("/plans/no-such-plan/").status_code == 404


def test_whoever_is_logged_in_may_look(client: Client, settings) -> None:
    settings.PUBLIC_BROWSING = False
    client.force_login(User.objects.create_user("reader"))
    assert client.get("/plans/no-such-plan/").status_code == 404


def test_pages_travel_compressed_with_padding(client: Client) -> None:
    page = client.get("/accounts/login/", headers={"accept-encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in page["Vary"]
    assert gzip.decompress(page.content).strip().startswith(b"<!DOCTYPE html>")
    lengths = {
        len(client.get("/accounts/login/", headers={"accept-encoding": "gzip"}).content)
        for _ in range(20)
    }
    assert len(lengths) > 1


def test_who_cannot_unpack_gets_the_page_plain(client: Client) -> None:
    page = client.get("/accounts/login/")
    assert "Content-Encoding" not in page
    assert page.content.strip().startswith(b"<!DOCTYPE html>")


@pytest.mark.parametrize(
    "response",
    [
        StreamingHttpResponse([b"x" * 5000], content_type="text/csv"),
        HttpResponse(b"x" * 5000, content_type="application/zip"),
    ],
    ids=["streamed", "packed"],
)
def test_files_are_sent_as_they_are(rf, response) -> None:
    request = rf.get("/", headers={"accept-encoding": "gzip"})
    sent = PageCompression(lambda _: response).process_response(request, response)
    assert "Content-Encoding" not in sent


def test_a_view_without_a_mark_asks_for_a_login(rf, settings) -> None:
    settings.PUBLIC_BROWSING = True
    request = rf.get("/anything/")
    request.user = type("Anonymous", (), {"is_authenticated": False})()
    middleware = BrowsingMiddleware(lambda _: HttpResponse())

    def view(_request):
        raise AssertionError("only looked at")

    refused = middleware.process_view(request, view, (), {})
    assert refused is not None
    assert refused.status_code == 302
    assert middleware.process_view(request, browsable(view), (), {}) is None
