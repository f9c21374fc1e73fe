"""A report approved by a planner: from that moment in everything that is made of reports."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from indicators.models import Submission
from indicators.workflow import Action
from projects.models import RollUp
from projects.services.reporting import take_report_step
from projects.tasks import feed_roll_ups
from tests.factories import (
    judge,
    make_department,
    make_indicator,
    make_plan,
    make_project,
    make_section,
)
from tests.people import make_planner
from tests.projects.reports import promise, report

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 3, 1, 4, 0, tzinfo=UTC)
SHOWN = {
    "project_list": "tile tone-light-nearly",
    "project_list_csv": "落后5个百分点",
    "project_timeline": "light-word tone-light-nearly",
    "project_board": "#stage-construction",
    "project_links": "· 在建",
    "project_sums": ">7.5<",
    "box_list": "tone-light-nearly",
    "plan_outline": "state--light-nearly",
    "official_table": "形象进度55%；2023年完成投资7.5亿元",
    "official_table_csv": "形象进度55%；2023年完成投资7.5亿元",
}
"""What each page says of the report, and would not say without it."""


def test_is_in_every_roll_up(client):
    plan = make_plan()
    box = make_section(plan, code="box03", kind="box", number="3", title="安排")
    facts = {"kind": "cumulative", "section": box, "origin": "box", "target": "100"}
    department = make_department()
    money = make_indicator(
        *(plan,), name="城市投资", unit="亿元", data_department=department, **facts
    )
    RollUp.objects.create(indicator=money, measure="investment", fields=["city"])
    promise("建成", "completed")
    road = make_project(
        *(box,), field="city", department=department, promised_stage="建成", indicators=[money]
    )
    told = report(road, 2023, share="0.55", invested="7.5", state="submitted")
    judge(plan)

    def pages():
        return {
            name: client.get(reverse(name, args=[plan.slug]), {"year": "2023"}).content.decode()
            for name in SHOWN
        }

    assert [name for name, content in pages().items() if SHOWN[name] in content] == []
    take_report_step(told.pk, Action.APPROVE, user=make_planner(), now=NOW, version=told.version)
    assert [name for name, content in pages().items() if SHOWN[name] not in content] == []
    feed_roll_ups()
    assert Submission.objects.get(indicator=money, year=2023).value_text == "7.5"
