"""Accounts in the back office: rights given and taken go into the record."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.forms import model_to_dict
from django.urls import reverse

from plans.models import Department, Membership, RecordEntry
from tests.factories import make_department, make_plan
from tests.people import PASSWORD, make_clerk, make_user

pytestmark = pytest.mark.django_db
ADD = {"username": "sun", "usable_password": "true"}


@pytest.fixture
def admin(client):
    person = make_user("admin", username="boss")
    person.is_staff = person.is_superuser = True
    person.save()
    client.force_login(person)
    return person


def form_of(person, *memberships, groups=()):
    """Return the account's form with memberships as (row or None, department, role, deleted)."""
    rows: dict[str, Any] = {}
    for number, (row, department, role, deleted) in enumerate(memberships):
        prefix = f"memberships-{number}-"
        rows |= {
            f"{prefix}id": row.pk if row else "",
            f"{prefix}user": person.pk,
            f"{prefix}department": department.pk,
            f"{prefix}role": role,
        }
        if deleted:
            rows[f"{prefix}DELETE"] = "on"
    return {
        "username": person.username,
        "is_active": "on",
        "groups": [Group.objects.get_or_create(name=name)[0].pk for name in groups],
        "memberships-TOTAL_FORMS": len(memberships),
        "memberships-INITIAL_FORMS": sum(row is not None for row, *_ in memberships),
        **rows,
    }


def save(client, person, *memberships, **fields):
    url = reverse("admin:auth_user_change", args=[person.pk])
    answer = client.post(url, form_of(person, *memberships, **fields))
    assert answer.status_code == 302, answer.context["errors"]


def test_a_given_right_is_recorded(client, admin):
    person, department = make_user(username="sun"), make_department()
    save(client, person, (None, department, "clerk", False), groups=["clerk"])
    assert Membership.objects.get(user=person).department == department
    entry = RecordEntry.objects.get()
    assert (entry.actor, entry.subject_key, entry.action_name) == (admin, "sun", "授予权限")
    assert entry.details == {"授予": ["市统计局：填报人员", "角色：clerk"], "收回": []}


def test_a_right_that_was_taken_is_recorded(client, admin):
    department = make_department()
    person = make_clerk(department, username="sun")
    save(client, person, (Membership.objects.get(), department, "clerk", True))
    entry = RecordEntry.objects.get()
    assert (entry.subject_kind, entry.action_name) == ("right", "收回权限")
    assert entry.details["收回"] == ["市统计局：填报人员", "角色：clerk"]


def test_a_new_account_is_recorded_and_a_mere_look_is_not(client, admin):
    secret = "a-long-enough-phrase"  # noqa: S105 - of the test database
    url = reverse("admin:auth_user_add")
    client.get(url)
    assert not RecordEntry.objects.exists()
    client.post(
        url,
        {
            **ADD,
            "password1": secret,
            "password2": secret,
            "memberships-TOTAL_FORMS": 0,
            "memberships-INITIAL_FORMS": 0,
        },
    )
    assert RecordEntry.objects.get().details == {"授予": ["账号可用"], "收回": []}
    save(client, User.objects.get(username="sun"))
    assert RecordEntry.objects.count() == 1


def reset(client, person, **fields):
    return client.post(reverse("admin:auth_user_password_change", args=[person.pk]), fields)


def test_a_password_is_set_anew_without_mail_and_that_is_recorded(client, admin):
    person = make_user(username="sun")
    new = {"usable_password": "true", "password1": "a-new-Word-2", "password2": "a-new-Word-2"}
    assert reset(client, person, **new).status_code == 302
    assert client.login(username="sun", password="a-new-Word-2")  # noqa: S106 - of the test
    entry = RecordEntry.objects.get(action="reset_password")
    assert (entry.actor, entry.subject_key, entry.action_name) == (admin, "sun", "重设口令")
    assert "a-new-Word-2" not in f"{entry.details}{entry.reason}"


def test_taking_the_password_away_is_recorded_as_such(client, admin):
    person = make_user(username="sun")
    taken = {"usable_password": "false", "unset-password": "1"}
    assert reset(client, person, **taken).status_code == 302
    assert RecordEntry.objects.get(action="reset_password").action_name == "停用口令登录"


def test_a_password_that_was_refused_is_no_reset(client, admin):
    person = make_user(username="sun")
    short = {"usable_password": "true", "password1": "short", "password2": "short"}
    refused = reset(client, person, **short)
    assert refused.status_code == 200
    assert not RecordEntry.objects.filter(action="reset_password").exists()


def row_form(row, **fields):
    stored = {name: value for name, value in model_to_dict(row).items() if value is not None}
    return {**stored, **fields}


def test_a_plan_is_not_closed_here_and_its_edit_is_told(client, admin):
    plan = make_plan(short_title="规划", closed_on=date(2021, 2, 22))
    url = reverse("admin:plans_plan_change", args=[plan.pk])
    content = client.get(url).content.decode()
    assert "已有规划的结账日期不在这里改" in content
    assert 'name="closed_on"' not in content
    edited = row_form(plan, short_title="新名", closed_on="2022-02-22")
    assert client.post(url, edited).status_code == 302
    plan.refresh_from_db()
    assert (plan.short_title, plan.closed_on) == ("新名", date(2021, 2, 22))
    entry = RecordEntry.objects.get()
    told = (entry.action_name, entry.subject_kind, entry.subject_key, entry.actor)
    assert told == ("修改规划", "plan", plan.slug, admin)
    assert entry.details == {"原": {"简称": "规划"}, "新": {"简称": "新名"}}


def test_departments_are_added_changed_and_deleted_on_the_record(client, admin):
    new = {"code": "abc", "name": "市旧局", "short_name": "旧局", "position": 0}
    client.post(reverse("admin:plans_department_add"), new)
    department = Department.objects.get()
    client.post(
        reverse("admin:plans_department_change", args=[department.pk]), {**new, "name": "市新局"}
    )
    chosen = {"action": "delete_selected", "_selected_action": [department.pk], "post": "yes"}
    client.post(reverse("admin:plans_department_changelist"), chosen)
    assert not Department.objects.exists()
    lines = RecordEntry.objects.order_by("pk")
    assert [each.action_name for each in lines] == ["新增部门", "修改部门", "删除部门"]
    assert {(each.subject_kind, each.subject_key) for each in lines} == {("department", "abc")}
    assert lines[1].details == {"原": {"名称": "市旧局"}, "新": {"名称": "市新局"}}
    assert lines[2].details["原"]["名称"] == "市新局"


@pytest.mark.parametrize("way", ["one", "several"])
def test_a_deleted_account_is_told_with_the_rights_it_had(client, admin, way):
    person = make_clerk(make_department(), username="sun")
    if way == "one":
        client.post(reverse("admin:auth_user_delete", args=[person.pk]), {"post": "yes"})
    else:
        chosen = {"action": "delete_selected", "_selected_action": [person.pk], "post": "yes"}
        client.post(reverse("admin:auth_user_changelist"), chosen)
    assert not User.objects.filter(username="sun").exists()
    entry = RecordEntry.objects.get(action="delete")
    assert (entry.action_name, entry.subject_key, entry.actor) == ("删除账号", "sun", admin)
    assert "市统计局：填报人员" in entry.details["收回"]


def test_what_a_role_allows_is_told(client, admin):
    role = Group.objects.create(name="读者")
    right = Permission.objects.get(codename="change_plan")
    url = reverse("admin:auth_group_change", args=[role.pk])
    assert client.post(url, {"name": "读者", "permissions": [right.pk]}).status_code == 302
    entry = RecordEntry.objects.get()
    assert (entry.subject_kind, entry.action_name, entry.subject_name) == (
        "right",
        "修改角色",
        "读者",
    )
    (told,) = entry.details["新"].values()
    assert str(right) == told


@pytest.mark.parametrize("address", ["/accounts/password/", "/admin/password_change/"])
@pytest.mark.parametrize("repeated", ["a-Long-one-17", "another-one-17"])
def test_ones_own_new_password_is_told_and_never_what_it_is(client, address, repeated):
    user = make_user("admin", username="zhao")
    user.is_staff = user.is_superuser = True
    user.save()
    client.force_login(user)
    new = "a-Long-one-17"
    form = {"old_password": PASSWORD, "new_password1": new, "new_password2": repeated}
    answer = client.post(address, form)
    lines = RecordEntry.objects.filter(action="change_password")
    if repeated != new:
        assert (answer.status_code, lines.count()) == (200, 0)
        return
    line = lines.get()
    assert (line.actor, line.subject_kind, line.subject_key) == (user, "right", "zhao")
    assert (line.action_name, line.details) == ("修改本人口令", {})
    assert new not in str(RecordEntry.objects.values())


@pytest.mark.parametrize("new", ["Kz7-x", "1234567890", "zhao-zhao-1", "password12"])
def test_what_is_wrong_with_a_new_password_is_said_in_chinese(client, new):
    client.force_login(make_user("clerk", username="zhao-zhao-1"))
    form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    answer = client.post("/accounts/password/", form)
    assert answer.status_code == 200
    errors = [each for texts in answer.context["form"].errors.values() for each in texts]
    assert errors
    assert not [each for each in errors if re.search("[A-Za-z]{3}", each)]
