"""A chart as a file: complete, readable without styles, and safe whatever the names."""

from __future__ import annotations

from decimal import Decimal
from xml.etree.ElementTree import Element, fromstring

import pytest

from indicators.pictures.frames import ChartFrame, trajectory_frame
from indicators.pictures.shapes import Key, Plot
from indicators.pictures.standalone import WIDTH, standalone_svg
from indicators.trajectories import Trajectory
from indicators.views.browse.picture import INKS
from tests.indicators.test_charts import TRAJECTORIES, points

SVG = "{http://www.w3.org/2000/svg}"


def drawn(frame: ChartFrame, *foot: str) -> Element:
    return fromstring(standalone_svg(frame, inks=INKS, foot=foot))  # noqa: S314 - our own


def texts(root: Element) -> list[str]:
    return [each.text or "" for each in root.iter(f"{SVG}text")]


def framed(shown: Trajectory, **fields) -> ChartFrame:
    return trajectory_frame(shown, name="指标", title="指标：一句话", is_demo=False, **fields)


@pytest.mark.parametrize("name", TRAJECTORIES)
def test_every_thing_of_a_picture_is_in_its_file(name):
    frame = framed(TRAJECTORIES[name])
    root = drawn(frame)
    said = texts(root)
    assert root.find(f"{SVG}title").text == frame.title
    assert all(label.text in said for label in frame.plot.labels)
    assert all(key.label in said for key in frame.plot.keys)
    assert all(tick.text in said for tick in frame.plot.values)


@pytest.mark.parametrize("name", TRAJECTORIES)
def test_everything_lies_on_the_sheet_and_has_its_colour(name):
    root = drawn(framed(TRAJECTORIES[name]), "来源" * 60)
    height = float(root.get("height"))
    for each in root.iter():
        for across in ("x", "x1", "x2"):
            if each.get(across, "0") != "100%":
                assert 0 <= float(each.get(across, "0")) <= WIDTH
        for down in ("y", "y1", "y2"):
            assert 0 <= float(each.get(down, "0")) <= height
        assert each.get("style") is None
        assert each.get("class") is None


def test_names_are_text_and_nothing_else():
    frame = framed(Trajectory(unit='"<&', yearly=points({2021: "5"}), yearly_label="<b>&"))
    assert "<b>&" in texts(drawn(frame))


def test_long_titles_and_legends_take_more_lines():
    keys = tuple(
        Key(label=f"很长的一个图例名称{at}", kind="actual", shape="line") for at in range(8)
    )
    plain = ChartFrame(title="短", subtitle="", plot=Plot(), label="", name="")
    long = ChartFrame(title="长" * 60, subtitle="", plot=Plot(keys=keys), label="", name="")
    heights = [float(drawn(each).get("height")) for each in (plain, long)]
    assert heights[1] > heights[0]
    lines = [text for text in texts(drawn(long)) if text.startswith("长")]
    assert ("".join(lines), len(lines) > 1) == ("长" * 60, True)


def test_no_line_begins_with_a_closing_sign():
    title = "十" * 41 + "，" + "二" * 20
    frame = ChartFrame(title=title, subtitle="", plot=Plot(), label="", name="")
    assert not any(text.startswith("，") for text in texts(drawn(frame)))


def test_invented_figures_are_marked_across_the_picture():
    shown = Trajectory(unit="", yearly=points({2021: "5"}))
    frame = trajectory_frame(shown, name="x", title="x", is_demo=True)
    assert "演示数据（虚构）" in texts(drawn(frame))


def test_a_total_counts_as_a_figure():
    shown = Trajectory(unit="", judged_label="累计", judged=points({2021: "5"}))
    assert shown.has_figures
    assert framed(shown).title == "指标：一句话"
    assert shown.judged[0].value == Decimal(5)
