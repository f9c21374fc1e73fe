"""Whatever stands in an address, it is answered in words and never by an error of the server."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.roles import ROLES, World
from tests.shaoxing_plan.test_rights import ALL_LINES, Line, address

pytestmark = pytest.mark.django_db

NUMBERS_AND_DAYS = ("year", "from", "to", "quarter", "page", "known_on", "since", "until")
WORDS = (
    *("plan", "department", "kind", "vintage", "stage", "state", "sort", "scale", "revise", "i"),
    *("origin", "measure", "indicator", "box", "field", "q", "done", "series", "text", "person"),
    *("region", "light", "action", "nature", "category"),
)
"""Every name an address is read under."""
HOSTILE = ("9" * 4400, "1e9", "9999-12-31")
MORE_HOSTILE = ("-2023", "２０２３", "9" * 20, "0001-01-01", "２０２３-01-01")
"""For the long run: each asks every page once more."""
IN_PATH = ("0", "9" * 20, "9" * 4400)
GOT = {200, 302, 403, 404, 405, 422}
PAGES = {
    route: line
    for route, line in ALL_LINES.items()
    if not route.startswith("admin/")
    and "a" in line.get
    and "<path" not in route
    and route != "healthz"
}


def client_of(world: World, line: Line) -> Client:
    """Return a browser of the first who gets a page."""
    role = ROLES[line.get.replace(" ", "").index("a")]
    client = Client(raise_request_exception=False)
    client.handler = world.handler
    if role in world.sessions:
        client.cookies["sessionid"] = world.sessions[role]
    return client


def unanswered(world: World, line: Line, url: str) -> str:
    """Return what an address failed with, "" where it was answered."""
    response = client_of(world, line).get(url)
    if not response.streaming:
        return "" if response.status_code in GOT else f"{response.status_code} {url[:160]}"
    list(response)
    return ""


@pytest.mark.parametrize(
    ("names", "value"),
    [
        *((NUMBERS_AND_DAYS, value) for value in HOSTILE),
        *(pytest.param(NUMBERS_AND_DAYS, each, marks=pytest.mark.long) for each in MORE_HOSTILE),
        pytest.param(WORDS, "9" * 4400, marks=pytest.mark.long),
        (WORDS, "'\"<b>"),
    ],
)
def test_no_value_of_a_query_breaks_a_page(world, names, value):
    query = urlencode(dict.fromkeys(names, value))
    failed = [
        unanswered(world, line, f"{address(route, line, world.values)}?{query}")
        for route, line in PAGES.items()
    ]
    assert list(filter(None, failed)) == []


@pytest.mark.parametrize("number", IN_PATH, ids=[each[:12] for each in IN_PATH])
def test_no_number_in_a_path_breaks_a_page(world, number):
    failed = []
    for route, line in PAGES.items():
        if "<int:" in route:
            start, _, rest = route.partition("<int:")
            numbered = f"{start}{number}{rest.partition('>')[2]}"
            failed.append(unanswered(world, line, address(numbered, line, world.values)))
    assert failed
    assert list(filter(None, failed)) == []
