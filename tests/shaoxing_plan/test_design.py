"""The page of the design shows every component in every state, and says it is all samples."""

from __future__ import annotations

import re

import pytest

from indicators.progress import STATE_LABELS
from indicators.selectors.tones import STATE_ORDER
from shaoxing_plan.design_samples import COLOURS
from tests.colours import STYLES, tokens
from tests.site import PROJECT

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client) -> str:
    return client.get("/design/").content.decode()


def test_every_state_is_shown_with_its_word_and_shape(page):
    shown = set(re.findall(r'href="#state-(\w+)"', page))
    assert shown >= {state or "computing" for state in STATE_ORDER}
    assert all(label in page for label in STATE_LABELS.values())


def test_every_colour_named_there_exists_and_has_its_swatch():
    sheet = (STYLES / "design.css").read_text()
    names = {name for _, names in COLOURS for name in names}
    assert {f"--{name}" for name in names} <= set(tokens("tokens.css"))
    assert names == set(re.findall(r"\.swatch--([a-z0-9-]+) ", sheet))


def test_all_of_it_is_marked_as_samples(page):
    assert "本页数字都是示例" in page
    assert re.search(r'class="plot__watermark"[^>]*>\s*示例', page)
    assert '<meta name="robots" content="noindex">' in page


NEEDS_MORE = {
    "demo_banner.html": "shown in demo mode only",
    "senior_bar.html": "shown in 长者模式 only",
    "plan_nav.html": "of a plan that is loaded",
    "plan_switch.html": "of plans that are loaded",
    "plan_tools.html": "of a plan that is loaded",
    "look_back.html": "below pages of a plan; its form is shown with a day that is looked back at",
}
"""What the page of the design cannot show, and why."""
COMPONENTS = PROJECT / "templates" / "components"


def test_every_component_that_pages_are_made_of_is_shown(client):
    used = set()
    for template in (PROJECT / "templates").rglob("*.html"):
        used |= set(re.findall(r'"components/(\w+\.html)"', template.read_text()))
    shown = {each.name.removeprefix("components/") for each in client.get("/design/").templates}
    assert used - shown == set(NEEDS_MORE)
    assert used <= {each.name for each in COMPONENTS.iterdir()}


def test_a_map_and_small_multiples_are_shown(page):
    assert set(re.findall(r"heat__cell--(\d)", page)) == set("012345")
    assert page.count('class="across__one"') == 3


def test_it_needs_no_data(django_assert_num_queries, client):
    with django_assert_num_queries(0):
        client.get("/design/")
