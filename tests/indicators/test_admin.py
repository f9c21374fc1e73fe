"""Edits of indicators, series and rules in the back office go into the record."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.forms import model_to_dict
from django.urls import reverse

from indicators.models import Indicator, RuleSet, Series
from plans.models import RecordEntry
from tests.factories import make_department, make_indicator, make_plan
from tests.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    user = make_user("admin", username="boss")
    user.is_staff = user.is_superuser = True
    user.save()
    client.force_login(user)
    return client


@pytest.fixture
def indicator():
    return make_indicator(make_plan(), base="40", target="30", direction="fall", name="单耗")


def page(row, name="change"):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{name}", args=[row.pk])


def form_of(row, *inlines, **fields):
    """Return what the form of a row sends, with no rows in its inlines."""
    stored = {name: value for name, value in model_to_dict(row).items() if value is not None}
    counts = {f"{name}-{part}_FORMS": 0 for name in inlines for part in ("TOTAL", "INITIAL")}
    return {**stored, **counts, **fields}


def save(admin, row, *inlines, **fields):
    answer = admin.post(page(row), form_of(row, *inlines, **fields))
    assert answer.status_code == 302, answer.context["errors"]


def line():
    entry = RecordEntry.objects.get()
    assert entry.actor.username == "boss"
    return entry


INLINES = ("milestones", "target_revisions", "mentions")


def test_an_edited_indicator_is_told_before_and_after(admin, indicator):
    department = make_department()
    save(admin, indicator, *INLINES, name="能耗", department=department.pk)
    entry = line()
    assert (entry.subject_kind, entry.subject_key) == ("indicator", indicator.code)
    assert (entry.action_name, entry.plan) == ("修改指标", indicator.plan)
    assert entry.details["原"] == {"名称": "单耗", "责任部门": ""}
    assert entry.details["新"] == {"名称": "能耗", "责任部门": "统计局"}


def test_saving_what_is_there_is_no_edit(admin, indicator):
    save(admin, indicator, *INLINES)
    assert not RecordEntry.objects.exists()


def test_a_milestone_that_is_added_belongs_to_its_indicator(admin, indicator):
    step = {"milestones-TOTAL_FORMS": "1", "milestones-0-year": "2023"}
    step |= {"milestones-0-value": "35", "milestones-0-position": "0"}
    save(admin, indicator, *INLINES, **step)
    entry = line()
    (told,) = entry.details["新"].values()
    assert "年份：2023，目标值：35" in told
    assert list(entry.details["原"].values()) == [""]


def test_the_target_of_an_indicator_changes_by_its_revision_only(admin, indicator):
    content = admin.get(page(indicator)).content.decode()
    assert "在“审核—目标调整”登记" in content
    assert 'name="target_text"' not in content
    save(admin, indicator, *INLINES, target_text="35")
    stored = Indicator.objects.get()
    assert (stored.target_text, stored.target_value) == ("30", Decimal(30))


def test_confirmed_departments_are_told_each(admin, indicator):
    chosen = {"action": "confirm_departments", "_selected_action": [indicator.pk]}
    for _ in range(2):
        admin.post(reverse("admin:indicators_indicator_changelist"), chosen)
    assert line().details == {"原": {"部门已确认": "否"}, "新": {"部门已确认": "是"}}


def test_a_deleted_indicator_is_told_whole(admin, indicator):
    admin.post(page(indicator, "delete"), {"post": "yes"})
    assert not Indicator.objects.exists()
    entry = line()
    assert (entry.action_name, entry.details["原"]["名称"]) == ("删除指标", "单耗")
    assert "新" not in entry.details


def test_an_edited_series_is_told(admin, indicator):
    save(admin, indicator.series, "definitions", name="单位能耗")
    assert line().details["新"] == {"名称": "单位能耗"}
    assert Series.objects.get().name == "单位能耗"


def test_a_new_version_of_the_rules_is_told(admin):
    stored = RuleSet.objects.order_by("effective_on").first()
    new = form_of(stored, version="test-2", effective_on=date(2024, 1, 1))
    answer = admin.post(reverse("admin:indicators_ruleset_add"), new)
    assert answer.status_code == 302, answer.context["errors"]
    entry = line()
    assert (entry.subject_kind, entry.subject_key) == ("rule", "test-2")
    assert entry.action_name == "新增评判规则"
