"""What the official table says of a project: approved reports alone, in plain words."""

from __future__ import annotations

from datetime import date

import pytest

from tests.projects.reporting.conftest import YEAR

pytestmark = pytest.mark.django_db


def told(desk, client, query="") -> dict[str, tuple[str, ...]]:
    response = client.get(f"/plans/{desk.plan.slug}/progress-table/{query}")
    return {
        line.title: line.progress
        for group in response.context["table"].groups
        for part in group.parts
        for line in part.lines
    }


def report_last_year(desk, **entry):
    desk.round.year = YEAR - 1
    desk.round.save()
    desk.approve(desk.road, year=YEAR - 1, **entry)
    desk.round.year = YEAR
    desk.round.save()


def test_the_latest_approved_report_and_the_money_of_all_years(desk, client):
    report_last_year(desk, share="20", invested="2.5", text="开工")
    desk.approve(desk.road, quarter=2, share="30", invested="0.9", text="半年")
    desk.approve(
        desk.road, share="45", invested="1.2", text="主体结构完成", problem="征地未完成",
        problem_owner="李某", problem_due_on=date(YEAR + 1, 6, 1),
    )  # fmt: skip
    desk.send(desk.museum)
    assert told(desk, client) == {
        "环线": (
            "2022年：在建；形象进度45%；2022年完成投资1.2亿元，累计3.7亿元。",
            "主体结构完成",
            "存在问题：征地未完成（李某，2023-06-01前解决）",
        ),
        "博物馆": ("未报送",),
    }
    assert told(desk, client, "?year=2021")["环线"] == (
        "2021年：在建；形象进度20%；2021年完成投资2.5亿元。",
        "开工",
    )


def test_a_halted_project_says_why_and_zero_is_a_value(desk, client):
    desk.approve(
        desk.road, stage="halted", share=None, invested="0", halt_reason="规划调整", text=""
    )
    assert told(desk, client)["环线"] == (
        "2022年：停缓建；2022年完成投资0亿元。",
        "停缓建原因：规划调整",
    )
