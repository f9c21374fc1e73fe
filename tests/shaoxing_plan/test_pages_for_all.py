"""No page shuts anybody out: axe in light and dark, wide and narrow, on every page there is.

Public pages are those of tests/pages.py, on the plans as shipped. The desks are every route of
the table of rights that somebody signed in may read, so a new one is walked without being named.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from indicators.models import Submission, Upload, Vintage
from indicators.services.entries import Entry, Place
from indicators.services.reporting import save_draft
from indicators.workflow import Action
from tests.barriers import assert_fit_for_all, barriers, watched_context
from tests.browser import PageWatch
from tests.factories import judge, make_indicator
from tests.pages import ADDRESSES, ONLY_WEIGHED, PUBLIC, is_page
from tests.roles import ROLES, World
from tests.shaoxing_plan.test_rights import ALL_LINES, TABLE, Line, address, area_of
from tests.site import Site
from tests.steps import EXPLAINED, take_step

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """One tab for all public pages."""
    context = watched_context(browser)
    yield context.new_page()
    context.close()


@pytest.fixture
def watch(tab: Page) -> Iterator[PageWatch]:
    watch = PageWatch(tab)
    yield watch
    assert watch.foreign_requests == []


@pytest.mark.parametrize("path", [each for each in ADDRESSES if each not in ONLY_WEIGHED])
def test_no_public_page_scrolls_sideways_or_shuts_anyone_out(tab: Page, watch, site: Site, path):
    tab.goto(site.url + path)
    assert_fit_for_all(tab)
    assert watch.console_errors == []


PAGES = {
    route: line
    for route, line in TABLE.items()
    # Of the back office, what is ours; the rest is Django's, but for what everyone in it uses.
    if is_page(route) and "a" in line.get and (area_of(route) != "admin" or "-plan" in route)
}


def visitor(line: Line) -> str:
    """Return who looks at a page: the first who gets in, a stranger before anybody."""
    return ROLES[line.get.replace(" ", "").index("a")]


ACCOUNT = "admin/auth/user/<path:object_id>/change/"
BACK_OFFICE = {
    "admin/": TABLE["admin/"],
    ACCOUNT: replace(ALL_LINES[ACCOUNT], values={"object_id": "{admin}"}),
}
DESKS = {
    **{route: line for route, line in PAGES.items() if visitor(line) != ROLES[0]},
    **BACK_OFFICE,
}
VISITORS = sorted({visitor(line) for line in DESKS.values()})


def explained(indicator, clerk: User, value: str, *, year: int = 2022) -> Submission:
    """Return a draft with an answer to everything."""
    place = Place(indicator=indicator, year=year, vintage=Vintage.PRELIMINARY)
    entry = Entry(value_text=value, source_title="统计公报", **EXPLAINED)
    return save_draft(place, entry, user=clerk, now=timezone.now(), seen=None)


def step(figure: Submission, action: Action, user, reason: str = "") -> Submission:
    return take_step(
        figure.pk, action, user=user, now=timezone.now(), version=figure.version, reason=reason
    )


@pytest.fixture
def busy(world):
    """That world with figures at every step of their way, questions to answer and faults."""
    asked, returned, signed, approved, _untouched = (
        make_indicator(
            world.indicator.plan,
            name=name,
            base="40",
            target="60",
            department=world.indicator.department,
            actuals={2021: "43"},
        )
        for name in ("城镇化率", "床位数", "绿地率", "停车位", "公交分担率")
    )
    people = world.people
    place = Place(indicator=asked, year=2022, vintage=Vintage.PRELIMINARY)
    entry = Entry(value_text="91")
    save_draft(place, entry, user=people["clerk"], now=timezone.now(), seen=None)
    sent = step(explained(returned, people["clerk"], "44"), Action.SUBMIT, people["clerk"])
    step(sent, Action.RETURN, people["signer"], reason="请核对口径")
    for indicator in (signed, approved):
        sent = step(explained(indicator, people["clerk"], "45"), Action.SUBMIT, people["clerk"])
        through = step(sent, Action.SIGN, people["signer"])
    step(through, Action.APPROVE, people["planner"])
    Upload.objects.update(result=PREVIEW)
    with transaction.atomic():
        judge(world.indicator.plan)
    return world


PREVIEW = {
    "rows": 3,
    "unchanged": 1,
    "notices": ["表头的说明行已略过。"],
    "changes": [
        {
            "row": 2,
            "name": "城镇化率",
            "unit": "%",
            "department": "市统计局",
            "year": 2022,
            "seen": "",
            "cells": [{"header": "数值", "old": "", "new": "72"}],
            "state": "on_track",
            "label": "符合预期",
            "notes": [
                {"kind": "asked", "message": "比上年增加六成，请说明。"},
                {"kind": "told", "message": "高于应达值。"},
            ],
        }
    ],
}
FAULT = {
    "sheet": "填报",
    "row": 3,
    "column": "M",
    "header": "数值",
    "text": "=1+1",
    "message": "是公式，请填数值。",
}


@contextmanager
def visiting(browser: Browser, site: str, world: World, role: str) -> Iterator[Page]:
    """Open a tab as somebody signed in."""
    context = watched_context(browser, base_url=site)
    name, value = settings.SESSION_COOKIE_NAME, world.sessions[role]
    context.add_cookies([{"name": name, "value": value, "url": site}])
    page = context.new_page()
    watch = page.watch = PageWatch(page)  # type: ignore[attr-defined]
    yield page
    context.close()
    assert watch.foreign_requests == []
    assert watch.console_errors == []


MORE = {
    "clerk": ("/", "/entry/projects/test-14/2023/"),
    "planner": ("/review/projects/?stage=all", "/review/?stage=all"),
    "admin": ("/admin/", "/admin/auth/user/add/"),
}
"""What else somebody looks at: a list with every row, a page as it is for who is signed in."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("role", VISITORS)
def test_no_desk_shuts_anyone_out(browser: Browser, live_server, busy, role):
    lines = {route: line for route, line in DESKS.items() if visitor(line) == role}
    wrong = {}
    with visiting(browser, live_server.url, busy, role) as page:
        paths = [address(route, line, busy.values) for route, line in lines.items()]
        for path in (*paths, *MORE.get(role, ())):
            assert page.goto(path).status == 200, path
            assert page.url.removeprefix(live_server.url) == path
            wrong[path] = barriers(page)
    assert {path: found for path, found in wrong.items() if found} == {}


@pytest.mark.django_db(transaction=True)
def test_a_refusal_shuts_nobody_out(browser: Browser, live_server, world):
    with visiting(browser, live_server.url, world, "clerk") as page:
        assert page.goto("/review/").status == 403
        assert_fit_for_all(page)
        page.watch.console_errors.clear()


@pytest.mark.django_db(transaction=True)
def test_a_file_with_faults_shuts_nobody_out(browser: Browser, live_server, busy):
    Upload.objects.update(result={**PREVIEW, "faults": [FAULT], "has_marked_copy": True})
    with visiting(browser, live_server.url, busy, "clerk") as page:
        page.goto(f"/entry/uploads/{busy.values['pk']}/")
        expect(page.get_by_role("region", name="全部问题")).to_contain_text("是公式")
        assert_fit_for_all(page)


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_what_went_wrong_shuts_nobody_out(tab: Page, watch, site: Site, name):
    """Pages that are the same wherever something breaks, with the styles of the site."""
    body = render_to_string(name)
    tab.route("**/wrong/", lambda route: route.fulfill(body=body, content_type="text/html"))
    tab.goto(f"{site.url}wrong/")
    assert_fit_for_all(tab)
    assert watch.console_errors == []


def test_a_page_that_is_not_there_shuts_nobody_out(tab: Page, watch, site: Site):
    assert tab.goto(f"{site.url}indicators/nonsense/").status == 404
    assert_fit_for_all(tab)


def test_a_form_that_lay_too_long_shuts_nobody_out(tab: Page, watch, site: Site):
    tab.goto(f"{site.url}accounts/login/")
    tab.context.clear_cookies()
    tab.get_by_label("用户名").fill("nobody")
    tab.get_by_label("密码").fill("nothing")
    tab.get_by_label("密码").press("Enter")
    expect(tab.get_by_text("请再提交一次")).to_be_visible()
    assert_fit_for_all(tab)


def test_a_refused_login_shuts_nobody_out(tab: Page, watch, site: Site):
    tab.goto(f"{site.url}accounts/login/")
    tab.get_by_label("用户名").fill("nobody")
    tab.get_by_label("密码").fill("nothing")
    tab.get_by_label("密码").press("Enter")
    expect(tab.get_by_role("alert")).to_be_visible()
    assert_fit_for_all(tab)


def test_the_login_of_the_back_office_shuts_nobody_out(tab: Page, watch, site: Site):
    tab.goto(f"{site.url}admin/login/?next=/admin/")
    assert_fit_for_all(tab)
    tab.get_by_label("用户名").fill("nobody")
    tab.get_by_label("密码").fill("nothing")
    tab.get_by_label("密码").press("Enter")
    expect(tab.get_by_text("请输入一个正确的")).to_be_visible()
    assert_fit_for_all(tab)


def test_a_barrier_is_found_in_the_look_that_has_it(tab: Page):
    """The walker can fail: a pale word in the dark only, a wide box on the phone only."""
    tab.goto("about:blank")  # whose rules allow a style in the page
    tab.set_content(
        """<html lang="zh-Hans"><title>x</title><main><h1>一</h1><p>二三四</p></main><style>
        @media (prefers-color-scheme: dark) { p { color: #555; background: #444 } }</style>"""
    )
    assert set(barriers(tab)) == {"1440 dark", "390 dark"}
    tab.set_content(
        """<html lang="zh-Hans"><title>x</title><main><h1>一</h1>
        <div style="width: 600px">二</div></main>"""
    )
    assert set(barriers(tab)) == {"390 light", "390 dark"}


def test_every_public_page_is_listed():
    public = {route for route, line in PAGES.items() if visitor(line) == ROLES[0]}
    assert sorted(public - set(PUBLIC)) == [], "give each its line in PUBLIC of tests/pages.py"
    assert sorted(set(PUBLIC) - public) == [], "these are gone"
