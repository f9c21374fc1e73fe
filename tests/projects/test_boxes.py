"""Pages of boxes: the plan's own words in the plan's own order, and how all of it stands."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from projects.services.indexing import index_projects
from tests.factories import (
    judge,
    make_box_item,
    make_indicator,
    make_plan,
    make_project,
    make_section,
)
from tests.projects.reports import report

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


def lights(tally) -> list[tuple[str, int]]:
    return [(each.label, each.count) for each in tally.counts]


class TestList:
    def test_it_counts_each_kind_once(self, client, plan, box):
        for _ in range(2):
            make_project(box, item=make_box_item(box))
        make_indicator(plan, origin="box", section=box)
        (summary,) = client.get(reverse("box_list", args=[plan.slug])).context["boxes"]
        assert (summary.items, summary.projects.total, summary.indicators.total) == (2, 2, 1)
        assert summary.link.url == f"/plans/{plan.slug}/boxes/3/"

    def test_it_shows_progress_at_a_glance(self, client, plan, box):
        report(make_project(box), 2023, share="0.6")
        report(make_project(box), 2023, share="0.2")
        make_project(box)
        content = client.get(reverse("box_list", args=[plan.slug]), {"year": "2023"})
        (summary,) = content.context["boxes"]
        assert lights(summary.projects) == [("正常", 1), ("严重滞后", 1), ("未报", 1)]
        assert [each.width for each in summary.projects.counts] == ["33.33", "33.33", "33.33"]

    def test_a_box_of_words_alone_says_so(self, client, plan, box):
        make_box_item(box)
        content = client.get(reverse("box_list", args=[plan.slug])).content.decode()
        assert "没有点名的项目和定量目标" in content

    def test_a_plan_without_boxes_says_so(self, client, plan):
        assert "没有专栏" in client.get(reverse("box_list", args=[plan.slug])).content.decode()


class TestBox:
    def test_it_keeps_the_plans_order(self, client, plan, box):
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

    def test_its_projects_show_their_light_and_lead_to_their_table(self, client, plan, box):
        report(make_project(box, name="大桥"), 2023, share="0.35")
        response = client.get(f"/plans/{plan.slug}/boxes/3/", {"year": "2023"})
        shown = response.context["box"]
        assert lights(shown.projects) == [("滞后", 1)]
        table = client.get(shown.projects.url).context["page_of"].object_list
        assert [row.name for row in table] == ["大桥"]

    def test_an_item_is_where_searches_and_its_projects_lead(self, client, box):
        project = make_project(box, item=make_box_item(box, position=7, title="轨道快线"))
        index_projects()
        for address in ("/search/?q=轨道快线", project.get_absolute_url()):
            content = client.get(address).content.decode()
            (link,) = set(re.findall(r'href="([^"]+#item-[^"]*)"', content))
            page, anchor = link.split("#")
            assert anchor == "item-7"
            assert f'id="{anchor}"' in client.get(page).content.decode()

    def test_targets_show_their_state(self, client, plan, box):
        make_indicator(plan, name="里程", origin="box", section=box, base="0", actuals={2023: "90"})
        judge(plan)
        response = client.get(f"/plans/{plan.slug}/boxes/3/")
        assert [row.state for row in response.context["box"].indicators] == ["ahead"]
        assert "快于预期" in response.content.decode()

    @pytest.mark.usefixtures("box")
    def test_it_links_to_its_neighbours(self, client, plan):
        make_section(plan, code="box04", kind="box", number="4", title="下一个")
        shown = client.get(f"/plans/{plan.slug}/boxes/3/").context["box"]
        assert shown.previous is None
        assert shown.next.url == f"/plans/{plan.slug}/boxes/4/"

    @pytest.mark.usefixtures("box")
    def test_an_unknown_box_is_not_found(self, client, plan):
        assert client.get(f"/plans/{plan.slug}/boxes/9/").status_code == 404
