"""Pages of boxes and projects: the plan's own words, in the plan's own order."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.factories import (
    judge,
    make_box_item,
    make_department,
    make_indicator,
    make_plan,
    make_project,
    make_region,
    make_section,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return make_plan()


@pytest.fixture
def box(plan):
    chapter = make_section(plan, code="c01", title="交通")
    return make_section(
        plan, code="box03", kind="box", number="3", title="工程", parent=chapter, text="导语"
    )


def project_names(response) -> list[str]:
    return [row.name for group in response.context["projects"].groups for row in group.rows]


class TestBoxes:
    def test_the_list_counts_each_kind_once(self, client, plan, box):
        for _ in range(2):
            make_project(box, item=make_box_item(box))
        make_indicator(plan, origin="box", section=box)
        (summary,) = client.get(reverse("box_list", args=[plan.slug])).context["boxes"]
        assert (summary.items, summary.projects, summary.indicators) == (2, 2, 1)
        assert summary.link.url == f"/plans/{plan.slug}/boxes/3/"

    def test_a_box_keeps_the_plans_order(self, client, plan, box):
        second = make_box_item(box, position=2, label="N", title="后")
        first = make_box_item(box, position=1, label="2", title="先")
        make_project(box, item=second, name="后的项目")
        make_project(box, item=first, name="先的项目")
        make_project(box, name="无事项的项目")
        shown = client.get(f"/plans/{plan.slug}/boxes/3/").context["box"]
        assert [(item.label, item.title) for item in shown.items] == [("2", "先"), ("N", "后")]
        assert [[row.name for row in item.projects] for item in shown.items] == [
            ["先的项目"],
            ["后的项目"],
        ]
        assert [row.name for row in shown.other_projects] == ["无事项的项目"]

    def test_targets_of_a_box_show_their_state(self, client, plan, box):
        make_indicator(plan, name="里程", origin="box", section=box, base="0", actuals={2023: "90"})
        judge(plan)
        response = client.get(f"/plans/{plan.slug}/boxes/3/")
        assert [row.state for row in response.context["box"].indicators] == ["ahead"]
        assert "快于预期" in response.content.decode()

    @pytest.mark.usefixtures("box")
    def test_boxes_link_to_their_neighbours(self, client, plan):
        make_section(plan, code="box04", kind="box", number="4", title="下一个")
        shown = client.get(f"/plans/{plan.slug}/boxes/3/").context["box"]
        assert shown.previous is None
        assert shown.next.url == f"/plans/{plan.slug}/boxes/4/"

    @pytest.mark.usefixtures("box")
    def test_an_unknown_box_is_not_found(self, client, plan):
        assert client.get(f"/plans/{plan.slug}/boxes/9/").status_code == 404

    def test_a_plan_without_boxes_says_so(self, client, plan):
        assert "没有专栏" in client.get(reverse("box_list", args=[plan.slug])).content.decode()


class TestProjectList:
    @pytest.fixture
    def projects(self, plan, box):
        other = make_section(plan, code="c02", number="二", title="水利")
        north = make_region(code="330603", name="柯桥区")
        make_project(box, name="铁路", regions=[north])
        make_project(other, name="水库", field="water")
        return plan

    @pytest.mark.parametrize(
        ("filters", "expected"),
        [
            ({}, ["铁路", "水库"]),
            ({"field": "water"}, ["水库"]),
            ({"region": "330603"}, ["铁路"]),
            ({"section": "c01"}, ["铁路"]),
            ({"section": "box03"}, ["铁路"]),
            ({"section": "c02", "field": "transport"}, []),
        ],
        ids=["all", "field", "region", "chapter", "box", "nothing"],
    )
    def test_filters_are_in_the_address(self, client, projects, filters, expected):
        response = client.get(reverse("project_list", args=[projects.slug]), filters)
        assert project_names(response) == expected

    def test_nothing_found_offers_the_way_back(self, client, projects):
        response = client.get(reverse("project_list", args=[projects.slug]), {"field": "energy"})
        assert "没有符合条件的项目" in response.content.decode()

    def test_choices_say_how_many_there_are(self, client, projects):
        shown = client.get(reverse("project_list", args=[projects.slug])).context["projects"]
        assert [(each.label, each.count) for each in shown.fields] == [("交通", 1), ("水利", 1)]
        assert [(each.label, each.count) for each in shown.regions] == [("柯桥区", 1)]
        assert [(each.value, each.count) for each in shown.sections] == [("c01", 1), ("c02", 1)]

    def test_a_plan_without_projects_says_so(self, client, plan):
        content = client.get(reverse("project_list", args=[plan.slug])).content.decode()
        assert "没有载入项目" in content


class TestProject:
    def test_it_shows_what_the_plan_says(self, client, plan, box):
        beds = make_indicator(plan, name="床位")
        project = make_project(
            box,
            name="医院",
            promised_stage="开展前期",
            quote="开展医院前期",
            department=make_department(code="wjw", name="市卫生健康委"),
            indicators=[beds],
            start=date(2021, 1, 1),
            end=date(2024, 12, 31),
            total_investment=Decimal("12.5000"),
        )
        content = client.get(project.get_absolute_url()).content.decode()
        for words in ("开展前期", "开展医院前期", "（拟）", "床位", "2021—2024", "12.5 亿元"):
            assert words in content

    def test_what_the_plan_does_not_say_is_not_made_up(self, client, box):
        content = client.get(make_project(box).get_absolute_url()).content.decode()
        assert content.count("规划未写明") == 3

    def test_a_confirmed_department_is_not_called_proposed(self, client, box):
        project = make_project(box, department=make_department(), departments_confirmed=True)
        row = client.get(project.get_absolute_url()).context["project"]
        assert row.departments_confirmed
        assert (
            "尚未确认"
            not in client.get(project.get_absolute_url()).content.decode().split("<footer")[0]
        )

    def test_an_unknown_project_is_not_found(self, client):
        assert client.get("/projects/nothing/").status_code == 404


@pytest.mark.parametrize("rows", [1, 20])
@pytest.mark.parametrize(
    ("path", "queries"),
    [("boxes/", 3), ("boxes/3/", 12), ("projects/", 7)],
    ids=["boxes", "box", "projects"],
)
def test_queries_do_not_grow(client, django_assert_num_queries, plan, box, path, queries, rows):
    for _ in range(rows):
        indicator = make_indicator(plan, origin="box", section=box)
        make_project(box, item=make_box_item(box), regions=[plan.region], indicators=[indicator])
    judge(plan)
    with django_assert_num_queries(queries):
        client.get(f"/plans/{plan.slug}/{path}")
