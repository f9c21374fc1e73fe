"""The record: who did what, filtered, paged, taken away as a file."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.urls import reverse

from indicators.models import ReportingRound
from indicators.services.reporting import take_step
from indicators.services.rounds import extend
from indicators.workflow import Action
from plans.models import RecordEntry
from plans.services import Deed, Subject, record
from tests.factories import make_department
from tests.indicators.review.conftest import IN_ROUND
from tests.people import make_user

pytestmark = pytest.mark.django_db
RECORD = "/review/record/"


def rows(client, **filters):
    return client.get(RECORD, filters).context["rows"]


@pytest.fixture
def history(plan, indicator, send, planner, department):
    submission = send(indicator)
    take_step(
        submission.pk,
        Action.RETURN,
        user=planner,
        now=IN_ROUND,
        version=submission.version,
        reason="单位不对",
    )
    round_ = ReportingRound.objects.get(plan=plan, year=2022)
    extend(
        round_,
        department=make_department(code="jyj", name="市教育局"),
        until=datetime(2024, 1, 1, tzinfo=UTC),
        reason="机构改革",
        user=planner,
        now=datetime(2023, 5, 1, tzinfo=UTC),
    )
    return submission


def test_every_filter_is_in_the_address(desk, history, clerk, planner):
    assert [each.action for each in rows(desk)] == ["extend", "return", "submit", "create"]
    for filters, wanted in (
        ({"kind": "lock"}, ["extend"]),
        ({"person": clerk.username}, ["submit", "create"]),
        ({"department": "jyj"}, ["extend"]),
        ({"text": "GDP能耗"}, ["return", "submit", "create"]),
        ({"text": "单位不对"}, ["return"]),
        ({"since": "2023-04-01"}, ["extend"]),
        ({"until": "2023-02-01"}, ["return", "submit", "create"]),
        ({"since": "nonsense", "action": "submit"}, ["submit"]),
        ({"since": "2023-02-02", "until": "2023-04-01"}, []),
    ):
        assert [each.action for each in rows(desk, **filters)] == wanted, filters


def test_it_says_what_changed_and_leads_to_the_figure(desk, history):
    html = desk.get(RECORD).content.decode()
    assert reverse("review_figure", args=[history.pk]) in html
    assert "<del>已提交</del>" in html
    changed = {
        each.label: (each.before, each.after) for each in rows(desk, action="return")[0].changes
    }
    assert changed["状态"] == ("已提交", "退回")
    assert changed["数值"] == ("", "36")


def test_it_is_read_page_by_page(desk, planner):
    for number in range(120):
        record(
            actor=planner,
            subject=Subject(kind="right", key=str(number), name=f"权限{number}"),
            deed=Deed(action="grant", name="授权"),
            now=IN_ROUND,
        )
    assert len(rows(desk)) == 50
    assert [each.subject_name for each in rows(desk, page="3", kind="right")][-1] == "权限0"
    html = desk.get(RECORD, {"page": "2", "kind": "right"}).content.decode()
    assert "?kind=right&amp;page=3" in html
    assert "共 120 条" in html


def test_the_file_holds_what_the_page_lists_and_no_formula(desk, history, planner):
    record(
        actor=planner,
        subject=Subject(kind="right", key="9", name='=HYPERLINK("http://x")'),
        deed=Deed(action="grant", name="授权", reason="+1"),
        now=IN_ROUND,
    )
    response = desk.get(reverse("review_record_csv"))
    text = response.content.decode()
    assert text.startswith("\ufeff")
    lines = list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))
    assert len(lines) == RecordEntry.objects.count() == 5
    odd = next(each for each in lines if each["对象编号"] == "9")
    assert (odd["对象"], odd["理由"]) == ('\'=HYPERLINK("http://x")', "'+1")
    only = desk.get(reverse("review_record_csv"), {"action": "return"}).content.decode()
    assert only.count("\n") == 2
    assert "状态：已提交 → 退回" in only


def test_an_admin_reads_it_and_a_clerk_does_not(client, history, clerk):
    client.force_login(make_user("admin"))
    response = client.get(RECORD)
    assert response.status_code == 200
    assert reverse("review_figure", args=[history.pk]) not in response.content.decode()
    client.force_login(clerk)
    assert client.get(RECORD).status_code == 403
    assert client.get(reverse("review_record_csv")).status_code == 403


def test_more_lines_ask_no_more_of_the_database(desk, planner, django_assert_max_num_queries):
    seen = []
    for wanted in (1, 40):
        for number in range(wanted):
            record(
                actor=planner,
                subject=Subject(kind="right", key=str(number), name="权限"),
                deed=Deed(action="grant", name="授权"),
                now=IN_ROUND,
            )
        with django_assert_max_num_queries(30) as captured:
            desk.get(RECORD)
        seen.append(len(captured))
    assert seen[0] == seen[1]
