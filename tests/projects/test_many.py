"""Thousands of projects: as many queries as for one, and pages that stay small."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    judge,
    make_department,
    make_indicator,
    make_plan,
    make_project,
    make_section,
)
from tests.projects.crowd import MANY, make_crowd
from tests.projects.reports import report

pytestmark = pytest.mark.django_db

NAMES = (
    *("project_list", "project_timeline", "project_board", "project_links", "project_sums"),
    *("project_list_csv", "project_list_xlsx", "box_list", "plan_outline"),
)
MOST_BYTES = 600_000
"""Of a page of any number of projects; the outline and files are of all of them."""
UNBOUNDED = frozenset({"project_list_csv", "project_list_xlsx", "plan_outline"})


def queries(client, name: str, slug: str) -> tuple[int, int]:
    """Return how many queries a page asks, and how many bytes it has."""
    with CaptureQueriesContext(connection) as asked:
        response = client.get(reverse(name, args=[slug]), {"year": "2023"})
    assert response.status_code == 200
    return len(asked), len(response.content)


def one_of_each(plan) -> None:
    section = make_section(plan, code="box01", kind="box", number="1")
    indicator = make_indicator(plan, base="0", actuals={2023: "60"}, section=section)
    project = make_project(section, indicators=[indicator], regions=[plan.region])
    report(project, 2023, share="0.6", invested="1")
    judge(plan)


def crowded(count: int):
    plan = make_plan(slug="crowd")
    section = make_section(plan, code="box01", kind="box", number="1")
    make_indicator(plan, base="0", actuals={2023: "60"}, section=section)
    make_crowd(section, make_department(), count=count)
    judge(plan)
    return plan


def check(client, count: int) -> None:
    plan = make_plan()
    one_of_each(plan)
    few = {name: queries(client, name, plan.slug)[0] for name in NAMES}
    crowd = crowded(count)
    many = {name: queries(client, name, crowd.slug) for name in NAMES}
    assert {name: asked for name, (asked, _) in many.items()} == few
    large = {name: size for name, (_, size) in many.items() if name not in UNBOUNDED}
    assert max(large.values()) < MOST_BYTES, large


def test_pages_ask_as_much_for_forty_projects_as_for_one(client):
    check(client, 40)


@pytest.mark.long
def test_pages_ask_as_much_for_thousands_as_for_one(client):
    check(client, MANY)
