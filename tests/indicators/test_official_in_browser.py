"""The official table on screens: the state in view, and cards where a table does not fit."""

from __future__ import annotations

import pytest
from django.db import transaction
from playwright.sync_api import Page

from tests.factories import judge, make_indicator, make_plan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

IN_VIEW = """selector => {
    const box = document.querySelector(".sheet-box").getBoundingClientRect();
    return [...document.querySelectorAll(selector)].every(each => {
        const cell = each.getBoundingClientRect();
        return cell.width > 0 && cell.left >= box.left - 1 && cell.right <= box.right + 1;
    });
}"""
STATES = "tbody .official-indicators__state .state"


@pytest.fixture
def address(live_server):
    plan = make_plan()
    for number in range(1, 4):
        make_indicator(
            plan,
            name="依申请政务服务办件“一网通办”率",
            number=number,
            category="社会民生",
            unit="亿元",
            base="完成省下达指标",
            target="100",
            kind="reach",
            actuals=dict.fromkeys(range(2021, 2026), "123456.789"),
        )
    with transaction.atomic():
        judge(plan)
    return f"{live_server.url}/plans/{plan.slug}/table/"


def test_at_1440_states_and_names_are_in_view_wherever_the_years_are(page: Page, address: str):
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(address)
    assert page.evaluate(IN_VIEW, STATES)
    page.evaluate("document.querySelector('.sheet-box').scrollLeft = 10000")
    assert page.evaluate(IN_VIEW, STATES)
    assert page.evaluate(IN_VIEW, "tbody .official-indicators__name a")


@pytest.mark.parametrize("senior", [False, True])
def test_on_a_phone_each_row_is_a_card_with_its_figures(page: Page, address: str, *, senior: bool):
    page.set_viewport_size({"width": 390, "height": 844})
    if senior:
        page.context.add_cookies([{"name": "senior", "value": "1", "url": address}])
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.evaluate(IN_VIEW, STATES)
    assert page.evaluate(IN_VIEW, "tbody td.number:not(.is-empty)")
