"""How far projects are from what is due: the picture, Plotly's chart and the page."""

from __future__ import annotations

import json
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from plotly import graph_objects

from projects.figures import LIGHT_SYMBOLS, pace_figure
from projects.paces import (
    LIGHT_SHAPES,
    PaceLane,
    PacePoint,
    ahead_text,
    pace_plot,
    placed,
)
from projects.selectors.browse.pace import pace_of
from tests.factories import make_plan, make_project, make_section
from tests.projects.reports import report


def point(ahead: str, light: str = "light-green", said: str = "") -> PacePoint:
    return PacePoint(ahead=Decimal(ahead), light=light, said=(said,), url=f"/{ahead}/")


def lane(*points: PacePoint, field: str = "city") -> PaceLane:
    many = len(points)
    facts = {"total": many, "comparable": many, "behind": 0, "middle_text": ""}
    return PaceLane(field=field, label=field, **facts, points=points, url="")


def _counts(each: PaceLane) -> tuple[str, int, int, int, str]:
    return each.field, each.total, each.comparable, each.behind, each.middle_text


class TestPlaces:
    def test_marks_that_would_touch_stand_apart_within_their_lane(self):
        places = list(placed([lane(*[point("5.5")] * 9, point("40"))]))
        heights = [each.y for each in places]
        assert len(set(heights[:-1])) == 9
        assert all(abs(each) < Decimal("0.5") for each in heights)
        assert heights[-1] == 0

    def test_marks_stand_where_their_numbers_say(self):
        plot = pace_plot([lane(point("-16", "light-yellow"), point("0"), point("16"))])
        assert [each.x for each in plot.marks] == ["10%", "50%", "90%"]
        assert plot.lines[0].x1 == "50%"
        assert [each.label for each in plot.keys] == ["正常", "滞后"]

    def test_a_light_has_a_shape_of_its_own(self):
        assert set(LIGHT_SHAPES) == set(LIGHT_SYMBOLS)
        assert len(set(LIGHT_SHAPES.values())) == len(LIGHT_SHAPES)

    @pytest.mark.parametrize(
        ("ahead", "words"),
        [("-3.25", "落后3.3点"), ("0", "持平"), ("-0", "持平"), ("7", "超前7点")],
    )
    def test_distances_in_words(self, ahead, words):
        assert ahead_text(Decimal(ahead)) == words


class TestFigure:
    def test_plotly_takes_it(self):
        lanes = [lane(point("-4", "light-nearly")), lane(point("3"), field="water")]
        figure = pace_figure(lanes, is_demo=True)
        assert graph_objects.Figure(figure).data
        assert json.loads(json.dumps(figure)) == figure

    def test_each_point_says_its_project_and_leads_there(self):
        (trace,) = pace_figure([lane(point("3", said="桥<1"))], is_demo=False)["data"]
        assert (trace["name"], trace["x"], trace["y"]) == ("正常", [3], [0])
        assert trace["customdata"] == ["桥＜1"]
        assert trace["meta"]["urls"] == ["/3/"]


@pytest.mark.django_db
class TestPage:
    @pytest.fixture
    def box(self):
        return make_section(make_plan(), code="box03", kind="box", number="3", title="安排")

    def shown(self, client, box, **query):
        address = reverse("project_pace", args=[box.plan.slug])
        return client.get(address, {"year": "2023", **query})

    def test_projects_stand_in_the_lanes_of_their_fields(self, client, box):
        report(make_project(box, name="桥", field="city"), 2023, share="0.4")
        report(make_project(box, name="路", field="city"), 2023, share="0.7")
        report(make_project(box, name="坝", field="water"), 2023, share="0.6")
        make_project(box, name="没报的", field="city")
        found = self.shown(client, box).context["pace"]
        assert [(each.field, each.total, each.behind) for each in found.lanes] == [
            ("city", 3, 1),
            ("water", 1, 0),
        ]
        assert [each.ahead for each in found.lanes[0].points] == [-20, 10]
        assert found.title == "3 个项目中 1 个落后于应完成的进度，最多的是桥（落后20点）"
        said = found.lanes[0].points[0].said
        assert said[1:] == ("2023年：在建，滞后", "应完成60%，已完成40%，落后20点")

    def test_of_several_as_far_behind_the_title_says_how_many(self, client, box):
        for name in ("桥", "路"):
            report(make_project(box, name=name), 2023, share="0.4")
        title = self.shown(client, box).context["pace"].title
        assert title.endswith("2 个落后于应完成的进度，最多的是桥等 2 个（落后20点）")

    def test_filters_go_along_to_list_and_file(self, client, box):
        report(make_project(box, field="city"), 2023, share="0.4")
        report(make_project(box, field="water"), 2023, share="0.4")
        context = self.shown(client, box, light="yellow", field="city").context
        (only,) = context["pace"].lanes
        assert only.url.endswith("?field=city&sort=-behind&year=2023&light=yellow")
        assert "light=yellow" in context["frame"].csv_url
        assert len(client.get(only.url).context["shown"].rows) == 1

    def test_marks_lead_to_the_year_and_day_looked_at(self, client, box):
        bridge = make_project(box)
        report(bridge, 2023, share="0.4")
        page = bridge.get_absolute_url()
        day = "2024-06-01"
        for query in ({}, {"known_on": day}):
            figure = self.shown(client, box, **query).context["figure"]
            (found,) = figure["data"][0]["meta"]["urls"]
            assert found == f"{page}?{urlencode({'year': '2023', **query})}"

    def test_without_progress_it_says_what_to_do(self, client, box):
        make_project(box)
        assert "还没有进度可比" in self.shown(client, box).content.decode()

    def test_of_very_many_those_furthest_behind_are_drawn(self, client, box):
        for share in ("0.5", "0.1", "0.3"):
            report(make_project(box), 2023, share=share)
        rows = self.shown(client, box).context["shown"].rows
        found = pace_of(rows, url_of=str, most=1)
        assert [each.ahead for each in found.lanes[0].points] == [-50]
        assert (found.comparable, found.drawn) == (3, 1)

    def test_all_are_counted_however_few_are_drawn(self, client, box):
        for share in ("0.5", "0.1", "0.3"):
            report(make_project(box, field="city"), 2023, share=share)
        report(make_project(box, field="water"), 2023, share="0.7")
        rows = self.shown(client, box).context["shown"].rows
        few, all_of_them = (pace_of(rows, url_of=str, most=most) for most in (1, 600))
        assert [_counts(each) for each in few.lanes] == [
            ("city", 3, 3, 3, "落后30点"),
            ("water", 1, 1, 0, "超前10点"),
        ]
        assert list(map(_counts, few.lanes)) == list(map(_counts, all_of_them.lanes))
        assert few.title == all_of_them.title
        assert [len(each.points) for each in few.lanes] == [1, 0]
        assert len(pace_plot(few.lanes).marks) == 1
        assert few.left_out == "只画 4 个里落后最多的 1 个，其余的只在表里计入。"
        assert all_of_them.left_out == ""

    @pytest.mark.parametrize(
        ("shares", "words"),
        [
            (["0.5999"], "落后0.01点"),
            (["0.4333"], "落后16.67点"),
            (["0.5999", "0.1", "0.9"], "落后0.01点"),
            (["0.6", "0.1", "0.9"], "持平"),
            (["0.5", "0.5999"], "落后5.005点"),
            (["0.555", "0.554"], "落后4.55点"),
            (["0.61", "0.59"], "持平"),
            (["0.61", "0.5901"], "超前0.005点"),
        ],
    )
    def test_the_one_in_the_middle_is_as_exact_as_its_mark(self, client, box, shares, words):
        for share in shares:
            report(make_project(box), 2023, share=share)
        assert self.shown(client, box).context["pace"].lanes[0].middle_text == words

    @pytest.mark.parametrize("projects", [1, 20])
    def test_queries_do_not_grow(self, client, django_assert_num_queries, box, projects):
        for _ in range(projects):
            report(make_project(box), 2023, share="0.5")
        with django_assert_num_queries(14):
            self.shown(client, box)
