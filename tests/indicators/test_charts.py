"""Every figure is one Plotly can draw, and shows what it says."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from plotly import graph_objects

from indicators.charts import DEMO_NOTE, HeatLane, HeatSpot, heat_figure, trajectory_figure
from indicators.charts.heat import TINT_NAMES, TINTS
from indicators.pictures.telling import keys_of
from indicators.pictures.trajectory import trajectory_plot
from indicators.trajectories import PlanLine, Point, Trajectory
from tests.colours import tokens


def point(year: int, value: str, note: str = "") -> Point:
    return Point(year=year, value=Decimal(value), text=value, note=note)


def points(values: dict[int, str]) -> tuple[Point, ...]:
    return tuple(point(year, value) for year, value in values.items())


OWN = PlanLine(
    label="十四五",
    base_year=2020,
    last_year=2025,
    is_own=True,
    base=point(2020, "6001"),
    path=points({2020: "6001", 2023: "7395", 2025: "8500"}),
    target=point(2025, "8500"),
    milestones=points({2023: "7000"}),
    projection=points({2024: "8369", 2025: "9095"}),
)
BEFORE = PlanLine(
    label="十三五",
    base_year=2015,
    last_year=2020,
    is_own=False,
    base=point(2015, "4466"),
    path=points({2015: "4466", 2020: "6000"}),
    target=point(2020, "6000"),
)
FLOOR = PlanLine(
    label="十四五",
    base_year=2020,
    last_year=2025,
    is_own=True,
    path=points(dict.fromkeys(range(2021, 2026), "90")),
    target=point(2025, "90"),
    is_bound=True,
)
TRAJECTORIES = {
    "a stock on its way, two plans on one line": Trajectory(
        unit="亿元",
        yearly=points({2020: "5964", 2021: "6795", 2024: "8369"}),
        as_closed=points({2020: "6001"}),
        plans=(OWN, BEFORE),
    ),
    "a floor": Trajectory(unit="%", yearly=points({2021: "91"}), plans=(FLOOR,)),
    "a flow": Trajectory(
        unit="个",
        figures_are_flows=True,
        yearly_label="当年数",
        yearly=points({2021: "5", 2022: "0"}),
        judged_label="累计",
        judged=points({2021: "5", 2022: "5"}),
        plans=(OWN,),
    ),
    "growth beside that of another series": Trajectory(
        unit="%",
        figures_are_flows=True,
        yearly=points({2021: "-1.5"}),
        reference_label="GDP增速",
        reference=points({2021: "8.7"}),
    ),
    "nothing published yet": Trajectory(unit="亿元", plans=(OWN,)),
    "another definition": Trajectory(
        unit="%", incomparable=(point(2023, "73.1", note="口径不同"),), plans=(OWN,)
    ),
    "a target without base": Trajectory(
        unit="家",
        plans=(
            PlanLine(
                label="十四五",
                base_year=2020,
                last_year=2025,
                is_own=True,
                target=point(2025, "20"),
            ),
        ),
    ),
    "a change of definition": Trajectory(
        unit="%",
        yearly=points({2019: "68", 2020: "71", 2021: "72", 2022: "73"}),
        incomparable=points({2021: "71.5", 2023: "73.1"}),
        plans=(OWN, BEFORE),
    ),
    "one value only": Trajectory(unit="", yearly=points({2021: "0"})),
}


def by_name(figure: dict) -> dict[str, dict]:
    return {trace["name"]: trace for trace in figure["data"]}


@pytest.mark.parametrize("name", TRAJECTORIES)
def test_plotly_takes_every_figure(name):
    figure = trajectory_figure(TRAJECTORIES[name], is_demo=True)
    assert graph_objects.Figure(figure).data
    assert json.loads(json.dumps(figure)) == figure


@pytest.mark.parametrize("name", TRAJECTORIES)
def test_no_text_holds_markup_that_would_need_inline_styles(name):
    figure = trajectory_figure(TRAJECTORIES[name], is_demo=True)
    text = json.dumps(figure, ensure_ascii=False).replace("<extra></extra>", "")
    assert "<" not in text


def test_both_plans_of_a_shared_series_stand_on_one_line():
    figure = trajectory_figure(
        TRAJECTORIES["a stock on its way, two plans on one line"], is_demo=False
    )
    traces = by_name(figure)
    assert traces["十四五路径"]["y"] == [6001.0, 7395.0, 8500.0]
    assert traces["十三五路径"]["y"] == [4466.0, 6000.0]
    assert traces["十三五目标"]["x"] == [2020]
    assert traces["结账时的数"]["y"] == [6001.0]
    assert figure["layout"]["xaxis"]["tickvals"] == list(range(2015, 2026))


def test_years_without_a_figure_break_the_line():
    figure = trajectory_figure(
        TRAJECTORIES["a stock on its way, two plans on one line"], is_demo=False
    )
    solid = by_name(figure)["实绩"]
    assert solid["x"] == [2020, 2021, 2022, 2023, 2024]
    assert solid["y"] == [5964.0, 6795.0, None, None, 8369.0]


def test_a_figure_of_another_definition_is_not_on_the_line():
    traces = by_name(trajectory_figure(TRAJECTORIES["another definition"], is_demo=False))
    assert "实绩" not in traces
    assert traces["不可比"]["mode"] == "markers"
    assert traces["不可比"]["customdata"] == ["73.1%（口径不同）"]


def words_of_breaks(figure: dict) -> list[dict]:
    return [each for each in figure["layout"]["annotations"] if each["text"] == "口径改变"]


def test_a_change_of_definition_is_marked_as_on_the_picture():
    shown = TRAJECTORIES["a change of definition"]
    figure = trajectory_figure(shown, is_demo=False)
    lines = [each for each in figure["layout"]["shapes"] if each["type"] == "line"]
    assert [(line["x0"], line["x1"], line["yref"]) for line in lines] == [
        (2020.5, 2020.5, "paper"),
        (2022.5, 2022.5, "paper"),
    ]
    words = words_of_breaks(figure)
    assert [each["x"] for each in words] == [2020.5, 2022.5]
    marks = trajectory_plot(shown).breaks
    assert [each["text"] for each in words] == [mark.text for mark in marks]
    sides = ["right" if mark.is_left else "left" for mark in marks]
    assert [each["xanchor"] for each in words] == sides


@pytest.mark.parametrize(
    "name", [each for each in TRAJECTORIES if each != "a change of definition"]
)
def test_only_a_change_of_definition_is_marked(name):
    expected = ["口径改变"] if name == "another definition" else []
    figure = trajectory_figure(TRAJECTORIES[name], is_demo=False)
    assert [each["text"] for each in words_of_breaks(figure)] == expected


@pytest.mark.parametrize("name", TRAJECTORIES)
def test_the_legend_names_what_that_of_the_picture_names(name):
    traces = trajectory_figure(TRAJECTORIES[name], is_demo=False)["data"]
    named = {each["name"] for each in traces if each.get("showlegend", True)}
    assert named == {key.label for key in keys_of(TRAJECTORIES[name])}


def test_without_figures_path_and_target_remain():
    names = set(by_name(trajectory_figure(TRAJECTORIES["nothing published yet"], is_demo=False)))
    assert {"十四五路径", "十四五目标"} <= names
    assert "实绩" not in names


def test_a_floor_shades_the_side_to_be_kept():
    layout = trajectory_figure(TRAJECTORIES["a floor"], is_demo=False)["layout"]
    (region,) = layout["shapes"]
    assert (region["x0"], region["x1"]) == (2020.5, 2025.5)
    assert region["y0"] == 90.0
    assert region["y1"] == layout["yaxis"]["range"][1] > 91


def test_a_flow_is_drawn_from_zero():
    figure = trajectory_figure(TRAJECTORIES["a flow"], is_demo=False)
    assert figure["layout"]["yaxis"]["range"][0] == 0
    assert by_name(figure)["当年数"]["type"] == "bar"
    assert by_name(figure)["当年数"]["y"] == [5.0, 0.0]


def test_the_projection_looks_unlike_a_fact():
    traces = by_name(
        trajectory_figure(TRAJECTORIES["a stock on its way, two plans on one line"], is_demo=False)
    )
    assert traces["按现有速度推算"]["line"]["dash"] == "dot"
    assert traces["实绩"]["line"].get("dash") is None


@pytest.mark.parametrize(("is_demo", "marks"), [(True, 1), (False, 0)])
def test_demo_figures_are_marked_on_the_chart_itself(is_demo, marks):
    figure = trajectory_figure(TRAJECTORIES["a floor"], is_demo=is_demo)
    texts = [each["text"] for each in figure["layout"]["annotations"]]
    assert texts.count(DEMO_NOTE) == marks


class TestHeat:
    @staticmethod
    def spot(kind: str, text: str = "", said: tuple[str, ...] = (), url: str = "") -> HeatSpot:
        return HeatSpot(kind=kind, text=text, sign=text[:1], said=said, url=url)

    @pytest.fixture
    def lanes(self) -> list[HeatLane]:
        return [
            HeatLane(
                label="【生态】", spots=(self.spot("heat-5", "1/1"), self.spot("heat-0", "—"))
            ),
            HeatLane(
                label="单位GDP能耗<标准",
                spots=(
                    self.spot("good", "▲ 快于预期", said=("能耗<1", "快于预期"), url="/one/"),
                    self.spot("neutral", "—"),
                ),
            ),
        ]

    def figure(self, lanes: list[HeatLane], *, is_demo: bool = False) -> dict:
        return heat_figure(lanes, years=range(2021, 2023), is_demo=is_demo)

    def test_plotly_takes_it(self, lanes):
        figure = self.figure(lanes, is_demo=True)
        assert graph_objects.Figure(figure).data
        assert json.loads(json.dumps(figure)) == figure

    def test_each_cell_is_drawn_once_in_its_colour(self, lanes):
        light, dark = self.figure(lanes)["data"]
        colours = {}
        for trace in (light, dark):
            steps = trace["colorscale"]
            for row, cells in enumerate(trace["z"]):
                for column, level in enumerate(cells):
                    if level is not None:
                        assert (row, column) not in colours
                        colours[row, column] = steps[2 * level][1]
        assert colours == {
            (0, 0): TINTS["heat-5"],
            (0, 1): TINTS["heat-0"],
            (1, 0): TINTS["good"],
            (1, 1): TINTS["neutral"],
        }

    def test_each_cell_says_its_state_and_leads_on(self, lanes):
        trace = self.figure(lanes)["data"][0]
        assert trace["text"][1][0] == "▲ 快于预期"
        assert trace["meta"]["narrow"]["text"][1][0] == "▲"
        assert trace["hovertext"][1][0] == "能耗＜1<br>快于预期"
        assert trace["meta"]["urls"][1][0] == "/one/"

    def test_long_names_are_cut_where_room_is_scarce(self, lanes):
        layout = self.figure(lanes)["layout"]
        assert layout["yaxis"]["ticktext"][1] == "单位GDP能耗＜标准"
        assert layout["meta"]["narrow"]["yaxis"]["ticktext"][1] == "单位GDP能…"

    def test_it_is_as_high_as_its_lanes(self, lanes):
        heights = [self.figure(lanes * times)["layout"]["meta"]["height"] for times in (1, 2)]
        assert heights[1] - heights[0] == 2 * 28

    def test_invented_figures_are_told(self, lanes):
        titles = [self.figure(lanes, is_demo=each)["layout"]["title"]["text"] for each in (1, 0)]
        assert titles == [DEMO_NOTE, ""]

    def test_colours_are_those_of_the_pages(self):
        named = tokens("tokens.css")
        assert {colour: named[name] for colour, name in TINT_NAMES.items()} == {
            colour: colour for colour in TINT_NAMES
        }
