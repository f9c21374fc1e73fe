"""The index of the search box follows what is named."""

from __future__ import annotations

import pytest
from django.urls import reverse

from plans.models import SearchEntry
from projects.services.structure import Part, split_project
from shaoxing_plan.search_index import rebuild_index
from shaoxing_plan.tasks import refresh_search_index
from tests.factories import (
    NOW,
    make_department,
    make_indicator,
    make_plan,
    make_project,
    make_section,
)
from tests.people import make_planner, make_user

pytestmark = pytest.mark.django_db


def names() -> set[str]:
    return set(SearchEntry.objects.values_list("title", flat=True))


def admin(client):
    user = make_user("admin")
    user.is_staff = user.is_superuser = True
    user.save()
    client.force_login(user)
    return client


def test_a_department_renamed_in_the_back_office(client):
    department = make_department(code="abc", name="市旧局")
    rebuild_index()
    address = reverse("admin:plans_department_change", args=[department.pk])
    form = {"code": "abc", "name": "市新局", "short_name": "新局", "position": 0}
    assert admin(client).post(address, form).status_code == 302
    assert names() == {"市新局"}


def test_a_project_removed_in_the_back_office(client):
    project = make_project(make_section(make_plan(short_title="规划")), name="旧桥")
    rebuild_index()
    assert "旧桥" in names()
    address = reverse("admin:projects_project_delete", args=[project.pk])
    assert admin(client).post(address, {"post": "yes"}).status_code == 302
    assert names() == {"规划", "测试章节"}


def test_an_indicator_removed_in_the_back_office(client):
    indicator = make_indicator(make_plan(short_title="规划"), name="旧指标")
    rebuild_index()
    address = reverse("admin:indicators_indicator_delete", args=[indicator.pk])
    assert admin(client).post(address, {"post": "yes"}).status_code == 302
    assert names() == {"规划"}


def test_what_was_changed_by_other_means_within_the_hour():
    department = make_department(name="市旧局")
    refresh_search_index()
    type(department).objects.update(name="市新局")
    assert names() == {"市旧局"}
    assert refresh_search_index() == 2
    assert names() == {"市新局"}
    assert refresh_search_index() == 0


def test_the_parts_of_a_project_that_was_split():
    project = make_project(make_section(make_plan(short_title="规划")), name="大桥")
    parts = [Part(code="north", name="北桥"), Part(code="south", name="南桥")]
    split_project(project, parts=parts, reason="分期", user=make_planner(), now=NOW)
    assert {"大桥", "北桥", "南桥"} <= names()
