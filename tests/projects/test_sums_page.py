"""What projects add up to beside the plan's targets, on its own page and in its box."""

from __future__ import annotations

import pytest
from django.urls import reverse

from projects.models import RollUp
from tests.factories import (
    make_indicator,
    make_observation,
    make_plan,
    make_project,
    make_section,
)
from tests.projects.reports import report

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    """Return a plan whose box 3 wants 30 projects and 100亿元; one city project is under way."""
    plan = make_plan()
    box = make_section(plan, code="box03", kind="box", number="3", title="安排")
    facts = {"kind": "cumulative", "section": box, "origin": "box"}
    count = make_indicator(plan, name="城市项目", target="30", unit="个", **facts)
    money = make_indicator(plan, name="城市投资", target="100", unit="亿元", **facts)
    for indicator, measure in ((count, "count"), (money, "investment")):
        RollUp.objects.create(indicator=indicator, measure=measure, fields=["city"])
    road = make_project(box, field="city")
    report(road, 2022, share="0.4", invested="7.5")
    report(road, 2023, share="0.6", invested="2.5")
    return plan


def page(client, plan, year="2023"):
    return client.get(reverse("project_sums", args=[plan.slug]), {"year": year})


def test_sums_stand_against_targets_and_what_is_due_by_time(client, plan):
    count, money = page(client, plan).context["rows"]
    assert (count.total_text, count.due_text, count.target_text) == ("1", "18", "30")
    assert (money.total_text, money.due_text, money.share_text) == ("10", "60", "10%")
    assert page(client, plan).context["years"] == [2021, 2022, 2023]


def test_an_approved_report_appears_at_once(client, plan):
    report(make_project(plan.sections.get(), field="city"), 2023, share="0.6", invested="30")
    count, money = page(client, plan).context["rows"]
    assert (count.total_text, money.total_text) == ("2", "40")


def test_a_figure_reported_otherwise_is_shown_beside_the_sum(client, plan):
    money = plan.indicators.get(name="城市投资")
    make_observation(money.series, year=2022, text="9", region=plan.region)
    content = page(client, plan).content.decode()
    assert "另报 9，<b>差 +1.5</b>" in content


def test_the_box_shows_the_same(client, plan):
    response = client.get(reverse("box_detail", args=[plan.slug, "3"]), {"year": "2023"})
    assert [row.total_text for row in response.context["box"].sums] == ["1", "10"]
    assert "项目合计与目标" in response.content.decode()


def test_a_plan_without_sums_says_what_to_do(client):
    content = page(client, make_plan(slug="bare")).content.decode()
    assert "没有由项目汇总的目标" in content


@pytest.mark.parametrize("projects", [1, 20])
def test_queries_do_not_grow(client, django_assert_num_queries, plan, projects):
    for _ in range(projects):
        report(make_project(plan.sections.get(), field="city"), 2023, share="0.6", invested="1")
    with django_assert_num_queries(7):
        page(client, plan)


class TestChart:
    def test_the_title_says_how_far_the_sum_is(self, client, plan):
        frame = page(client, plan).context["frame"]
        assert frame.title == "到2023年合计 1个，完成五年目标的3%，按时间应完成60%"

    @pytest.mark.parametrize("year", ["latest", "2022"])
    def test_total_and_what_is_due_are_of_the_same_year(self, client, plan, year):
        plan.projects.get().reports.filter(year=2023).delete()
        response = page(client, plan, year=year)
        count, money = response.context["rows"]
        assert response.context["frame"].title == (
            "到2022年合计 1个，完成五年目标的3%，按时间应完成40%"
        )
        assert (count.year, count.due_text, count.due_share_text) == (2022, "12", "40%")
        assert (money.due_text, money.share_words) == ("40", "完成进度8%，到2022年按时间应完成40%")
        content = response.content.decode()
        assert content.count("到2022年</span>") == 2
        assert content.count("2022年应 40%") == 2

    def test_a_year_nobody_reported_yet_is_said_to_lack(self, client, plan):
        title = page(client, plan, year="2025").context["frame"].title
        assert title == (
            "到2025年合计 1个（2023年以后还没有已采用的报告），完成五年目标的3%，按时间应完成100%"
        )

    def test_before_any_report_nothing_is_due_by_the_latest_year(self, client, plan):
        plan.projects.get().reports.all().delete()
        response = page(client, plan, year="latest")
        assert [(row.year, row.due_text) for row in response.context["rows"]] == [(None, "")] * 2
        assert response.context["frame"].title == "还没有已采用的报告；五年目标 30个"

    def test_the_address_says_which_sum_is_drawn(self, client, plan):
        money = plan.indicators.get(name="城市投资")
        address = reverse("project_sums", args=[plan.slug])
        shown = client.get(address, {"year": "2023", "sum": money.code}).context
        assert shown["frame"].title == "到2023年合计 10亿元，完成五年目标的10%，按时间应完成60%"
        assert [name for _, name, is_chosen in shown["choices"] if is_chosen] == ["城市投资"]
        assert client.get(address, {"sum": "nonsense"}).context["choices"][0][2]

    def test_years_add_up_towards_the_target(self, client, plan):
        money = plan.indicators.get(name="城市投资")
        address = reverse("project_sums", args=[plan.slug])
        figure = client.get(address, {"year": "2023", "sum": money.code}).context["figure"]
        traces = {trace["name"]: trace for trace in figure["data"]}
        assert traces["当年合计"]["y"] == [7.5, 2.5]
        assert traces["累计"]["y"] == [7.5, 10]
        assert traces[f"{plan.short_title}路径"]["y"] == [0, 20, 40, 60, 80, 100]
        assert traces[f"{plan.short_title}目标"]["y"] == [100]

    def test_before_any_report_the_target_is_drawn(self, client, plan):
        frame = page(client, plan, year="2021").context["frame"]
        assert frame.title == "还没有已采用的报告；五年目标 30个"

    def test_its_numbers_are_a_file(self, client, plan):
        address = reverse("project_sums_csv", args=[plan.slug])
        file = client.get(address, {"year": "2023"}).content.decode("utf-8-sig")
        header, *rows = file.splitlines()
        assert header.startswith("指标代码,指标,领域,单位,年份,项目合计,累计,按时间应完成")
        assert header.endswith("在用的数,在用的数据版本,差额")
        money = plan.indicators.get(name="城市投资")
        told = [row.split(",")[4:9] for row in rows if row.startswith(f"{money.code},")]
        assert told == [
            ["2021", "", "", "20", "100"],
            ["2022", "7.5", "7.5", "40", "100"],
            ["2023", "2.5", "10", "60", "100"],
        ]
