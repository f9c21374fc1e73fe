"""The board by stage, and projects beside the indicators they are to move."""

from __future__ import annotations

import pytest
from django.urls import reverse

from indicators.progress import State
from projects.lights import Light
from projects.selectors.browse.links import Agreement, agreement
from tests.factories import (
    judge,
    make_department,
    make_indicator,
    make_plan,
    make_project,
    make_section,
)
from tests.projects.reports import report


class TestBoard:
    pytestmark = pytest.mark.django_db

    @pytest.fixture
    def plan(self):
        return make_plan()

    def columns(self, client, plan, **query):
        address = reverse("project_board", args=[plan.slug])
        return client.get(address, {"year": "2023", **query}).context["columns"]

    def test_every_stage_has_its_column_and_nothing_is_lost(self, client, plan):
        section = make_section(plan)
        for stage, share in (("idea", "0"), ("construction", "0.6"), ("completed", "1")):
            report(make_project(section, name=stage), 2023, stage=stage, share=share)
        halted = {"stage": "halted", "share": "0.1", "halt_reason": "缺地"}
        report(make_project(section, name="halted"), 2023, **halted)
        make_project(section, name="none")
        found = {
            each.stage: [row.name for row in each.cards] for each in self.columns(client, plan)
        }
        assert found == {
            "idea": ["idea"],
            "preparation": [],
            "construction": ["construction"],
            "completed": ["completed"],
            "halted": ["halted"],
            "none": ["none"],
        }

    def test_the_gravest_come_first(self, client, plan):
        section = make_section(plan)
        for name, share in (("好", "0.6"), ("坏", "0.1"), ("中", "0.4")):
            report(make_project(section, name=name), 2023, share=share)
        under_way = next(each for each in self.columns(client, plan) if each.cards)
        assert [row.name for row in under_way.cards] == ["坏", "中", "好"]

    def test_a_stage_last_known_is_kept_and_dated(self, client, plan):
        report(make_project(make_section(plan)), 2022, share="0.4")
        under_way = next(each for each in self.columns(client, plan) if each.cards)
        assert (under_way.stage, under_way.cards[0].light) == ("construction", Light.GREY)
        address = reverse("project_board", args=[plan.slug])
        assert "2022年：正常" in client.get(address, {"year": "2023"}).content.decode()

    def test_of_a_crowd_the_first_are_shown_and_the_others_counted(self, client, plan):
        section = make_section(plan)
        for _ in range(45):
            make_project(section)
        column = next(each for each in self.columns(client, plan) if each.cards)
        assert (len(column.cards), column.hidden) == (40, 5)
        address = reverse("project_board", args=[plan.slug])
        assert "stage=none" in client.get(address).content.decode()

    def test_filters_hold_here_too(self, client, plan):
        section = make_section(plan)
        make_project(section, field="water", name="水库")
        make_project(section)
        column = next(each for each in self.columns(client, plan, field="water") if each.cards)
        assert [row.name for row in column.cards] == ["水库"]


@pytest.mark.parametrize(
    ("light", "state", "expected"),
    [
        (Light.GREEN, State.BEHIND, Agreement.GREEN_RED),
        (Light.NEARLY, State.MISSED, Agreement.GREEN_RED),
        (Light.RED, State.AHEAD, Agreement.RED_GREEN),
        (Light.YELLOW, State.MET, Agreement.RED_GREEN),
        (Light.GREEN, State.ON_TRACK, Agreement.AGREE),
        (Light.RED, State.BEHIND, Agreement.AGREE),
        (Light.GREEN, State.NEARLY, Agreement.AGREE),
        (Light.RED, State.NEARLY, Agreement.AGREE),
        (Light.GREY, State.BEHIND, Agreement.UNKNOWN),
        (Light.GREEN, State.NO_DATA, Agreement.UNKNOWN),
        (Light.GREEN, "", Agreement.UNKNOWN),
    ],
)
def test_what_a_light_and_a_verdict_say_of_each_other(light, state, expected):
    assert agreement(light, state) == expected


class TestLinks:
    pytestmark = pytest.mark.django_db

    @pytest.fixture
    def plan(self):
        """Beds lag although the hospital is on schedule; nobody knows of the school."""
        plan = make_plan()
        section = make_section(plan)
        beds = make_indicator(plan, name="床位", base="0", actuals={2023: "20"})
        pupils = make_indicator(plan, name="学位", base="0", actuals={2023: "90"})
        department = make_department(code="wjw", name="市卫生健康委")
        hospital = make_project(section, name="医院", indicators=[beds], department=department)
        report(hospital, 2023, share="0.6")
        report(make_project(section, name="校舍", indicators=[pupils]), 2023, share="0.1")
        make_project(section, name="幼儿园", indicators=[pupils])
        judge(plan)
        return plan

    def page(self, client, plan, **query):
        address = reverse("project_links", args=[plan.slug])
        return client.get(address, {"year": "2023", **query})

    def pairs(self, client, plan, **query) -> list[tuple[str, list[str]]]:
        found = self.page(client, plan, **query).context["indicators"]
        return [(each.row.name, [linked.row.name for linked in each.projects]) for each in found]

    def test_green_projects_with_red_indicators_come_first(self, client, plan):
        response = self.page(client, plan)
        assert response.context["kind"] == "green-red"
        assert self.pairs(client, plan) == [("床位", ["医院"])]
        assert "同一句话" in response.content.decode()

    def test_the_other_kinds_are_asked_for(self, client, plan):
        assert self.pairs(client, plan, kind="red-green") == [("学位", ["校舍"])]
        assert self.pairs(client, plan, kind="unknown") == [("学位", ["幼儿园"])]
        assert self.pairs(client, plan, kind="agree") == []

    def test_every_link_is_counted_once(self, client, plan):
        kinds = self.page(client, plan).context["kinds"]
        assert [(label, count) for label, count, _, _ in kinds] == [
            ("项目绿、指标红", 1),
            ("项目红、指标绿", 1),
            ("还不能比较", 1),
            ("没有矛盾", 0),
        ]

    def test_filters_leave_only_the_links_of_what_is_shown(self, client, plan):
        assert self.pairs(client, plan, department="wjw", kind="unknown") == []

    def test_the_page_of_an_indicator_shows_its_projects_with_light_and_reason(self, client, plan):
        beds = plan.indicators.get(name="床位")
        content = client.get(beds.get_absolute_url(), {"year": "2023"}).content.decode()
        for words in ("医院", "同一句话", "light-green"):
            assert words in content

    def test_of_very_many_links_a_page_holds_some(self, client, plan):
        beds, section = plan.indicators.get(name="床位"), plan.sections.get()
        for _ in range(105):
            make_project(section, indicators=[beds])
        first = self.page(client, plan, kind="unknown").context
        second = self.page(client, plan, kind="unknown", page="2").context
        sizes = [sum(len(each.projects) for each in ctx["indicators"]) for ctx in (first, second)]
        assert sizes == [100, 6]

    def test_a_plan_without_links_says_what_to_do(self, client):
        plan = make_plan(slug="bare")
        make_project(make_section(plan))
        assert "都没有关联指标" in self.page(client, plan).content.decode()
