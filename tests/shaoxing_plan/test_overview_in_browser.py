"""What stands where on the first screen, and what shows in the colours of the reader's own."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import transaction
from playwright.sync_api import Browser, Page

from plans.models import Plan
from tests.factories import judge, make_indicator, make_plan, make_project, make_section

pytestmark = pytest.mark.browser


@pytest.fixture
def plan_url(live_server, transactional_db) -> str:
    """A plan whose indicators are in four states."""
    plan = make_plan()
    for name, actual in (("甲", "100"), ("乙", "60"), ("丙", "90"), ("丁", "10")):
        make_indicator(
            plan, name=name, base="0", target="100", category=name, actuals={2023: actual}
        )
    with transaction.atomic():
        judge(plan)
    return f"{live_server.url}/plans/{plan.slug}/"


@pytest.mark.parametrize("width", [1440, 390])
def test_years_stand_under_their_dots(page: Page, plan_url: str, width: int):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(plan_url)
    off = page.evaluate(
        """() => [...document.querySelectorAll(".timeline li")].map((each) => {
            const label = each.querySelector("span").getBoundingClientRect();
            const dot = parseFloat(getComputedStyle(each, "::after").width);
            const middle = each.getBoundingClientRect().right - dot / 2;
            return Math.abs((label.left + label.right) / 2 - middle);
        })"""
    )
    assert len(off) == 6
    assert max(off) < 1.5


def test_no_count_of_four_stands_alone_on_a_phone(page: Page, plan_url: str):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(plan_url)
    tops = Counter(box.bounding_box()["y"] for box in page.locator(".headline .tile").all())
    assert sorted(tops.values()) == [2, 2]


CHOSEN = """(selector) => [...document.querySelectorAll(selector)].map((each) => {
    const { backgroundColor, textDecorationLine } = getComputedStyle(each);
    return [each.hasAttribute("aria-current"), `${backgroundColor} ${textDecorationLine}`];
})"""


def test_in_forced_colours_what_is_chosen_looks_other_than_the_rest(
    browser: Browser, plan_url: str
):
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(plan_url)
    for switch in (".year-switch a", ".plan-switch a, .plan-nav a"):
        looks = page.evaluate(CHOSEN, switch)
        chosen = {look for is_chosen, look in looks if is_chosen}
        others = {look for is_chosen, look in looks if not is_chosen}
        assert chosen
        assert others
        assert not chosen & others
    page.goto(f"{plan_url}matrix/")
    grounds = page.locator(".heat__legend dt").evaluate_all(
        "(all) => all.map((each) => getComputedStyle(each).backgroundColor)"
    )
    assert len(set(grounds)) == len(grounds) == 5
    context.close()


INKS = """(all) => all.map((each) => {
    const { backgroundColor, color } = getComputedStyle(each);
    return `${color} on ${backgroundColor}`;
})"""


def test_in_forced_colours_what_is_chosen_is_in_one_ink_wherever_it_is(
    browser: Browser, plan_url: str
):
    section = make_section(Plan.objects.get(), code="c01", number="一", title="绿色发展")
    make_project(section, name="绿谷")
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    inks = set()
    for path, menu in (
        ("projects/", ".view-nav"),
        ("projects/timeline/", ".zoom"),
        ("indicators/", ".plan-nav"),
    ):
        page.goto(f"{plan_url}{path}")
        inks.update(page.locator(f"{menu} a[aria-current]").evaluate_all(INKS) or ["nothing"])
    page.goto(f"{plan_url.partition('/plans/')[0]}/help/")
    inks.update(page.locator(".help-nav a[aria-current]").evaluate_all(INKS) or ["nothing"])
    context.close()
    assert len(inks) == 1
