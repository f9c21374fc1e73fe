"""The timeline of projects: bars on an axis, zoom and range in the address, and very many rows."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from projects.models import Project
from tests.factories import make_plan, make_project, make_section
from tests.projects.reports import claim, milestone, report

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return make_plan()


@pytest.fixture
def section(plan):
    return make_section(plan)


def shown(client, plan, **query):
    address = reverse("project_timeline", args=[plan.slug])
    return client.get(address, {"year": "2023", **query})


def bar(client, project, **query):
    for group in shown(client, project.plan, **query).context["groups"]:
        for line in group.rows:
            if line.row.code == project.code:
                return line.bar
    return None


def dated(section, first: int, last: int, **fields) -> Project:
    dates = {"start": date(first, 1, 1), "end": date(last, 12, 31)}
    return make_project(section, **dates, **fields)


class TestBars:
    def test_they_lie_where_the_project_does(self, client, section):
        found = bar(client, dated(section, 2022, 2023))
        assert (found.x, found.width, found.is_stated) == ("20%", "40%", True)

    def test_the_plans_period_stands_in_and_is_said_to(self, client, section):
        project = make_project(section)
        found = bar(client, project)
        assert (found.x, found.width, found.is_stated) == ("0%", "100%", False)
        assert "规划未写明起止" in shown(client, project.plan).content.decode()

    def test_done_and_due_are_shares_of_the_bar(self, client, section):
        project = dated(section, 2022, 2025)
        report(project, 2023, share="0.25")
        found = bar(client, project)
        assert (found.x, found.done, found.due_x) == ("20%", "20%", "60%")

    def test_a_reported_zero_has_no_length_but_is_told(self, client, section):
        project = make_project(section)
        report(project, 2023, share="0")
        assert bar(client, project).done == ""
        assert "应完成60%，已完成0%" in shown(client, project.plan).content.decode()

    def test_an_older_report_is_drawn_as_past(self, client, section):
        project = make_project(section)
        report(project, 2022, share="0.4")
        found = bar(client, project)
        assert (found.done, found.is_past) == ("40%", True)
        assert "形象进度未报，2022年40%" in shown(client, project.plan).content.decode()

    def test_milestones_say_whether_they_were_reached(self, client, section):
        project = make_project(section)
        done = milestone(project, "开工", due_on=date(2021, 12, 31), due_share="0.1")
        milestone(project, "封顶", due_on=date(2023, 12, 31), due_share="0.6")
        claim(report(project, 2023, share="0.6"), done, reached_on=date(2022, 2, 1))
        steps = bar(client, project).steps
        assert [(each.x, each.is_reached) for each in steps] == [("20%", True), ("60%", False)]
        assert steps[0].name == "开工（2022-02-01完成）"


class TestAxis:
    def test_range_and_scale_are_in_the_address(self, client, plan, section):
        project = dated(section, 2021, 2025)
        context = shown(client, plan, **{"from": "2022", "to": "2023", "scale": "quarters"}).context
        assert (context["span"].first, context["span"].last) == (2022, 2023)
        assert len(context["ticks"]) == 8
        found = bar(client, project, **{"from": "2022", "to": "2023"})
        assert (found.goes_before, found.goes_after) == (True, True)

    def test_what_is_due_outside_of_the_axis_is_not_drawn_at_its_edge(self, client, section):
        project = make_project(section)
        report(project, 2023, share="0.2")
        found = bar(client, project, **{"from": "2025", "to": "2025"})
        assert (found.due_x, found.done) == ("", "")

    def test_a_project_outside_of_the_range_is_told_in_words(self, client, section):
        project = dated(section, 2021, 2021)
        response = shown(client, project.plan, **{"from": "2024", "to": "2025"})
        assert bar(client, project, **{"from": "2024", "to": "2025"}) is None
        assert "2021-01至2021-12" in response.content.decode()

    @pytest.mark.parametrize(
        "query",
        [{"from": "x", "to": "٢٠٢٢"}, {"from": "1066"}, {"scale": "days"}, {}],
        ids=["letters", "long ago", "scale", "nothing"],
    )
    def test_nonsense_counts_as_not_asked(self, client, plan, section, query):
        dated(section, 2021, 2025)
        context = shown(client, plan, **query).context
        assert (context["span"].first, context["span"].last) == (2021, 2025)
        assert context["scale"] == "years"

    def test_the_wrong_way_round_is_turned(self, client, plan, section):
        dated(section, 2021, 2025)
        span = shown(client, plan, **{"from": "2024", "to": "2022"}).context["span"]
        assert (span.first, span.last) == (2022, 2024)

    def test_years_of_projects_beyond_the_plan_can_be_reached(self, client, plan, section):
        dated(section, 2019, 2028)
        context = shown(client, plan).context
        assert (context["span"].first, context["span"].last) == (2021, 2025)
        whole = client.get(context["whole"]).context["span"]
        assert (whole.first, whole.last) == (2019, 2028)

    def test_every_step_keeps_the_filters(self, client, plan, section):
        dated(section, 2019, 2028)
        query = {"field": "transport", "from": "2022", "to": "2023"}
        context = shown(client, plan, **query).context
        for name in ("zoom_in", "zoom_out", "earlier", "later", "whole"):
            assert "field=transport" in context[name]
            assert client.get(context[name]).context["span"] != context["span"]

    def test_the_year_judged_is_marked(self, client, plan, section):
        make_project(section)
        assert shown(client, plan).context["mark"] == ("60%", "2023年底")
        assert shown(client, plan, **{"from": "2024", "to": "2025"}).context["mark"] is None

    def test_it_is_a_table_that_reads_without_the_picture(self, client, plan, section):
        project = dated(section, 2021, 2024, name="跨江大桥")
        report(project, 2023, share="0.5")
        content = shown(client, plan).content.decode()
        assert '<th scope="row"><a href="/projects/' in content
        assert "<title>2021-01至2024-12，应完成75%，已完成50%</title>" in content
        assert "滞后" in content


class TestMany:
    """More rows than can be used at once."""

    @pytest.fixture
    def many(self, plan, section):
        fields = ("transport",) * 310 + ("water",) * 30
        Project.objects.bulk_create(
            Project(
                plan=plan,
                section=section,
                code=f"p{number}",
                name=f"项目{number}",
                field=field,
                promised_stage="建成",
                quote="建成",
                position=number,
            )
            for number, field in enumerate(fields)
        )
        return plan

    def test_each_field_shows_its_first_and_leads_to_the_others(self, client, many):
        response = shown(client, many)
        groups = {group.field: group for group in response.context["groups"]}
        assert [(len(each.rows), each.count) for each in groups.values()] == [(25, 310), (25, 30)]
        assert "看交通全部 310 个" in response.content.decode()

    def test_a_field_of_its_own_comes_page_by_page(self, client, many):
        response = shown(client, many, field="transport", page="3")
        (group,) = response.context["groups"]
        assert [line.row.code for line in group.rows] == [f"p{each}" for each in range(300, 310)]
        assert response.context["page_of"].paginator.num_pages == 3

    def test_a_small_field_is_shown_whole(self, client, many):
        response = shown(client, many, field="water")
        assert response.context["page_of"] is None
        assert len(response.context["groups"][0].rows) == 30
