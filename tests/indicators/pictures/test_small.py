"""Word-sized pictures: sparklines and bullets."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.pictures.bullets import bullet
from indicators.pictures.sparklines import sparkline
from indicators.trajectories import Trend


def trend(figures: dict[int, str], due: dict[int, str] | None = None, *, is_share: bool = True):
    return Trend(
        is_share=is_share,
        first_year=2020,
        last_year=2025,
        figures=tuple((year, Decimal(value)) for year, value in figures.items()),
        due=tuple((year, Decimal(value)) for year, value in (due or {}).items()),
    )


def place(text: str) -> Decimal:
    return Decimal(text.removesuffix("%"))


def test_a_sparkline_leaves_room_for_the_years_to_come():
    spark = sparkline(trend({2020: "0", 2021: "0.1", 2022: "0.5"}))
    assert spark.end.x == "41.67%"
    assert [line.kind for line in spark.lines] == ["figure", "figure"]
    assert place(spark.lines[0].y1) > place(spark.lines[1].y2)


def test_what_was_due_lies_beside_it():
    spark = sparkline(trend({2020: "0", 2021: "0.1"}, {2020: "0", 2021: "0.2"}))
    due, figure = spark.lines
    assert (due.kind, figure.kind) == ("path", "figure")
    assert place(due.y2) < place(figure.y2)


def test_it_is_said_in_words():
    assert sparkline(trend({2020: "0", 2021: "0.1"})).label == "2020—2021年完成进度走势，2021年10%"
    assert sparkline(trend({2021: "30", 2022: "29"}, is_share=False)).label == "2021—2022年走势"


@pytest.mark.parametrize("figures", [{}, {2021: "0.1"}], ids=["none", "one"])
def test_one_figure_makes_no_line(figures):
    assert sparkline(trend(figures)) is None


@given(st.lists(st.decimals(-100, 100, places=3), min_size=2, max_size=6))
def test_all_of_it_is_on_the_picture(values):
    figures = {2020 + at: str(value) for at, value in enumerate(values)}
    spark = sparkline(trend(figures, {2020: "0", 2025: "1"}))
    assert all(0 <= place(each.y1) <= 100 and 0 <= place(each.y2) <= 100 for each in spark.lines)


def test_the_parts_of_a_bullet_fill_it_in_order():
    picture = bullet([("done", 1), ("good", 2), ("bad", 1), ("neutral", 0)], before=2)
    assert [(part.kind, part.x, part.width) for part in picture.parts] == [
        ("done", "0%", "25%"),
        ("good", "25%", "50%"),
        ("bad", "75%", "25%"),
    ]
    assert picture.mark == "50%"


def test_without_a_year_to_compare_with_there_is_no_mark_and_none_is_a_value():
    assert bullet([("good", 1)], before=None).mark == ""
    assert bullet([("good", 1)], before=0).mark == "0%"
    assert bullet([], before=0).mark == ""
