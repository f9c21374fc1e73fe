"""What an installation has after its first start: rounds, roles, and a clerk with work to do."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from indicators.models import ReportingRound
from plans.models import Membership, Plan
from plans.services import system_user
from shaoxing_plan.first_accounts import create_first_accounts
from shaoxing_plan.plan_files.loading.load import load
from tests.factories import NOW, make_department, make_indicator, make_plan
from tests.plan_folders import small_tree

pytestmark = pytest.mark.django_db


def test_the_first_clerk_works_for_the_department_asked_for_the_most():
    plan = make_plan()
    few, many = (
        make_department(code="few", name="市少局"),
        make_department(code="many", name="市多局"),
    )
    for department in (few, many, many):
        make_indicator(plan, data_department=department)
    create_first_accounts()
    membership = Membership.objects.get()
    assert (membership.user.username, membership.department, membership.role) == (
        "clerk",
        many,
        "clerk",
    )


def test_without_any_department_the_accounts_are_made_all_the_same():
    create_first_accounts()
    assert User.objects.count() == 3
    assert not Membership.objects.exists()


def test_the_account_of_the_system_is_nobodys():
    system_user()
    assert [each.username for each in create_first_accounts()] == ["admin", "planner", "clerk"]
    assert create_first_accounts() == []


def test_every_start_opens_the_rounds_that_are_missing_and_keeps_the_rest():
    plan = make_plan()
    for _ in range(2):
        call_command("prepare", no_accounts=True, verbosity=0)
    rounds = ReportingRound.objects.filter(plan=plan)
    assert [each.year for each in rounds.order_by("year")] == list(plan.years)
    moved = rounds.get(year=2023)
    moved.due_on = moved.due_on.replace(day=15)
    moved.save()
    call_command("prepare", no_accounts=True, verbosity=0)
    assert ReportingRound.objects.get(pk=moved.pk).due_on == moved.due_on


def test_a_plan_is_loaded_with_its_rounds():
    load(small_tree(), now=NOW)
    plan = Plan.objects.get()
    assert set(ReportingRound.objects.values_list("plan", "year")) == {
        (plan.pk, year) for year in plan.years
    }
