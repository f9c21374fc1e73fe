"""The projects a meeting talks about, after the indicators."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from projects.models import Project, ProjectReport
from projects.selectors.lagging import MOST
from tests.factories import NOW, judge, make_department, make_plan, make_project, make_section
from tests.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    plan = make_plan()
    make_section(plan, code="c01")
    return plan


def reported(plan, name: str, share: str | None, **fields) -> Project:
    """Make a project with an approved report on 2023, when 60 % are due."""
    department = make_department(name="市交通局", code="jtj")
    project = make_project(plan.sections.first(), name=name, department=department)
    ProjectReport.objects.create(
        project=project,
        year=2023,
        department=department,
        author=make_user(),
        stage="approved",
        reached_stage=fields.pop("reached_stage", "construction"),
        physical_share=share,
        created_at=NOW,
        updated_at=NOW,
        decided_at=NOW,
        **fields,
    )
    return project


def shown(client, plan):
    judge(plan)
    page = client.get(reverse("plan_meeting", args=[plan.slug]), {"year": "2023"})
    assert page.status_code == 200
    return page


def test_red_ones_first_then_those_most_behind(client, plan):
    for name, share in (("差一点", "0.55"), ("滞后", "0.45"), ("更滞后", "0.35"), ("严重", "0.1")):
        reported(plan, name, share)
    make_project(plan.sections.first(), name="没报")
    projects = shown(client, plan).context["projects"]
    assert [row.name for row in projects.worst] == ["严重", "更滞后", "滞后"]
    assert projects.total == 3


def test_a_slide_says_who_is_to_solve_what_by_when(client, plan):
    reported(
        plan,
        "大桥",
        "0.1",
        problem="征地未完成",
        problem_owner="柯桥区",
        problem_due_on=date(2024, 6, 30),
    )
    page = shown(client, plan).content.decode()
    slide = page.partition('id="slide-1"')[2].partition("</section>")[0]
    assert all(word in slide for word in ("大桥", "征地未完成", "柯桥区", "2024年6月30日", "10%"))
    assert 'href="#slide-1"' in page


def test_no_more_than_a_meeting_can_talk_about(client, plan):
    for place in range(MOST + 3):
        reported(plan, f"慢{place}", "0.2")
    page = shown(client, plan)
    assert len(page.context["projects"].worst) == MOST
    assert f"滞后的项目 {MOST + 3} 个" in page.content.decode()


@pytest.mark.parametrize("count", [1, 20])
def test_the_number_of_queries_is_the_same(client, plan, count, django_assert_num_queries):
    for place in range(count):
        reported(plan, f"慢{place}", "0.2")
    with django_assert_num_queries(16):
        client.get(reverse("plan_meeting", args=[plan.slug]))
