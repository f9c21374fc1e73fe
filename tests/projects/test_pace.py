"""How far projects are from what is due: the picture, Plotly's chart and the page."""

from __future__ import annotations

import json
from decimal import Decimal
from itertools import combinations
from urllib.parse import urlencode

import pytest
from django.template.loader import get_template
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from plotly import graph_objects

from projects.figures import LIGHT_SYMBOLS, pace_figure
from projects.gaps import ahead_text, gap_range
from projects.paces import (
    LIGHT_SHAPES,
    PaceGroup,
    PaceLane,
    PacePoint,
    layout_of_lanes,
    pace_plot,
    together,
)
from tests.factories import make_plan, make_project, make_section
from tests.projects.reports import report


def point(ahead: str, light: str = "light-green", said: str = "") -> PacePoint:
    return PacePoint(ahead=Decimal(ahead), light=light, name=said, said=(said,), url=f"/{ahead}/")


def lane(*points: PacePoint, field: str = "city", near: str = "2") -> PaceLane:
    many = len(points)
    facts = {"total": many, "comparable": many, "behind": 0, "middle_text": ""}
    groups = tuple(
        PaceGroup(points=each, url=each[0].url) for each in together(points, near=Decimal(near))
    )
    return PaceLane(field=field, label=field, **facts, groups=groups, url="")


class TestPlaces:
    def test_projects_as_far_are_one_mark_with_their_number(self):
        (crowd, alone) = layout_of_lanes([lane(*[point("5.5")] * 9, point("40"))]).marks
        assert (crowd.group.text, crowd.x) == ("×9", Decimal("5.5"))
        assert (alone.group.text, alone.x) == ("", 40)
        assert crowd.y == alone.y

    def test_a_mark_is_of_one_light_and_no_wider_than_it_is_drawn(self):
        points = [point("0"), point("0", "light-grey"), point("1"), point("2"), point("2.1")]
        found = [[str(each.ahead) for each in group] for group in together(points, near=Decimal(2))]
        assert found == [["0", "1", "2"], ["2.1"], ["0"]]

    def test_projects_an_address_cannot_tell_apart_share_a_mark(self):
        points = [point("-10.001"), point("-9.999"), point("-9.99")]
        (pair, alone) = together(points, near=Decimal(0))
        assert [len(pair), len(alone)] == [2, 1]
        mark = PaceGroup(points=pair, url="")
        assert (mark.range.address, mark.range.words) == ("-10", "落后10点")
        assert all(mark.range.holds(each.ahead) for each in pair)
        assert not mark.range.holds(alone[0].ahead)

    def test_marks_that_would_touch_stand_in_rows_of_their_lane(self):
        crowded = lane(point("0"), point("1", "light-nearly"), point("30", "light-nearly"))
        layout = layout_of_lanes([crowded, lane(point("0"), field="water")])
        heights = {str(each.x): each.y for each in layout.marks[:3]}
        assert heights["0"] == heights["30"] != heights["1"]
        assert max(heights.values()) < layout.marks[3].y == layout.middles[1]
        assert layout.middles[0] == sum(sorted(set(heights.values()))) / 2

    @given(
        aheads=st.lists(st.tuples(st.integers(-90, 60), st.sampled_from(sorted(LIGHT_SHAPES)))),
    )
    def test_no_two_marks_of_a_lane_touch_and_none_is_lost(self, aheads):
        shown = lane(*[point(str(ahead), light) for ahead, light in aheads], near="4")
        layout = layout_of_lanes([shown])
        assert sum(len(each.group.points) for each in layout.marks) == len(aheads)
        pixels = [
            (310 * (each.x - layout.low) / (layout.high - layout.low), each.y)
            for each in layout.marks
        ]
        for (x, y), (other, height) in combinations(pixels, 2):
            assert y != height or abs(x - other) >= 24

    def test_marks_stand_where_their_numbers_say(self):
        plot = pace_plot([lane(point("-50", "light-yellow"), point("0"), point("50"))])
        assert [each.x for each in plot.marks] == ["6.9%", "50%", "93.1%"]
        assert [each.url for each in plot.marks] == ["/-50/", "/0/", "/50/"]
        assert plot.lines[0].x1 == "50%"
        assert [each.label for each in plot.keys] == ["正常", "滞后"]

    def test_every_mark_of_a_light_is_drawn(self):
        drawn = get_template("components/mark_sprite.html").render()
        assert all(f'id="mark-{shape}"' in drawn for shape in LIGHT_SHAPES.values())

    def test_a_light_has_a_shape_of_its_own(self):
        assert set(LIGHT_SHAPES) == set(LIGHT_SYMBOLS)
        assert len(set(LIGHT_SHAPES.values())) == len(LIGHT_SHAPES)

    @pytest.mark.parametrize(
        ("ahead", "words"),
        [("-3.25", "落后3.3点"), ("0", "持平"), ("-0", "持平"), ("7", "超前7点")],
    )
    def test_distances_in_words(self, ahead, words):
        assert ahead_text(Decimal(ahead)) == words


class TestGaps:
    @pytest.mark.parametrize(
        ("text", "words"),
        [("-15..-10", "落后15点至落后10点"), ("0", "持平"), ("-0", "持平"), ("7.5", "超前7.5点")],
    )
    def test_an_address_says_a_range_and_reads_it(self, text, words):
        found = gap_range(text)
        assert found is not None
        assert found.words == words
        assert gap_range(found.address) == found

    @pytest.mark.parametrize("text", ["", "..", "far", "nan", "Infinity", "1e999999", "1..2..3"])
    def test_what_is_no_range_is_none(self, text):
        assert gap_range(text) is None


class TestFigure:
    def test_plotly_takes_it(self):
        lanes = [lane(point("-4", "light-nearly")), lane(point("3"), field="water")]
        figure = pace_figure(lanes, is_demo=True)
        assert graph_objects.Figure(figure).data
        assert json.loads(json.dumps(figure)) == figure

    def test_each_point_says_its_project_and_leads_there(self):
        (trace,) = pace_figure([lane(point("3", said="桥<1"))], is_demo=False)["data"]
        assert (trace["name"], trace["x"], trace["text"]) == ("正常", [3], [""])
        assert trace["customdata"] == ["桥＜1"]
        assert trace["meta"]["urls"] == ["/3/"]

    def test_a_mark_of_many_says_how_many_and_which(self):
        crowd = [point("-3", said=f"桥{number}") for number in range(8)]
        (trace,) = pace_figure([lane(*crowd)], is_demo=False)["data"]
        assert trace["text"] == ["×8"]
        words = "8 个项目：落后3点<br>桥0、桥1、桥2、桥3、桥4、桥5等"
        assert trace["customdata"] == [words]


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
        groups = found.lanes[0].groups
        assert [each.x for each in groups] == [10, -20]
        assert found.title == "3 个项目中 1 个落后于应完成的进度，最多的是桥（落后20点）"
        said = groups[1].said
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
        assert only.url.endswith("?sort=-behind&field=city&year=2023&light=yellow")
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

    def test_a_mark_of_many_leads_to_the_list_of_just_those(self, client, box):
        for name, share in (("桥", "0.5"), ("路", "0.5"), ("坝", "0.7"), ("渠", "0.3")):
            report(make_project(box, name=name, field="city"), 2023, share=share)
        report(make_project(box, name="别的领域", field="water"), 2023, share="0.5")
        found = self.shown(client, box, light=["nearly", "red"], q="").context["pace"]
        (only,) = found.lanes[0].groups
        assert (only.text, only.said[0]) == ("×2", "2 个项目：落后10点")
        page = client.get(only.url)
        assert {row.name for row in page.context["shown"].rows} == {"桥", "路"}
        assert "落后10点" in [each.label for each in page.context["chips"]]
        assert ("gap", "-10") in page.context["kept"]

    def test_a_gap_that_is_none_finds_nothing(self, client, box):
        report(make_project(box), 2023, share="0.5")
        assert self.shown(client, box, gap="far").context["shown"].rows == ()
        assert len(self.shown(client, box, gap="-10..5").context["shown"].rows) == 1

    def test_thousands_make_no_more_marks_than_can_be_seen(self):
        points = [point(f"{number / 100 - 50}") for number in range(8000)]
        layout = layout_of_lanes([lane(*points, near="3.7")])
        assert sum(len(each.group.points) for each in layout.marks) == 8000
        assert len(layout.marks) < 25

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
